/** The tokens of Python: their kinds, what their value says, and which tokens are which operators. Keywords come first. */
import { intern } from '../names.ts';
import { Operator } from './kinds.ts';

const KEYWORDS = [
  'False',
  'None',
  'True',
  'and',
  'as',
  'assert',
  'async',
  'await',
  'break',
  'class',
  'continue',
  'def',
  'del',
  'elif',
  'else',
  'except',
  'finally',
  'for',
  'from',
  'global',
  'if',
  'import',
  'in',
  'is',
  'lambda',
  'nonlocal',
  'not',
  'or',
  'pass',
  'raise',
  'return',
  'try',
  'while',
  'with',
  'yield',
] as const;

const OTHER_TOKENS = [
  'EndOfFile',
  'Newline', // ends a logical line
  'Indent',
  'Dedent',
  'BadDedent', // stands where a line's indentation fits no block around it
  'Name', // value: the interned name, NFKC
  'Number', // value: literal type, with Malformed
  'String', // value: StringFlag bits. one whole literal without fields
  'FStringStart', // value: StringFlag bits. also starts a template string
  'FStringMiddle', // value: StringFlag bits. text between fields
  'FStringEnd', // value: StringFlag bits
  'FieldStart', // `{` of a field. value: where its debug text (`x=`) ends, or 0
  'FieldEnd', // `}` of a field
  'LeftParenthesis',
  'LeftBracket',
  'LeftBrace',
  'RightParenthesis',
  'RightBracket',
  'RightBrace', // value: 1 if no bracket of that form is open
  'Comma',
  'Colon',
  'Semicolon',
  'Dot',
  'Ellipsis',
  'Arrow',
  'Equal',
  'ColonEqual',
  'Exclamation',
  'AugmentedEqual', // value: operator
  'Plus',
  'Minus',
  'Star',
  'Slash',
  'DoubleSlash',
  'Percent',
  'At',
  'DoubleStar',
  'LeftShift',
  'RightShift',
  'Ampersand',
  'Bar',
  'Caret',
  'Tilde',
  'Less',
  'Greater',
  'LessEqual',
  'GreaterEqual',
  'EqualEqual',
  'NotEqual',
  'Unknown', // a character or a bracket that belongs to no token, or is nested too deep
] as const;

const TOKEN_NAMES = [
  'none',
  'False',
  'None',
  'True',
  'And',
  'As',
  'Assert',
  'Async',
  'Await',
  'Break',
  'Class',
  'Continue',
  'Def',
  'Del',
  'Elif',
  'Else',
  'Except',
  'Finally',
  'For',
  'From',
  'Global',
  'If',
  'Import',
  'In',
  'Is',
  'Lambda',
  'Nonlocal',
  'Not',
  'Or',
  'Pass',
  'Raise',
  'Return',
  'Try',
  'While',
  'With',
  'Yield',
  ...OTHER_TOKENS,
] as const;

/** `Token.Name`, `Token.Comma`, …: the kind of a token; `Token.While` is the keyword `while`. */
export const Token = Object.fromEntries(TOKEN_NAMES.map((name, number) => [name, number])) as {
  readonly [Name in (typeof TOKEN_NAMES)[number]]: number;
};

/** The tokens that the parser asks for, in capitals as in CPython's grammar: kinds of nodes have the same names otherwise. */
export const {
  False: FALSE,
  None: NONE,
  True: TRUE,
  And: AND,
  As: AS,
  Assert: ASSERT,
  Async: ASYNC,
  Await: AWAIT,
  Break: BREAK,
  Class: CLASS,
  Continue: CONTINUE,
  Def: DEF,
  Del: DEL,
  Elif: ELIF,
  Else: ELSE,
  Except: EXCEPT,
  Finally: FINALLY,
  For: FOR,
  From: FROM,
  Global: GLOBAL,
  If: IF,
  Import: IMPORT,
  In: IN,
  Is: IS,
  Lambda: LAMBDA,
  Nonlocal: NONLOCAL,
  Not: NOT,
  Or: OR,
  Pass: PASS,
  Raise: RAISE,
  Return: RETURN,
  Try: TRY,
  While: WHILE,
  With: WITH,
  Yield: YIELD,
  EndOfFile: END_OF_FILE,
  Newline: NEWLINE,
  Indent: INDENT,
  Dedent: DEDENT,
  BadDedent: BAD_DEDENT,
  Name: NAME,
  Number: NUMBER,
  String: STRING,
  FStringStart: FSTRING_START,
  FStringMiddle: FSTRING_MIDDLE,
  FStringEnd: FSTRING_END,
  FieldStart: FIELD_START,
  FieldEnd: FIELD_END,
  LeftParenthesis: LEFT_PARENTHESIS,
  RightParenthesis: RIGHT_PARENTHESIS,
  LeftBracket: LEFT_BRACKET,
  RightBracket: RIGHT_BRACKET,
  LeftBrace: LEFT_BRACE,
  RightBrace: RIGHT_BRACE,
  Comma: COMMA,
  Colon: COLON,
  Semicolon: SEMICOLON,
  Dot: DOT,
  Ellipsis: ELLIPSIS,
  Arrow: ARROW,
  Equal: EQUAL,
  ColonEqual: COLON_EQUAL,
  Exclamation: EXCLAMATION,
  AugmentedEqual: AUGMENTED_EQUAL,
  Plus: PLUS,
  Minus: MINUS,
  Star: STAR,
  Slash: SLASH,
  DoubleStar: DOUBLE_STAR,
  At: AT,
  Bar: BAR,
  Unknown: UNKNOWN,
} = Token;

