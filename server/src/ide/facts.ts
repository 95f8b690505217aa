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
import { aroundOf, type Around } from './around.ts';

export type FileFacts =
  | { readonly language: 'python'; readonly facts: PythonFacts }
  | { readonly language: 'rust'; readonly facts: RustFacts };

const python = new WeakMap<Document, Map<string, Known>>();
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
    return { language: 'python', facts: pythonFactsOf(snapshot, document, snapshot.settings(path), former) };
  }
  return { language: 'rust', facts: rustFactsOf(snapshot, document) };
}

/** The facts of a Python file, and what of other files they were worked out from. */
interface Known {
  readonly facts: PythonFacts;
  readonly around: Around;
}

function pythonFactsOf(snapshot: Snapshot, document: Document, settings: Settings, former?: Former): PythonFacts {
  const { python: version, resources } = settings;
  let byVersion = python.get(document);
  if (byVersion === undefined) python.set(document, (byVersion = new Map()));
  const key = keyOf(version, resources);
  const known = byVersion.get(key);
  if (known !== undefined && known.around.holdsIn(snapshot)) return known.facts;
  const around = aroundOf(snapshot, document.path, (other) => factsAlone(other, settings));
  const { find, importers } = around;
  const facts = pythonFacts(document.tree, {
    version,
    resources,
    path: document.path,
    find,
    importers,
    ...(former && { earlier: former }),
  });
  arounds.set(facts, around);
  byVersion.set(key, { facts, around });
  return facts;
}

const alone = new WeakMap<Document, Map<string, PythonFacts>>();

/** Facts of a file for the sake of another, which asks it about none of the others. */
function factsAlone(document: Document, { python: version, resources }: Settings): PythonFacts {
  const key = keyOf(version, resources);
  const whole = python.get(document)?.get(key);
  if (whole !== undefined) return whole.facts;
  let byVersion = alone.get(document);
  if (byVersion === undefined) alone.set(document, (byVersion = new Map()));
  let facts = byVersion.get(key);
  if (facts === undefined) byVersion.set(key, (facts = pythonFacts(document.tree, { version, resources, path: document.path })));
  return facts;
}

const keyOf = (version: Settings['python'], resources: Settings['resources']): string =>
  resources.length === 0 ? showPython(version) : `${showPython(version)} ${JSON.stringify(resources)}`;

const arounds = new WeakMap<PythonFacts, Around>();

/** Facts of a former text need no other files any more: otherwise each text would hold those that were there with it, and they the ones before. */
export function letGoOfOthers(facts: PythonFacts): void {
  arounds.get(facts)?.letGo();
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
