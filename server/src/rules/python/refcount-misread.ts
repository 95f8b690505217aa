/** RC405: a comparison of `sys.getrefcount` with a number that it does not give on the target version. */
import { atLeast, showPython } from '../../base/version.ts';
import { lineAt } from '../../base/lines.ts';
import type { NameRefs, PythonFacts } from '../../engine/facts.ts';
import { nameOf } from '../../syntax/names.ts';
import { argumentsOf, calleeOf, statementOf } from '../../syntax/python/access.ts';
import { Literal, Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { children, contains, NONE, textOf, type Node } from '../../syntax/tree.ts';
import { hasKind } from '../python-code.ts';
import { blockOf, isFunction, spanOf } from '../python-shapes.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './refcount-misread.md' with { type: 'text' };

const { Assign, Attribute, Call, Compare, CompareOp, Constant, Name } = Py;

const rule: PythonRule = {
  code: 'RC405',
  name: 'refcount-misread',
  summary: 'detects comparisons of `sys.getrefcount` with a number that it does not give on the target version',
  page,
  language: 'python',
  level: 'info',
  status: 'preview',
  since: '0.1.0',
  fix: 'none',
  words: ['getrefcount'],
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const compare of facts.nodes(Compare)) {
      const parts = children(tree, compare);
      const [left, operator, right] = parts;
      if (parts.length !== 3 || tree.kind[operator] !== CompareOp) continue;
      if (tree.flag[operator] !== Operator.Eq && tree.flag[operator] !== Operator.NotEq) continue;
      const [call, literal] = tree.kind[left] === Call ? [left, right] : [right, left];
      if (tree.kind[call] !== Call || tree.kind[literal] !== Constant || tree.flag[literal] !== Literal.int) continue;
      if (facts.qualifiedName(calleeOf(tree, call)) !== 'sys.getrefcount') continue;
      const [counted] = argumentsOf(tree, call);
      const wrong = counted === undefined ? null : whatItGives(facts, file, counted, Number(textOf(tree, literal)));
      if (wrong === null) continue;
      const outcome = tree.flag[operator] === Operator.Eq ? 'never true' : 'always true';
      yield { at: spanOf(tree, compare), says: `this is ${outcome} on CPython ${showPython(facts.version)}: ${wrong}` };
    }
  },
};

/** Why the call cannot give that number; `null` where it can, or nothing is known. */
function whatItGives(facts: PythonFacts, file: FileContext, counted: Node, compared: number): string | null {
  const { tree, version } = facts;
  const text = textOf(tree, counted);
  if (tree.kind[counted] !== Name && tree.kind[counted] !== Attribute) return null;
  const known = tree.kind[counted] === Name ? countAt(facts, file, counted) : null;
  const lends = atLeast(version, 14) && facts.placeOf(counted) === 'local';
  if (known?.refs.kind === 'immortal')
    return `\`${text}\` is immortal there, and its count is a constant without meaning; count an object of your own`;
  if (known?.refs.kind === 'exact' && known.refs.unless === undefined) {
    if (lends && !isSurelyBound(facts, counted)) return null;
    const given = known.refs.count + (lends ? 0 : 1);
    if (given === compared) return null;
    const why = lends
      ? 'from 3.14 on the call borrows a plain local instead of adding a reference'
      : 'the call itself holds one reference more';
    return `\`sys.getrefcount(${text})\` gives ${given} here, as ${holdersOf(known)} and ${why}; compare with ${given}, or with a count taken before`;
  }
  const least = lends ? 1 : 2;
  if (compared >= least) return null;
  return `\`sys.getrefcount\` gives at least ${least} for something that has a name, as the call ${lends ? 'borrows what the name holds' : 'itself holds one reference more'}; compare with a count taken before`;
}

function holdersOf({ holders }: NameRefs): string {
  const named = holders.map(({ what }) => what);
  return named.length === 1 ? `${named[0]} holds it` : `${named.slice(0, -1).join(', ')} and ${named[named.length - 1]} hold it`;
}

/** What the engine knows of a name after the statement that asks for its count; `null` where that statement changes what the name stands for. */
function countAt(facts: PythonFacts, file: FileContext, name: Node): NameRefs | null {
  const { tree } = facts;
  const statement = statementOf(tree, name);
  if (statement === NONE || hasKind(tree, statement, [Py.Lambda, Py.GeneratorExp, Py.ListComp, Py.SetComp, Py.DictComp])) return null;
  const line = lineAt(file.lines, tree.start[statement]) + 1;
  const found = facts.refsAround(name).filter((each) => each.line === line && each.name === nameOf(tree.aux[name]));
  return found.length === 1 ? found[0] : null;
}

/** Whether a plain local has a value wherever it is read: then its frame lends it. */
function isSurelyBound(facts: PythonFacts, name: Node): boolean {
  const { tree } = facts;
  const scope = facts.scopeOf(name);
  const bindings = facts.bindingsOf(name);
  if (!isFunction(tree.kind[scope]) || hasKind(tree, scope, [Py.Delete])) return false;
  return bindings.some((binding) => {
    const up = tree.parent[binding];
    if (tree.kind[binding] === Py.arg) return true;
    if (tree.kind[up] !== Assign || binding > name || tree.field[binding] !== PyField.targets) return false;
    return blockOf(tree, up).some((each) => each > up && contains(tree, each, name));
  });
}

export default rule;
