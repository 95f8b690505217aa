/** Lowers `try` and `with`: what runs when a block is left, by whatever way. */
import { atLeast } from '../../base/version.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE } from '../../syntax/tree.ts';
import type { Node } from '../../syntax/tree.ts';
import { Op } from './code.ts';
import { expression } from './expression.ts';
import type { Lowering } from './lowering.ts';
import { after, afterTails, block } from './statement.ts';
import type { Tail } from './statement.ts';
import { storeInto } from './target.ts';

export function tryStatement(to: Lowering, node: Node, tail: Tail): void {
  const { tree } = to;
  after(to, node, null);
  const last = childrenIn(tree, node, PyField.finalbody);
  if (last.length === 0) handled(to, node, tail);
  else
    protectedBy(
      to,
      () => handled(to, node, null),
      () => block(to, last),
      () => block(to, last, tail),
    );
}

/** Runs `body`; on every way out of it, `leave`. */
function protectedBy(to: Lowering, body: () => void, leave: () => void, fallThrough: () => void): void {
  const { code } = to;
  const failed = code.label();
  const end = code.label();
  const { depth } = code;
  code.blocks.push({ line: -1, kind: 'cleanup', next: 0, end: 0, protection: code.protection(), leave });
  code.protect(failed, body);
  code.blocks.pop();
  code.depth = depth;
  fallThrough();
  code.jump(Op.Jump, end);
  code.place(failed);
  code.depth = depth + 1;
  code.blocks.push({ line: 0, kind: 'cleanup', next: 0, end: 0, protection: code.protection(), leave: (keep) => endHandler(to, keep) });
  const again = code.label();
  code.protect(again, leave, true);
  code.blocks.pop();
  code.depth = depth + 1;
  code.emit(Op.Reraise, 0, 0, -1);
  code.place(again);
  code.depth = depth + 2;
  code.emit(Op.Swap, 2);
  code.emit(Op.EndHandler, 0, 0, -1);
  code.emit(Op.Reraise, 0, 0, -1);
  code.depth = depth;
  code.place(end);
}

function endHandler(to: Lowering, keep: number): void {
  if (keep > 0) to.code.emit(Op.Swap, keep + 1);
  to.code.emit(Op.EndHandler, 0, 0, -1);
}

function handled(to: Lowering, node: Node, tail: Tail): void {
  const { tree, code } = to;
  const handlers = childrenIn(tree, node, PyField.handlers);
  const rest = childrenIn(tree, node, PyField.orelse);
  const body = childrenIn(tree, node, PyField.body);
  if (handlers.length === 0) {
    block(to, body);
    block(to, rest, tail);
    return;
  }
  const failed = code.label();
  const end = code.label();
  const { depth } = code;
  code.protect(failed, () => block(to, body, rest.length > 0 ? null : tail));
  block(to, rest, tail);
  code.jump(Op.Jump, end);
  code.place(failed);
  code.depth = depth + 1;
  const again = code.label();
  const grouped = tree.kind[node] === Py.TryStar;
  const handleEach = (): void => {
    for (const handler of handlers)
      if (grouped) partOfGroup(to, handler);
      else oneHandler(to, handler, end, tail, depth);
  };
  code.protect(again, handleEach, true);
  if (grouped) {
    // something may be left, or have been raised by a clause: then a group goes on
    const rest = code.label();
    code.emit(Op.Copy, 1, 0, 1);
    code.emit(Op.Unknown);
    code.jump(Op.JumpIfFalse, rest, -1);
    code.emit(Op.EndHandler, 0, 0, -1);
    code.jump(Op.Jump, end);
    code.place(rest);
    code.depth = depth + 1;
    code.emit(Op.Unknown);
  }
  code.emit(Op.Reraise, 0, 0, -1);
  code.place(again);
  code.depth = depth + 2;
  // an exception raised while handling another: the first is held by the second
  code.emit(Op.Swap, 2);
  code.emit(Op.EndHandler, 0, 0, -1);
  code.emit(Op.Reraise, 0, 0, -1);
  code.depth = depth;
  code.place(end);
}

/** `except* E`: it runs or does not, and whatever it raises is kept until the other clauses have run. */
function partOfGroup(to: Lowering, handler: Node): void {
  const { tree, code } = to;
  const { depth } = code;
  const name = childIn(tree, handler, PyField.name);
  const other = code.label();
  const before = code.node;
  code.node = handler;
  expression(to, childIn(tree, handler, PyField.type));
  code.emit(Op.MatchException, 1);
  code.jump(Op.JumpIfFalse, other, -1);
  if (name !== NONE) {
    code.emit(Op.Copy, 1, 0, 1);
    code.emit(Op.Unknown);
    to.storeName(tree.aux[name]);
  }
  const failed = code.label();
  const over = code.label();
  after(to, handler, null);
  code.protect(failed, () => block(to, childrenIn(tree, handler, PyField.body)));
  if (name !== NONE) unbind(to, tree.aux[name]);
  code.jump(Op.Jump, over);
  code.place(failed);
  code.depth = depth + 1;
  code.emit(Op.Unknown);
  code.emit(Op.Pop, 0, 0, -1);
  if (name !== NONE) unbind(to, tree.aux[name]);
  code.place(over);
  code.place(other);
  code.depth = depth;
  after(to, handler, null);
  code.node = before;
}

