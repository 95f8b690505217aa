/**
 * The kinds, fields and flags of Rust's syntax, named after the Rust reference (editions 2015 … 2024).
 *
 * What `aux` and `flag` hold is said at each kind; where nothing is said both are 0. `fields` are in source order, those that
 * may be missing included; a plural may be filled more than once. Beyond those said, every kind may have `attributes` where Rust
 * allows attributes, and `error` (an `Error`) wherever something was not understood.
 * Grouping parentheses have nodes for expressions (`GroupedExpression`), none for types and patterns.
 * A node begins with its first attribute; doc comments are comments. Where the name in `aux` stands: `nameSpan` in `access.ts`.
 */

const KIND_NAMES = [
  'Error', // a region that was not understood; children: what was understood inside it, in the roles it would have had
  'Crate', // one source file. fields: attributes, items
  // items
  'Function', // aux: name. flag: FunctionFlag bits. fields: visibility, abi (Literal), generics, parameters, returns, where, body
  'Struct', // aux: name. flag: StructForm. fields: visibility, generics, fields, where (before `fields` if they are named)
  'Enum', // aux: name. fields: visibility, generics, where, variants
  'Variant', // aux: name. flag: StructForm. fields: visibility, fields, discriminant
  'Union', // aux: name. fields: visibility, generics, where, fields
  'Trait', // aux: name. flag: TraitFlag bits. fields: visibility, generics, bounds, where, items
  'TraitAlias', // aux: name. fields: visibility, generics, bounds, where
  'Impl', // flag: ImplFlag bits. fields: visibility, generics, trait (Path), type, where, items
  'Module', // aux: name. flag: 1 if it has a body. fields: visibility, items
  'Use', // one use declaration. fields: visibility, items (one UseTree)
  'UseTree', // flag: UseForm. fields: path, rename (Identifier), items (UseTree)
  'ExternCrate', // aux: name. fields: visibility, rename (Identifier)
  'ExternBlock', // flag: 1 if unsafe. fields: visibility, abi (Literal), items
  'Const', // aux: name, 0 for `_`. fields: visibility, generics, type, value, where
  'Static', // aux: name. flag: StaticFlag bits (`lazy`: `static ref` inside a macro). fields: visibility, generics, type, value
  'TypeAlias', // aux: name. fields: visibility, generics, bounds, where (or behind the type), type
  'MacroRules', // aux: name. `macro_rules! name` and `macro name`; its rules stay text. fields: visibility
  'MacroCall', // aux: last name of the path. flag: MacroForm. fields: visibility, path, tokens (TokenTree)
  'TokenTree', // bracketed tokens. flag: MacroForm, which says what the children are. fields: arguments, pattern and guard (`matches!`), arms (`select!`), items, statements, value, tokens (TokenTree: what is not understood between items)
  'Attribute', // aux: last name of the path. flag: AttributeFlag bits. fields: path, tokens (TokenTree), value (an expression, or a TokenTree if it is none)
  'Meta', // one argument of an attribute: `path`, `path = value`, `path(…)`. aux: last name of the path. fields: path, tokens (TokenTree), value
  'Visibility', // flag: 1 for plain `pub`, 2 for a restricted one. fields: path
  // parts of items
  'Generics', // fields: parameters (TypeParameter, LifetimeParameter, ConstParameter)
  'TypeParameter', // aux: name. fields: bounds, default
  'LifetimeParameter', // aux: name without the quote. fields: bounds
  'ConstParameter', // aux: name. fields: type, default
  'Where', // fields: items (WherePredicate)
  'WherePredicate', // fields: generics (`for<…>`), type, lifetime, bounds
  'Bound', // flag: BoundFlag bits. fields: generics (`for<…>`: Generics, `use<…>`: GenericArguments), path, lifetime
  'Parameter', // of functions, closures, function types. fields: pattern, type
  'SelfParameter', // flag: SelfForm bits. fields: lifetime, type (`self: T`)
  'Field', // aux: name, 0 in tuple structs. fields: visibility, type, default
  // statements
  'Let', // fields: pattern, type, value, else (Block)
  'ExpressionStatement', // flag: 1 if it ends with a semicolon. fields: value
  'EmptyStatement', // `;`
  // expressions
  'Literal', // flag: LiteralForm
  'PathExpression', // fields: path
  'Block', // flag: BlockFlag bits. fields: label, statements, value (the tail expression)
  'GroupedExpression', // fields: operand
  'Borrow', // flag: BorrowFlag bits. fields: operand
  'Dereference', // fields: operand
  'Unary', // flag: RsOperator. fields: operand
  'Binary', // flag: RsOperator. fields: left, right
  'Assignment', // fields: left, right
  'CompoundAssignment', // flag: RsOperator. fields: left, right
  'TypeCast', // fields: value, type
  'Try', // `x?`. fields: operand
  'Await', // fields: operand
  'ArrayExpression', // fields: elements
  'RepeatExpression', // `[value; length]`. fields: value, length
  'Tuple', // fields: elements
  'StructExpression', // fields: path, fields (FieldInit), base
  'FieldInit', // aux: name (of digits in tuple structs). no value for the short form. fields: value
  'Call', // fields: callee, arguments
  'MethodCall', // aux: name. fields: receiver, generics (GenericArguments), arguments
  'FieldAccess', // aux: name (of digits in tuples). fields: receiver
  'Index', // fields: receiver, index
  'Range', // flag: RangeForm. fields: start, end
  'Closure', // flag: ClosureFlag bits. fields: generics (`for<…>`), parameters, returns, body
  'Break', // fields: label, value
  'Continue', // fields: label
  'Return', // flag: 1 for `become`, 2 for `do yeet`. fields: value
  'Yield', // fields: value
  'Underscore', // `_` as an assignee
  'If', // no condition but attributes in `cfg_if!`. fields: condition, then (Block), else (Block or If)
  'LetCondition', // `let pattern = value` in a condition. fields: pattern, value
  'While', // fields: label, condition, body
  'Loop', // fields: label, body
  'For', // fields: label, pattern, iterable, body
  'Match', // fields: scrutinee, arms
  'Arm', // fields: pattern, scrutinee (the future of an arm of `select!`), guard, value
  'Label', // aux: name without the quote
  // patterns
  'IdentifierPattern', // aux: name. flag: PatternFlag bits. fields: pattern (`name @ pattern`)
  'WildcardPattern', // `_`
  'RestPattern', // `..`
  'LiteralPattern', // fields: value (Literal, Unary or const Block)
  'PathPattern', // fields: path
  'RangePattern', // flag: RangeForm. fields: start, end (as the value of LiteralPattern, or PathExpression)
  'ReferencePattern', // flag: 1 if mut. fields: pattern
  'TuplePattern', // fields: patterns
  'SlicePattern', // fields: patterns
  'TupleStructPattern', // fields: path, patterns
  'StructPattern', // fields: path, fields (FieldPattern), rest (RestPattern)
  'FieldPattern', // aux: name. flag: PatternFlag bits of the short form, which has no pattern. fields: pattern
  'OrPattern', // fields: patterns
  // types
  'PathType', // fields: path
  'ReferenceType', // flag: 1 if mut. fields: lifetime, type
  'PointerType', // flag: 1 if mut, 0 if const. fields: type
  'TupleType', // fields: elements
  'ArrayType', // fields: type, length
  'SliceType', // fields: type
  'NeverType', // `!`
  'InferredType', // `_`
  'FunctionType', // flag: FunctionFlag bits. fields: generics (`for<…>`), abi (Literal), parameters, returns
  'TraitObjectType', // flag: 1 with `dyn`. fields: bounds
  'ImplTraitType', // fields: bounds
  // paths
  'Path', // aux: last name. flag: 1 if it starts with `::`. fields: qualified (QualifiedSelf), segments
  'PathSegment', // aux: name. fields: generics (GenericArguments)
  'QualifiedSelf', // `<Type as Trait>`. fields: type, trait (Path)
  'GenericArguments', // flag: 1 for the `Fn(A) -> B` form. fields: arguments, returns
  'AssociatedBinding', // `Name = …` or `Name: …` among generic arguments. aux: name. fields: generics, type, value, bounds
  'Lifetime', // aux: name without the quote
  'Identifier', // aux: name, 0 for `_`
] as const;

