/**
 * What Python files have to do with each other: which files the imports of a file mean, and which files import it.
 *
 * Import statements are read from the text alone, without a tree, so that all files of a large project can be asked. What only looks like an import
 * (in a string) may link files that have nothing to do with each other, which costs a look and changes no answer.
 */
import type { Steps } from '../base/steps.ts';
import { indexInSteps, resolveImport, type Universe } from './imports.ts';
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

/** Names as classes have them: only these are followed into other files. */
export const isClassName = (name: string): boolean => /^_*[A-Z]/.test(name);

/** Every module that the import statements of a text may mean, each once: `from a import b` may mean `a` and `a.b`. */
export const importsIn = (text: string): readonly string[] => scanImports(text).modules;

/** The same, and of these the modules that classes are imported from. */
export function scanImports(text: string): { readonly modules: readonly string[]; readonly ofClasses: readonly string[] } {
  const found = new Set<string>();
  const ofClasses = new Set<string>();
  const bound: (readonly [name: string, module: string])[] = [];
  for (const [, from, names, modules] of text.matchAll(statement)) {
    if (from !== undefined) {
      found.add(from);
      const prefix = from.endsWith('.') ? from : `${from}.`;
      for (const [name, as] of listed(names)) {
        if (name !== '*') found.add(prefix + name);
        if (isClassName(name)) ofClasses.add(from);
        else bound.push([as, prefix + name]);
      }
    } else {
      for (const [module, as] of listed(modules)) {
        bound.push([as, module]);
        for (let end = module.length; end > 0; end = module.lastIndexOf('.', end - 1)) found.add(module.slice(0, end));
      }
    }
  }
  if (bound.length > 0) {
    const owners = new Set<string>();
    for (const { index } of text.matchAll(ofModule)) owners.add(wordBefore(text, index));
    for (const [name, module] of bound) if (owners.has(name)) ofClasses.add(module);
  }
  return { modules: [...found].map(apart), ofClasses: [...ofClasses].map(apart) };
}

/** The same characters in a string of their own: V8 keeps a whole text alive for a part of it. */
export const apart = (part: string): string => ` ${part}`.slice(1);

/** `module.Class(…)`, `class Own(module.Class)`, from the dot on: few texts have many of those, and each has many words. */
const ofModule = /\._*[A-Z]\w*[ \t]*[(),]/g;

function wordBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && isWordUnit(text.charCodeAt(start - 1))) start -= 1;
  return text.slice(start, end);
}

/** A–Z, a–z, 0–9, _ */
const isWordUnit = (unit: number): boolean =>
  (unit >= 97 && unit <= 122) || (unit >= 65 && unit <= 90) || unit === 95 || (unit >= 48 && unit <= 57);

/** `a as b, c` → a as b, c as c. */
const listed = (names: string): (readonly [name: string, as: string])[] =>
  names
    .replaceAll(/#[^\n]*|[()\\]/g, ' ')
    .split(',')
    .map((name) => name.trim().split(/\s+/))
    .filter(([name]) => name !== '')
    .map(([name, , as = name]) => [name, as] as const);

/** The links of all files; told of each file's imports, and told again when they change. */
export interface LinkTable {
  of(path: string): Links;
  importsOf(path: string): Links['imports'];
  /** `modules`: what `importsIn` found in the file. */
  set(path: string, modules: readonly string[]): void;
}

/** The table of all these files, by what `importsIn` found in each; a step is one of them. */
export function* linkTableInSteps(
  files: ReadonlyMap<string, { readonly imports: readonly string[] }>,
  settings: Universe['settings'],
): Steps<LinkTable> {
  const universe: Universe = { paths: [...files.keys()], settings };
  yield* indexInSteps(universe);
  const table = linkTable(universe);
  for (const [path, { imports }] of files) {
    yield;
    table.set(path, imports);
  }
  return table;
}

export function linkTable(universe: Universe): LinkTable {
  const forward = new Map<string, Map<string, string>>();
  const backward = new Map<string, Map<string, string[]>>();
  return {
    set(path, modules) {
      for (const target of forward.get(path)?.values() ?? []) backward.get(target)?.delete(path);
      const own = new Map<string, string>();
      for (const module of modules) {
        const target = resolveImport(universe, path, module);
        if (target === null) continue;
        own.set(module, target);
        let importers = backward.get(target);
        if (importers === undefined) backward.set(target, (importers = new Map()));
        const names = importers.get(path);
        if (names === undefined) importers.set(path, [module]);
        else names.push(module);
      }
      forward.set(path, own);
    },
    importsOf: (path) => forward.get(path) ?? noLinks.imports,
    of(path) {
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
    },
  };
}
