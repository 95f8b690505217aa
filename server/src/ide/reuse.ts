/**
 * What was reported about a file before an edit and still holds after it, so that a keystroke costs what it changed.
 *
 * Only rules that say so (`reach: 'function'`) are spared, and only what they said outside of the function whose body the edit changed.
 */
import type { Span } from '../base/span.ts';
import { spanNow, type Change } from '../engine/change.ts';
import type { PythonFacts } from '../engine/facts.ts';
import type { FileContext, PythonRule, Report } from '../rules/rule.ts';

/** What a rule said about a text. */
export type ReportsByRule = ReadonlyMap<PythonRule, readonly Report[]>;

export interface Earlier {
  readonly change: Change;
  readonly reports: ReportsByRule;
}

/** All reports of a rule, as if it had read the whole file. */
export function reportsOf(rule: PythonRule, facts: PythonFacts, file: FileContext, earlier: Earlier | null): readonly Report[] {
  const before = rule.reach === 'function' ? earlier?.reports.get(rule) : undefined;
  const kept = earlier === null || before === undefined ? null : reportsAfter(earlier.change, before);
  if (earlier === null || kept === null) return [...rule.check(facts, file)];
  return [...kept, ...rule.check(facts.within(earlier.change.is), file)];
}

/** The reports outside of the changed function, where they stand now; `null` if one of them speaks of a place inside it. */
function reportsAfter(change: Change, reports: readonly Report[]): readonly Report[] | null {
  const { before, was } = change;
  const moved: Report[] = [];
  for (const report of reports) {
    if (report.at.start >= Math.min(before.start[was], before.start[before.first[was]]) && report.at.end <= before.end[was]) continue;
    const now = reportAfter(change, report);
    if (now === null) return null;
    moved.push(now);
  }
  return moved;
}

function reportAfter(change: Change, report: Report): Report | null {
  const spans: (Span | null)[] = [];
  const move = (span: Span): Span => {
    const now = spanNow(change, span);
    spans.push(now);
    return now ?? span;
  };
  const because = report.because?.map((one) => (one.path === undefined ? { ...one, span: move(one.span) } : one));
  const fix = report.fix && { ...report.fix, edits: report.fix.edits.map((edit) => ({ ...edit, span: move(edit.span) })) };
  const now: Report = { ...report, at: move(report.at), ...(because && { because }), ...(fix && { fix }) };
  return spans.includes(null) ? null : now;
}