const FIELD_NAMES = [
  'none',
  'attributes',
  'visibility',
  'generics',
  'where',
  'name',
  'fields',
  'variants',
  'items',
  'trait',
  'type',
  'path',
  'rename',
  'abi',
  'value',
  'tokens',
  'parameters',
  'returns',
  'body',
  'bounds',
  'default',
  'discriminant',
  'pattern',
  'else',
  'label',
  'statements',
  'operand',
  'left',
  'right',
  'length',
  'elements',
  'base',
  'callee',
  'arguments',
  'receiver',
  'index',
  'start',
  'end',
  'condition',
  'then',
  'iterable',
  'scrutinee',
  'arms',
  'guard',
  'lifetime',
  'patterns',
  'rest',
  'qualified',
  'segments',
  'error',
] as const;

type Numbered<Names extends readonly string[]> = { readonly [Name in Names[number]]: number };
const numbered = <const Names extends readonly string[]>(names: Names): Numbered<Names> =>
  Object.fromEntries(names.map((name, index) => [name, index])) as Numbered<Names>;

/** `Rs.Struct`, `Rs.MethodCall`, …: the value in `tree.kind`. */
export const Rs: Numbered<typeof KIND_NAMES> = numbered(KIND_NAMES);
/** `RsField.body`, …: the value in `tree.field`. */
export const RsField: Numbered<typeof FIELD_NAMES> = numbered(FIELD_NAMES);
export const rsKindNames: readonly string[] = KIND_NAMES;
export const rsFieldNames: readonly string[] = FIELD_NAMES;

