/** The change of a text in unified form, as `diff -u` and `git apply` understand it. */

/** Both names are written as given; `''` when the texts are equal. */
export function unifiedDiff(name: string, before: string, after: string, context = 3): string {
  if (before === after) return '';
  const [old, next] = [linesIn(before), linesIn(after)];
  const changes = changesBetween(old, next);
  let text = `--- a/${name}\n+++ b/${name}\n`;
  for (let index = 0; index < changes.length;) {
    let last = index;
    while (last + 1 < changes.length && changes[last + 1].oldStart - changes[last].oldEnd <= 2 * context) last += 1;
    const [first, final] = [changes[index], changes[last]];
    const oldStart = Math.max(0, first.oldStart - context);
    const newStart = Math.max(0, first.newStart - context);
    const oldEnd = Math.min(old.length, final.oldEnd + context);
    const newEnd = Math.min(next.length, final.newEnd + context);
    text += `@@ -${range(oldStart, oldEnd)} +${range(newStart, newEnd)} @@\n`;
    let at = oldStart;
    for (const change of changes.slice(index, last + 1)) {
      for (; at < change.oldStart; at += 1) text += shown(' ', old[at]);
      for (const line of old.slice(change.oldStart, change.oldEnd)) text += shown('-', line);
      for (const line of next.slice(change.newStart, change.newEnd)) text += shown('+', line);
      at = change.oldEnd;
    }
    for (; at < oldEnd; at += 1) text += shown(' ', old[at]);
    index = last + 1;
  }
  return text;
}

interface Change {
  readonly oldStart: number;
  readonly oldEnd: number;
  readonly newStart: number;
  readonly newEnd: number;
}

/** Lines with their line feeds. */
const linesIn = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

const shown = (mark: string, line: string): string =>
  line.endsWith('\n') ? mark + line : `${mark}${line}\n\\ No newline at end of file\n`;

const range = (start: number, end: number): string =>
  end - start === 1 ? `${start + 1}` : `${end === start ? start : start + 1},${end - start}`;

/** More edits than this (files that have little in common) are shown as one change. */
const mostEdits = 2000;

/** The least changes that lead from one list to the other (Myers 1986), what is equal at both ends set aside first. */
function changesBetween(old: readonly string[], next: readonly string[]): Change[] {
  let head = 0;
  while (head < old.length && head < next.length && old[head] === next[head]) head += 1;
  let tail = 0;
  while (tail < old.length - head && tail < next.length - head && old[old.length - 1 - tail] === next[next.length - 1 - tail]) tail += 1;
  const [a, b] = [old.slice(head, old.length - tail), next.slice(head, next.length - tail)];
  const pairs = matchingLines(a, b);
  if (pairs === null) return [{ oldStart: head, oldEnd: old.length - tail, newStart: head, newEnd: next.length - tail }];
  const changes: Change[] = [];
  let [x, y] = [0, 0];
  for (const [left, right] of [...pairs, [a.length, b.length] as const]) {
    if (left > x || right > y) changes.push({ oldStart: head + x, oldEnd: head + left, newStart: head + y, newEnd: head + right });
    [x, y] = [left + 1, right + 1];
  }
  return changes;
}

function matchingLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] | null {
  const most = Math.min(a.length + b.length, mostEdits);
  const reach = new Int32Array(2 * most + 3);
  const middle = most + 1;
  const history: Int32Array[] = [];
  for (let edits = 0; edits <= most; edits += 1) {
    history.push(reach.slice(middle - edits - 1, middle + edits + 2));
    for (let diagonal = -edits; diagonal <= edits; diagonal += 2) {
      const down = diagonal === -edits || (diagonal !== edits && reach[middle + diagonal - 1] < reach[middle + diagonal + 1]);
      let x = down ? reach[middle + diagonal + 1] : reach[middle + diagonal - 1] + 1;
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) x += 1;
      reach[middle + diagonal] = x;
      if (x >= a.length && x - diagonal >= b.length) return wayBack(history, a.length, b.length);
    }
  }
  return null;
}

/** `history[d]` holds the reaches before round `d`, from diagonal `-d - 1` on. */
function wayBack(history: readonly Int32Array[], oldLength: number, newLength: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [oldLength, newLength];
  for (let edits = history.length - 1; edits >= 0; edits -= 1) {
    const reach = history[edits];
    const at = (diagonal: number): number => reach[diagonal + edits + 1];
    const diagonal = x - y;
    const down = diagonal === -edits || (diagonal !== edits && at(diagonal - 1) < at(diagonal + 1));
    const before = down ? diagonal + 1 : diagonal - 1;
    const startX = edits === 0 ? 0 : at(before);
    const startY = edits === 0 ? 0 : startX - before;
    while (x > startX && y > startY) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
      if (edits > 0 && (down ? x === startX : y === startY)) break;
    }
    [x, y] = [startX, startY];
  }
  return pairs.reverse();
}
