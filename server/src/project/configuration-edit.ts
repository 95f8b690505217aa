/**
 * Edits of a configuration file after which a rule does not run, or a baseline is named: an entry more, everything else as it was.
 *
 * Whatever the edit would not achieve (a shape that is not understood, a file that is wrong already) is answered with `null`.
 */
import { applyEdits, type Edit } from '../base/edit.ts';
import { lineAt, lineEnd, linesOf, offsetOfPosition, type Lines } from '../base/lines.ts';
import { isTable, placeKey, readToml, type Toml } from './toml.ts';

/** `name`: of the file; in a pyproject.toml the table is `[tool.decref]`. */
export function ignoreEdit(name: string, text: string, code: string): Edit | null {
  const path = tableIn(name);
  const toml = readToml(text);
  if ('message' in toml) return null;
  const lines = linesOf(text);
  const edit = entryEdit(toml, lines, path, code) ?? keyEdit(toml, lines, path, `ignore = ["${code}"]`);
  const ignore = valueOf(applyEdits(text, [edit]), path, 'ignore');
  return Array.isArray(ignore) && ignore.includes(code) ? edit : null;
}

/** `file`: of the baseline, as the configuration is to name it. `null` also where one is named already. */
export function baselineEdit(name: string, text: string, file: string): Edit | null {
  const path = tableIn(name);
  const toml = readToml(text);
  if ('message' in toml || toml.places.has(placeKey([...path, 'baseline']))) return null;
  const edit = keyEdit(toml, linesOf(text), path, `baseline = ${JSON.stringify(file)}`);
  return valueOf(applyEdits(text, [edit]), path, 'baseline') === file ? edit : null;
}

const tableIn = (name: string): readonly string[] => (name === 'pyproject.toml' ? ['tool', 'decref'] : []);

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

/** A key with its value: at the head of its table, which is begun where there is none. */
function keyEdit({ places }: Toml, lines: Lines, path: readonly string[], line: string): Edit {
  const feed = feedOf(lines);
  const entry = `${line}${feed}`;
  if (path.length === 0) {
    const first = [...places.values()].reduce((least, place) => Math.min(least, place.line), Infinity);
    return Number.isFinite(first) ? insertion(lines.starts[first - 1], entry) : atEnd(lines, entry);
  }
  for (let row = 0; row < lines.starts.length; row += 1) {
    const head = /^\s*\[\s*tool\s*\.\s*decref\s*\]/.test(lines.text.slice(lines.starts[row], lineEnd(lines, row)));
    if (head) return row + 1 < lines.starts.length ? insertion(lines.starts[row + 1], entry) : atEnd(lines, entry);
  }
  return atEnd(lines, `${lines.text.trim() === '' ? '' : feed}[${path.join('.')}]${feed}${entry}`);
}

const insertion = (at: number, text: string): Edit => ({ span: { start: at, end: at }, text });

const atEnd = ({ text }: Lines, entry: string): Edit =>
  insertion(text.length, text === '' || text.endsWith('\n') ? entry : `${feedOf({ text })}${entry}`);

const feedOf = ({ text }: Pick<Lines, 'text'>): string => (text.includes('\r\n') ? '\r\n' : '\n');

function valueOf(text: string, path: readonly string[], key: string): unknown {
  const toml = readToml(text);
  if ('message' in toml) return undefined;
  let value: unknown = toml.table;
  for (const part of [...path, key]) value = isTable(value) ? value[part] : undefined;
  return value;
}
