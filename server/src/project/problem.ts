/** What went wrong around the checking (not in the code that is checked): each is one line for the user that names the file. */

export interface Problem {
  /** `input`: a path or its content. `settings`: configuration or options. `internal`: our own fault. `note`: worth knowing, nothing is wrong. */
  readonly kind: 'input' | 'settings' | 'internal' | 'note';
  /** The file or folder it is about; `''` for the command line itself. */
  readonly path: string;
  /** From 1, where a place in the file is known. */
  readonly line?: number;
  readonly column?: number;
  /** Lower case, no final stop. */
  readonly message: string;
}
