/**
 * Marks: comments of a page's program that say what must be found, counted or answered there.
 *
 * Reading them takes them out of the text, so that what is analysed and run is the program a user would write.
 * A comment that begins like a mark and is none is a fault, never silently prose.
 */
import { lineAt, lineEnd, linesOf } from '../../server/src/base/lines.ts';
import type { levels } from '../../server/src/base/finding.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import type { Language } from '../../server/src/syntax/tree.ts';
import { readCondition, type VersionCondition } from './versions.ts';

interface Place {
  /** Line of the program (from 0) that the mark speaks of. */
  readonly line: number;
  /** Line of the page (from 1) that it stands on. */
  readonly at: number;
}

interface Conditional extends Place {
  /** `null` for a mark that holds wherever no conditional one does. */
  readonly when: VersionCondition | null;
}

/** A diagnostic that starts on this line. */
export interface ErrorMark extends Conditional {
  readonly kind: 'error';
  /** `null`: the rule of the page. */
  readonly rule: string | null;
  /** `error` stands for any level. */
  readonly level: (typeof levels)[number];
  /** Must be part of the message. */
  readonly text: string | null;
}

/** A rule that is wrong here, known and told: silent where it should speak, or the other way round. */
export interface KnownMark extends Conditional {
  readonly kind: 'missed' | 'wrong';
  readonly rule: string | null;
}

export type Claim =
  | { readonly kind: 'exact'; readonly count: number }
  | { readonly kind: 'range'; readonly min: number; readonly max: number | null }
  | { readonly kind: 'relative'; readonly delta: number }
  | { readonly kind: 'immortal' | 'shared' | 'unknown' };

export interface RefsMark extends Conditional {
  readonly kind: 'refs';
  readonly claims: ReadonlyMap<string, Claim>;
}

export interface GarbageMark extends Conditional {
  readonly kind: 'gc';
  readonly types: ReadonlyMap<string, number>;
}

/** Asks for an answer at a caret. */
export interface CaretMark extends Place {
  readonly kind: 'caret';
  readonly question: string;
  /** In UTF-16 units, from 0. */
  readonly column: number;
}

export type Mark = ErrorMark | KnownMark | RefsMark | GarbageMark | CaretMark;

export interface Fault {
  /** Line of the page, from 1. */
  readonly line: number;
  readonly says: string;
}

export interface MarkedText {
  /** Without marks; lines that held nothing else are gone. */
  readonly text: string;
  /** For each line of `text`, its line in the page (from 1). */
  readonly lines: readonly number[];
  readonly marks: readonly Mark[];
  readonly faults: readonly Fault[];
}

