/** RC508: objects made in numbers that each carry a `__dict__` for a fixed set of attributes, and `__slots__` that a base class makes useless. */
import { atLeast } from '../../base/version.ts';
import type { PythonFacts } from '../../engine/facts.ts';
import { intern, nameOf } from '../../syntax/names.ts';
import { argumentsOf, bodyOf, calleeOf, decoratorsOf, keywordsOf, statementOf } from '../../syntax/python/access.ts';
import { Context, Literal, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, childrenIn, contains, NONE, root, type Node } from '../../syntax/tree.ts';
import { classNamed, isSelf, methodAround, methodsOf } from '../python-classes.ts';
import { hasFewTurns } from '../python-growth.ts';
import { firstBehindDocstring, linesBefore, loopAround, spanOf } from '../python-shapes.ts';
import { adders } from '../python-tables.ts';
import type { FileContext, PythonRule, Report } from '../rule.ts';
import page from './missing-slots.md' with { type: 'text' };

const { AnnAssign, Assign, Attribute, Call, ClassDef, Constant, Dict, For, GeneratorExp, Name, Subscript, Tuple, List } = Py;
const { bases, keywords, target, targets, value } = PyField;

/** A class with more attributes is no small one. */
const MANY = 8;

const rule: PythonRule = {
  code: 'RC508',
  name: 'missing-slots',
  summary: 'detects small objects made in numbers without `__slots__`, and `__slots__` that a base class makes useless',
  page,
  language: 'python',
  level: 'off',
  status: 'preview',
  since: '0.1.0',
  fix: 'unsafe',
  *check(facts, file): Iterable<Report> {
    const { tree } = facts;
    for (const owner of facts.nodes(ClassDef)) {
      if (tree.parent[owner] !== root(tree) || classNamed(facts, tree.aux[owner]) !== owner) continue;
      const slots = slotsOf(facts, owner);
      const report = slots === NONE ? forMissing(facts, file, owner) : forUseless(facts, file, owner, slots);
      if (report !== null) yield report;
    }
  },
};

const slotsName = intern('__slots__');

/** The value that the body of a class gives `__slots__`, or `NONE`. */
function slotsOf(facts: PythonFacts, owner: Node): Node {
  const { tree } = facts;
  for (const statement of bodyOf(tree, owner)) {
    const kind = tree.kind[statement];
    const to = kind === Assign ? childrenIn(tree, statement, targets) : kind === AnnAssign ? [childIn(tree, statement, target)] : [];
    if (to.some((each) => tree.kind[each] === Name && tree.aux[each] === slotsName)) return childIn(tree, statement, value);
  }
  return NONE;
}

// ------------------------------------------------------------------ a class that has none

function forMissing(facts: PythonFacts, file: FileContext, owner: Node): Report | null {
  const { tree } = facts;
  const data = dataclassOf(facts, owner);
  if (data === 'other' || childrenIn(tree, owner, keywords).length > 0) return null;
  const parents = childrenIn(tree, owner, bases);
  if (!parents.every((base) => facts.qualifiedName(base) === 'builtins.object')) return null;
  if (isSubclassed(facts, owner) || speaksOfDictionaries(facts)) return null;
  const attributes = data === 'dataclass' ? fieldsOf(facts, owner) : attributesOf(facts, owner);
  if (attributes === null || attributes.length === 0 || attributes.length > MANY) return null;
  const making = facts.nodes(Call).find((call) => isMadeInNumbers(facts, call, owner));
  if (making === undefined) return null;
  const names = attributes.map((name) => `'${nameOf(name)}'`).join(', ');
  const newer = data === 'dataclass' && atLeast(facts.version, 10);
  const what = newer ? 'make it `@dataclass(slots=True)`' : `give it \`__slots__ = (${names}${attributes.length === 1 ? ',' : ''})\``;
  return {
    at: headOf(facts, owner),
    says: `each \`${nameOf(tree.aux[owner])}\` carries a \`__dict__\` for the same ${attributes.length === 1 ? 'attribute' : `${attributes.length} attributes`}, and many are made; ${what}`,
    because: [{ span: spanOf(tree, making), says: 'made here again and again, and kept' }],
    fix: data === 'dataclass' ? undefined : slotsFix(facts, file, owner, `(${names}${attributes.length === 1 ? ',' : ''})`),
  };
}

/** `class Name`, behind the decorators. */
function headOf(facts: PythonFacts, owner: Node): Report['at'] {
  const { tree } = facts;
  const last = decoratorsOf(tree, owner).at(-1);
  const start = tree.text.indexOf('class', last === undefined ? tree.start[owner] : Math.max(tree.start[owner], tree.end[last]));
  const name = nameOf(tree.aux[owner]);
  return { start, end: tree.text.indexOf(name, start + 'class'.length) + name.length };
}

