/** The facts of each document of a snapshot: made once, kept as long as the document (and, for Rust, its crate) stays the same. */
import type { Settings } from '../base/settings.ts';
import { showPython } from '../base/version.ts';
import type { Change } from '../engine/change.ts';
import type { PythonFacts } from '../engine/facts.ts';
import { pythonFacts } from '../engine/python.ts';
import type { RustFacts } from '../engine/rust-facts.ts';
import { rustFacts } from '../engine/rust.ts';
import type { Document } from '../project/document.ts';
import type { Crate, Snapshot } from '../project/snapshot.ts';

export type FileFacts =
  | { readonly language: 'python'; readonly facts: PythonFacts }
  | { readonly language: 'rust'; readonly facts: RustFacts };

const python = new WeakMap<Document, Map<string, PythonFacts>>();
const rust = new WeakMap<Document, { readonly documents: readonly Document[]; readonly facts: RustFacts }>();

/** Facts of a former text of a file, and what has changed since. */
export interface Former {
  readonly facts: PythonFacts;
  readonly change: Change;
}

/** `undefined` when the snapshot has no such file. */
export function factsOf(snapshot: Snapshot, path: string, former?: Former): FileFacts | undefined {
  const document = snapshot.document(path);
  if (document === undefined) return undefined;
  if (document.language === 'python') {
    return { language: 'python', facts: pythonFactsOf(document, snapshot.settings(path), former) };
  }
  return { language: 'rust', facts: rustFactsOf(snapshot, document) };
}

function pythonFactsOf(document: Document, { python: version, resources }: Settings, former: Former | undefined): PythonFacts {
  let known = python.get(document);
  if (known === undefined) python.set(document, (known = new Map()));
  const key = resources.length === 0 ? showPython(version) : `${showPython(version)} ${JSON.stringify(resources)}`;
  let facts = known.get(key);
  if (facts === undefined)
    known.set(key, (facts = pythonFacts(document.tree, { version, resources, path: document.path, ...(former && { earlier: former }) })));
  return facts;
}

function rustFactsOf(snapshot: Snapshot, document: Document): RustFacts {
  const crate = snapshot.crate(document.path);
  const documents = documentsOf(snapshot, document, crate);
  const known = rust.get(document);
  if (known !== undefined && sameDocuments(known.documents, documents)) return known.facts;
  const facts = rustFacts(document, crate, documents);
  rust.set(document, { documents, facts });
  return facts;
}

/** The documents of a crate that the snapshot has; the file alone where there is no crate. */
function documentsOf(snapshot: Snapshot, document: Document, crate: Crate | null): readonly Document[] {
  if (crate === null) return [document];
  const documents: Document[] = [];
  for (const path of crate.paths) {
    const member = snapshot.document(path);
    if (member !== undefined && member.language === 'rust') documents.push(member);
  }
  return documents.includes(document) ? documents : [...documents, document];
}

const sameDocuments = (one: readonly Document[], other: readonly Document[]): boolean =>
  one.length === other.length && one.every((document, index) => document === other[index]);
