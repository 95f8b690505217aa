/**
 * Checks one file of a snapshot with every rule that its settings select: reports become findings, minus what is suppressed.
 *
 * Pure and synchronous. A rule that fails is named once and the others go on.
 */
import type { Finding, Level } from '../base/finding.ts';
import type { Settings } from '../base/settings.ts';
import { finish, type Steps } from '../base/steps.ts';
import type { Span } from '../base/span.ts';
import { bodyChange } from '../engine/change.ts';
import type { PythonFacts } from '../engine/facts.ts';
import type { Document } from '../project/document.ts';
import { matchesPattern } from '../project/patterns.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { rules as allRules } from '../rules/index.ts';
import type { Checked, FileContext, PythonRule, Report, Rule } from '../rules/rule.ts';
import { activeRules, isKnownSelector, selects } from '../rules/select.ts';
import { directivesOf, type Directive } from '../syntax/directives.ts';
import { ERROR, type Tree } from '../syntax/tree.ts';
import type { Crash, Diagnosis } from './diagnosis.ts';
import { factsOf, letGoOfOthers, type FileFacts } from './facts.ts';
import { reportsOf, type Earlier, type ReportsByRule } from './reuse.ts';

interface Raw {
  readonly rule: Rule;
  readonly finding: Finding;
}

/** What a file was found to be when it was last checked, for whoever checks it again and again. Without it the answer is the same, only later. */
export interface Memory {
  last?: {
    readonly facts: PythonFacts;
    readonly reports: ReportsByRule;
    readonly active: ReadonlyMap<Rule, Level>;
    readonly settings: Settings;
  };
}

/** `rules`: all rules there are unless a test says otherwise. An unknown path gives no findings. `memory` is brought up to date. */
export function diagnose(snapshot: Snapshot, path: string, rules: readonly Rule[] = allRules, memory: Memory = {}): Diagnosis {
  return finish(diagnoseInSteps(snapshot, path, rules, memory));
}

/** The same in small steps: whoever asks may do something else between two steps, or never come back. */
export function* diagnoseInSteps(snapshot: Snapshot, path: string, rules: readonly Rule[], memory: Memory): Steps<Diagnosis> {
  const document = snapshot.document(path);
  if (document === undefined) return { path, findings: [], crashes: [], broken: [] };

  const settings = snapshot.settings(path);
  const active = rulesFor(rules, settings, path);
  const { last } = memory;
  const change = last === undefined ? null : bodyChange(last.facts.tree, document.tree);
  const facts = factsOf(snapshot, path, last === undefined || change === null ? undefined : { facts: last.facts, change });
  if (facts === undefined) return { path, findings: [], crashes: [], broken: [] };
  const earlier =
    last === undefined || change === null || last.settings !== settings || last.active !== active
      ? null
      : { change, reports: last.reports };
  const reports = new Map<PythonRule, readonly Report[]>();
  const file: FileContext = {
    document,
    settings,
    get lines() {
      return document.lines;
    },
  };
  const crashes: Crash[] = [];
  const raw: Raw[] = [];
  for (const [rule, level] of active) {
    if (rule.language !== facts.language) continue;
    yield;
    if (rule.language === 'python' && rule.judgesBy !== undefined && facts.language === 'python') yield* facts.facts.prepare(rule.judgesBy);
    collect(rule, level, document, crashes, raw, () => checkWith(rule, facts, file, earlier, reports));
  }

  if (last !== undefined && facts.language === 'python' && last.facts !== facts.facts) letGoOfOthers(last.facts);
  if (facts.language === 'python') memory.last = { facts: facts.facts, reports, active, settings };

  const directives = directivesOf(document.tree, document.lines);
  const { kept, used } = suppress(withoutEchoes(raw), directives);
  const broken = brokenRegions(document.tree);
  const checked = whatWasChecked(directives, used, active, rules, broken);
  const about: Raw[] = [];
  for (const [rule, level] of active) {
    if (rule.language !== 'any') continue;
    collect(rule, level, document, crashes, about, () => rule.check(file, checked));
  }
  const findings = [...kept, ...suppress(about, directives).kept].map(({ finding }) => finding).sort(byPosition);
  return { path, findings, crashes, broken };
}

const activeBySettings = new WeakMap<Settings, { readonly rules: readonly Rule[]; readonly active: ReadonlyMap<Rule, Level> }>();

function rulesFor(rules: readonly Rule[], settings: Settings, path: string): ReadonlyMap<Rule, Level> {
  let known = activeBySettings.get(settings);
  if (known?.rules !== rules) {
    known = { rules, active: activeRules(rules, settings) };
    activeBySettings.set(settings, known);
  }
  const ignored = settings.perFileIgnores
    .filter(({ pattern }) => matchesPattern(pattern, path, settings.root))
    .flatMap(({ selectors }) => selectors);
  if (ignored.length === 0) return known.active;
  return new Map([...known.active].filter(([rule]) => !ignored.some((selector) => selects(selector, rule))));
}

