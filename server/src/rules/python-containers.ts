/** What a piece of code does with a container that outlives it: puts something in, takes something out, only looks, or hands it on. */
import type { PythonFacts } from '../engine/facts.ts';
import { nameOf } from '../syntax/names.ts';
import { calleeOf, statementOf } from '../syntax/python/access.ts';
import { Context, Operator, Py, PyField } from '../syntax/python/kinds.ts';
import { childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../syntax/tree.ts';
import { adders, mutableConstructors, removers } from './python-tables.ts';

const {
  AnnAssign,
  Assign,
  Attribute,
  AugAssign,
  BinOp,
  BoolOp,
  Call,
  Compare,
  Dict,
  DictComp,
  For,
  AsyncFor,
  List,
  ListComp,
  Set: SetDisplay,
} = Py;
const { SetComp, Slice, Starred, Subscript, UnaryOp, If, While, IfExp, Assert, Expr, FormattedValue, comprehension, Delete } = Py;
const { args, iter, keywords, slice, target, test, value } = PyField;

const displays = [List, Dict, SetDisplay, ListComp, DictComp, SetComp];

/** The assignments (plain or annotated) of an expression that may make a container, in the order of the tree. */
export function containerAssignments(facts: PythonFacts): readonly Node[] {
  const { tree } = facts;
  const found: Node[] = [];
  const look = (made: Node): void => {
    const statement = tree.parent[made];
    const kind = tree.kind[statement];
    if ((kind === Assign || kind === AnnAssign) && tree.field[made] === value) found.push(statement);
  };
  for (const kind of displays) for (const made of facts.nodes(kind)) look(made);
  for (const constructor of mutableConstructors) for (const call of facts.callsOf(constructor)) look(call);
  return found.sort((one, other) => one - other);
}

/** The builtin type of a container that is made on the spot, as a short name (`defaultdict`), or `null` for anything else and for one with a bound. */
export function containerMade(facts: PythonFacts, node: Node): string | null {
  const { tree } = facts;
  const kind = tree.kind[node];
  if (kind === List || kind === ListComp) return 'list';
  if (kind === Dict || kind === DictComp) return 'dict';
  if (kind === SetDisplay || kind === SetComp) return 'set';
  if (kind !== Call) return null;
  const made = facts.qualifiedName(calleeOf(tree, node)) ?? '';
  if (!mutableConstructors.has(made) || made === 'collections.ChainMap') return null;
  // a table that is there from the beginning is asked for what is in it
  if (made === 'collections.defaultdict' && childrenIn(tree, node, args).length > 1) return 'dict';
  const bounded = childrenIn(tree, node, keywords).some((each) => nameOf(tree.aux[each]) === 'maxlen');
  return bounded || (made === 'collections.deque' && childrenIn(tree, node, args).length > 1) ? null : made.slice(made.indexOf('.') + 1);
}

/** How one mention of a container uses it. `bounds`: its length is compared with something. */
export type ContainerUse =
  | { readonly how: 'reads' | 'removes' | 'escapes' | 'bounds' }
  /** `by`: the expression that adds; `key`: what it is stored under, or the member of a set; `NONE` where each turn adds. */
  | { readonly how: 'adds'; readonly by: Node; readonly key: Node };

const reads = { how: 'reads' } as const;
const removes = { how: 'removes' } as const;
const escapes = { how: 'escapes' } as const;

/** `node`: a `Name` or `Attribute` that stands for a container of that type. */
export function containerUse(facts: PythonFacts, node: Node, type: string): ContainerUse {
  const { tree } = facts;
  const up = tree.parent[node];
  const kind = tree.kind[up];
  const role = tree.field[node];
  if (kind === AugAssign && role === target) return grownBy(tree, up, type);
  if (tree.flag[node] !== Context.Load) return removes;
  if (kind === Subscript && role === value) return itemUse(tree, up, type);
  if (kind === Attribute) return methodUse(tree, up, type);
  if (kind === Call && role === args) return argumentUse(facts, up);
  if (kind === Starred && tree.kind[tree.parent[up]] === Call) return reads;
  if (kind === Compare || kind === BinOp || kind === FormattedValue || kind === Expr || kind === UnaryOp) return reads;
  if (kind === AugAssign && role === value) return reads;
  if ((kind === For || kind === AsyncFor || kind === comprehension) && role === iter) return reads;
  return isTest(tree, node) ? reads : escapes;
}

function grownBy(tree: Tree, statement: Node, type: string): ContainerUse {
  const operator = tree.flag[statement];
  // what an update brings is as many as there are names for it
  if (operator === Operator.Add && type !== 'Counter') return { how: 'adds', by: statement, key: NONE };
  return operator === Operator.BitOr || operator === Operator.Add ? reads : removes;
}

function itemUse(tree: Tree, item: Node, type: string): ContainerUse {
  if (tree.flag[item] === Context.Del || tree.kind[tree.parent[item]] === Delete) return removes;
  const key = childIn(tree, item, slice);
  if (tree.flag[item] === Context.Store) {
    if (tree.kind[key] === Slice) return removes;
    const counts = tree.kind[tree.parent[item]] === AugAssign;
    if (!isMapping(type) || (counts && (type === 'dict' || type === 'OrderedDict'))) return reads;
    return { how: 'adds', by: item, key };
  }
  return type === 'defaultdict' ? { how: 'adds', by: item, key } : reads;
}

const isMapping = (type: string): boolean => type === 'dict' || type === 'OrderedDict' || type === 'defaultdict' || type === 'Counter';

/** Methods that neither change their container nor hand it on. */
const readers: ReadonlySet<string> = new Set([
  'get',
  'items',
  'keys',
  'values',
  'copy',
  'count',
  'index',
  'sort',
  'reverse',
  'rotate',
  'union',
  'intersection',
  'difference',
  'issubset',
  'issuperset',
  'isdisjoint',
  'most_common',
  'move_to_end',
]);

function methodUse(tree: Tree, attribute: Node, type: string): ContainerUse {
  const call = tree.parent[attribute];
  if (tree.kind[call] !== Call || calleeOf(tree, call) !== attribute) return escapes;
  const method = nameOf(tree.aux[attribute]);
  if (readers.has(method)) return reads;
  if (removers.has(method)) return removes;
  if (!adders.has(method)) return escapes;
  const [first] = childrenIn(tree, call, args);
  if (method === 'update') return reads;
  if (isMapping(type) || type === 'set') return first === undefined ? escapes : { how: 'adds', by: call, key: first };
  return { how: 'adds', by: call, key: NONE };
}

/** Builtins that look at what they are given, or copy it. */
const observers =
  /^builtins\.(len|sorted|list|tuple|set|frozenset|dict|any|all|sum|min|max|print|str|repr|enumerate|reversed|zip|map|filter|isinstance|id|bool|iter)$/;
/** Methods that copy what they are given. */
const copiers = /^(join|extend|update|union|writelines|write|dumps|format|debug|info|warning|error)$/;

function argumentUse(facts: PythonFacts, call: Node): ContainerUse {
  const { tree } = facts;
  const callee = calleeOf(tree, call);
  const name = facts.qualifiedName(callee) ?? '';
  if (name === 'builtins.len' && isBound(tree, call)) return { how: 'bounds' };
  if (observers.test(name)) return reads;
  return tree.kind[callee] === Attribute && copiers.test(nameOf(tree.aux[callee])) ? reads : escapes;
}

/** `len(x) > LIMIT`; a comparison with nothing asks whether there is anything, and an assertion limits nothing. */
function isBound(tree: Tree, length: Node): boolean {
  const compare = tree.parent[length];
  return (
    tree.kind[compare] === Compare && tree.kind[statementOf(tree, compare)] !== Assert && !/(^|\W)[01]$|^[01]\W/.test(textOf(tree, compare))
  );
}

function isTest(tree: Tree, node: Node): boolean {
  let at = node;
  while (tree.kind[tree.parent[at]] === BoolOp) at = tree.parent[at];
  const up = tree.parent[at];
  const kind = tree.kind[up];
  return tree.field[at] === test && (kind === If || kind === While || kind === IfExp || kind === Assert);
}
