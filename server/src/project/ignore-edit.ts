/**
 * The edit of a configuration file after which a rule does not run: one more entry of `ignore`, everything else as it was.
 *
 * Whatever the edit would not achieve (a shape that is not understood, a file that is wrong already) is answered with `null`.
 */
import { applyEdits, type Edit } from '../base/edit.ts';
import { lineAt, lineEnd, linesOf, offsetOfPosition, type Lines } from '../base/lines.ts';
import { isTable, placeKey, readToml, type Toml } from './toml.ts';

/** `name`: of the file; in a pyproject.toml the table is `[tool.decref]`. */
export function ignoreEdit(name: string, text: string, code: string): Edit | null {
  const path = name === 'pyproject.toml' ? ['tool', 'decref'] : [];
  const toml = readToml(text);
  if ('message' in toml) return null;
  const lines = linesOf(text);
  const edit = entryEdit(toml, lines, path, code) ?? keyEdit(toml, lines, path, code);
  return ignores(applyEdits(text, [edit]), path, code) ? edit : null;
}

/** A first element of the array that stands there. */
function entryEdit({ places }: Toml, lines: Lines, path: readonly string[], code: string): Edit | null {
  const key = places.get(placeKey([...path, 'ignore']));
  if (key === undefined) return null;
  const open = lines.text.indexOf('[', lines.text.indexOf('=', offsetOfPosition(lines, key))) + 1;
  const first = places.get(placeKey([...path, 'ignore', '[0]']));
  if (first === undefined) return insertion(open, `"${code}"`);
  const at = offsetOfPosition(lines, first);
  if (lines.text[at] === ']') return insertion(open, `"${code}"`);
  const line = lineAt(lines, at);
  if (line === lineAt(lines, open)) return insertion(at, `"${code}", `);
  return insertion(at, `"${code}",${feedOf(lines)}${lines.text.slice(lines.starts[line], at)}`);
}

/** The key with its array: at the head of its table, which is begun where there is none. */
function keyEdit({ places }: Toml, lines: Lines, path: readonly string[], code: string): Edit {
  const feed = feedOf(lines);
  const entry = `ignore = ["${code}"]${feed}`;
  if (path.length === 0) {
    const first = [...places.values()].reduce((least, { line }) => Math.min(least, line), Infinity);
    return Number.isFinite(first) ? insertion(lines.starts[first - 1], entry) : atEnd(lines, entry);
  }
  for (let line = 0; line < lines.starts.length; line += 1) {
    const head = /^\s*\[\s*tool\s*\.\s*decref\s*\]/.test(lines.text.slice(lines.starts[line], lineEnd(lines, line)));
    if (head) return line + 1 < lines.starts.length ? insertion(lines.starts[line + 1], entry) : atEnd(lines, entry);
  }
  return atEnd(lines, `${lines.text.trim() === '' ? '' : feed}[${path.join('.')}]${feed}${entry}`);
}

const insertion = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });

const atEnd = ({ text }: Lines, entry: string): Edit =>
  insertion(text.length, text === '' || text.endsWith('\n') ? entry : `${feedOf({ text })}${entry}`);

const feedOf = ({ text }: Pick<Lines, 'text'>): string => (text.includes('\r\n') ? '\r\n' : '\n');

function ignores(text: string, path: readonly string[], code: string): boolean {
  const toml = readToml(text);
  if ('message' in toml) return false;
  let table: unknown = toml.table;
  for (const key of path) table = isTable(table) ? table[key] : undefined;
  const ignore = isTable(table) ? table['ignore'] : undefined;
  return Array.isArray(ignore) && ignore.includes(code);
}