/** `dataclass` for one that is nothing else and has no slots; `plain` without decorators. */
function dataclassOf(facts: PythonFacts, owner: Node): 'plain' | 'dataclass' | 'other' {
  const { tree } = facts;
  const decorators = decoratorsOf(tree, owner);
  if (decorators.length === 0) return 'plain';
  const [decorator] = decorators;
  const isCalled = tree.kind[decorator] === Call;
  const name = facts.qualifiedName(isCalled ? calleeOf(tree, decorator) : decorator);
  if (decorators.length > 1 || name !== 'dataclasses.dataclass') return 'other';
  return isCalled && keywordsOf(tree, decorator).some((keyword) => nameOf(tree.aux[keyword]) === 'slots') ? 'other' : 'dataclass';
}

/** The fields of a dataclass, none of which has a default (before 3.10 that and `__slots__` exclude each other). */
function fieldsOf(facts: PythonFacts, owner: Node): number[] | null {
  const { tree } = facts;
  const found: number[] = [];
  for (const statement of bodyOf(tree, owner)) {
    if (tree.kind[statement] !== AnnAssign) continue;
    const name = childIn(tree, statement, target);
    if (tree.kind[name] !== Name || (childIn(tree, statement, value) !== NONE && !atLeast(facts.version, 10))) return null;
    found.push(tree.aux[name]);
  }
  const own = attributesOf(facts, owner, new Set(found));
  return own === null ? null : found;
}

/**
 * The attributes that `__init__` gives each object, where no method adds others, in the order in which they come; `null` where the class has names
 * of its own for them, or something asks for attributes by name. `fields`: those of a dataclass.
 */
function attributesOf(facts: PythonFacts, owner: Node, fields?: ReadonlySet<number>): number[] | null {
  const { tree } = facts;
  const found: number[] = [];
  const later: number[] = [];
  for (const method of methodsOf(facts, owner)) if (openMethods.test(nameOf(tree.aux[method]))) return null;
  for (const node of facts.nodes(Attribute)) {
    if (!contains(tree, owner, node)) {
      // an attribute that code elsewhere gives to some object, perhaps to one of these
      if (tree.flag[node] === Context.Store && !(tree.kind[node - 1] === Name && isSelf(facts, node - 1))) later.push(tree.aux[node]);
      continue;
    }
    if (tree.flag[node] !== Context.Store || tree.kind[node - 1] !== Name || !isSelf(facts, node - 1)) continue;
    const method = methodAround(facts, node);
    if (nameOf(tree.aux[method]) === '__init__' && !found.includes(tree.aux[node])) found.push(tree.aux[node]);
    else later.push(tree.aux[node]);
  }
  const known = fields ?? new Set(found);
  if ([...found, ...later].some((name) => !known.has(name))) return null;
  const inClass = bodyOf(tree, owner).some((statement) => {
    const to = tree.kind[statement] === Assign ? childrenIn(tree, statement, targets) : [];
    return fields === undefined
      ? to.some((each) => tree.kind[each] !== Name || known.has(tree.aux[each])) || tree.kind[statement] === AnnAssign
      : to.length > 0;
  });
  return inClass ? null : found;
}

const openMethods = /^__(getattr|setattr|delattr|getattribute|getstate|setstate|reduce|reduce_ex|slots|new|init_subclass)__$/;

/** Somebody looks into the `__dict__` of objects, names attributes by texts, or holds objects weakly: no slots without more than a line. */
function speaksOfDictionaries(facts: PythonFacts): boolean {
  const { tree } = facts;
  const isDictionary = facts.nodes(Attribute).some((node) => /^__(dict|weakref)__$/.test(nameOf(tree.aux[node])));
  return isDictionary || facts.nodes(Call).some((call) => byName.test(facts.qualifiedName(calleeOf(tree, call)) ?? ''));
}

const byName =
  /^(builtins\.(setattr|vars|delattr)|weakref\.\w+|functools\.cached_property|pickle\.\w+|copy\.\w+|dataclasses\.(asdict|replace|astuple))$/;

const isSubclassed = (facts: PythonFacts, owner: Node): boolean =>
  facts
    .nodes(ClassDef)
    .some((other) =>
      childrenIn(facts.tree, other, bases).some((base) => facts.tree.kind[base] === Name && facts.tree.aux[base] === facts.tree.aux[owner]),
    );