const BEGINS =
  /(?:#|\/\/)[ \t]*(?:(?:error|warning|info|hint)(?=\s*(?:$|#|\/\/|\[|:))|(?:refs|gc|missed|wrong)(?=\[|:)|\^+[ \t]*[a-z]+[ \t]*$)/;
const CARET = /^\s*(\^+)[ \t]*([a-z]+)[ \t]*$/;

/** @param pageLines the page's line (from 1) of each line of `raw`. */
export function readMarks(language: Language, raw: string, pageLines: readonly number[]): MarkedText {
  const lines = linesOf(raw);
  const { comments } = parse(language, raw);
  /** Per raw line, where its marks begin. */
  const cuts = new Map<number, number>();
  for (let at = 0; at < comments.length; at += 2) {
    const text = raw.slice(comments[at], comments[at + 1]);
    const begin = text.includes('\n') ? null : BEGINS.exec(text);
    if (begin !== null) cuts.set(lineAt(lines, comments[at]), comments[at] + begin.index);
  }

  const kept: string[] = [];
  const keptLines: number[] = [];
  const marks: Mark[] = [];
  const faults: Fault[] = [];
  for (let line = 0; line < lines.starts.length; line += 1) {
    const start = lines.starts[line];
    const end = lineEnd(lines, line);
    const cut = cuts.get(line);
    const text = raw.slice(start, cut ?? end);
    const alone = cut !== undefined && text.trim() === '';
    if (!alone) {
      kept.push(cut === undefined ? text : text.trimEnd());
      keptLines.push(pageLines[line]);
    }
    if (cut === undefined) continue;
    const place: Place = { line: lastCodeLine(kept), at: pageLines[line] };
    const written = raw.slice(cut, end);
    const caret = CARET.exec(written.replace(/^(#|\/\/)/, ''));
    if (caret !== null) {
      if (!alone) faults.push({ line: place.at, says: 'a caret stands on a line of its own, below what it points at' });
      marks.push({ ...place, kind: 'caret', question: caret[2], column: cut - start + written.indexOf('^') });
      continue;
    }
    for (const part of written.split(/\s*(?:#|\/\/)\s*/).slice(1)) {
      const mark = readMark(part.trim(), place);
      if (mark === null) faults.push({ line: place.at, says: `not understood as a mark: \`${part.trim()}\`` });
      else if (alone && mark.kind !== 'refs' && mark.kind !== 'gc')
        faults.push({ line: place.at, says: `\`${mark.kind}\` stands on the line it speaks of` });
      else marks.push(mark);
    }
  }
  return { text: kept.join('\n'), lines: keptLines, marks, faults };
}

function lastCodeLine(lines: readonly string[]): number {
  let line = lines.length - 1;
  while (line > 0 && /^\s*(#.*|\/\/.*)?$/.test(lines[line])) line -= 1;
  return Math.max(0, line);
}

function readMark(text: string, place: Place): Mark | null {
  const head = /^([a-z]+)(?:\[([^\]]*)\])?(?::\s*(.*))?$/s.exec(text);
  if (head === null) return null;
  const [, word, condition, rest = ''] = head;
  const when = condition === undefined ? null : readCondition(condition);
  if (condition !== undefined && when === null) return null;
  switch (word) {
    case 'error':
    case 'warning':
    case 'info':
    case 'hint': {
      const said = /^(?:\[([a-z0-9-]+)\])?\s*(?:"([^"]*)")?$/.exec(rest);
      return said === null ? null : { ...place, kind: 'error', when, rule: said[1] ?? null, level: word, text: said[2] ?? null };
    }
    case 'missed':
    case 'wrong': {
      const said = /^(?:\[([a-z0-9-]+)\]\s*)?\S.*$/.exec(rest);
      return said === null ? null : { ...place, kind: word, when, rule: said[1] ?? null };
    }
    case 'refs': {
      const claims = readPairs(rest, readClaim);
      return claims === null ? null : { ...place, kind: 'refs', when, claims };
    }
    case 'gc': {
      const types = readPairs(rest, (value) => (/^\d+$/.test(value) ? Number(value) : null));
      return types === null ? null : { ...place, kind: 'gc', when, types };
    }
    default:
      return null;
  }
}

function readPairs<Value>(text: string, read: (value: string) => Value | null): ReadonlyMap<string, Value> | null {
  const pairs = new Map<string, Value>();
  for (const pair of text.trim().split(/\s+/)) {
    const [, name, written] = /^([^\s=]+)=(\S+)$/.exec(pair) ?? [];
    const value = written === undefined ? null : read(written);
    if (name === undefined || value === null || pairs.has(name)) return null;
    pairs.set(name, value);
  }
  return pairs;
}

function readClaim(text: string): Claim | null {
  if (/^\d+$/.test(text)) return { kind: 'exact', count: Number(text) };
  const range = /^(\d+)\.\.(\d*)$/.exec(text);
  if (range !== null) return { kind: 'range', min: Number(range[1]), max: range[2] === '' ? null : Number(range[2]) };
  const relative = /^entry(?:([+-]\d+))?$/.exec(text);
  if (relative !== null) return { kind: 'relative', delta: Number(relative[1] ?? 0) };
  return text === 'immortal' || text === 'shared' || text === 'unknown' ? { kind: text } : null;
}

/** Of marks on one line, those that hold on a version: a conditional one that holds puts the plain ones of its kind aside. */
export function holding<Each extends { readonly when: VersionCondition | null }>(
  marks: readonly Each[],
  version: Parameters<VersionCondition>[0],
  isPlainSpare: (plain: Each, conditional: Each) => boolean,
): readonly Each[] {
  return marks.filter((mark) => {
    if (mark.when !== null) return mark.when(version);
    return !marks.some((other) => other.when !== null && other.when(version) && isPlainSpare(mark, other));
  });
}
