/** What a rule is: a name, a page, and a judgement over facts. One file and one page each, sorted into `index.ts`. */
import type { Edit } from '../base/edit.ts';
import type { Level } from '../base/finding.ts';
import type { Lines } from '../base/lines.ts';
import type { Settings } from '../base/settings.ts';
import type { Span } from '../base/span.ts';
import type { PythonFacts } from '../engine/facts.ts';
import type { RustFacts } from '../engine/rust-facts.ts';
import type { Document } from '../project/document.ts';

/** What a rule says about one place. */
export interface Report {
  readonly at: Span;
  /** What is wrong, why, what to do: lower case, identifiers in backticks, no final stop. */
  readonly says: string;
  /** The path that leads to it; another file is named by its path. */
  readonly because?: readonly { readonly span: Span; readonly says: string; readonly path?: string }[];
  readonly fix?: { readonly title: string; readonly safe: boolean; readonly edits: readonly Edit[] } | undefined;
  /** Where the case is graver or milder than the rule's own level. */
  readonly level?: Level | undefined;
}

interface About {
  /** `RC101`; never reused. */
  readonly code: string;
  /** The file's name: kebab-case, names the bug. */
  readonly name: string;
  /** One line, begins with "detects", no full stop. */
  readonly summary: string;
  /** The Markdown page beside the rule. */
  readonly page: string;
  readonly level: Level | 'off';
  /** `preview` until its verdicts over real code are in. */
  readonly status: 'preview' | 'stable';
  readonly since: `${number}.${number}.${number}`;
  /** The fixes it may offer. */
  readonly fix: 'none' | 'safe' | 'unsafe' | 'safe or unsafe';
  /** Names of rules that see the same cause more exactly: where one of them reports at the same place, this one is silent. */
  readonly yieldsTo?: readonly string[];
  /** Linters with a rule of their own that says the same, so that `avoid-duplicates-of` can silence this one: `{ ruff: 'B019' }`. */
  readonly alsoIn?: Readonly<Record<string, string>>;
}

export interface FileContext {
  readonly document: Document;
  readonly lines: Lines;
  readonly settings: Settings;
}

export interface PythonRule extends About {
  readonly language: 'python';
  /**
   * What a report follows from, besides the outline of the file (all that stands outside the bodies of outermost functions). `function`: from the
   * text of the outermost function it stands in. `class`: from that of the outermost class or function. Then the rule is asked again only about the
   * one that an edit changed: it starts from `facts.nodes`, and looks elsewhere in the outline through `facts.whole`.
   * `file`, unless said otherwise: from anything.
   */
  readonly reach?: 'function' | 'class' | 'file';
  /** Identifiers, or parts of the names of imported modules, of which a file must contain one for the rule to report anything; it is not asked about others. */
  readonly words?: readonly string[];
  /** What it judges by that takes long to work out: it is prepared, step by step, before the rule is asked. */
  readonly judgesBy?: 'cycles' | 'resources';
  check(facts: PythonFacts, file: FileContext): Iterable<Report>;
}

export interface RustRule extends About {
  readonly language: 'rust';
  /** Whether what it says or offers follows the version of PyO3; where no Cargo file gives one, its findings say that the newest is assumed. */
  readonly byVersion?: true;
  check(facts: RustFacts, file: FileContext): Iterable<Report>;
}

/** Rules about the checking itself (suppressions, syntax): they run after the others and see what those said. */
export interface FileRule extends About {
  readonly language: 'any';
  check(file: FileContext, checked: Checked): Iterable<Report>;
}

/** What is known about suppressions once all other rules have run. */
export interface Checked {
  /** Suppression comments with the selectors in them that silenced nothing. */
  readonly unused: readonly UnusedSuppression[];
  /** Selectors in suppressions that name no rule. */
  readonly unknown: readonly { readonly span: Span; readonly text: string }[];
  /** Regions that were not understood. */
  readonly broken: readonly Span[];
}

export interface UnusedSuppression {
  /** The whole comment. */
  readonly comment: Span;
  /** The directive in the comment, from `decref` on. */
  readonly span: Span;
  /** What silenced nothing; empty for a directive without brackets. */
  readonly selectors: readonly { readonly span: Span; readonly text: string }[];
  /** Whether nothing of the directive is left once these are gone. */
  readonly all: boolean;
}

export type Rule = PythonRule | RustRule | FileRule;
