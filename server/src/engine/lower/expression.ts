/** Lowers expressions: each leaves exactly one operand on the stack. */
import { atLeast } from '../../base/version.ts';
import { nameOf } from '../../syntax/names.ts';
import { Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node } from '../../syntax/tree.ts';
import { mangled, placeIn } from '../scope.ts';
import type { Label } from './builder.ts';
import { Op } from './code.ts';
import type { Constant } from './constant.ts';
import type { Lowering } from './lowering.ts';

/** Deeper than this an expression is not understood. */
const DEEPEST = 240;

export function expression(to: Lowering, node: Node): void {
  const { tree, code } = to;
  if (node === NONE) {
    to.constant(to.constants.make('NoneType', null));
    return;
  }
  const before = code.node;
  code.node = node;
  to.nesting += 1;
  if (to.nesting > DEEPEST) code.emit(Op.Havoc, 0, 0, 1);
  else {
    const folded = foldable(tree.kind[node]) ? to.constants.fold(node) : null;
    if (folded !== null) to.constant(folded);
    else lower(to, node);
  }
  to.nesting -= 1;
  code.node = before;
}

const foldable = (kind: number): boolean =>
  kind === Py.Constant || kind === Py.BinOp || kind === Py.UnaryOp || kind === Py.Tuple || kind === Py.JoinedStr;

function lower(to: Lowering, node: Node): void {
  const { tree, code } = to;
  switch (tree.kind[node]) {
    case Py.Name:
      loadName(to, tree.aux[node]);
      return;
    case Py.Attribute:
      expression(to, node - 1);
      code.emit(Op.LoadAttribute, mangled(tree.aux[node], code.scope.privateTo));
      return;
    case Py.Subscript: {
      const index = node - 1;
      expression(to, tree.first[index] - 1);
      expression(to, index);
      code.emit(Op.LoadItem, 0, 0, -1);
      return;
    }
    case Py.Slice:
      expression(to, childIn(tree, node, PyField.lower));
      expression(to, childIn(tree, node, PyField.upper));
      expression(to, childIn(tree, node, PyField.step));
      code.emit(Op.BuildSlice, isConstantSlice(to, node) ? 1 : 0, 0, -2);
      return;
    case Py.BinOp: {
      const right = node - 1;
      expression(to, tree.first[right] - 1);
      expression(to, right);
      code.emit(Op.Binary, tree.flag[node], 0, -1);
      return;
    }
    case Py.UnaryOp:
      expression(to, node - 1);
      if (tree.flag[node] === Operator.Not) code.emit(Op.Not);
      else code.emit(Op.Unary, tree.flag[node]);
      return;
    case Py.BoolOp:
      booleans(to, node);
      return;
    case Py.Compare:
      compare(to, node);
      return;
    case Py.IfExp: {
      const other = code.label();
      const end = code.label();
      condition(to, childIn(tree, node, PyField.test), other, false);
      expression(to, childIn(tree, node, PyField.body));
      code.jump(Op.Jump, end, -1);
      code.place(other);
      expression(to, childIn(tree, node, PyField.orelse));
      code.place(end);
      return;
    }
    case Py.NamedExpr:
      expression(to, node - 1);
      code.emit(Op.Copy, 1, 0, 1);
      to.storeName(tree.aux[tree.first[node]]);
      return;
    case Py.Call:
      call(to, node);
      return;
    case Py.List:
      display(to, node, Op.BuildList, 'tuple', Op.AppendItem, Op.ExtendList);
      return;
    case Py.Set:
      display(to, node, Op.BuildSet, 'frozenset', Op.AddItem, Op.ExtendSet);
      return;
    case Py.Tuple: {
      if (childrenIn(tree, node, PyField.elts).some((element) => tree.kind[element] === Py.Starred)) {
        display(to, node, Op.BuildList, 'tuple', Op.AppendItem, Op.ExtendList);
        code.emit(Op.ListToTuple);
        return;
      }
      const elements = children(tree, node);
      for (const element of elements) expression(to, element);
      code.emit(Op.BuildTuple, elements.length, 0, 1 - elements.length);
      return;
    }
    case Py.Dict:
      dictionary(to, node);
      return;
    case Py.JoinedStr:
    case Py.TemplateStr: {
      const parts = children(tree, node);
      for (const part of parts) expression(to, part);
      code.emit(Op.BuildString, parts.length, tree.kind[node] === Py.JoinedStr ? 0 : 1, 1 - parts.length);
      return;
    }
    case Py.Interpolation: {
      // a template holds the value itself; nothing is formatted
      expression(to, tree.first[node] <= node - 1 ? firstChild(to, node) : NONE);
      const format = childIn(tree, node, PyField.format_spec);
      if (format === NONE) return;
      expression(to, format);
      code.emit(Op.Pop, 0, 0, -1);
      return;
    }
    case Py.FormattedValue: {
      expression(to, tree.first[node] <= node - 1 ? firstChild(to, node) : NONE);
      const format = childIn(tree, node, PyField.format_spec);
      if (format !== NONE) expression(to, format);
      code.emit(Op.Format, tree.flag[node], format === NONE ? 0 : 1, format === NONE ? 0 : -1);
      return;
    }
    case Py.Lambda:
      to.definition(node);
      return;
    case Py.ListComp:
    case Py.SetComp:
    case Py.DictComp:
    case Py.GeneratorExp:
      to.comprehension(node);
      return;
    case Py.Yield:
      expression(to, tree.first[node] === node ? NONE : node - 1);
      code.emit(Op.Yield);
      return;
    case Py.YieldFrom:
      expression(to, node - 1);
      code.emit(Op.YieldFrom);
      return;
    case Py.Await:
      expression(to, node - 1);
      code.emit(Op.Await);
      return;
    case Py.Starred:
      expression(to, node - 1);
      return;
    default:
      code.emit(Op.Havoc, 0, 0, 1);
  }
}

