/** Lowers `match`: plain values, captures and alternatives exactly; other patterns as a test of unknown outcome that may bind its names. */
import { Operator, Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Label } from './builder.ts';
import { Op } from './code.ts';
import { condition, expression } from './expression.ts';
import type { Lowering } from './lowering.ts';
import { after, block } from './statement.ts';
import type { Tail } from './statement.ts';

export function matchStatement(to: Lowering, node: Node, tail: Tail): void {
  const { tree, code } = to;
  expression(to, childIn(tree, node, PyField.subject));
  after(to, node, null);
  const end = code.label();
  const { depth } = code;
  for (const one of childrenIn(tree, node, PyField.cases)) {
    const other = code.label();
    const miss = code.label();
    code.depth = depth;
    code.emit(Op.Copy, 1, 0, 1);
    pattern(to, childIn(tree, one, PyField.pattern), miss);
    const guard = childIn(tree, one, PyField.guard);
    if (guard !== NONE) condition(to, guard, other, false);
    code.emit(Op.Pop, 0, 0, -1);
    after(to, one, null);
    block(to, childrenIn(tree, one, PyField.body), tail);
    code.jump(Op.Jump, end);
    code.place(miss);
    code.place(other);
    code.depth = depth;
    after(to, one, null);
  }
  code.emit(Op.Pop, 0, 0, -1);
  code.place(end);
}

/** Consumes the subject on top of the stack, either way. */
function pattern(to: Lowering, node: Node, miss: Label): void {
  const { tree, code } = to;
  const { depth } = code;
  switch (node === NONE ? -1 : tree.kind[node]) {
    case Py.MatchValue:
      expression(to, node - 1);
      code.emit(Op.Compare, Operator.Eq, 0, -1);
      code.jump(Op.JumpIfFalse, miss, -1);
      return;
    case Py.MatchSingleton: {
      const constant = to.constants.singleton(node);
      to.constant(constant);
      code.emit(Op.Compare, Operator.Is, 0, -1);
      code.jump(Op.JumpIfFalse, miss, -1);
      return;
    }
    case Py.MatchAs: {
      const inner = tree.first[node] === node ? NONE : node - 1;
      if (inner !== NONE) {
        code.emit(Op.Copy, 1, 0, 1);
        const failed = code.label();
        const fine = code.label();
        pattern(to, inner, failed);
        code.jump(Op.Jump, fine);
        code.place(failed);
        code.emit(Op.Pop, 0, 0, -1);
        code.jump(Op.Jump, miss);
        code.place(fine);
        code.depth = depth;
      }
      if (tree.aux[node] === 0) code.emit(Op.Pop, 0, 0, -1);
      else to.storeName(tree.aux[node]);
      return;
    }
    case Py.MatchOr: {
      const matched = code.label();
      for (const alternative of children(tree, node)) {
        const next = code.label();
        code.depth = depth;
        code.emit(Op.Copy, 1, 0, 1);
        pattern(to, alternative, next);
        code.jump(Op.Jump, matched);
        code.place(next);
      }
      code.depth = depth;
      code.emit(Op.Pop, 0, 0, -1);
      code.jump(Op.Jump, miss);
      code.place(matched);
      code.depth = depth;
      code.emit(Op.Pop, 0, 0, -1);
      return;
    }
    default:
      anyPattern(to, node, miss);
  }
}

/** The code holds the constants of a pattern, whether what compares with them is followed or not. */
function holdValues(to: Lowering, node: Node): void {
  const { tree, code } = to;
  if (node === NONE) return;
  const { depth } = code;
  const over = code.label();
  code.jump(Op.Jump, over);
  for (let inner = tree.first[node]; inner <= node; inner += 1) {
    if (tree.kind[inner] !== Py.MatchValue && tree.field[inner] !== PyField.keys) continue;
    expression(to, tree.kind[inner] === Py.MatchValue ? inner - 1 : inner);
    code.emit(Op.Pop, 0, 0, -1);
  }
  code.place(over);
  code.depth = depth;
}

/** A pattern whose outcome is not worked out: what it binds may be any part of the subject. */
function anyPattern(to: Lowering, node: Node, miss: Label): void {
  const { tree, code } = to;
  const hit = code.label();
  holdValues(to, node);
  code.emit(Op.Unknown);
  code.emit(Op.Copy, 1, 0, 1);
  code.jump(Op.JumpIfTrue, hit, -1);
  code.emit(Op.Pop, 0, 0, -1);
  code.jump(Op.Jump, miss, 1);
  code.place(hit);
  const names: number[] = [];
  for (let inner = node === NONE ? 0 : tree.first[node]; node !== NONE && inner <= node; inner += 1) {
    const kind = tree.kind[inner];
    if (
      (kind === Py.MatchAs || kind === Py.MatchStar || (kind === Py.Identifier && tree.field[inner] === PyField.rest)) &&
      tree.aux[inner] !== 0
    )
      names.push(tree.aux[inner]);
  }
  for (const name of names) {
    code.emit(Op.Copy, 1, 0, 1);
    to.storeName(name);
  }
  code.emit(Op.Pop, 0, 0, -1);
}