export const FunctionFlag = { async: 1, unsafe: 2, const: 4, extern: 8, hasBody: 16, variadic: 32, safe: 64, gen: 128 } as const;
/** Modifiers of a bound: `?Trait`, `use<…>`, `~const Trait`, `async Fn()`. */
export const BoundFlag = { maybe: 1, use: 2, const: 4, async: 8 } as const;
export const StructForm = { unit: 0, tuple: 1, named: 2 } as const;
export const ImplFlag = { unsafe: 1, negative: 2, default: 4, const: 8 } as const;
export const TraitFlag = { unsafe: 1, auto: 2, const: 4 } as const;
export const StaticFlag = { mutable: 1, unsafe: 2, safe: 4, lazy: 8 } as const;
export const UseForm = { path: 0, glob: 1, list: 2 } as const;
/** `#![…]`, `#[unsafe(…)]` */
export const AttributeFlag = { inner: 1, unsafe: 2 } as const;
/**
 * How the tokens of a macro call were understood: not at all, as expressions (in the field `arguments`), as items, as
 * statements; those of an attribute as `Meta` nodes and literals.
 */
export const MacroForm = { tokens: 0, expressions: 1, items: 2, statements: 3, meta: 4 } as const;
export const SelfForm = { reference: 1, mutable: 2 } as const;
export const BlockFlag = { unsafe: 1, async: 2, const: 4, move: 8, try: 16, gen: 32 } as const;
export const BorrowFlag = { mutable: 1, raw: 2 } as const;
export const ClosureFlag = { move: 1, async: 2, static: 4, const: 8, gen: 16 } as const;
export const PatternFlag = { ref: 1, mut: 2 } as const;
/** `..` / `..=` */
export const RangeForm = { exclusive: 0, inclusive: 1 } as const;
export const LiteralForm = { integer: 1, float: 2, string: 3, byteString: 4, cString: 5, char: 6, byte: 7, true: 8, false: 9 } as const;

const OPERATOR_NAMES = [
  'none',
  '+',
  '-',
  '*',
  '/',
  '%',
  '&',
  '|',
  '^',
  '<<',
  '>>',
  '&&',
  '||',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  '!',
] as const;
/** `flag` of Unary (`-`, `!`), Binary and CompoundAssignment. */
export const RsOperator: Numbered<typeof OPERATOR_NAMES> = numbered(OPERATOR_NAMES);
export const rsOperatorNames: readonly string[] = OPERATOR_NAMES;