const firstChild = (to: Lowering, node: Node): Node => childIn(to.tree, node, PyField.value);

export function loadName(to: Lowering, name: number): void {
  const { code } = to;
  const own = mangled(name, code.scope.privateTo);
  switch (code.scope.kind === 'module' ? 'global' : placeIn(code.scope, own)) {
    case 'local':
      code.emit(Op.LoadLocal, code.slot(nameOf(own)), 0, 1);
      return;
    case 'cell':
      code.emit(Op.LoadCell, code.slot(nameOf(own)), own, 1);
      return;
    case 'free':
      code.emit(Op.LoadCell, code.slot(nameOf(own)), own, 1);
      return;
    case 'class':
      code.emit(Op.LoadName, own, 0, 1);
      return;
    case 'globalImplicit':
      code.emit(code.scope.kind === 'class' ? Op.LoadName : Op.LoadGlobal, own, 0, 1);
      return;
    default:
      code.emit(Op.LoadGlobal, own, 0, 1);
  }
}

function booleans(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const values = children(tree, node);
  const end = code.label();
  const jump = tree.flag[node] === Operator.And ? Op.JumpIfFalse : Op.JumpIfTrue;
  values.forEach((value, at) => {
    expression(to, value);
    if (at === values.length - 1) return;
    code.emit(Op.Copy, 1, 0, 1);
    code.jump(jump, end, -1);
    code.emit(Op.Pop, 0, 0, -1);
  });
  code.place(end);
}

