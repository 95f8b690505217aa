/** What client and server say to each other beyond the standard protocol; a test holds these names against the server's. */

export const statusNotification = 'decref/status';
export const fileStatusRequest = 'decref/fileStatus';
export const rulePageRequest = 'decref/rulePage';
export const rulesRequest = 'decref/rules';
export const viewRequest = 'decref/view';

export interface Status {
  readonly health: 'ok' | 'warning' | 'error';
  readonly message: string;
  readonly problems: readonly string[];
}

export interface FileStatus {
  readonly target: string;
  readonly configuration: string | null;
  readonly rules: number;
  readonly findings: number;
}

export interface RulePage {
  readonly code: string;
  readonly name: string;
  readonly markdown: string;
}

export interface RuleSummary {
  readonly code: string;
  readonly name: string;
  readonly summary: string;
}

export const heapRequest = 'decref/heap';

/** The page of the panel reads more of it; the extension only hands it on. */
export interface HeapView {
  readonly title: string;
  readonly steps: readonly { readonly line: number; readonly svg: string }[];
}

export const lintWorkspaceCommand = 'decref.lintWorkspace';

export interface LintedWorkspace {
  readonly files: number;
  readonly findings: number;
  readonly stopped: boolean;
}

export const baselineRequest = 'decref/baseline';

export interface NewBaseline {
  readonly uri: string;
  readonly text: string;
  readonly findings: number;
  readonly naming: Naming | null;
}

export interface Naming {
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
  readonly text: string;
}

export type ViewKind = 'graph' | 'settings' | 'tree' | 'flow' | 'story';

export interface View {
  readonly language: 'markdown' | 'plaintext' | 'decref-story';
  readonly text: string;
}
