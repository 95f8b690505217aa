/**
 * What is said inside functions holds for every call: the same functions under another driver have the same claims, and CPython contradicts neither.
 *
 * The drivers of a library made for this give one object twice, give what a global holds and the function itself. They have no text that the functions
 * have too: the compiler makes one constant of both, and the module's code would hold it once more.
 * The programs of the pages get a second driver, which does what theirs does once more, the last first.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PythonVersion } from '../../server/src/base/version.ts';
import type { NameRefs } from '../../server/src/engine/facts.ts';
import { pythonFacts } from '../../server/src/engine/python.ts';
import { parse } from '../../server/src/syntax/parse.ts';
import { nameOf } from '../../server/src/syntax/names.ts';
import { Py, PyField } from '../../server/src/syntax/python/kinds.ts';
import { childrenIn, root } from '../../server/src/syntax/tree.ts';
import { pagePaths, repository } from '../harness/files.ts';
import { interpreters, keyOf, observe, type Observation, type OracleProgram } from '../harness/interpreters.ts';
import { contradiction, showCount } from '../harness/laws/counts.ts';
import { readPage } from '../harness/page.ts';
import '../harness/seed.ts';

const library = `class Node:
    def __init__(self, left=None, right=None):
        self.left = left
        self.right = right

    def link(self, other):
        old = self.left
        self.left = other
        return old

KEPT = [Node()]
LAST = None

def both(one, other):
    pair = [one, other]
    one = None
    return pair

def keep(one, other):
    before = LAST
    KEPT.append(one)
    label = 'a text of the file'
    again = other
    return before

def last(one, other):
    global LAST
    was = LAST
    LAST = other
    mine = [last, was]
    return one

def linked(one, other):
    node = Node(one)
    node.link(other)
    inside = node.left
    del one
    return inside

def again(*given):
    def inner(*more):
        return given + more
    return inner(*given)
`;

const values = ['n', 'm', 'KEPT', 'KEPT[0]', 'LAST', 'last', 'n.left', '7', '(n, m)', 'Node()', '[]'];
const calls = ['both', 'keep', 'last', 'linked', 'again', 'n.link', 'Node'];
const call = fc
  .tuple(fc.constantFrom(...calls), fc.constantFrom(...values), fc.constantFrom(...values))
  .map(([name, one, other]) => (name === 'n.link' ? `m = ${name}(${one}) or m` : `r = ${name}(${one}, ${other})`));
const drivers = fc.sample(
  fc.array(call, { minLength: 4, maxLength: 14 }).map((lines) => `n = Node()\nm = Node(n)\n${lines.join('\n')}\n`),
  { numRuns: Number(process.env.DECREF_DRIVERS ?? 60), seed: Number(process.env.DECREF_SEED ?? 3) },
);
const program = (source: string): OracleProgram => ({ source, files: {}, gc: [] });
const withDriver = (driver: string): string => `${library}\n${driver}`;

/** The programs of the engine's pages that define a function or class and use it, each with what its second driver makes of it. */
const pairs: readonly { readonly name: string; readonly first: string; readonly second: string }[] = pagePaths()
  .filter((path) => path.includes('/engine/'))
  .flatMap((path) => readPage(path, repository).programs)
  .filter(
    ({ language, settings, files, main }) =>
      language === 'python' && settings.noOracle === null && !settings.ownProcess && files.every((file) => file === main),
  )
  .flatMap(({ main, page, section }) => {
    const tree = parse('python', main.text);
    const isDefinition = (kind: number): boolean => kind === Py.FunctionDef || kind === Py.ClassDef || kind === Py.AsyncFunctionDef;
    const body = childrenIn(tree, root(tree), PyField.body);
    const lines = main.text.split('\n');
    const lineOf = (offset: number): number => tree.text.slice(0, offset).split('\n').length;
    const driver = body
      .filter((node) => !isDefinition(tree.kind[node]) && tree.kind[node] !== Py.Import && tree.kind[node] !== Py.ImportFrom)
      .map((node) => lines.slice(lineOf(tree.start[node]) - 1, lineOf(tree.end[node] - 1)).join('\n'));
    if (driver.length === 0 || !body.some((node) => isDefinition(tree.kind[node]))) return [];
    return [{ name: `${page.path}, ${section}`, first: main.text, second: `${main.text}\n${driver.reverse().join('\n')}\n` }];
  });