/** Jumps to `target` if the truth of the expression is `when`, else goes on. */
export function condition(to: Lowering, node: Node, target: Label, when: boolean): void {
  const { tree, code } = to;
  const before = code.node;
  if (node !== NONE && to.nesting < DEEPEST) {
    to.nesting += 1;
    code.node = node;
    const done = shortcut(to, node, target, when);
    to.nesting -= 1;
    code.node = before;
    if (done) return;
  }
  const folded = node === NONE || !foldable(tree.kind[node]) ? null : to.constants.fold(node);
  if (folded !== null && folded.value !== undefined) {
    const truth = folded.value !== null && folded.value !== false && folded.value !== 0 && folded.value !== '' && folded.value !== 0n;
    if (truth === when) code.jump(Op.Jump, target);
    return;
  }
  expression(to, node);
  code.node = node;
  code.jump(when ? Op.JumpIfTrue : Op.JumpIfFalse, target, -1);
  code.node = before;
}

function shortcut(to: Lowering, node: Node, target: Label, when: boolean): boolean {
  const { tree, code } = to;
  if (tree.kind[node] === Py.UnaryOp && tree.flag[node] === Operator.Not) {
    condition(to, node - 1, target, !when);
    return true;
  }
  if (tree.kind[node] !== Py.BoolOp) return false;
  const values = children(tree, node);
  const isAnd = tree.flag[node] === Operator.And;
  const past = code.label();
  values.forEach((value, at) => {
    if (at === values.length - 1) condition(to, value, target, when);
    else if (isAnd) condition(to, value, when ? past : target, false);
    else condition(to, value, when ? target : past, true);
  });
  code.place(past);
  return true;
}

function compare(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const parts = children(tree, node);
  expression(to, parts[0]);
  const end = code.label();
  const failed = code.label();
  const last = parts.length - 2;
  for (let at = 1; at <= last; at += 2) {
    const operator = tree.flag[parts[at]];
    const isIn = operator === Operator.In || operator === Operator.NotIn;
    if (isIn && constantContainer(to, parts[at + 1])) {
      /* loaded as one constant */
    } else expression(to, parts[at + 1]);
    if (at === last) {
      code.emit(Op.Compare, operator, 0, -1);
      break;
    }
    code.emit(Op.Swap, 2);
    code.emit(Op.Copy, 2, 0, 1);
    code.emit(Op.Compare, operator, 0, -1);
    code.emit(Op.Copy, 1, 0, 1);
    code.jump(Op.JumpIfFalse, failed, -1);
    code.emit(Op.Pop, 0, 0, -1);
  }
  if (last > 1) {
    code.jump(Op.Jump, end);
    code.place(failed);
    // the operand in the middle lies below the result
    code.depth += 1;
    code.emit(Op.Swap, 2);
    code.emit(Op.Pop, 0, 0, -1);
    code.place(end);
  }
}

/** A list or set display of constants after `in` or in a `for` header is one constant tuple or frozenset. */
export function constantContainer(to: Lowering, node: Node): boolean {
  const { tree } = to;
  if (node === NONE || (tree.kind[node] !== Py.List && tree.kind[node] !== Py.Set)) return false;
  const items: Constant[] = [];
  for (const child of children(tree, node)) {
    const item = tree.kind[child] === Py.Starred ? null : to.constants.fold(child);
    if (item === null) return false;
    items.push(item);
  }
  to.constant(to.constants.make(tree.kind[node] === Py.List ? 'tuple' : 'frozenset', undefined, items));
  return true;
}

function display(to: Lowering, node: Node, build: number, constant: string, add: number, extend: number): void {
  const { tree, code } = to;
  const elements = children(tree, node);
  const plain = elements.every((element) => tree.kind[element] !== Py.Starred);
  if (plain) {
    if (elements.length > 2 && atLeast(to.version, 9)) {
      const folded: Constant[] = [];
      for (const element of elements) {
        const item = to.constants.fold(element);
        if (item === null) break;
        folded.push(item);
      }
      if (folded.length === elements.length) {
        code.emit(build, 0, 0, 1);
        to.constant(to.constants.make(constant, undefined, folded));
        code.emit(extend, 1, 0, -1);
        return;
      }
    }
    for (const element of elements) expression(to, element);
    code.emit(build, elements.length, 0, 1 - elements.length);
    return;
  }
  code.emit(build, 0, 0, 1);
  for (const element of elements) {
    const spread = tree.kind[element] === Py.Starred;
    expression(to, spread ? element - 1 : element);
    code.emit(spread ? extend : add, 1, 0, -1);
  }
}

