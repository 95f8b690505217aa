/** The nodes and tokens of tree-sitter-python that the producer asks about. */
import { Action, numberSymbols } from './symbols.ts';
import type { Symbols } from './symbols.ts';

const NODES = [
  'module', 'block',
  // statements
  'expression_statement', 'assignment', 'augmented_assignment', 'return_statement', 'delete_statement', 'raise_statement',
  'pass_statement', 'break_statement', 'continue_statement', 'global_statement', 'nonlocal_statement', 'assert_statement',
  'import_statement', 'import_from_statement', 'future_import_statement', 'print_statement', 'exec_statement', 'chevron',
  'type_alias_statement', 'if_statement', 'elif_clause', 'else_clause', 'for_statement', 'while_statement', 'try_statement',
  'except_clause', 'finally_clause', 'with_statement', 'with_clause', 'with_item', 'function_definition', 'class_definition',
  'decorated_definition', 'decorator', 'match_statement', 'case_clause', 'if_clause',
  // parts of imports
  'relative_import', 'import_prefix', 'dotted_name', 'aliased_import', 'wildcard_import',
  // parameters and arguments
  'parameters', 'lambda_parameters', 'typed_parameter', 'default_parameter', 'typed_default_parameter', 'list_splat_pattern',
  'dictionary_splat_pattern', 'keyword_separator', 'positional_separator', 'argument_list', 'keyword_argument', 'list_splat',
  'parenthesized_list_splat', 'dictionary_splat', 'type_parameter', 'type', 'generic_type', 'union_type', 'constrained_type',
  'member_type', 'splat_type',
  // expressions
  'identifier', 'integer', 'float', 'true', 'false', 'none', 'ellipsis', 'string', 'concatenated_string', 'string_start',
  'string_end', 'interpolation', 'format_expression', 'format_specifier', 'type_conversion', 'named_expression', 'as_pattern',
  'as_pattern_target', 'not_operator', 'boolean_operator', 'binary_operator', 'unary_operator', 'comparison_operator', 'lambda',
  'conditional_expression', 'await', 'yield', 'attribute', 'subscript', 'slice', 'call', 'list', 'set', 'tuple', 'dictionary',
  'pair', 'list_comprehension', 'set_comprehension', 'dictionary_comprehension', 'generator_expression', 'for_in_clause',
  'parenthesized_expression', 'expression_list', 'pattern_list', 'tuple_pattern', 'list_pattern',
  // patterns of `match`
  'case_pattern', 'union_pattern', 'dict_pattern', 'keyword_pattern', 'splat_pattern', 'class_pattern', 'complex_pattern',
] as const;

const TOKENS = {
  Comma: ',', Colon: ':', Equal: '=', Dot: '.', LeftParenthesis: '(', RightParenthesis: ')', LeftBracket: '[', RightBracket: ']',
  LeftBrace: '{', RightBrace: '}', Arrow: '->', ColonEqual: ':=', Semicolon: ';', DecoratorAt: '@',
  Async: 'async', Def: 'def', Class: 'class', For: 'for', In: 'in', If: 'if', Else: 'else', Elif: 'elif', As: 'as', From: 'from',
  Import: 'import', Future: '__future__', Except: 'except', With: 'with', While: 'while', Try: 'try', Finally: 'finally', Match: 'match', Case: 'case',
  Type: 'type', Underscore: '_', Print: 'print', Not: 'not', Is: 'is', And: 'and', Or: 'or', NotIn: 'not in', IsNot: 'is not',
  Plus: '+', Minus: '-', Star: '*', Slash: '/', DoubleSlash: '//', Percent: '%', DoubleStar: '**', LeftShift: '<<',
  RightShift: '>>', Ampersand: '&', Bar: '|', Caret: '^', Tilde: '~',
  Less: '<', Greater: '>', LessEqual: '<=', GreaterEqual: '>=', EqualEqual: '==', NotEqual: '!=', LessGreater: '<>',
  PlusEqual: '+=', MinusEqual: '-=', StarEqual: '*=', SlashEqual: '/=', AtEqual: '@=', DoubleSlashEqual: '//=', PercentEqual: '%=',
  DoubleStarEqual: '**=', RightShiftEqual: '>>=', LeftShiftEqual: '<<=', AmpersandEqual: '&=', CaretEqual: '^=', BarEqual: '|=',
} as const;

export const PythonSymbol = numberSymbols(NODES, TOKENS);

const { leaf, comment, drop, string } = Action;
/** What is not simply kept and followed. */
const ACTIONS: Readonly<Record<string, number>> = {
  comment,
  line_continuation: drop,
  string_content: drop,
  escape_sequence: drop,
  escape_interpolation: drop,
  string,
  identifier: leaf, integer: leaf, float: leaf, true: leaf, false: leaf, none: leaf, ellipsis: leaf,
  string_start: leaf, string_end: leaf, type_conversion: leaf, import_prefix: leaf, wildcard_import: leaf,
  pass_statement: leaf, break_statement: leaf, continue_statement: leaf, keyword_separator: leaf, positional_separator: leaf,
};

export const pythonSymbols: Symbols = { nodes: NODES, tokens: TOKENS, numbers: PythonSymbol, actions: ACTIONS };

/** Whether a symbol is a token (or anything else that means nothing by itself), and no error. */
export const isToken = (symbol: number): boolean => symbol === PythonSymbol.other || symbol >= PythonSymbol.Comma;
