/** What the server says and answers beyond the standard protocol. The client repeats these names; a test holds them together. */

/** Server → client: how it is. Sent only to clients that ask for it when they start (`status: true`). */
export const statusNotification = 'decref/status';

export interface Status {
  readonly health: 'ok' | 'warning' | 'error';
  /** One line for the person at the editor. */
  readonly message: string;
  /** What is wrong, one line each. */
  readonly problems: readonly string[];
}

/** Client → server: what holds for a file. */
export const fileStatusRequest = 'decref/fileStatus';

export interface FileStatus {
  /** `Python 3.12`, `PyO3 0.22.3` or `''`. */
  readonly target: string;
  /** The configuration file, or `null`. */
  readonly configuration: string | null;
  /** How many rules run. */
  readonly rules: number;
  readonly findings: number;
}

/** Client → server: the page of a rule, by code or name. */
export const rulePageRequest = 'decref/rulePage';

export interface RulePage {
  readonly code: string;
  readonly name: string;
  readonly markdown: string;
}

/** Client → server: every rule there is, for choosing one. */
export const rulesRequest = 'decref/rules';

export interface RuleSummary {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
}

/** Client → server: the heap step by step, of the function around a position or of the module; everything drawn. Parameters: `uri`, `position`. */
export const heapRequest = 'decref/heap';

export interface PlaceParameters {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

/** `workspace/executeCommand`: checks every file of the editor's folders, open or not; answers with `LintedWorkspace`. */
export const lintWorkspaceCommand = 'decref.lintWorkspace';

export interface LintedWorkspace {
  readonly files: number;
  readonly findings: number;
  /** Cancelled, or overtaken by another run. */
  readonly stopped: boolean;
}

/** Client → server: everything that is found now as a baseline, one for each of the editor's folders; the client writes the files. */
export const baselineRequest = 'decref/baseline';

export interface NewBaseline {
  /** Of the file. */
  readonly uri: string;
  readonly text: string;
  readonly findings: number;
  /** What the configuration lacks for the baseline to hold from now on; `null` where it names it already, or cannot. */
  readonly naming: Naming | null;
}

/** A text to be put into a configuration file, which may have to be made. */
export interface Naming {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  readonly text: string;
}

/** Client → server: something about a file to be opened beside it, as text. */
export const viewRequest = 'decref/view';

export interface ViewParameters {
  readonly uri: string;
  /** For `graph`: where the name stands. */
  readonly position: { readonly line: number; readonly character: number };
  readonly kind: 'graph' | 'settings' | 'tree' | 'flow' | 'story';
}

export interface View {
  readonly language: 'markdown' | 'plaintext' | 'decref-story';
  readonly text: string;
}
