/** Where the lines of a text begin, and offsets as the two kinds of position that readers want; every conversion is total (clamped). */

export interface Lines {
  readonly text: string;
  /** Offset (UTF-16) of each line's first unit. Lines end with LF, CRLF or CR. */
  readonly starts: Int32Array;
}

/** For people and the command line: both count from 1; columns count Unicode code points. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** For LSP: both count from 0; characters are UTF-16 code units. */
export interface Utf16Position {
  readonly line: number;
  readonly character: number;
}

export function linesOf(text: string): Lines {
  const length = text.length;
  if (!text.includes('\r')) return { text, starts: startsAfterFeeds(text) };
  const starts: number[] = [0];
  for (let feed = text.indexOf('\n'), back = text.indexOf('\r'), at = 0; feed !== -1 || back !== -1;) {
    if (back !== -1 && (feed === -1 || back < feed)) {
      at = text.charCodeAt(back + 1) === 10 ? back + 2 : back + 1;
      starts.push(at);
      back = text.indexOf('\r', at);
      if (feed !== -1 && feed < at) feed = text.indexOf('\n', at);
    } else {
      at = feed + 1;
      starts.push(at);
      feed = text.indexOf('\n', at);
    }
    if (at > length) break;
  }
  return { text, starts: Int32Array.from(starts) };
}

/** As above, for the many texts whose lines all end with LF. */
function startsAfterFeeds(text: string): Int32Array {
  let starts = new Int32Array(256);
  let count = 1;
  for (let feed = text.indexOf('\n'); feed !== -1; feed = text.indexOf('\n', feed + 1)) {
    if (count === starts.length) {
      const wider = new Int32Array(count * 4);
      wider.set(starts);
      starts = wider;
    }
    starts[count++] = feed + 1;
  }
  return starts.slice(0, count);
}

/** The line (from 0) that holds an offset. */
export function lineAt(lines: Lines, offset: number): number {
  const { starts } = lines;
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

export function utf16PositionAt(lines: Lines, offset: number): Utf16Position {
  const within = Math.max(0, Math.min(offset, lines.text.length));
  const line = lineAt(lines, within);
  return { line, character: within - lines.starts[line] };
}

/** The offset of a position; a character past the end of its line means the line's end (before its terminator). */
export function offsetAt(lines: Lines, position: Utf16Position): number {
  if (position.line < 0) return 0;
  if (position.line >= lines.starts.length) return lines.text.length;
  const start = lines.starts[position.line];
  return Math.min(start + Math.max(0, position.character), lineEnd(lines, position.line));
}

/** The offset behind the last unit of a line (from 0), before its terminator. */
export function lineEnd(lines: Lines, line: number): number {
  if (line + 1 >= lines.starts.length) return lines.text.length;
  let end = lines.starts[line + 1] - 1;
  if (end > lines.starts[line] && lines.text.charCodeAt(end) === 10 && lines.text.charCodeAt(end - 1) === 13) end -= 1;
  return end;
}

/** The position of an offset; inside a surrogate pair it is that of the pair. */
export function positionAt(lines: Lines, offset: number): Position {
  const { line, character } = utf16PositionAt(lines, offset);
  const start = lines.starts[line];
  let column = 1;
  for (let at = start, stop = start + character; at < stop; at += 1) {
    // a pair counts once, when its second half is reached
    if (!(isHighSurrogate(lines.text.charCodeAt(at)) && isLowSurrogate(lines.text.charCodeAt(at + 1)))) column += 1;
  }
  return { line: line + 1, column };
}

/** The offset of a line and column as people write them (both from 1, columns in code points). */
export function offsetOfPosition(lines: Lines, position: Position): number {
  const line = Math.max(0, Math.min(position.line - 1, lines.starts.length - 1));
  const end = lineEnd(lines, line);
  let at = lines.starts[line];
  for (let column = 1; column < position.column && at < end; column += 1) {
    at += isHighSurrogate(lines.text.charCodeAt(at)) && isLowSurrogate(lines.text.charCodeAt(at + 1)) ? 2 : 1;
  }
  return at;
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff;
const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;