function dictionary(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const parts = children(tree, node);
  const keys = parts.filter((part) => tree.field[part] === PyField.keys);
  const folded = keys.map((key) => to.constants.fold(key));
  // up to 3.13 the constant keys of a display of two or more come as one constant tuple
  if (keys.length > 1 && keys.length * 2 === parts.length && folded.every((key) => key !== null) && !atLeast(to.version, 14)) {
    to.holdOnly(to.constants.make('tuple', undefined, folded));
  }
  const inTuple = keys.length > 1 && keys.length * 2 === parts.length && folded.every((key) => key !== null) && !atLeast(to.version, 14);
  code.emit(Op.BuildDict, 0, 0, 1);
  for (let at = 0; at < parts.length; at += 1) {
    if (tree.field[parts[at]] !== PyField.keys) {
      expression(to, parts[at]);
      code.emit(Op.ExtendDict, 1, 0, -1);
      continue;
    }
    const key = inTuple ? to.constants.fold(parts[at]) : null;
    if (key !== null) to.constant(key, false);
    else expression(to, parts[at]);
    at += 1;
    expression(to, parts[at]);
    code.emit(Op.AddEntry, 1, 0, -2);
  }
}

function call(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const parts = children(tree, node);
  expression(to, parts[0]);
  const given = parts.slice(1);
  const spread = given.some((part) => tree.kind[part] === Py.Starred || (tree.kind[part] === Py.keyword && tree.aux[part] === 0));
  code.node = node;
  if (spread || given.length > 200) {
    spreadArguments(to, given);
    return;
  }
  const names: string[] = [];
  for (const part of given) {
    if (tree.kind[part] !== Py.keyword) expression(to, part);
  }
  for (const part of given) {
    if (tree.kind[part] !== Py.keyword) continue;
    expression(to, part - 1);
    names.push(nameOf(mangled(tree.aux[part], code.scope.privateTo)));
  }
  if (names.length > 0) code.keywords.push(names);
  code.emit(Op.Call, given.length, names.length > 0 ? code.keywords.length : 0, -given.length);
}

/** `f(*a, b, **c)`: one list of positions, one dictionary of keywords. */
function spreadArguments(to: Lowering, given: readonly Node[]): void {
  const { tree, code } = to;
  code.emit(Op.BuildList, 0, 0, 1);
  for (const part of given) {
    if (tree.kind[part] === Py.keyword) continue;
    const star = tree.kind[part] === Py.Starred;
    expression(to, star ? part - 1 : part);
    code.emit(star ? Op.ExtendList : Op.AppendItem, 1, 0, -1);
  }
  const keywords = given.filter((part) => tree.kind[part] === Py.keyword);
  if (keywords.length > 0) {
    code.emit(Op.BuildDict, 0, 0, 1);
    for (const part of keywords) {
      if (tree.aux[part] === 0) {
        expression(to, part - 1);
        code.emit(Op.ExtendDict, 1, 0, -1);
        continue;
      }
      to.constant(to.constants.make('str', nameOf(mangled(tree.aux[part], code.scope.privateTo))), false);
      expression(to, part - 1);
      code.emit(Op.AddEntry, 1, 0, -2);
    }
  }
  code.emit(Op.CallSpread, keywords.length > 0 ? 1 : 0, 0, keywords.length > 0 ? -2 : -1);
}

/** From 3.14 on a slice of constants is a constant itself. */
const isConstantSlice = ({ tree, version }: Lowering, node: Node): boolean =>
  atLeast(version, 14) && children(tree, node).every((bound) => tree.kind[bound] === Py.Constant);
