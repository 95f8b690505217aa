/**
 * The examples in docstrings, as `doctest.testmod` finds and sorts them, written down behind the text of the file as functions: one for each docstring.
 *
 * The names that the examples bind are local to it, as they are to the copy of the namespace that doctest makes. Where this is not the same, there is no
 * answer. An example of a raising call stands in a `try`; the values of the others are shown, and the last that was shown is kept.
 */
import { nameOf } from '../../syntax/names.ts';
import { parse } from '../../syntax/parse.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, root } from '../../syntax/tree.ts';
import type { Node, Tree } from '../../syntax/tree.ts';
import { scopesOf } from '../scope.ts';
import type { Scope, Scopes } from '../scope.ts';
import { readLiteral } from './literal.ts';

export interface Examples {
  /** Of the file's text and the functions behind it: up to `offset` the nodes are those of the file. */
  readonly tree: Tree;
  readonly scopes: Scopes;
  readonly offset: number;
  /** In the order in which they run. */
  readonly tests: readonly Test[];
}

/** The examples of one docstring. */
export interface Test {
  /** The function that runs them. */
  readonly node: Node;
  /** All names that the examples speak of. */
  readonly spoken: ReadonlySet<string>;
  readonly examples: number;
  /** Whether doctest runs no test after it: doctest keeps the last one. `undefined` if that is not known. */
  readonly isLast: boolean | undefined;
  /** The type that the last example is said to raise, if it is. */
  readonly raises: string | null;
  /** The last example does not compile, which doctest takes for what it raises. */
  readonly endsUnread: boolean;
}

interface Example {
  readonly source: string;
  /** Shown if it is an expression. */
  readonly isExpression: boolean;
  /** The type that it is said to raise. */
  readonly raises: string | null;
}

/** More than this is not run. */
const LONGEST = 60_000;

const found = new WeakMap<Tree, Examples | null>();

/** `null`: nothing runs them, or what they do cannot be written down as functions. */
export function examplesOf(tree: Tree): Examples | null {
  let known = found.get(tree);
  if (known === undefined) found.set(tree, (known = collect(tree)));
  return known;
}

function collect(tree: Tree): Examples | null {
  if (tree.errors > 0 || !tree.text.includes('testmod') || /__test__|FAIL_FAST/.test(tree.text)) return null;
  const docstrings = new Map<string, Node>();
  if (!gather(tree, childrenIn(tree, root(tree), PyField.body), '', docstrings)) return null;
  const names = [...docstrings.keys()].sort();
  const collected: Omit<Test, 'node'>[] = [];
  const { sure, possible } = highestNames(tree);
  let text = '\n';
  for (const name of names) {
    const { value } = readLiteral(tree, docstrings.get(name) ?? NONE);
    const docstring = typeof value === 'string' ? readExamples(value) : null;
    if (docstring === null) return null;
    const { examples } = docstring;
    if (examples.length === 0 && !docstring.endsUnread) continue;
    text += written(examples, collected.length);
    collected.push({
      spoken: new Set(examples.flatMap(({ source }) => source.match(/[A-Za-z_]\w*/g) ?? [])),
      examples: docstring.all,
      raises: examples.at(-1)?.raises ?? null,
      endsUnread: docstring.endsUnread,
      isLast: name < sure ? false : name >= possible ? true : undefined,
    });
  }
  if (collected.length === 0) return { tree, scopes: scopesOf(tree), offset: tree.text.length, tests: [] };
  if (text.length > LONGEST) return null;
  const whole = parse('python', tree.text + text);
  const offset = tree.text.length;
  const scopes = scopesOf(whole);
  const functions = childrenIn(whole, root(whole), PyField.body).filter((node) => whole.start[node] >= offset);
  const sound = whole.errors === 0 && functions.length === collected.length && functions.every((node) => bindsItsOwn(whole, scopes, node));
  return sound ? { tree: whole, scopes, offset, tests: functions.map((node, at) => ({ node, ...collected[at] })) } : null;
}

// ------------------------------------------------------------------ finding

const plain = new Set([
  'property',
  'staticmethod',
  'classmethod',
  'abstractmethod',
  'dataclass',
  'total_ordering',
  'lru_cache',
  'cache',
  'override',
]);

