/**
 * Whether code that is not followed could leave something to the collector, judged by the text of the file alone.
 *
 * It could where objects may come to hold each other: by names that hold one another within a function, by attributes, by classes that are made inside
 * functions, by exceptions that are kept. A container that is put into itself by way of another function is not thought of.
 */
import { nameOf } from '../syntax/names.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, children, NONE, root } from '../syntax/tree.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import { ringsByName } from './rings.ts';
import type { Scopes } from './scope.ts';

const found = new WeakMap<Tree, boolean>();

export function mayTangle(tree: Tree, scopes: Scopes): boolean {
  let answer = found.get(tree);
  if (answer === undefined) found.set(tree, (answer = looksFor(tree, scopes)));
  return answer;
}

const reaching = new Set([
  'exec',
  'eval',
  'setattr',
  'globals',
  'locals',
  'vars',
  '__dict__',
  'exc_info',
  '_getframe',
  'currentframe',
  'set_trace',
]);

function looksFor(tree: Tree, scopes: Scopes): boolean {
  for (let node = 0; node < tree.size; node += 1) {
    switch (tree.kind[node]) {
      case Py.ClassDef:
        if (isInFunction(tree, node)) return true;
        break;
      case Py.Attribute:
        if (tree.flag[node] === Context.Store || reaching.has(nameOf(tree.aux[node]))) return true;
        break;
      case Py.Name:
        if (reaching.has(nameOf(tree.aux[node]))) return true;
        break;
      case Py.ExceptHandler:
        if (childIn(tree, node, PyField.name) !== NONE && keepsItsName(tree, node)) return true;
        break;
      default:
        break;
    }
  }
  return ringsByName(tree, scopes, new Set()).size > 0;
}

function isInFunction(tree: Tree, node: Node): boolean {
  for (let at = tree.parent[node]; at !== NONE && at !== root(tree); at = tree.parent[at]) {
    const kind = tree.kind[at];
    if (kind === Py.FunctionDef || kind === Py.AsyncFunctionDef || kind === Py.Lambda) return true;
  }
  return false;
}

const keeping = new WeakMap<Tree, boolean>();

/** Whether some handler of the file lets its exception get anywhere, so that it may live on. */
export function keepsExceptions(tree: Tree): boolean {
  let answer = keeping.get(tree);
  if (answer !== undefined) return answer;
  answer = false;
  for (let node = 0; node < tree.size && !answer; node += 1)
    answer = tree.kind[node] === Py.ExceptHandler && childIn(tree, node, PyField.name) !== NONE && keepsItsName(tree, node);
  keeping.set(tree, answer);
  return answer;
}

const threaded = new WeakMap<Tree, boolean>();

/** Whether the file speaks of threads or the like, by their usual names. */
export function runsThreads(tree: Tree): boolean {
  let answer = threaded.get(tree);
  if (answer === undefined) threaded.set(tree, (answer = /\b(?:threading|Thread|Timer|multiprocessing|Process)\b/.test(tree.text)));
  return answer;
}

/** Whether the exception of a handler gets anywhere but into a call, a text or another exception. */
function keepsItsName(tree: Tree, handler: Node): boolean {
  const name = tree.aux[childIn(tree, handler, PyField.name)];
  for (let node = tree.first[handler]; node < handler; node += 1) {
    if (tree.kind[node] !== Py.Name || tree.aux[node] !== name || tree.flag[node] !== Context.Load) continue;
    const up = tree.kind[tree.parent[node]];
    if (up !== Py.Call && up !== Py.FormattedValue && up !== Py.Attribute && up !== Py.Raise) return true;
  }
  return false;
}

/** The modules that a file imports anywhere, as the names that stand there. */
export function importsIn(tree: Tree): readonly string[] {
  const names: string[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] === Py.Import) for (const alias of children(tree, node)) names.push(nameOf(tree.aux[alias]));
    if (tree.kind[node] !== Py.ImportFrom) continue;
    const from = childIn(tree, node, PyField.module);
    names.push(tree.aux[node] > 0 || from === NONE ? '.' : nameOf(tree.aux[from]));
  }
  return names;
}
