/** What the other files of a project mean by what they import from this one. */
import type { ImportingFile, PythonFacts } from '../engine/facts.ts';
import { isTestPath } from '../project/paths.ts';
import { nameOf } from '../syntax/names.ts';
import { moduleOf } from '../syntax/python/access.ts';
import { Py } from '../syntax/python/kinds.ts';
import { type Node, type Tree } from '../syntax/tree.ts';

const { Attribute, Import, ImportFrom, Name, alias } = Py;

/** A place in another file that speaks of something of this one: for sure, or perhaps. */
export interface Mention {
  readonly file: ImportingFile;
  readonly node: Node;
  readonly relation: 'own' | 'maybe';
}

/** Where files that import this one speak of a name of it, given with what it belongs to: `['Service', 'history']`. Tests are left out. */
export function* mentionsElsewhere(facts: PythonFacts, path: readonly string[]): Iterable<Mention> {
  const last = path[path.length - 1];
  for (const file of facts.importers()) {
    if (!file.text.includes(last) || isTestPath(file.path)) continue;
    const { tree } = file.facts;
    const known = namesFor(file, last);
    for (const node of [...file.facts.nodes(Name), ...file.facts.nodes(Attribute)]) {
      if (!known.has(nameOf(tree.aux[node]))) continue;
      const relation = relationOf(file, node, path);
      if (relation !== null) yield { file, node, relation };
    }
  }
}

/** A name, and what files call it that import it under another. */
function namesFor({ facts }: ImportingFile, name: string): ReadonlySet<string> {
  const { tree } = facts;
  const found = new Set([name]);
  for (const node of facts.nodes(alias))
    if (tree.first[node] !== node && nameOf(tree.aux[node]) === name) found.add(nameOf(tree.aux[node - 1]));
  return found;
}

function relationOf(file: ImportingFile, node: Node, path: readonly string[]): Mention['relation'] | null {
  const { facts } = file;
  const { tree } = facts;
  const meant = importedPath(facts, node);
  if (meant === null) {
    // of an object that comes from somewhere; a name that is bound here is another one
    if (tree.kind[node] === Attribute) return 'maybe';
    return facts.bindingsOf(node).length === 0 && path.length === 1 && importsAll(file) ? 'maybe' : null;
  }
  const isIt = file.modules.some((module) => meant === path.reduce((whole, part) => joined(whole, part), module));
  return isIt ? (file.indirect ? 'maybe' : 'own') : null;
}

const joined = (module: string, name: string): string => (module.endsWith('.') ? module + name : `${module}.${name}`);

/** What an expression means through imports, as those say it: `.cache.entries`; `null` where it does not begin with something imported. */
function importedPath(facts: PythonFacts, expression: Node): string | null {
  const { tree } = facts;
  let name = expression;
  while (tree.kind[name] === Attribute && name > 0) name -= 1;
  if (tree.kind[name] !== Name) return null;
  const meanings = new Set(facts.bindingsOf(name).map((binding) => importedAs(tree, binding)));
  const [meaning] = meanings;
  if (meanings.size !== 1 || meaning === null || meaning === undefined) return null;
  let path = meaning;
  for (let at = name + 1; at <= expression; at += 1) path = joined(path, nameOf(tree.aux[at]));
  return path;
}

function importedAs(tree: Tree, binding: Node): string | null {
  if (tree.kind[binding] !== alias) return null;
  const statement = tree.parent[binding];
  const whole = nameOf(tree.aux[binding]);
  if (tree.kind[statement] === Import) return tree.first[binding] === binding ? whole.split('.', 1)[0] : whole;
  return tree.kind[statement] === ImportFrom ? joined(moduleOf(tree, statement), whole) : null;
}

/** `from module import *`. */
const importsAll = ({ facts, modules }: ImportingFile): boolean =>
  facts.nodes(alias).some((node) => {
    const { tree } = facts;
    return nameOf(tree.aux[node]) === '*' && modules.includes(moduleOf(tree, tree.parent[node]));
  });