/** A call of the class on the turns of a loop or comprehension, whose object is put into something that stays. */
function isMadeInNumbers(facts: PythonFacts, call: Node, owner: Node): boolean {
  const { tree } = facts;
  const callee = calleeOf(tree, call);
  if (tree.kind[callee] !== Name || tree.aux[callee] !== tree.aux[owner] || !facts.bindingsOf(callee).includes(owner)) return false;
  const loop = loopAround(tree, call);
  if (loop === NONE || (tree.kind[loop] === For && hasFewTurns(facts, loop))) return false;
  if (isPutAway(facts, call)) return true;
  const up = tree.parent[call];
  if (tree.kind[loop] !== For && tree.kind[loop] !== Py.While) return tree.kind[loop] !== GeneratorExp && tree.parent[call] === loop;
  if (tree.kind[up] !== Assign) return false;
  const [name] = childrenIn(tree, up, targets);
  if (tree.kind[name] !== Name) return false;
  for (let node = tree.first[loop]; node < loop; node += 1) {
    if (tree.kind[node] === Name && tree.aux[node] === tree.aux[name] && tree.flag[node] === Context.Load && isPutAway(facts, node))
      return true;
    // `head = Node(value, head)`
    if (tree.kind[node] === Name && tree.aux[node] === tree.aux[name] && argumentsOf(tree, call).includes(node)) return true;
  }
  return false;
}

/** `xs.append(node)`, `xs[key] = node`. */
function isPutAway(facts: PythonFacts, node: Node): boolean {
  const { tree } = facts;
  const up = tree.parent[node];
  if (tree.kind[up] === Assign && tree.field[node] === value)
    return childrenIn(tree, up, targets).some((each) => tree.kind[each] === Subscript);
  if (tree.kind[up] !== Call || tree.field[node] !== PyField.args) return false;
  const callee = calleeOf(tree, up);
  return tree.kind[callee] === Attribute && adders.has(nameOf(tree.aux[callee]));
}

// ------------------------------------------------------------------ slots that save nothing

function forUseless(facts: PythonFacts, file: FileContext, owner: Node, slots: Node): Report | null {
  const { tree } = facts;
  if (slots === NONE || namesDictionary(facts, slots)) return null;
  const base = baseWithDictionary(facts, owner);
  if (base === NONE) return null;
  const name = nameOf(tree.aux[base]);
  return {
    at: spanOf(tree, statementOf(tree, slots)),
    says: `\`__slots__\` saves nothing here: \`${name}\` has none, so each object has a \`__dict__\` all the same; give \`${name}\` \`__slots__\` too`,
    because: [{ span: headOf(facts, base), says: 'the base class without `__slots__`' }],
    fix: attributesOf(facts, base)?.length === 0 && !speaksOfDictionaries(facts) ? slotsFix(facts, file, base, '()') : undefined,
  };
}

/** The nearest class of the file above this one that has no slots; `NONE` where all have, or a base is not known. */
function baseWithDictionary(facts: PythonFacts, owner: Node, depth = 8): Node {
  const { tree } = facts;
  if (depth === 0) return NONE;
  for (const base of childrenIn(tree, owner, bases)) {
    const above = tree.kind[base] === Name ? classNamed(facts, tree.aux[base]) : NONE;
    if (above === NONE || decoratorsOf(tree, above).length > 0 || childrenIn(tree, above, keywords).length > 0) continue;
    if (slotsOf(facts, above) === NONE) return above;
    const further = baseWithDictionary(facts, above, depth - 1);
    if (further !== NONE) return further;
  }
  return NONE;
}

/** `"__dict__"` among the slots: it is wanted. What is not written out may have it. */
function namesDictionary(facts: PythonFacts, slots: Node): boolean {
  const { tree } = facts;
  const kind = tree.kind[slots];
  if (kind !== Tuple && kind !== List && kind !== Py.Set && kind !== Dict && kind !== Constant) return true;
  for (let node = tree.first[slots]; node <= slots; node += 1) {
    if (tree.kind[node] !== Constant) continue;
    if (tree.flag[node] === Literal.str && /__dict__/.test(tree.text.slice(tree.start[node], tree.end[node]))) return true;
  }
  return false;
}

function slotsFix(facts: PythonFacts, file: FileContext, owner: Node, slots: string): Report['fix'] {
  const { tree } = facts;
  const first = firstBehindDocstring(tree, owner);
  const edit = first === NONE ? null : linesBefore(tree, file.lines, first, [`__slots__ = ${slots}`]);
  return edit === null ? undefined : { title: 'Add `__slots__`', safe: false, edits: [edit] };
}

export default rule;