/** The claims of functions: what is said of the module and of class bodies is that of the run, and left out. */
function inFunctions(source: string, version: PythonVersion): readonly NameRefs[] {
  const facts = pythonFacts(parse('python', source), { version });
  const classes = new Set(facts.nodes(Py.ClassDef).map((node) => nameOf(facts.tree.aux[node])));
  return facts.refs().filter(({ scope }) => scope !== '<module>' && !classes.has(scope.slice(scope.lastIndexOf('.') + 1)));
}

const keyAt = ({ line, scope, name }: Pick<NameRefs, 'line' | 'scope' | 'name'>): string => `${line} ${scope} ${name}`;
/** The reason why something is not known may be another: of several it is one. */
const bare = (claims: readonly NameRefs[]): readonly string[] =>
  claims.map((claim) => `${keyAt(claim)}: ${claim.refs.kind === 'unknown' ? 'unknown' : showCount(claim.refs)}`);

/** What an observation contradicts, in words. */
function contradicted(claims: readonly NameRefs[], seen: Observation): readonly string[] {
  const byKey = new Map(claims.map((claim) => [keyAt(claim), claim.refs]));
  return seen.counts.flatMap(([line, scope, name, observed]) => {
    const claim = byKey.get(keyAt({ line, scope, name }));
    const why = claim === undefined ? null : contradiction(claim, observed);
    return why === null ? [] : [`line ${line}, \`${name}\` in ${scope}: ${why}`];
  });
}

describe.each(interpreters().filter(({ name }) => name.startsWith('CPython')))('$name', (interpreter) => {
  const { version } = interpreter;
  const first = inFunctions(withDriver(drivers[0]), version);

  test('the claims do not depend on the driver', () => {
    expect(first.filter(({ refs }) => refs.kind === 'relative' || refs.kind === 'exact').length).toBeGreaterThan(10);
    for (const driver of drivers.slice(1, 12)) expect(bare(inFunctions(withDriver(driver), version)), driver).toEqual(bare(first));
  });

  test('no driver contradicts them', { timeout: 120_000 }, async () => {
    const answers = await observe(interpreter, drivers.map(withDriver).map(program), 'these', 'drivers');
    for (const driver of drivers) {
      const seen = answers.get(keyOf(program(withDriver(driver))));
      if (seen === undefined || seen.failure !== null) throw new Error('CPython was not asked');
      expect(contradicted(first, seen), driver).toEqual([]);
    }
  });

  test('a second driver changes no claim of the pages, and contradicts none', { timeout: 300_000 }, async () => {
    const answers = await observe(
      interpreter,
      pairs.map(({ second }) => program(second)),
      'these',
      'second-drivers',
    );
    let compared = 0;
    for (const { name, first: source, second } of pairs) {
      const seen = answers.get(keyOf(program(second)));
      // the syntax of a later version, or more than the oracle looks at
      if (seen?.syntax !== undefined || seen?.truncated === true) continue;
      if (seen === undefined || seen.failure !== null) throw new Error(`CPython was not asked: ${name}`);
      const claims = inFunctions(source, version);
      compared += claims.length;
      const last = source.split('\n').length;
      const again = inFunctions(second, version).filter(({ line }) => line <= last);
      expect({ name, claims: bare(again) }).toEqual({ name, claims: bare(claims) });
      expect({ name, second, contradicted: contradicted(claims, seen) }).toEqual({ name, second, contradicted: [] });
    }
    expect(compared).toBeGreaterThan(500);
  });
});
