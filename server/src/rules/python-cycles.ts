/** What the rules about cycles share: which of the engine's cycles are left to the collector, their members in words, and a weak reference as the fix. */
import type { CycleFact, PythonFacts } from '../engine/facts.ts';
import { nameOf } from '../syntax/names.ts';
import { parametersOf } from '../syntax/python/access.ts';
import { Literal, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { inheritsFrom } from './python-classes.ts';
import { importEdit, spanOf, statementOf } from './python-shapes.ts';
import type { FileContext, Report } from './rule.ts';

/**
 * Cycles that no method takes apart, one for each statement that closes some, and one where several share a link that the same function
 * stores; objects of a test live as long as the test does.
 */
export function* cyclesLeft(facts: PythonFacts, wanted: (cycle: CycleFact) => boolean): Iterable<{ cycle: CycleFact; statement: Node }> {
  const told = new Set<Node>();
  for (const cycle of facts.cycles()) {
    if (cycle.cutBy !== null || !wanted(cycle)) continue;
    const statement = statementOf(facts.tree, cycle.at);
    const links = plainLinks(facts.tree, cycle).filter((link) => facts.scopeOf(link) === facts.scopeOf(statement));
    if (told.has(statement) || links.some((link) => told.has(link)) || cycle.classes.some((owner) => inheritsFrom(facts, owner, isTest)))
      continue;
    for (const link of [statement, ...links]) told.add(link);
    yield { cycle, statement };
  }
}

const isTest = (dotted: string): boolean => /(^|\.)(\w*TestCase|TestSuite)$/.test(dotted);

/** Who came to hold whom, link by link. */
export const linksOf = ({ story }: CycleFact): NonNullable<Report['because']> =>
  story.map(({ span, what, path }) => ({ span, says: what, ...(path !== undefined && { path }) }));

const containers = new Set(['list', 'dict', 'tuple', 'set']);
const parts = new Set([...containers, 'method', 'builtin_function_or_method', 'function', 'cell', 'partial']);

/** The objects of a cycle as the subject of a sentence: ``  `Parent` and `Child` hold each other ``. */
export function membersHoldEachOther({ types }: CycleFact): string {
  const members = types.filter((type) => !parts.has(type));
  const known = [...new Set(members.filter((type) => type !== 'object'))];
  const others = members.filter((type) => type === 'object').length;
  if (known.length === 1 && others === 0)
    return `${members.length === 2 ? 'two' : 'several'} objects of class \`${known[0]}\` hold each other`;
  const named = known.map((type) => `\`${type}\``);
  if (others > 0) named.push(others === 1 || types.some((type) => containers.has(type)) ? 'another object' : 'other objects');
  return `${[named.slice(0, -1).join(', '), named[named.length - 1]].join(' and ')} hold each other`;
}

const callables = new Set(['method', 'builtin_function_or_method', 'function', 'partial']);

/** The objects of a cycle, each type once, as they are named in a sentence; what a callback leads to comes first. */
export function ownersOf(cycle: CycleFact): readonly string[] {
  const last = cycle.types.findLastIndex((type) => callables.has(type));
  const types = [...cycle.types.slice(last + 1), ...cycle.types.slice(0, last + 1)];
  const known = [...new Set(types.filter((type) => !parts.has(type) && type !== 'object'))].map((type) => `\`${type}\``);
  const rest = types.includes('object')
    ? ['another object']
    : types
        .filter((type) => containers.has(type))
        .slice(0, 1)
        .map((type) => `a \`${type}\``);
  return [...known, ...rest];
}

/** An assignment `x.a = y` of one name to one attribute, as a link of the cycle: who is held there can be held weakly instead. */
export function plainLinks(tree: Tree, cycle: CycleFact): readonly Node[] {
  const found: Node[] = [];
  for (const { span, path } of cycle.story) {
    if (path !== undefined) continue;
    const statement = storeAt(tree, span.start, span.end);
    if (statement !== NONE && !found.includes(statement)) found.push(statement);
  }
  return found;
}

function storeAt(tree: Tree, start: number, end: number): Node {
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.kind[node] !== Py.Attribute || tree.start[node] !== start || tree.end[node] !== end) continue;
    const up = tree.parent[node];
    const isPlain = tree.kind[up] === Py.Assign && childrenIn(tree, up, PyField.targets).length === 1;
    return isPlain && tree.kind[childIn(tree, up, PyField.value)] === Py.Name ? up : NONE;
  }
  return NONE;
}

/** `x.a = y` → `x.a = weakref.ref(y)`: whoever reads the attribute must call it from then on. */
export function weakFix(facts: PythonFacts, file: FileContext, statement: Node): Report['fix'] {
  const { tree } = facts;
  const held = childIn(tree, statement, PyField.value);
  const text = textOf(tree, held);
  return {
    title: `Keep a weak reference to \`${text}\``,
    safe: false,
    edits: [
      {
        span: spanOf(tree, held),
        text: mayBeNone(facts, held) ? `None if ${text} is None else weakref.ref(${text})` : `weakref.ref(${text})`,
      },
      ...importEdit(facts, file.lines, 'weakref'),
    ],
  };
}

/** Whether a name is a parameter that may be left out or is said to be optional. */
function mayBeNone(facts: PythonFacts, name: Node): boolean {
  const { tree } = facts;
  const scope = facts.scopeOf(name);
  const parameter = parametersOf(tree, scope).find((one) => tree.aux[one] === tree.aux[name]);
  if (parameter === undefined) return false;
  if (/\b(None|Optional)\b/.test(textOf(tree, parameter))) return true;
  const list = tree.parent[parameter];
  return [...childrenIn(tree, list, PyField.defaults), ...childrenIn(tree, list, PyField.kw_defaults)].some(
    (value) => tree.kind[value] === Py.Constant && tree.flag[value] === Literal.None,
  );
}

/** Whether one of the classes says which attributes its instances have, so that they may have no place for weak references. */
export const hasSlots = (facts: PythonFacts, { classes }: CycleFact): boolean =>
  facts.nodes(Py.Name).some((node) => nameOf(facts.tree.aux[node]) === '__slots__' && classes.includes(facts.scopeOf(node)));
