/**
 * IPython's additions to Python (`%magic`, `!shell`, `name?`), replaced by Python of the very same length.
 *
 * Only the beginning of a logical line can be a magic: a `%` within brackets, strings or a continued line stays what it is.
 */

/** Cell magics whose body is still Python that runs in this process. */
const pythonCells = new Set(['time', 'timeit', 'capture', 'prun', 'memit', 'mprun', 'lprun']);

export function withoutMagics(source: string): string {
  const cell = /^\s*%%(\w*)/.exec(source);
  if (cell !== null && !pythonCells.has(cell[1])) return source.replace(/[^\r\n]/g, ' ');
  if (!/[%!?]/.test(source)) return source;

  let result = '';
  const state: State = { depth: 0, quote: '', continued: false };
  let magic: 'none' | 'continued' = 'none';
  for (const line of source.match(/[^\n]*\n|[^\n]+$/g) ?? []) {
    const body = line.replace(/\r?\n$/, '');
    const end = line.slice(body.length);
    if (magic === 'continued') {
      result += ' '.repeat(body.length) + end;
      magic = body.endsWith('\\') ? 'continued' : 'none';
      continue;
    }
    const logical = state.depth === 0 && state.quote === '' && !state.continued;
    const plain = logical ? plainLine(body) : null;
    if (plain !== null) {
      result += plain + end;
      magic = body.endsWith('\\') ? 'continued' : 'none';
      continue;
    }
    result += line;
    advance(state, body);
  }
  return result;
}

interface State {
  depth: number;
  /** The quotes that close the open string; `''` outside of strings. */
  quote: string;
  /** The line before ended in a backslash. */
  continued: boolean;
}

/** A line of IPython as Python of the same length, or `null` for a line of Python. */
function plainLine(body: string): string | null {
  const start = /^(\s*)(%{1,2}|!{1,2}|\?{1,2}|[,;/](?=\w))/.exec(body);
  if (start !== null) return start[1] + statement(body.length - start[1].length);
  const help = /^(\s*)[\w.%]+\?{1,2}\s*$/.exec(body);
  if (help !== null) return help[1] + statement(body.length - help[1].length);
  // `files = !ls` gives something unknown: a name that nothing binds
  const assigned = /^(\s*[\w.,\s]+?=\s*)[!%]\S/.exec(body);
  return assigned === null ? null : `${assigned[1]}_${' '.repeat(body.length - assigned[1].length - 1)}`;
}

const statement = (length: number): string => (length >= 4 ? 'pass' : '0').padEnd(length);

/** Follows brackets and strings through one physical line. */
function advance(state: State, body: string): void {
  state.continued = false;
  for (let at = 0; at < body.length;) {
    const unit = body[at];
    if (state.quote !== '') {
      if (unit === '\\') at += 2;
      else if (body.startsWith(state.quote, at)) {
        at += state.quote.length;
        state.quote = '';
      } else at += 1;
      continue;
    }
    if (unit === '#') return;
    if (unit === '"' || unit === "'") {
      state.quote = body.startsWith(unit.repeat(3), at) ? unit.repeat(3) : unit;
      at += state.quote.length;
      continue;
    }
    if ('([{'.includes(unit)) state.depth += 1;
    else if (')]}'.includes(unit)) state.depth = Math.max(0, state.depth - 1);
    else if (unit === '\\' && at === body.length - 1) state.continued = true;
    at += 1;
  }
  // a string in single quotes ends with its line unless the line is continued
  if (state.quote.length === 1) {
    if (body.endsWith('\\')) state.continued = true;
    else state.quote = '';
  }
}
