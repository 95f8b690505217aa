/**
 * What Python files have to do with each other: which files the imports of a file mean, and which files import it.
 *
 * Import statements are read from the text alone, without a tree, so that all files of a large project can be asked. What only looks like an import
 * (in a string) may link files that have nothing to do with each other, which costs a look and changes no answer.
 */
import { resolveImport, type Universe } from './imports.ts';
import { nameOfPath } from './paths.ts';

export interface Links {
  /** The files that imports of this file mean, by the module as the import names it: `pkg.child`, `..child`. */
  readonly imports: ReadonlyMap<string, string>;
  /** In the order of their paths. */
  readonly importers: readonly Importer[];
}

/** A file that imports another. */
export interface Importer {
  readonly path: string;
  /** The modules, as its imports name them, that are the other file. */
  readonly modules: readonly string[];
  /** It imports a package that in turn imports from the file, and may know things of the file by the package's name. */
  readonly indirect: boolean;
}

export const noLinks: Links = { imports: new Map(), importers: [] };

const statement = /^[ \t]*(?:from[ \t]+([^\s#;]+)[ \t]+import\b[ \t]*(\([^)]*\)|[^\n#;]*(?:\\\r?\n[^\n#;]*)*)|import[ \t]+([^\n#;]+))/gm;

/** Every module that the import statements of a text may mean, each once: `from a import b` may mean `a` and `a.b`. */
export function importsIn(text: string): readonly string[] {
  const found = new Set<string>();
  for (const [, from, names, modules] of text.matchAll(statement)) {
    if (from !== undefined) {
      found.add(from);
      const prefix = from.endsWith('.') ? from : `${from}.`;
      for (const name of listed(names)) if (name !== '*') found.add(prefix + name);
    } else {
      for (const module of listed(modules)) {
        for (let end = module.length; end > 0; end = module.lastIndexOf('.', end - 1)) found.add(module.slice(0, end));
      }
    }
  }
  return [...found];
}

/** `a as b, c` → a, c. */
const listed = (names: string): string[] =>
  names
    .replaceAll(/#[^\n]*|[()\\]/g, ' ')
    .split(',')
    .map((name) => name.trim().split(/\s/, 1)[0])
    .filter((name) => name !== '');

/** `imports`: what `importsIn` found in each file of the universe. */
export function linksOf(universe: Universe, imports: ReadonlyMap<string, readonly string[]>): (path: string) => Links {
  const forward = new Map<string, Map<string, string>>();
  const backward = new Map<string, Map<string, string[]>>();
  for (const [path, modules] of imports) {
    for (const module of modules) {
      const target = resolveImport(universe, path, module);
      if (target === null) continue;
      at(forward, path, () => new Map<string, string>()).set(module, target);
      at(
        at(backward, target, () => new Map<string, string[]>()),
        path,
        (): string[] => [],
      ).push(module);
    }
  }
  return (path) => {
    const importers = new Map<string, Importer>();
    for (const [from, modules] of backward.get(path) ?? []) importers.set(from, { path: from, modules, indirect: false });
    for (const [from] of backward.get(path) ?? []) {
      if (!nameOfPath(from).startsWith('__init__.')) continue;
      for (const [other, modules] of backward.get(from) ?? [])
        if (other !== path && !importers.has(other)) importers.set(other, { path: other, modules, indirect: true });
    }
    return {
      imports: forward.get(path) ?? noLinks.imports,
      importers: [...importers.values()].sort((one, other) => (one.path < other.path ? -1 : 1)),
    };
  };
}

function at<Key, Value>(map: Map<Key, Value>, key: Key, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}
