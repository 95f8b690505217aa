/** The nodes and tokens of tree-sitter-rust that the producer asks about. */
import { Action, numberSymbols } from './symbols.ts';
import type { Symbols } from './symbols.ts';

const NODES = [
  'source_file', 'shebang',
  // items
  'function_item', 'function_signature_item', 'function_modifiers', 'extern_modifier', 'parameters', 'parameter', 'self_parameter',
  'variadic_parameter', 'struct_item', 'union_item', 'enum_item', 'enum_variant_list', 'enum_variant', 'field_declaration_list',
  'field_declaration', 'ordered_field_declaration_list', 'trait_item', 'impl_item', 'declaration_list', 'mod_item',
  'foreign_mod_item', 'const_item', 'static_item', 'type_item', 'associated_type', 'extern_crate_declaration', 'use_declaration',
  'use_list', 'scoped_use_list', 'use_as_clause', 'use_wildcard', 'macro_definition', 'macro_invocation', 'token_tree',
  'attribute_item', 'inner_attribute_item', 'visibility_modifier', 'type_parameters', 'type_parameter', 'lifetime_parameter',
  'const_parameter', 'where_clause', 'where_predicate', 'trait_bounds', 'higher_ranked_trait_bound', 'removed_trait_bound',
  'use_bounds', 'for_lifetimes',
  // statements
  'let_declaration', 'expression_statement', 'empty_statement', 'block',
  // expressions
  'integer_literal', 'float_literal', 'string_literal', 'raw_string_literal', 'char_literal', 'boolean_literal', 'negative_literal',
  'unary_expression', 'reference_expression', 'try_expression', 'binary_expression', 'assignment_expression',
  'compound_assignment_expr', 'type_cast_expression', 'call_expression', 'arguments', 'generic_function', 'return_expression',
  'yield_expression', 'break_expression', 'continue_expression', 'await_expression', 'field_expression', 'index_expression',
  'array_expression', 'tuple_expression', 'unit_expression', 'parenthesized_expression', 'struct_expression',
  'field_initializer_list', 'field_initializer', 'shorthand_field_initializer', 'base_field_initializer', 'closure_expression',
  'closure_parameters', 'range_expression', 'if_expression', 'else_clause', 'let_condition', 'let_chain', 'match_expression',
  'match_block', 'match_arm', 'match_pattern', 'while_expression', 'loop_expression', 'for_expression', 'unsafe_block',
  'async_block', 'gen_block', 'try_block', 'const_block', 'label',
  // patterns
  'tuple_pattern', 'tuple_struct_pattern', 'struct_pattern', 'field_pattern', 'remaining_field_pattern', 'ref_pattern',
  'mut_pattern', 'captured_pattern', 'reference_pattern', 'slice_pattern', 'range_pattern', 'or_pattern', 'generic_pattern',
  // types
  'reference_type', 'pointer_type', 'tuple_type', 'unit_type', 'array_type', 'function_type', 'never_type', 'dynamic_type',
  'abstract_type', 'bounded_type', 'type_arguments', 'type_binding',
  // paths and names
  'identifier', 'type_identifier', 'field_identifier', 'shorthand_field_identifier', 'primitive_type', 'self', 'super', 'crate',
  'metavariable', 'scoped_identifier', 'scoped_type_identifier', 'generic_type', 'generic_type_with_turbofish', 'bracketed_type',
  'qualified_type', 'lifetime', 'mutable_specifier',
] as const;

const TOKENS = {
  Comma: ',', Semicolon: ';', Colon: ':', PathSeparator: '::', LeftParen: '(', RightParen: ')', LeftBracket: '[', RightBracket: ']',
  LeftBrace: '{', RightBrace: '}', Less: '<', Greater: '>', Equal: '=', Arrow: '->', FatArrow: '=>', DotDot: '..', DotDotDot: '...',
  DotDotEqual: '..=', Dot: '.', Underscore: '_', Not: '!', Question: '?', Or: '|', And: '&', Star: '*', Minus: '-', At: '@', Hash: '#',
  Plus: '+', Slash: '/', Percent: '%', Caret: '^', ShiftLeft: '<<', ShiftRight: '>>', AndAnd: '&&', OrOr: '||', EqualEqual: '==',
  NotEqual: '!=', LessEqual: '<=', GreaterEqual: '>=',
  PlusEqual: '+=', MinusEqual: '-=', StarEqual: '*=', SlashEqual: '/=', PercentEqual: '%=', AndEqual: '&=', OrEqual: '|=',
  CaretEqual: '^=', ShiftLeftEqual: '<<=', ShiftRightEqual: '>>=',
  Async: 'async', Const: 'const', Default: 'default', Extern: 'extern', Fn: 'fn', For: 'for', If: 'if', In: 'in', Move: 'move', Pub: 'pub',
  Raw: 'raw', Ref: 'ref', Static: 'static', Unsafe: 'unsafe', As: 'as', Else: 'else', Gen: 'gen', Try: 'try', Where: 'where',
} as const;

export const RustSymbol = numberSymbols(NODES, TOKENS);

const { leaf, comment, tokens } = Action;
const ACTIONS: Readonly<Record<string, number>> = {
  line_comment: comment, block_comment: comment,
  shebang: leaf,
  // what is in these is read by the hand-written parser, or is text
  token_tree: tokens, macro_rule: tokens, attribute: tokens,
  integer_literal: leaf, float_literal: leaf, string_literal: leaf, raw_string_literal: leaf, char_literal: leaf, boolean_literal: leaf,
  identifier: leaf, type_identifier: leaf, field_identifier: leaf, shorthand_field_identifier: leaf, primitive_type: leaf,
  self: leaf, super: leaf, crate: leaf, metavariable: leaf, lifetime: leaf, label: leaf, mutable_specifier: leaf,
  unit_type: leaf, unit_expression: leaf, never_type: leaf, remaining_field_pattern: leaf, empty_statement: leaf,
};

export const rustSymbols: Symbols = { nodes: NODES, tokens: TOKENS, numbers: RustSymbol, actions: ACTIONS };

/** Whether a symbol is a token (or anything else that means nothing by itself), and no error. */
export const isToken = (symbol: number): boolean => symbol === RustSymbol.other || symbol >= RustSymbol.Comma;

/** A table by symbol of what to do with it. */
export function bySymbol<Value>(entries: readonly (readonly [symbol: number, value: Value])[]): readonly (Value | undefined)[] {
  const table: (Value | undefined)[] = Array.from({ length: 256 }, () => undefined);
  for (const [symbol, value] of entries) table[symbol] = value;
  return table;
}