/** The docstrings of what a namespace defines, by name. Answers false where a decorator may make anything of a definition. */
function gather(tree: Tree, body: readonly Node[], prefix: string, into: Map<string, Node>): boolean {
  const own = docstringIn(tree, body);
  if (own !== NONE) into.set(prefix, own);
  for (const node of body) {
    const kind = tree.kind[node];
    if (kind === Py.If || kind === Py.Try) {
      const inner = [...childrenIn(tree, node, PyField.body), ...childrenIn(tree, node, PyField.orelse)];
      const definitions = inner.filter((child) => tree.kind[child] !== Py.Expr);
      if (!gather(tree, definitions, prefix, into)) return false;
    }
    if (kind !== Py.FunctionDef && kind !== Py.AsyncFunctionDef && kind !== Py.ClassDef) continue;
    const name = nameIn(prefix, nameOf(tree.aux[node]));
    const inside = childrenIn(tree, node, PyField.body);
    if (kind === Py.ClassDef) {
      for (const key of [...into.keys()]) if (key === name || key.startsWith(`${name}.`)) into.delete(key);
      if (!gather(tree, inside, name, into)) return false;
    }
    const docstring = docstringIn(tree, inside);
    const decorators = childrenIn(tree, node, PyField.decorator_list);
    // the second half of a property has the docstring of the first
    if (decorators.some((one) => tree.kind[one] === Py.Attribute && ['setter', 'deleter'].includes(nameOf(tree.aux[one])))) continue;
    if (kind !== Py.ClassDef) into.delete(name);
    if (docstring === NONE) continue;
    if (!decorators.every((one) => plain.has(decoratorName(tree, one)))) return false;
    into.set(name, docstring);
  }
  return true;
}

function decoratorName(tree: Tree, node: Node): string {
  const one = tree.kind[node] === Py.Call ? childIn(tree, node, PyField.func) : node;
  return tree.kind[one] === Py.Name || tree.kind[one] === Py.Attribute ? nameOf(tree.aux[one]) : '';
}

function docstringIn(tree: Tree, body: readonly Node[]): Node {
  const first = body[0];
  if (first === undefined || tree.kind[first] !== Py.Expr || tree.kind[first - 1] !== Py.Constant) return NONE;
  return tree.flag[first - 1] === Literal.str && tree.text.slice(tree.start[first], tree.end[first]).includes('>>>') ? first - 1 : NONE;
}

/**
 * The highest name, as tests are sorted, of what surely is a test, and of what may be one: each function, class and method is, with a docstring or without.
 * What else is bound may be a function too, and what makes a class may give it more of them.
 */
function highestNames(tree: Tree): { readonly sure: string; readonly possible: string } {
  const bound = new Map<string, number>();
  const definite: string[] = [];
  const visit = (body: readonly Node[], prefix: string, isSure: boolean): void => {
    for (const node of body) {
      const kind = tree.kind[node];
      if (kind !== Py.FunctionDef && kind !== Py.AsyncFunctionDef && kind !== Py.ClassDef) {
        for (let inner = tree.first[node]; inner <= node; inner += 1)
          if (tree.kind[inner] === Py.Name && tree.flag[inner] !== Context.Load) bind(nameIn(prefix, nameOf(tree.aux[inner])), false);
        for (const field of [PyField.body, PyField.orelse, PyField.finalbody, PyField.handlers])
          visit([...childrenIn(tree, node, field)], prefix, false);
        continue;
      }
      const name = nameIn(prefix, nameOf(tree.aux[node]));
      const decorators = childrenIn(tree, node, PyField.decorator_list);
      bind(name, isSure && decorators.every((one) => plain.has(decoratorName(tree, one))));
      if (kind !== Py.ClassDef) continue;
      const isPlain =
        decorators.length === 0 &&
        childrenIn(tree, node, PyField.keywords).length === 0 &&
        childrenIn(tree, node, PyField.bases).length === 0;
      if (!isPlain) bind(`${name}.\uffff`, false);
      visit(childrenIn(tree, node, PyField.body), name, isSure);
    }
  };
  const bind = (name: string, isSure: boolean): void => {
    bound.set(name, (bound.get(name) ?? 0) + 1);
    if (isSure) definite.push(name);
  };
  visit(childrenIn(tree, root(tree), PyField.body), '', true);
  const highest = (names: Iterable<string>): string => [...names].reduce((one, other) => (other > one ? other : one), '');
  return { sure: highest(definite.filter((name) => bound.get(name) === 1)), possible: highest(bound.keys()) };
}

/** The name of a test: private names of a class have its own name before them. */
function nameIn(prefix: string, name: string): string {
  const owner = prefix.slice(prefix.lastIndexOf('.') + 1).replace(/^_+/, '');
  return owner !== '' && name.startsWith('__') && !name.endsWith('__') ? `${prefix}._${owner}${name}` : `${prefix}.${name}`;
}

// ------------------------------------------------------------------ reading

