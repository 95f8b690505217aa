/**
 * Chains of `&` and `^` without parentheses: in tree-sitter's grammar `^` binds tighter than `&`, in Python it is the other
 * way round. They are taken apart and put together again.
 */
import { Operator, Py, PyField } from '../python/kinds.ts';
import { operand } from './python-expressions.ts';
import { PythonSymbol } from './python-symbols.ts';
import type { Source, Walk } from './walk.ts';

const S = PythonSymbol;

/** The `&` or `^` of a node without errors that is one of these operations; 0 for others. */
export function bitOperator({ symbol, next }: Walk, node: Source): number {
  if (symbol[node] !== S.binary_operator) return 0;
  const middle = next[node + 1];
  const right = next[middle];
  if (right >= next[node] || next[right] !== next[node]) return 0;
  return symbol[middle] === S.Ampersand || symbol[middle] === S.Caret ? symbol[middle] : 0;
}

/** Whether a node is the outermost of a chain of `&` and `^` that has both. */
export function mixesBits(walk: Walk, node: Source): boolean {
  const operator = bitOperator(walk, node);
  if (operator === 0) return false;
  for (let at = node; bitOperator(walk, at) !== 0; at += 1) {
    const right = bitOperator(walk, walk.next[walk.next[at + 1]]);
    if (bitOperator(walk, at) !== operator || (right !== 0 && right !== operator)) return true;
  }
  return false;
}

/** Emits such an operation as one node. */
export function mixedBits(walk: Walk, node: Source): void {
  const { tree, start, end } = walk;
  const parts = flatten(walk, node);
  const mark = tree.size;
  /** The chain of `&` that is being read: what `^` joins. */
  let groupMark = mark;
  let groupStart = start[parts[0]];
  let groupEnd = end[parts[0]];
  let joins = false;
  const join = (): void => {
    if (!joins) return;
    tree.setField(PyField.right);
    tree.emit(Py.BinOp, Operator.BitXor, 0, start[parts[0]], groupEnd, mark, 0);
  };
  operand(walk, parts[0], 0);
  for (let at = 1; at < parts.length; at += 2) {
    const next = parts[at + 1];
    if (walk.symbol[parts[at]] === S.Ampersand) {
      tree.setField(PyField.left);
      operand(walk, next, PyField.right);
      groupEnd = end[next];
      tree.emit(Py.BinOp, Operator.BitAnd, 0, groupStart, groupEnd, groupMark, 0);
    } else {
      join();
      joins = true;
      tree.setField(PyField.left);
      groupMark = tree.size;
      groupStart = start[next];
      groupEnd = end[next];
      operand(walk, next, 0);
    }
  }
  join();
}

/** Operands and operators of the whole chain in source order. */
function flatten(walk: Walk, node: Source): Source[] {
  const parts: Source[] = [];
  const waiting = [node];
  while (waiting.length > 0) {
    const part = waiting.pop()!;
    if (bitOperator(walk, part) === 0) parts.push(part);
    else {
      const middle = walk.next[part + 1];
      waiting.push(walk.next[middle], middle, part + 1);
    }
  }
  return parts;
}
