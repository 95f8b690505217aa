/**
 * The kinds, fields and flags of Rust's syntax, named after the Rust reference (editions 2015 … 2024).
 *
 * What `aux` and `flag` hold is said at each kind; where nothing is said both are 0.
 * Grouping parentheses have nodes for expressions (`GroupedExpression`), none for types and patterns.
 */

const KIND_NAMES = [
  'Error', // a region that was not understood; children: what was understood inside it
  'Crate', // one source file
  // items; each may have `attributes` and a `visibility` before it
  'Function', // aux: name. flag: FunctionFlag bits
  'Struct', // aux: name. flag: StructForm
  'Enum', // aux: name
  'Variant', // aux: name. flag: StructForm
  'Union', // aux: name
  'Trait', // aux: name. flag: TraitFlag bits
  'TraitAlias', // aux: name
  'Impl', // flag: ImplFlag bits. fields: generics, trait, type, where, items
  'Module', // aux: name. flag: 1 if it has a body
  'Use', // one use declaration
  'UseTree', // flag: UseForm. fields: path, rename (Identifier), items (UseTree)
  'ExternCrate', // aux: name; the `as` name is an Identifier in `rename`
  'ExternBlock', // flag: 1 if unsafe. fields: abi (Literal), items
  'Const', // aux: name, 0 for `_`
  'Static', // aux: name. flag: StaticFlag bits (`lazy`: `static ref` inside a macro)
  'TypeAlias', // aux: name
  'MacroRules', // aux: name. its rules stay text
  'MacroCall', // aux: last name of the path. flag: MacroForm. fields: path, tokens
  'TokenTree', // the delimited tokens of a macro call; children: what they parse as (see MacroForm)
  'Attribute', // aux: last name of the path. flag: AttributeFlag bits. fields: path, tokens or value (expression)
  'Meta', // one argument of an attribute: `path`, `path = value`, `path(…)`. aux: last name of the path. fields as Attribute
  'Visibility', // flag: 1 for plain `pub`, 2 for a restricted one
  // parts of items
  'Generics',
  'TypeParameter', // aux: name
  'LifetimeParameter', // aux: name without the quote
  'ConstParameter', // aux: name
  'Where',
  'WherePredicate',
  'Bound', // flag: BoundFlag bits. fields: generics (`for<…>`, `use<…>`), path or lifetime
  'Parameter', // fields: attributes, pattern, type
  'SelfParameter', // flag: SelfForm bits. field: type for `self: T`
  'Field', // aux: name, 0 in tuple structs. fields: attributes, visibility, type
  // statements
  'Let', // fields: attributes, pattern, type, value, else
  'ExpressionStatement', // flag: 1 if it ends with a semicolon
  'EmptyStatement',
  // expressions
  'Literal', // flag: LiteralForm
  'PathExpression', // field: path
  'Block', // flag: BlockFlag bits. fields: label, attributes, statements, value (the tail expression)
  'GroupedExpression',
  'Borrow', // flag: BorrowFlag bits
  'Dereference',
  'Unary', // flag: RustOperator
  'Binary', // flag: RustOperator
  'Assignment',
  'CompoundAssignment', // flag: RustOperator
  'TypeCast',
  'Try', // `x?`
  'Await',
  'ArrayExpression',
  'RepeatExpression', // `[value; length]`
  'Tuple',
  'StructExpression', // fields: path, fields (FieldInit), base
  'FieldInit', // aux: name. no value for the short form
  'Call', // fields: callee, arguments
  'MethodCall', // aux: name. fields: receiver, generics, arguments
  'FieldAccess', // aux: name (of a digit for tuples). field: receiver
  'Index', // fields: receiver, index
  'Range', // flag: RangeForm. fields: start, end
  'Closure', // flag: ClosureFlag bits. fields: parameters, returns, body
  'Break', // fields: label, value
  'Continue',
  'Return', // flag: 1 for `become`, 2 for `do yeet`
  'Yield',
  'Underscore', // `_` as an assignee
  'If', // fields: condition, then, else
  'LetCondition', // `let pattern = value` in a condition. fields: pattern, value
  'While',
  'Loop',
  'For', // fields: label, pattern, iterable, body
  'Match', // fields: attributes, scrutinee, arms
  'Arm', // fields: attributes, pattern, guard, value
  'Label', // aux: name without the quote
  // patterns
  'IdentifierPattern', // aux: name. flag: PatternFlag bits. field: pattern for `name @ pattern`
  'WildcardPattern',
  'RestPattern',
  'LiteralPattern',
  'PathPattern',
  'RangePattern', // flag: RangeForm
  'ReferencePattern', // flag: 1 if mut
  'TuplePattern',
  'SlicePattern',
  'TupleStructPattern', // fields: path, patterns
  'StructPattern', // fields: path, fields (FieldPattern), rest
  'FieldPattern', // aux: name. flag: PatternFlag bits for the short form. no pattern for the short form
  'OrPattern',
  // types
  'PathType', // field: path
  'ReferenceType', // flag: 1 if mut. fields: lifetime, type
  'PointerType', // flag: 1 if mut, 0 if const
  'TupleType',
  'ArrayType', // fields: type, length
  'SliceType',
  'NeverType',
  'InferredType',
  'FunctionType', // fields: generics, parameters, returns
  'TraitObjectType', // flag: 1 with `dyn`. field: bounds
  'ImplTraitType', // field: bounds
  // paths
  'Path', // aux: last name. flag: 1 if it starts with `::`. fields: qualified, segments
  'PathSegment', // aux: name. field: generics (GenericArguments)
  'QualifiedSelf', // `<Type as Trait>`. fields: type, trait
  'GenericArguments', // flag: 1 for the `Fn(A) -> B` form. fields: arguments, returns
  'AssociatedBinding', // `Name = Type` or `Name: Bound` among generic arguments. aux: name
  'Lifetime', // aux: name without the quote
  'Identifier', // aux: name
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
