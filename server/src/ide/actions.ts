/**
 * What can be done about findings: offers are cheap to list, and each says what it is in words that can be sent away and brought back;
 * the edits are worked out from the current snapshot when one is chosen.
 */
import type { Edit } from '../base/edit.ts';
import type { Finding } from '../base/finding.ts';
import type { Say } from '../base/say.ts';
import type { Steps } from '../base/steps.ts';
import type { SayFinding } from './finding-words.ts';
import { spansTouch, type Span } from '../base/span.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Diagnosis } from './diagnosis.ts';
import { combineFixes, fixAllInSteps } from './fix-all.ts';
import { canSuppress, suppress, type Scope } from './suppress.ts';

export interface Offer {
  readonly title: string;
  readonly kind: 'fix' | 'fix-all' | 'explain' | 'suppress' | 'disable';
  /** The one to take when nobody asks. */
  readonly preferred: boolean;
  /** What it does away with; `null` for fix all in the file. */
  readonly finding: Finding | null;
  readonly task: Task;
}

/** An offer as plain data, good for any later snapshot. */
export interface Task {
  readonly path: string;
  readonly what: 'fix' | 'fix-rule' | 'fix-file' | 'explain' | 'disable' | `suppress-${Scope}`;
  /** Code of the rule; `''` for fix all in the file. */
  readonly code: string;
  /** Where the finding begins; -1 where it does not matter. */
  readonly at: number;
}

export interface FileEdits {
  readonly path: string;
  readonly edits: readonly Edit[];
}

export interface OfferOptions {
  readonly suppress: boolean;
  readonly say: Say;
  readonly sayFinding: SayFinding;
  readonly explain: boolean;
  /** Whether the rule can be left out in the project's configuration. */
  readonly disable: boolean;
}

/** Offers for those findings that touch a place, the best first: fixes, then fix all, then the page, then ways to hear no more of it, the widest last. */
export function offersAt(snapshot: Snapshot, { findings }: Diagnosis, place: Span, options: OfferOptions): readonly Offer[] {
  const { say } = options;
  const here = findings.filter(({ span }) => spansTouch(span, place));
  const fixes = here.flatMap((finding) => fixOffer(finding, options));
  const safe = fixes.filter(({ finding }) => finding?.fix?.safe === true);
  const rules = [...new Map(here.map((finding) => [finding.code, finding])).values()];
  return [
    ...safe,
    ...fixes.filter((offer) => !safe.includes(offer)),
    ...rules.flatMap((finding) => fixRuleOffer(finding, findings, say)),
    ...(options.explain ? rules.map((finding) => explainOffer(finding, say)) : []),
    ...(options.suppress ? here.flatMap((finding) => suppressOffers(snapshot, finding, say)) : []),
    ...(options.suppress && options.disable ? rules.map((finding) => disableOffer(finding, say)) : []),
  ];
}

/** All safe fixes of a file, or `null` where there are none. What runs on save. */
export function fixFileOffer({ path, findings }: Diagnosis, say: Say): Offer | null {
  if (combineFixes(findings, { unsafe: false }).count === 0) return null;
  const task: Task = { path, what: 'fix-file', code: '', at: -1 };
  return { title: say('Decref: fix all that can be fixed safely'), kind: 'fix-all', preferred: false, finding: null, task };
}

/** The edits of a task on the snapshot as it is now, with what is found in it; none when what it was about is gone, and none in sources where it is about the configuration. */
export function* editsOf(snapshot: Snapshot, { findings }: Diagnosis, task: Task): Steps<readonly FileEdits[]> {
  const { path, what, code, at } = task;
  if (what === 'fix-file') return inFile(path, (yield* fixAllInSteps(snapshot, path, { unsafe: false })).edits);
  if (what === 'explain' || what === 'disable') return [];
  const finding = findings.find((one) => one.code === code && (at < 0 || one.span.start === at));
  if (finding === undefined) return [];
  if (what === 'fix') return inFile(path, finding.fix?.edits ?? []);
  if (what === 'fix-rule') return inFile(path, (yield* fixAllInSteps(snapshot, path, { unsafe: finding.fix?.safe === false, code })).edits);
  const edit = suppress(snapshot, finding, what.slice('suppress-'.length) as Scope);
  return edit === null ? [] : inFile(path, [edit]);
}

const inFile = (path: string, edits: readonly Edit[]): readonly FileEdits[] => (edits.length === 0 ? [] : [{ path, edits }]);

function fixOffer(finding: Finding, { say, sayFinding }: OfferOptions): Offer[] {
  const { fix } = finding;
  if (fix === null) return [];
  const task: Task = { path: finding.path, what: 'fix', code: finding.code, at: finding.span.start };
  const title = sayFinding(finding.code, fix.title);
  return [{ title: fix.safe ? title : say('{0} (unsafe)', title), kind: 'fix', preferred: fix.safe, finding, task }];
}

/** Fix all of one rule, where there is more than one to fix. Unsafe ones only when the finding at hand has an unsafe fix, and then by name. */
function fixRuleOffer(finding: Finding, all: readonly Finding[], say: Say): Offer[] {
  if (finding.fix === null) return [];
  const unsafe = !finding.fix.safe;
  if (combineFixes(all, { unsafe, code: finding.code }).count < 2) return [];
  const task: Task = { path: finding.path, what: 'fix-rule', code: finding.code, at: finding.span.start };
  const title = say(unsafe ? 'Fix all {0} in this file (unsafe)' : 'Fix all {0} in this file', shown(finding));
  return [{ title, kind: 'fix', preferred: false, finding, task }];
}

const scopeTitles: Readonly<Record<Scope, string>> = {
  line: 'Ignore {0} on this line',
  'next-line': 'Ignore {0} with a comment above',
  file: 'Ignore {0} in this file',
};

function suppressOffers(snapshot: Snapshot, finding: Finding, say: Say): Offer[] {
  return (Object.keys(scopeTitles) as Scope[])
    .filter((scope) => canSuppress(snapshot, finding, scope))
    .map((scope) => ({
      title: say(scopeTitles[scope], shown(finding)),
      kind: 'suppress',
      preferred: false,
      finding,
      task: { path: finding.path, what: `suppress-${scope}`, code: finding.code, at: finding.span.start },
    }));
}

const explainOffer = (finding: Finding, say: Say): Offer => ({
  title: say('Explain {0}', shown(finding)),
  kind: 'explain',
  preferred: false,
  finding,
  task: { path: finding.path, what: 'explain', code: finding.code, at: finding.span.start },
});

const disableOffer = (finding: Finding, say: Say): Offer => ({
  title: say('Disable {0} in this workspace', shown(finding)),
  kind: 'disable',
  preferred: false,
  finding,
  task: { path: finding.path, what: 'disable', code: finding.code, at: finding.span.start },
});

const shown = ({ code, name }: Finding): string => `${code} (${name})`;