function checkWith(
  rule: Rule,
  known: FileFacts,
  file: FileContext,
  earlier: Earlier | null,
  into: Map<PythonRule, readonly Report[]>,
): Iterable<Report> {
  if (rule.language === 'python' && known.language === 'python') {
    const reports = reportsOf(rule, known.facts, file, earlier);
    into.set(rule, reports);
    return reports;
  }
  if (rule.language === 'rust' && known.language === 'rust') {
    const reports = rule.check(known.facts, file);
    return rule.byVersion === true && known.facts.pyo3?.from === 'assumed' ? withAssumption(reports) : reports;
  }
  return [];
}

function* withAssumption(reports: Iterable<Report>): Iterable<Report> {
  for (const report of reports) yield { ...report, says: `${report.says} (no Cargo.toml read: the newest PyO3 is assumed)` };
}

function collect(rule: Rule, level: Level, document: Document, crashes: Crash[], into: Raw[], check: () => Iterable<Report>): void {
  try {
    for (const report of check()) into.push({ rule, finding: findingOf(rule, level, document, report) });
  } catch (error) {
    crashes.push({
      rule: rule.name,
      path: document.path,
      message: error instanceof Error ? (error.stack ?? error.message) : String(error),
    });
  }
}

/** A report may say its own level; a level that the settings chose for the rule (other than its default) wins over it. */
function findingOf(rule: Rule, level: Level, document: Document, report: Report): Finding {
  const chosen = level !== rule.level && rule.level !== 'off' ? level : (report.level ?? level);
  return {
    code: rule.code,
    name: rule.name,
    level: chosen,
    message: report.says,
    path: document.path,
    span: report.at,
    related: (report.because ?? []).map(({ span, says, path }) => ({ path: path ?? document.path, span, message: says })),
    fix: report.fix ?? null,
  };
}

/** One diagnostic per cause: a rule is silent where one that it yields to speaks of the same place. */
function withoutEchoes(raw: readonly Raw[]): readonly Raw[] {
  const said = new Set(raw.map(({ rule, finding }) => `${rule.name}@${finding.span.start}`));
  return raw.filter(({ rule, finding }) => !rule.yieldsTo?.some((name) => said.has(`${name}@${finding.span.start}`)));
}

/** The findings that no directive silences, and which selectors of which directive silenced something. */
function suppress(raw: readonly Raw[], directives: readonly Directive[]) {
  const used = new Map<Directive, Set<number>>();
  if (directives.length === 0) return { kept: raw, used };
  const kept = raw.filter(({ rule, finding }) => {
    let silenced = false;
    for (const directive of directives) {
      if (finding.span.start < directive.covers.start || finding.span.start > directive.covers.end) continue;
      const all = directive.selectors.length === 0;
      directive.selectors.forEach((selector, index) => {
        if (selects(selector.text, rule)) mark(used, directive, index);
      });
      if (all) mark(used, directive, -1);
      silenced ||= all || directive.selectors.some((selector) => selects(selector.text, rule));
    }
    return !silenced;
  });
  return { kept, used };
}

function mark(used: Map<Directive, Set<number>>, directive: Directive, index: number): void {
  const marked = used.get(directive);
  if (marked === undefined) used.set(directive, new Set([index]));
  else marked.add(index);
}

function whatWasChecked(
  directives: readonly Directive[],
  used: ReadonlyMap<Directive, ReadonlySet<number>>,
  active: ReadonlyMap<Rule, Level>,
  rules: readonly Rule[],
  broken: readonly Span[],
): Checked {
  const own = directives.filter(({ foreign }) => !foreign);
  const unknown = own.flatMap(({ selectors }) => selectors.filter(({ text }) => !isKnownSelector(text, rules)));
  const unused: Checked['unused'][number][] = [];
  for (const directive of own) {
    const marked = used.get(directive);
    if (directive.selectors.length === 0) {
      if (marked === undefined) unused.push({ comment: directive.comment, span: directive.span, selectors: [], all: true });
      continue;
    }
    // a selector for a rule that did not run, or about the checking itself, may well be needed elsewhere
    const idle = directive.selectors.filter(
      ({ text }, index) => !marked?.has(index) && [...active.keys()].some((rule) => rule.language !== 'any' && selects(text, rule)),
    );
    if (idle.length > 0) {
      unused.push({ comment: directive.comment, span: directive.span, selectors: idle, all: idle.length === directive.selectors.length });
    }
  }
  return { unused, unknown, broken };
}

/** The error regions of a tree: outermost only, and as one where nothing but space lies between them. */
function brokenRegions(tree: Tree): Span[] {
  if (tree.errors === 0) return [];
  const regions: Span[] = [];
  for (let node = tree.size - 1; node >= 0;) {
    if (tree.kind[node] !== ERROR) {
      node -= 1;
      continue;
    }
    const start = Math.min(tree.start[node], tree.start[tree.first[node]]);
    const behind = regions.at(-1);
    if (behind !== undefined && tree.text.slice(tree.end[node], behind.start).trim() === '')
      regions[regions.length - 1] = { start, end: behind.end };
    else regions.push({ start, end: tree.end[node] });
    node = tree.first[node] - 1;
  }
  return regions.reverse();
}

const byPosition = (one: Finding, other: Finding): number =>
  one.span.start - other.span.start || one.span.end - other.span.end || (one.code < other.code ? -1 : one.code > other.code ? 1 : 0);
