/** Lowers what stands left of `=`, behind `for`, `as` and `del`. */
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node } from '../../syntax/tree.ts';
import { mangled } from '../scope.ts';
import { Op } from './code.ts';
import { expression } from './expression.ts';
import type { Lowering } from './lowering.ts';

export function assign(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const targets = childrenIn(tree, node, PyField.targets);
  const value = node - 1;
  if (targets.length === 1 && swap(to, targets[0], value)) return;
  expression(to, value);
  targets.forEach((target, at) => {
    if (at < targets.length - 1) code.emit(Op.Copy, 1, 0, 1);
    storeInto(to, target);
  });
}

/** `a, b = b, a` makes no tuple: the values wait on the stack. */
function swap(to: Lowering, target: Node, value: Node): boolean {
  const { tree, code } = to;
  if (tree.kind[target] !== Py.Tuple && tree.kind[target] !== Py.List) return false;
  if (tree.kind[value] !== Py.Tuple && tree.kind[value] !== Py.List) return false;
  const targets = children(tree, target);
  const values = children(tree, value);
  if (targets.length !== values.length || targets.length === 0) return false;
  if (targets.some((one) => tree.kind[one] === Py.Starred) || values.some((one) => tree.kind[one] === Py.Starred)) return false;
  if (to.constants.fold(value) !== null || targets.length > 3) return false;
  for (const one of values) expression(to, one);
  // up to three values are turned round on the stack and stored from left to right
  if (targets.length === 2) code.emit(Op.Swap, 2);
  if (targets.length === 3) code.emit(Op.Swap, 3);
  for (const one of targets) storeInto(to, one);
  return true;
}

/** Pops a value into a target. */
export function storeInto(to: Lowering, target: Node): void {
  const { tree, code } = to;
  const before = code.node;
  if (target !== NONE) code.node = target;
  switch (target === NONE ? -1 : tree.kind[target]) {
    case Py.Name:
      to.storeName(tree.aux[target]);
      break;
    case Py.Attribute:
      expression(to, target - 1);
      code.emit(Op.StoreAttribute, mangled(tree.aux[target], code.scope.privateTo), 0, -2);
      break;
    case Py.Subscript: {
      const index = target - 1;
      expression(to, tree.first[index] - 1);
      expression(to, index);
      code.emit(Op.StoreItem, 0, 0, -3);
      break;
    }
    case Py.Starred:
      storeInto(to, target - 1);
      break;
    case Py.Tuple:
    case Py.List: {
      const elements = children(tree, target);
      const star = elements.findIndex((element) => tree.kind[element] === Py.Starred);
      if (star === -1) code.emit(Op.Unpack, elements.length, 0, elements.length - 1);
      else code.emit(Op.UnpackStar, star, elements.length - star - 1, elements.length - 1);
      for (const element of elements) storeInto(to, element);
      break;
    }
    default:
      code.emit(Op.Unknown, 0, 0, 0);
      code.emit(Op.Pop, 0, 0, -1);
  }
  code.node = before;
}

export function deleteTarget(to: Lowering, target: Node): void {
  const { tree, code } = to;
  const before = code.node;
  code.node = target;
  switch (tree.kind[target]) {
    case Py.Name:
      to.deleteName(tree.aux[target]);
      break;
    case Py.Attribute:
      expression(to, target - 1);
      code.emit(Op.DeleteAttribute, mangled(tree.aux[target], code.scope.privateTo), 0, -1);
      break;
    case Py.Subscript: {
      const index = target - 1;
      expression(to, tree.first[index] - 1);
      expression(to, index);
      code.emit(Op.DeleteItem, 0, 0, -2);
      break;
    }
    case Py.Tuple:
    case Py.List:
      for (const element of children(tree, target)) deleteTarget(to, element);
      break;
    default:
      code.emit(Op.Havoc, 0, 0, 1);
      code.emit(Op.Pop, 0, 0, -1);
  }
  code.node = before;
}
