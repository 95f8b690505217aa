/**
 * What was reported about a file before an edit and still holds after it, so that a keystroke costs what it changed.
 *
 * Only rules that say so (`reach: 'function'`) are spared, and only what they said outside of the function whose body the edit changed.
 */
import type { Span } from '../base/span.ts';
import { spanNow, type Change } from '../engine/change.ts';
import type { PythonFacts } from '../engine/facts.ts';
import { startWithDecorators } from '../syntax/python/access.ts';
import { Py } from '../syntax/python/kinds.ts';
import { NONE } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { FileContext, PythonRule, Report } from '../rules/rule.ts';

/** What a rule said about a text. */
export type ReportsByRule = ReadonlyMap<PythonRule, readonly Report[]>;

export interface Earlier {
  readonly change: Change;
  readonly reports: ReportsByRule;
}

/** All reports of a rule, as if it had read the whole file. */
export function reportsOf(rule: PythonRule, facts: PythonFacts, file: FileContext, earlier: Earlier | null): readonly Report[] {
  if (rule.words !== undefined && !rule.words.some((word) => facts.mentions(word))) return [];
  const before = rule.reach === 'function' || rule.reach === 'class' ? earlier?.reports.get(rule) : undefined;
  if (earlier === null || before === undefined) return [...rule.check(facts, file)];
  const { change } = earlier;
  const [was, is] =
    rule.reach === 'class' ? [outermost(change.before, change.was), outermost(change.after, change.is)] : [change.was, change.is];
  const kept = reportsAfter(change, was, before);
  return kept === null ? [...rule.check(facts, file)] : [...kept, ...rule.check(facts.within(is), file)];
}

/** The outermost class around a function; the function where there is none. */
function outermost(tree: Tree, node: Node): Node {
  let found = node;
  for (let at = tree.parent[node]; at !== NONE; at = tree.parent[at]) if (tree.kind[at] === Py.ClassDef) found = at;
  return found;
}

/** The reports outside of what was judged again, where they stand now; `null` if one of them speaks of a place inside the changed function. */
function reportsAfter(change: Change, judged: Node, reports: readonly Report[]): readonly Report[] | null {
  const { before } = change;
  const start = startWithDecorators(before, judged);
  const moved: Report[] = [];
  for (const report of reports) {
    if (report.at.start >= start && report.at.end <= before.end[judged]) continue;
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