/** What is known of a string token without decoding it. */
export const StringFlag = {
  Raw: 1,
  Bytes: 2,
  Template: 4,
  Triple: 8,
  /** Holds a backslash. */
  Escapes: 16,
  /** Not terminated, or an escape or character that the literal cannot hold. */
  Malformed: 32,
  /** May hold fields: an f-string or a template string. */
  Fields: 64,
  /** Stands for the empty string. */
  Empty: 128,
} as const;

/** In the value of a Number token, next to its literal type. */
export const MALFORMED_NUMBER = 64;

const keywordNumbers = KEYWORDS.map((keyword) => intern(keyword));
/** The token kind of a keyword by its interned name; 0 for other names. Names past the end of the table are no keywords. */
export const keywordOf = new Uint8Array(Math.max(...keywordNumbers) + 1);
keywordNumbers.forEach((name, at) => (keywordOf[name] = at + 1));

function tokenTable(entries: readonly (readonly [token: number, value: number])[]): Uint8Array {
  const table = new Uint8Array(TOKEN_NAMES.length);
  for (const [token, value] of entries) table[token] = value;
  return table;
}

/** How strongly operators bind; a binary operator's operands are parsed one step above it. */
export const Binding = { None: 0, Or: 1, And: 2, Not: 3, Comparison: 4, BitOr: 5, Unary: 11 } as const;

/** The binding of a token as a binary operator (0: it is none). `not` is the first word of `not in`. */
export const bindingOf = tokenTable([
  [Token.Or, Binding.Or],
  [Token.And, Binding.And],
  [Token.In, Binding.Comparison],
  [Token.Not, Binding.Comparison],
  [Token.Is, Binding.Comparison],
  [Token.Less, Binding.Comparison],
  [Token.Greater, Binding.Comparison],
  [Token.LessEqual, Binding.Comparison],
  [Token.GreaterEqual, Binding.Comparison],
  [Token.EqualEqual, Binding.Comparison],
  [Token.NotEqual, Binding.Comparison],
  [Token.Bar, Binding.BitOr],
  [Token.Caret, 6],
  [Token.Ampersand, 7],
  [Token.LeftShift, 8],
  [Token.RightShift, 8],
  [Token.Plus, 9],
  [Token.Minus, 9],
  [Token.Star, 10],
  [Token.Slash, 10],
  [Token.DoubleSlash, 10],
  [Token.Percent, 10],
  [Token.At, 10],
]);

/** The operator that a token means between two operands. */
export const binaryOperatorOf = tokenTable([
  [Token.Or, Operator.Or],
  [Token.And, Operator.And],
  [Token.In, Operator.In],
  [Token.Is, Operator.Is],
  [Token.Less, Operator.Lt],
  [Token.Greater, Operator.Gt],
  [Token.LessEqual, Operator.LtE],
  [Token.GreaterEqual, Operator.GtE],
  [Token.EqualEqual, Operator.Eq],
  [Token.NotEqual, Operator.NotEq],
  [Token.Bar, Operator.BitOr],
  [Token.Caret, Operator.BitXor],
  [Token.Ampersand, Operator.BitAnd],
  [Token.LeftShift, Operator.LShift],
  [Token.RightShift, Operator.RShift],
  [Token.Plus, Operator.Add],
  [Token.Minus, Operator.Sub],
  [Token.Star, Operator.Mult],
  [Token.Slash, Operator.Div],
  [Token.DoubleSlash, Operator.FloorDiv],
  [Token.Percent, Operator.Mod],
  [Token.At, Operator.MatMult],
  [Token.DoubleStar, Operator.Pow],
]);

/** The operator that a token means before one operand. */
export const unaryOperatorOf = tokenTable([
  [Token.Plus, Operator.UAdd],
  [Token.Minus, Operator.USub],
  [Token.Tilde, Operator.Invert],
  [Token.Not, Operator.Not],
]);

/** Tokens with which an expression (or a starred one) may begin. */
export const startsExpression = tokenTable(
  [
    Token.False,
    Token.None,
    Token.True,
    Token.Await,
    Token.Lambda,
    Token.Not,
    Token.Name,
    Token.Number,
    Token.String,
    Token.FStringStart,
    Token.LeftParenthesis,
    Token.LeftBracket,
    Token.LeftBrace,
    Token.Ellipsis,
    Token.Plus,
    Token.Minus,
    Token.Tilde,
    Token.Star,
  ].map((token) => [token, 1] as const),
);

/** Keywords that never stand inside brackets: at the start of a line they prove that a bracket above was left open. */
export const onlyStartsStatement = tokenTable(
  [
    Token.Assert,
    Token.Break,
    Token.Class,
    Token.Continue,
    Token.Def,
    Token.Del,
    Token.Elif,
    Token.Except,
    Token.Finally,
    Token.Global,
    Token.Import,
    Token.Nonlocal,
    Token.Pass,
    Token.Raise,
    Token.Return,
    Token.Try,
    Token.While,
    Token.With,
  ].map((token) => [token, 1] as const),
);
