/** What a report format is: it is given findings one by one, in order, and the outcome at the end, and writes text. */
import type { Level } from '../../base/finding.ts';
import type { Rule } from '../../rules/rule.ts';
import type { Problem } from '../../project/problem.ts';
import type { Reported } from '../placed.ts';
import type { Style } from '../style.ts';

export interface Report {
  finding(reported: Reported): void;
  end(outcome: Outcome): void;
}

export interface ReportContext {
  readonly write: (text: string) => void;
  readonly style: Style;
  readonly version: string;
  readonly rules: readonly Rule[];
  readonly quiet: boolean;
}

export interface Outcome {
  /** Paths relative to the working directory. */
  readonly problems: readonly Problem[];
  /** Files that were checked. */
  readonly files: number;
  /** Findings shown, by level. */
  readonly shown: Readonly<Record<Level, number>>;
  /** Findings below `--level`, and those of the baseline. */
  readonly hidden: number;
  readonly inBaseline: number;
  readonly fixed: number;
  readonly fixableSafe: number;
  readonly milliseconds: number;
}

/** `a.py:3:5`, or in a notebook `a.ipynb:cell 2:3:5`. */
export const whereOf = (file: string, cell: number | undefined, start: { readonly line: number; readonly column: number }): string =>
  `${file}:${cell === undefined ? '' : `cell ${cell}:`}${start.line}:${start.column}`;

/** The problem as one line, without a prefix. */
export function problemLine({ path, line, column, message }: Problem): string {
  const flat = message.replace(/\s*[\r\n]+\s*/g, ' ');
  if (path === '') return flat;
  return `${path}${line === undefined ? '' : `:${line}:${column ?? 1}`}: ${flat}`;
}

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