const example = /(^(?<indent> *)>>>.*(?:\n *\.\.\..*)*)\n?(?<want>(?:(?! *$)(?! *>>>).+$\n?)*)/gm;

/** The type of exception that an example is said to raise, without its module. */
function raisedIn(want: string): string | null {
  const [first, ...lines] = want.split('\n').map((line) => line.slice(indentOf(want)));
  if (!/^Traceback \((?:most recent call last|innermost last)\):\s*$/.test(first)) return null;
  const last = lines.find((line) => /^\w/.test(line)) ?? '';
  return /^(?:\w+\.)*(\w+)/.exec(last)?.[1] ?? 'BaseException';
}

const indentOf = (text: string): number => text.length - text.trimStart().length;

interface Docstring {
  /** Those that are run. */
  readonly examples: readonly Example[];
  /** How many there are. */
  readonly all: number;
  readonly endsUnread: boolean;
}

/** The examples of a docstring; `null` where doctest itself would fail. */
function readExamples(docstring: string): Docstring | null {
  const examples: Example[] = [];
  let all = 0;
  let endsUnread = false;
  const text = docstring.replaceAll('\t', '        ');
  for (const match of text.matchAll(example)) {
    const indent = match.groups?.indent.length ?? 0;
    const lines = match[1].split('\n').map((line) => line.slice(indent));
    if (lines.some((line) => line.length > 3 && line[3] !== ' ')) return null;
    const source = lines.map((line) => line.slice(4)).join('\n');
    if (/^\s*(?:#.*)?$/.test(source)) continue;
    all += 1;
    if (/#\s*doctest:.*\+SKIP/.test(source)) continue;
    const tree = parse('python', `${source}\n`);
    const body = childrenIn(tree, root(tree), PyField.body);
    // it does not compile: nothing runs
    endsUnread = tree.errors > 0 || body.length !== 1;
    if (endsUnread) continue;
    const kind = tree.kind[body[0]];
    if (kind === Py.ImportFrom && source.includes('*')) return null;
    const raises = raisedIn(match.groups?.want ?? '');
    examples.push({ source, isExpression: kind === Py.Expr, raises });
  }
  return { examples, all, endsUnread };
}

// ------------------------------------------------------------------ writing

function written(examples: readonly Example[], number: number): string {
  let text = `def __doctest_${number}__():\n    from doctest import __show__, __returned__, __raised__\n`;
  examples.forEach(({ source, isExpression, raises }, at) => {
    const isLast = at === examples.length - 1 ? 'True' : 'False';
    const isTried = raises !== null;
    const indent = isTried ? '        ' : '    ';
    const statement = isExpression ? `${indent}__show__((\n${source}\n))\n` : `${source.replace(/^/gm, indent)}\n`;
    text += isTried
      ? `    try:\n${statement}        __returned__(${isLast})\n    except BaseException as __error__:\n        __raised__(__error__, ${isLast})\n`
      : statement;
  });
  return text;
}

/** Whether names that the examples bind are bound before they are used, or are no names of the module. */
function bindsItsOwn(tree: Tree, scopes: Scopes, node: Node): boolean {
  const scope = scopes.opened.get(node);
  if (scope === undefined) return false;
  const module = scopes.list[0];
  const both = [...scope.places]
    .filter(([name, place]) => (place === 'local' || place === 'cell') && isBound(module, name))
    .map(([name]) => name);
  if (both.length === 0) return true;
  const open = new Set(both);
  for (const statement of childrenIn(tree, node, PyField.body)) {
    const met = new Set<number>();
    const read = new Set<number>();
    for (let inner = tree.first[statement]; inner <= statement; inner += 1) {
      const kind = tree.kind[inner];
      if (!open.has(tree.aux[inner])) continue;
      if (kind === Py.Name) {
        met.add(tree.aux[inner]);
        if (tree.flag[inner] !== Context.Store || tree.kind[tree.parent[inner]] === Py.AugAssign) read.add(tree.aux[inner]);
      } else if (kind === Py.FunctionDef || kind === Py.ClassDef || kind === Py.alias) met.add(tree.aux[inner]);
    }
    if (read.size > 0) return false;
    const isSimple =
      tree.kind[statement] !== Py.If &&
      tree.kind[statement] !== Py.For &&
      tree.kind[statement] !== Py.While &&
      tree.kind[statement] !== Py.Try;
    for (const name of met) if (isSimple) open.delete(name);
  }
  return true;
}

const isBound = (module: Scope, name: number): boolean => {
  const place = module.symbols.get(name);
  return place !== undefined && (place & 1) !== 0;
};
