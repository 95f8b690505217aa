/** Reads the value of a literal from its text: numbers, strings, bytes; adjacent strings are put together. */
import { Literal } from '../../syntax/python/kinds.ts';
import { textOf } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';

/** `value` is `undefined` where it cannot be kept exactly: complex numbers, lone surrogates, named characters. */
export function readLiteral(tree: Tree, node: Node): { type: string; value: number | bigint | string | undefined } {
  const text = textOf(tree, node);
  switch (tree.flag[node]) {
    case Literal.int:
      return { type: 'int', value: readInteger(text) };
    case Literal.float: {
      const value = Number(text.replaceAll('_', ''));
      return { type: 'float', value: Number.isNaN(value) ? undefined : value };
    }
    case Literal.complex:
      return { type: 'complex', value: undefined };
    case Literal.bytes:
      return { type: 'bytes', value: readStrings(text, true) };
    default: {
      // the text between the fields of an f-string has no quotes of its own
      const quoted = /^[A-Za-z]{0,2}['"]/.test(text);
      return {
        type: 'str',
        value: quoted ? readStrings(text, false) : text.includes('\\') || text.includes('{') || text.includes('}') ? undefined : text,
      };
    }
  }
}

function readInteger(text: string): number | bigint | undefined {
  const digits = text.replaceAll('_', '').toLowerCase();
  if (digits.length > 4000) return undefined;
  try {
    const value = BigInt(/^0+[0-9]*$/.test(digits) ? digits.replace(/^0+(?=.)/, '') : digits);
    return value <= 9007199254740991n ? Number(value) : value;
  } catch {
    return undefined;
  }
}

/** Strings that stand one after another, with whatever separates them: blanks, line ends, comments. */
function readStrings(text: string, bytes: boolean): string | undefined {
  let value = '';
  let at = 0;
  while (at < text.length) {
    const code = text[at];
    if (code === '#') {
      const end = text.indexOf('\n', at);
      at = end === -1 ? text.length : end;
      continue;
    }
    const match = /[A-Za-z]{0,3}(?:'''|"""|'|")/y;
    match.lastIndex = at;
    const opening = match.exec(text);
    if (opening === null) {
      at += 1;
      continue;
    }
    const quote = opening[0].replace(/^[A-Za-z]*/, '');
    const prefix = opening[0].slice(0, -quote.length).toLowerCase();
    if (prefix.includes('f') || prefix.includes('t')) return undefined;
    const start = at + opening[0].length;
    let end = start;
    while (end < text.length && !text.startsWith(quote, end)) end += text[end] === '\\' ? 2 : 1;
    const body = text.slice(start, end).replaceAll('\r\n', '\n');
    const piece = prefix.includes('r') || !body.includes('\\') ? body : unescape(body, bytes);
    if (piece === undefined) return undefined;
    value += piece;
    at = end + quote.length;
  }
  return value;
}

const simple: Readonly<Record<string, string>> = {
  n: '\n',
  t: '\t',
  r: '\r',
  '\\': '\\',
  "'": "'",
  '"': '"',
  a: '\x07',
  b: '\b',
  f: '\f',
  v: '\v',
  '\n': '',
};

function unescape(body: string, bytes: boolean): string | undefined {
  let value = '';
  for (let at = 0; at < body.length; at += 1) {
    if (body[at] !== '\\') {
      value += body[at];
      continue;
    }
    at += 1;
    const code = body[at] ?? '';
    const plain = simple[code];
    const octal = /[0-7]{1,3}/y;
    octal.lastIndex = at;
    const eight = octal.exec(body);
    if (plain !== undefined) value += plain;
    else if (eight !== null) {
      value += String.fromCharCode(Number.parseInt(eight[0], 8));
      at += eight[0].length - 1;
    } else if (code === 'x' || (!bytes && (code === 'u' || code === 'U'))) {
      const length = code === 'x' ? 2 : code === 'u' ? 4 : 8;
      const point = Number.parseInt(body.slice(at + 1, at + 1 + length), 16);
      if (!(point >= 0 && point <= 0x10ffff) || (point >= 0xd800 && point <= 0xdfff)) return undefined;
      value += String.fromCodePoint(point);
      at += length;
    } else if (code === 'N' && !bytes) return undefined;
    else value += `\\${code}`;
  }
  return value;
}