function oneHandler(to: Lowering, handler: Node, end: number, tail: Tail, depth: number): void {
  const { tree, code } = to;
  const type = childIn(tree, handler, PyField.type);
  const name = childIn(tree, handler, PyField.name);
  const other = code.label();
  const before = code.node;
  code.node = handler;
  if (type !== NONE) {
    expression(to, type);
    code.emit(Op.MatchException);
    code.jump(Op.JumpIfFalse, other, -1);
  }
  const leave = (keep: number): void => {
    if (name !== NONE) unbind(to, tree.aux[name]);
    endHandler(to, keep);
  };
  const body = childrenIn(tree, handler, PyField.body);
  const tails = new Set<number>();
  code.blocks.push({ line: 0, kind: 'cleanup', next: 0, end: 0, protection: code.protection(), leave });
  if (name === NONE) {
    after(to, handler, null);
    block(to, body, tails);
  } else {
    code.emit(Op.Copy, 1, 0, 1);
    to.storeName(tree.aux[name]);
    after(to, handler, null);
    const failed = code.label();
    code.protect(failed, () => block(to, body, tails));
    const over = code.label();
    code.jump(Op.Jump, over);
    code.place(failed);
    code.depth += 1;
    unbind(to, tree.aux[name]);
    code.emit(Op.Reraise, 0, 0, -1);
    code.place(over);
  }
  code.blocks.pop();
  code.depth = depth + 1;
  // the handler is left from its last statement
  code.node = body.at(-1) ?? handler;
  leave(0);
  code.node = handler;
  afterTails(to, tails, tail);
  code.jump(Op.Jump, end);
  code.place(other);
  code.depth = depth + 1;
  if (type !== NONE) after(to, handler, null);
  code.node = before;
}

/** `except E as e` sets `e` to None and deletes it at the end. */
function unbind(to: Lowering, name: number): void {
  to.constant(to.constants.make('NoneType', null));
  to.storeName(name);
  to.deleteName(name);
}

export function withStatement(to: Lowering, node: Node, tail: Tail, joined: boolean): void {
  const { tree } = to;
  const items = childrenIn(tree, node, PyField.items);
  withItem(to, node, items, 0, tail, joined);
}

function withItem(to: Lowering, node: Node, items: readonly Node[], at: number, tail: Tail, joined: boolean): void {
  const { tree, code } = to;
  const body = childrenIn(tree, node, PyField.body);
  if (at === items.length) {
    after(to, node, null, body.length > 0 && to.lineOf(body[0]) === to.lineOf(node));
    return;
  }
  const isAsync = tree.kind[node] === Py.AsyncWith ? 1 : 0;
  const early = !atLeast(to.version, 10);
  const { depth } = code;
  const parts = children(tree, items[at]);
  expression(to, parts[0]);
  code.emit(Op.EnterWith, isAsync, 0, 1);
  const failed = code.label();
  const end = code.label();
  const tails = new Set<number>();
  const leave = (keep: number): void => {
    code.emit(Op.ExitWith, keep, isAsync, -1);
  };
  code.blocks.push({ line: early ? 0 : to.lineOf(node), kind: 'cleanup', next: 0, end: 0, protection: code.protection(), leave });
  code.depth = depth + 1;
  code.protect(failed, () => {
    code.depth += 1;
    if (parts.length > 1) storeInto(to, parts[1]);
    else code.emit(Op.Pop, 0, 0, -1);
    withItem(to, node, items, at + 1, null, joined);
    if (at === items.length - 1) block(to, body, early ? tails : null);
    code.depth = depth + 1;
  });
  code.blocks.pop();
  code.depth = depth + 1;
  // up to 3.9 the manager's exit belongs to the last statement of the body, then to the header
  const before = code.node;
  if (early) code.node = body.at(-1) ?? node;
  leave(0);
  code.node = before;
  if (early) afterTails(to, tails, tail);
  else if (at === 0) after(to, node, tail, joined);
  code.jump(Op.Jump, end);
  code.place(failed);
  code.depth = depth + 2;
  // pops the exception if the manager swallows it; while the manager looks at it, only the exception is left on the stack
  const again = code.label();
  code.depth = depth + 1;
  code.protect(again, () => code.emit(Op.ExitWithError, isAsync), true);
  code.depth = depth + 2;
  const swallowed = code.label();
  code.jump(Op.JumpIfTrue, swallowed, -1);
  // measured: from 3.10 on the header is seen once more where something of the same frame handles what goes on; in 3.12 always
  if (at === 0 && !early && (code.protection() > 0 || to.version[1] === 12)) after(to, node, null, joined);
  code.emit(Op.Reraise, 0, 0, -1);
  code.place(swallowed);
  code.depth = depth + 1;
  code.emit(Op.EndHandler, 0, 0, -1);
  if (at === 0) after(to, node, null, joined);
  code.jump(Op.Jump, end);
  code.place(again);
  code.depth = depth + 2;
  code.emit(Op.Swap, 2);
  code.emit(Op.EndHandler, 0, 0, -1);
  code.emit(Op.Reraise, 0, 0, -1);
  code.depth = depth;
  code.place(end);
}
