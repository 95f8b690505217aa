/**
 * The tokens of Rust as numbers, and what each kind of token may begin or join.
 *
 * Kinds are contiguous where the parser asks by range: literals, words, brackets.
 */
import { RsOperator } from './kinds.ts';

const TOKEN_NAMES = [
  'End',
  // literals, in the order of `LiteralForm` (which starts at 1), `true` and `false` included
  'Integer',
  'Float',
  'String',
  'ByteString',
  'CString',
  'Char',
  'Byte',
  'True',
  'False',
  // words
  'Name',
  'Lifetime',
  'Underscore',
  // words that are keywords in some editions or places only, and names elsewhere
  'Async',
  'Await',
  'Dyn',
  'Try',
  // words that may be segments of a path
  'Self',
  'SelfType',
  'Super',
  'Crate',
  // the other keywords
  'As',
  'Become',
  'Box',
  'Break',
  'Const',
  'Continue',
  'Do',
  'Else',
  'Enum',
  'Extern',
  'Fn',
  'For',
  'If',
  'Impl',
  'In',
  'Let',
  'Loop',
  'Macro',
  'Match',
  'Mod',
  'Move',
  'Mut',
  'Pub',
  'Ref',
  'Return',
  'Static',
  'Struct',
  'Trait',
  'Type',
  'Unsafe',
  'Use',
  'Where',
  'While',
  'Yield',
  // brackets: each closing one is its opening one plus one
  'LeftParen',
  'RightParen',
  'LeftBracket',
  'RightBracket',
  'LeftBrace',
  'RightBrace',
  // punctuation. `<` and `>` stand alone (`<<`, `>>`, `>=` are put together from adjacent tokens), but `<=` and `<<=` are one
  'Comma',
  'Semicolon',
  'Colon',
  'PathSeparator',
  'Dot',
  'DotDot',
  'DotDotDot',
  'DotDotEqual',
  'Arrow',
  'FatArrow',
  'Equal',
  'EqualEqual',
  'NotEqual',
  'Less',
  'LessEqual',
  'Greater',
  'AndAnd',
  'OrOr',
  'And',
  'Or',
  'Caret',
  'Plus',
  'Minus',
  'Star',
  'Slash',
  'Percent',
  'Not',
  'Question',
  'Hash',
  'Dollar',
  'At',
  'Tilde',
  // `+=`, `<<=`, …: the operator is in the token's value
  'CompoundEqual',
  // a character that begins no token, an unterminated literal, or a closing bracket that closes nothing
  'Unknown',
] as const;

type TokenName = (typeof TOKEN_NAMES)[number];

/** `Token.Name`, `Token.LeftBrace`, …: the value in `tokens.kind`. */
export const Token = Object.fromEntries(TOKEN_NAMES.map((name, index) => [name, index])) as {
  readonly [Name in TokenName]: number;
};

/** Keyword text → kind of token. */
export const KEYWORDS: ReadonlyMap<string, number> = new Map([
  ['true', Token.True],
  ['false', Token.False],
  ['_', Token.Underscore],
  ['async', Token.Async],
  ['await', Token.Await],
  ['dyn', Token.Dyn],
  ['try', Token.Try],
  ['self', Token.Self],
  ['Self', Token.SelfType],
  ['super', Token.Super],
  ['crate', Token.Crate],
  ...TOKEN_NAMES.slice(Token.As, Token.Yield + 1).map((name): [string, number] => [name.toLowerCase(), Token[name]]),
]);

const marked = (...kinds: number[]): Uint8Array => {
  const table = new Uint8Array(TOKEN_NAMES.length);
  for (const kind of kinds) table[kind] = 1;
  return table;
};

/** 1 for the tokens that can be a plain name, whatever the edition. */
export const IS_NAME = marked(Token.Name, Token.Async, Token.Await, Token.Dyn, Token.Try);

/** 1 for the tokens that can be a segment of a path. */
export const IS_SEGMENT = marked(
  ...[Token.Name, Token.Async, Token.Await, Token.Dyn, Token.Try, Token.Self, Token.SelfType, Token.Super, Token.Crate],
);

/** 1 for the tokens behind which an expression cannot go on (`return`, `break`, `a..` ask). */
export const ENDS_EXPRESSION = marked(
  ...[Token.End, Token.RightParen, Token.RightBracket, Token.RightBrace, Token.Comma, Token.Semicolon, Token.Colon],
  ...[Token.FatArrow, Token.Equal, Token.CompoundEqual, Token.Else, Token.Greater, Token.In, Token.Question, Token.Dot],
  ...[Token.As, Token.EqualEqual, Token.NotEqual, Token.LessEqual, Token.Plus, Token.Slash, Token.Percent, Token.Caret],
  ...[Token.At, Token.Arrow, Token.Unknown],
);

/** 1 for the keywords that, first on their line, begin an item or a statement: the places where recovery may resume. */
export const RESUMES = marked(
  ...[Token.Fn, Token.Struct, Token.Enum, Token.Trait, Token.Impl, Token.Mod, Token.Use, Token.Type, Token.Pub, Token.Let],
  ...[Token.Static, Token.Const, Token.Extern, Token.Hash, Token.For, Token.While, Token.Loop, Token.Match, Token.Return],
  Token.If,
);

/** How tightly operators bind: higher is tighter, 0 is no operator. `<` and `>` may turn out to be shifts. */
export const Precedence = {
  assignment: 1,
  range: 2,
  or: 3,
  and: 4,
  comparison: 5,
  shift: 9,
  cast: 12,
} as const;

export const PRECEDENCE = new Uint8Array(TOKEN_NAMES.length);
/** The `RsOperator` of a binary operator's token. */
export const OPERATOR = new Uint8Array(TOKEN_NAMES.length);

const binary: readonly (readonly [kind: number, precedence: number, operator: number])[] = [
  [Token.Equal, Precedence.assignment, 0],
  [Token.CompoundEqual, Precedence.assignment, 0],
  [Token.DotDot, Precedence.range, 0],
  [Token.DotDotEqual, Precedence.range, 0],
  [Token.DotDotDot, Precedence.range, 0],
  [Token.OrOr, Precedence.or, RsOperator['||']],
  [Token.AndAnd, Precedence.and, RsOperator['&&']],
  [Token.EqualEqual, Precedence.comparison, RsOperator['==']],
  [Token.NotEqual, Precedence.comparison, RsOperator['!=']],
  [Token.Less, Precedence.comparison, RsOperator['<']],
  [Token.LessEqual, Precedence.comparison, RsOperator['<=']],
  [Token.Greater, Precedence.comparison, RsOperator['>']],
  [Token.Or, 6, RsOperator['|']],
  [Token.Caret, 7, RsOperator['^']],
  [Token.And, 8, RsOperator['&']],
  [Token.Plus, 10, RsOperator['+']],
  [Token.Minus, 10, RsOperator['-']],
  [Token.Star, 11, RsOperator['*']],
  [Token.Slash, 11, RsOperator['/']],
  [Token.Percent, 11, RsOperator['%']],
  [Token.As, Precedence.cast, 0],
];
for (const [kind, precedence, operator] of binary) {
  PRECEDENCE[kind] = precedence;
  OPERATOR[kind] = operator;
}
