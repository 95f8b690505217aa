/** The facts of each document of a snapshot: made once, kept as long as the document (and, for Rust, its crate) stays the same. */
import type { PythonFacts } from '../engine/facts.ts';
import type { RustFacts } from '../engine/rust-facts.ts';
import type { Snapshot } from '../project/snapshot.ts';

export type FileFacts =
  | { readonly language: 'python'; readonly facts: PythonFacts }
  | { readonly language: 'rust'; readonly facts: RustFacts };

/** `undefined` when the snapshot has no such file. */
export function factsOf(_snapshot: Snapshot, _path: string): FileFacts | undefined {
  return undefined;
}
