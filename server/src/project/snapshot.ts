/**
 * The immutable picture of a project that all analysis stands on: documents, the settings for each, and which belong together.
 *
 * Reading is done by whoever makes a snapshot (command line, editor, tests); from here on everything is synchronous and pure.
 */
import type { Settings } from '../base/settings.ts';
import type { Document } from './document.ts';
import { importsIn, linkTable, noLinks, type Links } from './links.ts';

export interface Snapshot {
  /** By path; a path that is not here does not exist for the analysis. */
  document(path: string): Document | undefined;
  readonly paths: Iterable<string>;
  settings(path: string): Settings;
  /** The crate that a Rust file belongs to; `null` for Python, and for a Rust file without a Cargo.toml above it. */
  crate(path: string): Crate | null;
  /** What a Python file has to do with the other files of the project. */
  links(path: string): Links;
}

/** A Rust package: its manifest and all its source files (an `impl` may stand in another file than its type). */
export interface Crate {
  readonly name: string;
  /** The folder of Cargo.toml. */
  readonly root: string;
  readonly paths: readonly string[];
  /** The version of PyO3 that Cargo.lock locks, else the least that Cargo.toml asks for; `null` when the crate does not use PyO3. */
  readonly pyo3: { readonly version: string; readonly locked: boolean } | null;
  /** Names of the dependencies in Cargo.toml, as written. */
  readonly dependencies: ReadonlySet<string>;
  /** Where its release profile ends the process on a panic instead of unwinding. */
  readonly panic?: 'abort';
}

/**
 * A snapshot of documents that are already there. `settings` must answer the same object for the same configuration. `links`: those among these
 * documents, unless said otherwise.
 */
export function snapshotOf(
  documents: Iterable<Document>,
  settings: (path: string) => Settings,
  crate: (path: string) => Crate | null = () => null,
  links?: (path: string) => Links,
): Snapshot {
  const byPath = new Map<string, Document>();
  for (const document of documents) byPath.set(document.path, document);
  let among = links;
  return {
    document: (path) => byPath.get(path),
    get paths() {
      return byPath.keys();
    },
    settings,
    crate: (path) => (byPath.get(path)?.language === 'rust' ? crate(path) : null),
    links: (path) => (among ??= linksAmong(byPath, settings))(path),
  };
}

function linksAmong(documents: ReadonlyMap<string, Document>, settings: (path: string) => Settings): (path: string) => Links {
  if (documents.size === 1) return () => noLinks;
  const imports = new Map<string, readonly string[]>();
  for (const { path, language, text } of documents.values()) if (language === 'python') imports.set(path, importsIn(text));
  const table = linkTable({ paths: [...imports.keys()], settings });
  for (const [path, modules] of imports) table.set(path, modules);
  return table.of;
}
