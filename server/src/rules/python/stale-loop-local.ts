/** RC210: a loop that waits for its next item while a local still holds the one before. */
import type { Lines } from '../../base/lines.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, bodyOf, calleeOf, keywordsOf } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { mentionsOf } from '../python-classes.ts';
import { isGuarded, showsLocals } from '../python-code.ts';
import { isFunction, linesBefore, loopAround, spanOf } from '../python-shapes.ts';
import { adders } from '../python-tables.ts';
import type { PythonRule, Report } from '../rule.ts';
import page from './stale-loop-local.md' with { type: 'text' };

const { Assign, Attribute, Await, Call, Constant, Name, Tuple, While } = Py;

const rule: PythonRule = {
  code: 'RC210',
  name: 'stale-loop-local',
  summary: 'detects loops that wait for an item while they hold the previous one',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'safe',
  reach: 'function',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const statement of facts.nodes(Assign)) {
      const awaited = childIn(tree, statement, PyField.value);
      const call = tree.kind[awaited] === Await ? awaited - 1 : awaited;
      if (tree.kind[call] !== Call || !waitsForItem(tree, call)) continue;
      const loop = loopAround(tree, statement);
      const scope = facts.scopeOf(statement);
      if (
        loop === NONE ||
        tree.kind[loop] !== While ||
        !isFunction(tree.kind[scope]) ||
        endsAtOnce(tree, loop) ||
        isDrained(facts, call, loop, scope)
      )
        continue;
      const names = heldNames(facts, statement, loop);
      if (names.length === 0) continue;
      const told = names.map((name) => `\`${name}\``).join(' and ');
      yield {
        at: spanOf(tree, statement),
        says: `while this waits, ${told} still ${names.length === 1 ? 'holds' : 'hold'} what the turn before was about, so that lives until the next item comes; set ${names.length === 1 ? 'it' : 'them'} to \`None\` before waiting`,
        fix: clearFix(facts, file.lines, statement, loop, names),
      };
    }
  },
};

const plainCall = /^(get|recv|receive|dequeue|blpop|brpop|get_message)$/;

/** `queue.get()`, `connection.recv()`: a call that waits for the next of many, and not the look into a mapping. */
function waitsForItem(tree: Tree, call: Node): boolean {
  const callee = calleeOf(tree, call);
  if (tree.kind[callee] !== Attribute || !plainCall.test(nameOf(tree.aux[callee]))) return false;
  const given = argumentsOf(tree, call);
  const waits = given.every((one) => tree.kind[one] === Constant && tree.flag[one] === Literal.True);
  const keywords = keywordsOf(tree, call);
  const isBounded = keywords.some((keyword) => nameOf(tree.aux[keyword]) === 'timeout');
  // a mapping wants a key
  return waits && given.length <= 1 && keywords.length <= 1 && !isBounded;
}

/** A queue that the function fills itself, made here, or that the loop asks whether anything is left: nobody waits. */
function isDrained(facts: PythonFacts, call: Node, loop: Node, scope: Node): boolean {
  const { tree } = facts;
  const receiver = calleeOf(tree, call) - 1;
  if (tree.kind[receiver] !== Name && tree.kind[receiver] !== Attribute) return false;
  const text = textOf(tree, receiver);
  if (textOf(tree, childIn(tree, loop, PyField.test)).includes(text)) return true;
  for (let node = tree.first[scope]; node < scope; node += 1) {
    if (tree.kind[node] !== Attribute || textOf(tree, node - 1) !== text) continue;
    if (/^(put|put_nowait|empty|qsize)$/.test(nameOf(tree.aux[node]))) return true;
  }
  return false;
}

/** A loop that never comes back to the call holds nothing. */
function endsAtOnce(tree: Tree, loop: Node): boolean {
  const last = bodyOf(tree, loop).at(-1);
  const kind = last === undefined ? Py.Pass : tree.kind[last];
  return kind === Py.Return || kind === Py.Raise || kind === Py.Break;
}

/** The plain locals that the statement binds, that the turn uses, and that nothing in the loop lets go of before it waits again. */
function heldNames(facts: PythonFacts, statement: Node, loop: Node): string[] {
  const { tree } = facts;
  const [target, another] = childrenIn(tree, statement, PyField.targets);
  if (another !== undefined) return [];
  const targets = tree.kind[target] === Tuple ? childrenIn(tree, target, PyField.elts) : [target];
  return targets
    .filter((one) => tree.kind[one] === Name && facts.placeOf(one) === 'local')
    .filter((one) => {
      const mentions = mentionsOf(tree, loop, tree.aux[one]);
      const stored = mentions.filter((node) => node !== one && tree.flag[node] !== Context.Load);
      return (
        stored.length === 0 &&
        !mentions.some((node) => isKept(tree, node)) &&
        mentions.some((node) => tree.start[node] > tree.end[statement] && isMoreThanTested(tree, node))
      );
    })
    .map((one) => nameOf(tree.aux[one]));
}

/** Whether the item is put into something else: then it lives on anyway. */
function isKept(tree: Tree, name: Node): boolean {
  const up = tree.parent[name];
  if (tree.kind[up] === Assign && tree.field[name] === PyField.value)
    return childrenIn(tree, up, PyField.targets).some((to) => tree.kind[to] !== Name);
  if (tree.kind[up] !== Call || tree.field[name] !== PyField.args) return false;
  const callee = calleeOf(tree, up);
  return tree.kind[callee] === Attribute && adders.has(nameOf(tree.aux[callee]));
}

/** An item that is only compared or counted is a number, a text or a sign to stop. */
const isMoreThanTested = (tree: Tree, name: Node): boolean => {
  const kind = tree.kind[tree.parent[name]];
  return kind !== Py.Compare && kind !== Py.UnaryOp && kind !== Py.BinOp && kind !== Py.FormattedValue && kind !== Py.If;
};

/** `item = None` before it waits, where nobody could still look at the former value. */
function clearFix(facts: PythonFacts, lines: Lines, statement: Node, loop: Node, names: readonly string[]): Report['fix'] {
  const { tree } = facts;
  const scope = facts.scopeOf(statement);
  if (tree.parent[statement] !== loop || isGuarded(tree, scope, statement) || showsLocals(facts, scope)) return undefined;
  for (let node = tree.first[scope]; node < scope; node += 1) {
    if (tree.kind[node] !== Name || !names.includes(nameOf(tree.aux[node]))) continue;
    if (!contains(tree, loop, node) || tree.start[node] < tree.start[statement]) return undefined;
  }
  const edit = linesBefore(tree, lines, statement, [`${names.join(' = ')} = None`]);
  return edit === null ? undefined : { title: 'Let go of the item before waiting', safe: true, edits: [edit] };
}

export default rule;
