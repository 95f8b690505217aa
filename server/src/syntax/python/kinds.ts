/**
 * The kinds, fields and flags of Python's syntax: CPython's `ast`, node for node (3.8 … 3.15).
 *
 * On top of `ast`: `Identifier` leaves for names whose place could not be told otherwise, and `CompareOp` leaves for the
 * operators of a comparison. Strings stay as they are written: a value is worked out from the text when it is wanted.
 *
 * What `aux` and `flag` hold is said at each kind; where nothing is said both are 0.
 */

const KIND_NAMES = [
  // a region that was not understood; children, in the field `error`: what was understood inside it. It has the role of what should
  // stand there (a target that cannot be one is an Error in `targets`); what is missing or superfluous is an Error in `error`
  'Error',
  'Module',
  // statements
  'FunctionDef', // aux: name. starts at `def`, decorators stand before it
  'AsyncFunctionDef', // aux: name
  'ClassDef', // aux: name
  'Return',
  'Delete',
  'Assign',
  'TypeAlias',
  'AugAssign', // flag: operator
  'AnnAssign', // flag: 1 if `simple`
  'For',
  'AsyncFor',
  'While',
  'If',
  'With',
  'AsyncWith',
  'Match',
  'Raise',
  'Try',
  'TryStar',
  'Assert',
  'Import', // flag: 1 for `lazy import` (3.15)
  'ImportFrom', // aux: level (number of dots); the module is an `Identifier`. flag: 1 for `lazy from` (3.15)
  'Global',
  'Nonlocal',
  'Expr',
  'Pass',
  'Break',
  'Continue',
  // expressions
  'BoolOp', // flag: operator
  'NamedExpr',
  'BinOp', // flag: operator
  'UnaryOp', // flag: operator
  'Lambda',
  'IfExp',
  'Dict', // a key stands before its value; `**x` is a value without a key
  'Set',
  'ListComp',
  'SetComp',
  'DictComp', // `{**x for …}` (3.15) has a key and no value
  'GeneratorExp',
  'Await',
  'Yield',
  'YieldFrom',
  'Compare', // left, then for each: a CompareOp leaf and its comparator
  'CompareOp', // flag: operator
  'Call', // func, then args and keywords in source order
  'FormattedValue', // flag: conversion character code (115, 114, 97) or 0; aux: 1 for `{x=}` (its text is a Constant before it, and its flag 114, as in ast)
  'Interpolation', // t-strings (3.14); as FormattedValue
  'JoinedStr',
  'TemplateStr',
  'Constant', // flag: literal type
  'Attribute', // aux: name. flag: context
  'Subscript', // flag: context
  'Starred', // flag: context
  'Name', // aux: name. flag: context
  'List', // flag: context
  'Tuple', // flag: context
  'Slice',
  // parts
  'comprehension', // flag: 1 if async
  'ExceptHandler', // the bound name is an `Identifier`
  'arguments', // spans from the first token of the parameters to the last; empty at the place where one would stand
  'arg', // aux: name
  'keyword', // aux: name, 0 for `**x`
  'alias', // aux: the (dotted) name; the `as` name is an `Identifier`
  'withitem',
  'match_case',
  'MatchValue',
  'MatchSingleton', // flag: literal type
  'MatchSequence',
  'MatchMapping', // keys and patterns alternate; `**rest` is an `Identifier`
  'MatchClass', // each keyword pattern stands behind its `Identifier`
  'MatchStar', // aux: name or 0
  'MatchAs', // aux: name or 0 (`_`)
  'MatchOr',
  'TypeVar', // aux: name
  'ParamSpec', // aux: name
  'TypeVarTuple', // aux: name
  'Identifier', // aux: name
] as const;

const FIELD_NAMES = [
  'none',
  'body',
  'orelse',
  'finalbody',
  'handlers',
  'decorator_list',
  'name',
  'args',
  'returns',
  'type_params',
  'bases',
  'keywords',
  'value',
  'targets',
  'target',
  'annotation',
  'iter',
  'test',
  'items',
  'subject',
  'cases',
  'exc',
  'cause',
  'msg',
  'module',
  'names',
  'asname',
  'type',
  'left',
  'right',
  'operand',
  'values',
  'keys',
  'elts',
  'elt',
  'key',
  'generators',
  'ops',
  'comparators',
  'func',
  'format_spec',
  'slice',
  'lower',
  'upper',
  'step',
  'ifs',
  'posonlyargs',
  'vararg',
  'kwonlyargs',
  'kw_defaults',
  'kwarg',
  'defaults',
  'context_expr',
  'optional_vars',
  'pattern',
  'patterns',
  'guard',
  'rest',
  'cls',
  'kwd_attrs',
  'kwd_patterns',
  'bound',
  'default_value',
  'error',
] as const;

type Numbered<Names extends readonly string[]> = { readonly [Name in Names[number]]: number };
const numbered = <const Names extends readonly string[]>(names: Names): Numbered<Names> =>
  Object.fromEntries(names.map((name, index) => [name, index])) as Numbered<Names>;

/** `Py.Name`, `Py.Call`, …: the value in `tree.kind`. */
export const Py: Numbered<typeof KIND_NAMES> = numbered(KIND_NAMES);
/** `PyField.body`, …: the value in `tree.field`. Named as in CPython's `ast`. */
export const PyField: Numbered<typeof FIELD_NAMES> = numbered(FIELD_NAMES);
export const pyKindNames: readonly string[] = KIND_NAMES;
export const pyFieldNames: readonly string[] = FIELD_NAMES;

/** `flag` of Name, Attribute, Subscript, Starred, List, Tuple. */
export const Context = { Load: 0, Store: 1, Del: 2 } as const;

const OPERATOR_NAMES = [
  'none',
  'Add',
  'Sub',
  'Mult',
  'MatMult',
  'Div',
  'Mod',
  'Pow',
  'LShift',
  'RShift',
  'BitOr',
  'BitXor',
  'BitAnd',
  'FloorDiv',
  'And',
  'Or',
  'Invert',
  'Not',
  'UAdd',
  'USub',
  'Eq',
  'NotEq',
  'Lt',
  'LtE',
  'Gt',
  'GtE',
  'Is',
  'IsNot',
  'In',
  'NotIn',
] as const;
/** `flag` of BinOp, AugAssign, BoolOp, UnaryOp, CompareOp. Named as in CPython's `ast`. */
export const Operator: Numbered<typeof OPERATOR_NAMES> = numbered(OPERATOR_NAMES);
export const operatorNames: readonly string[] = OPERATOR_NAMES;

const LITERAL_NAMES = ['none', 'None', 'True', 'False', 'Ellipsis', 'int', 'float', 'complex', 'str', 'bytes'] as const;
/** `flag` of Constant and MatchSingleton: the type of the value. */
export const Literal: Numbered<typeof LITERAL_NAMES> = numbered(LITERAL_NAMES);
export const literalNames: readonly string[] = LITERAL_NAMES;
