/**
 * Bytes to text: UTF-8, or what a Python file declares (PEP 263). Text that is not what it says is refused with the place.
 *
 * A byte order mark stays in the text; `documentOf` takes it off and remembers it.
 */
import type { Language } from '../syntax/tree.ts';

export interface Decoded {
  readonly text: string;
  /** `utf-8`, or the declared encoding; only UTF-8 files are ever written back. */
  readonly encoding: string;
}

export interface Undecodable {
  readonly line?: number;
  readonly column?: number;
  readonly message: string;
}

export const undecodable = (result: Decoded | Undecodable): result is Undecodable => 'message' in result;

export function decode(bytes: Uint8Array, language: Language | 'notebook'): Decoded | Undecodable {
  const zero = bytes.indexOf(0);
  if (zero !== -1) {
    const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
    if (utf16) return { message: 'is UTF-16, not UTF-8; save it as UTF-8' };
    return { ...placeOf(bytes, zero), message: 'contains a NUL byte, so it is not a text file' };
  }
  const declared = language === 'python' ? declaredEncoding(bytes) : null;
  if (declared === null) return decodeAs(bytes, 'utf-8');
  return decodeAs(bytes, declared);
}

function decodeAs(bytes: Uint8Array, encoding: string): Decoded | Undecodable {
  let decoder: InstanceType<typeof TextDecoder>;
  try {
    decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  } catch {
    return { message: `declares the encoding \`${encoding}\`, which is not known here` };
  }
  try {
    return { text: decoder.decode(bytes), encoding };
  } catch {
    const place = encoding === 'utf-8' ? placeOf(bytes, firstInvalid(bytes)) : {};
    return { ...place, message: encoding === 'utf-8' ? 'is not valid UTF-8' : `is not valid ${encoding}, which it declares` };
  }
}

/** CPython's names for encodings that the platform knows under another name. Latin-1 proper maps every byte; the platform's `latin1` is close to it (0x80–0x9f differ). */
const platformNames: Readonly<Record<string, string>> = {
  'latin-1': 'latin1',
  'iso-latin-1': 'latin1',
  'iso8859-1': 'latin1',
  'iso-8859-1': 'latin1',
  l1: 'latin1',
  cp1252: 'windows-1252',
  cp1251: 'windows-1251',
  cp1250: 'windows-1250',
  cp932: 'shift_jis',
  sjis: 'shift_jis',
  'euc-jis': 'euc-jp',
  'iso8859-15': 'iso-8859-15',
  'koi8-r': 'koi8-r',
  ascii: 'utf-8',
  'us-ascii': 'utf-8',
};

/** The encoding that one of the first two lines declares, unless it is UTF-8 anyway. */
function declaredEncoding(bytes: Uint8Array): string | null {
  let end = 0;
  for (let line = 0; line < 2 && end !== -1 && end < bytes.length; line += 1) {
    const feed = bytes.indexOf(10, end);
    const text = String.fromCharCode(...bytes.subarray(end, Math.min(feed === -1 ? bytes.length : feed, end + 400)));
    const match = /^[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)/.exec(text.replace(/^ï»¿/, ''));
    if (match !== null) {
      const name = match[1].toLowerCase().replaceAll('_', '-');
      if (/^utf-?8(-|$)/.test(name)) return null;
      const known = platformNames[name] ?? name;
      return known === 'utf-8' ? null : known;
    }
    // the second line counts only where the first is blank or a comment
    if (!/^[ \t\f\r]*(#.*)?$/.test(text.replace(/^ï»¿/, ''))) return null;
    end = feed === -1 ? -1 : feed + 1;
  }
  return null;
}

/** The offset of the first byte that breaks UTF-8. */
function firstInvalid(bytes: Uint8Array): number {
  for (let at = 0; at < bytes.length;) {
    const lead = bytes[at];
    const length =
      lead < 0x80 ? 1 : lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
    if (length === 0 || at + length > bytes.length) return at;
    for (let next = 1; next < length; next += 1) if ((bytes[at + next] & 0xc0) !== 0x80) return at;
    const second = bytes[at + 1];
    if (
      (lead === 0xe0 && second < 0xa0) ||
      (lead === 0xed && second > 0x9f) ||
      (lead === 0xf0 && second < 0x90) ||
      (lead === 0xf4 && second > 0x8f)
    )
      return at;
    at += length;
  }
  return bytes.length;
}

/** Line and column (both from 1, columns in code points) of a byte; what stands before it is valid UTF-8. */
function placeOf(bytes: Uint8Array, offset: number): { line: number; column: number } {
  let line = 1;
  let column = 1;
  for (let at = 0; at < offset; at += 1) {
    if (bytes[at] === 10) {
      line += 1;
      column = 1;
    } else if ((bytes[at] & 0xc0) !== 0x80) column += 1;
  }
  return { line, column };
}
