/** Lowers statements: the operand stack is the same before and after each. */
import { atLeast } from '../../base/version.ts';
import { nameOf } from '../../syntax/names.ts';
import { moduleOf } from '../../syntax/python/access.ts';
import { Py, PyField } from '../../syntax/python/kinds.ts';
import { childIn, children, childrenIn, NONE, textOf } from '../../syntax/tree.ts';
import type { Node } from '../../syntax/tree.ts';
import { mangled } from '../scope.ts';
import type { Block } from './builder.ts';
import { Op } from './code.ts';
import { condition, constantContainer, expression, loadName } from './expression.ts';
import type { Lowering } from './lowering.ts';
import { matchStatement } from './match.ts';
import { assign, deleteTarget, storeInto } from './target.ts';
import { tryStatement, withStatement } from './protect.ts';

const DEEPEST = 90;

/** Lines whose "after" is told by whoever comes next: the end of a handler, once its name is gone. `null`: told at once. */
export type Tail = Set<number> | null;

export function block(to: Lowering, statements: readonly Node[], tail: Tail = null): void {
  const { code } = to;
  if (to.nesting > DEEPEST) {
    code.emit(Op.Havoc, 0, 0, 1);
    code.emit(Op.Pop, 0, 0, -1);
    return;
  }
  to.nesting += 1;
  statements.forEach((node, at) => {
    const next = statements[at + 1];
    const joined = next !== undefined && to.lineOf(next) === to.lineOf(node);
    const before = code.node;
    code.node = node;
    statement(to, node, at === statements.length - 1 ? tail : null, joined);
    code.node = before;
  });
  to.nesting -= 1;
}

/** Tells what holds after the statement on a line. */
export function after(to: Lowering, node: Node, tail: Tail, joined = false): void {
  if (joined) return;
  const line = to.lineOf(node);
  if (tail === null) to.code.emit(Op.After, line);
  else {
    tail.add(line);
    to.code.emit(Op.Mark, line);
  }
}

/** Tells the tails of a block that has been left. */
export function afterTails(to: Lowering, tails: ReadonlySet<number>, tail: Tail): void {
  for (const line of tails) {
    if (tail === null) to.code.emit(Op.AfterMarked, line);
    else tail.add(line);
  }
}

/** Up to 3.9 the `return` behind the last statement stands on its line; where that is a `pass` in a branch, the other branches reach the line too. */
export function silentEnd(to: Lowering, body: readonly Node[]): void {
  const { tree, code } = to;
  if (atLeast(to.version, 10)) return;
  let last = body.at(-1);
  let isBranch = false;
  while (last !== undefined) {
    const kind = tree.kind[last];
    const loops = kind === Py.For || kind === Py.AsyncFor || kind === Py.While;
    if (kind !== Py.If && !loops) break;
    const rest = childrenIn(tree, last, PyField.orelse);
    if (loops && rest.length === 0) return;
    isBranch = true;
    last = (rest.length > 0 ? rest : childrenIn(tree, last, PyField.body)).at(-1);
  }
  if (last !== undefined && isBranch && tree.kind[last] === Py.Pass) code.emit(Op.After, to.lineOf(last));
}

function statement(to: Lowering, node: Node, tail: Tail, joined: boolean): void {
  const { tree, code } = to;
  switch (tree.kind[node]) {
    case Py.Expr:
      expression(to, node - 1);
      code.emit(Op.Pop, 0, 0, -1);
      break;
    case Py.Assign:
      assign(to, node);
      break;
    case Py.AugAssign:
      augmented(to, node);
      break;
    case Py.AnnAssign:
      annotated(to, node);
      break;
    case Py.Return:
      returnStatement(to, node);
      return;
    case Py.Delete:
      for (const target of children(tree, node)) deleteTarget(to, target);
      break;
    case Py.FunctionDef:
    case Py.AsyncFunctionDef:
    case Py.ClassDef:
      definition(to, node);
      break;
    case Py.If:
      ifStatement(to, node, tail, joined);
      return;
    case Py.While:
      whileStatement(to, node, tail, joined);
      return;
    case Py.For:
    case Py.AsyncFor:
      forStatement(to, node, tail, joined);
      return;
    case Py.With:
    case Py.AsyncWith:
      withStatement(to, node, tail, joined);
      return;
    case Py.Try:
    case Py.TryStar:
      tryStatement(to, node, tail);
      return;
    case Py.Match:
      matchStatement(to, node, tail);
      return;
    case Py.Raise: {
      const parts = children(tree, node);
      for (const part of parts) expression(to, part);
      code.emit(Op.Raise, parts.length, 0, -parts.length);
      return;
    }
    case Py.Assert: {
      const fine = code.label();
      condition(to, childIn(tree, node, PyField.test), fine, true);
      const message = childIn(tree, node, PyField.msg);
      if (message !== NONE) expression(to, message);
      code.emit(Op.Assert, message === NONE ? 0 : 1, 0, message === NONE ? 0 : -1);
      code.place(fine);
      break;
    }
    case Py.Import:
    case Py.ImportFrom:
      importStatement(to, node);
      break;
    case Py.TypeAlias:
      code.emit(Op.Havoc, 1, 0, 1);
      to.storeName(tree.aux[tree.first[node]]);
      break;
    case Py.Break:
    case Py.Continue:
      leaveLoop(to, node, joined);
      return;
    case Py.Global:
    case Py.Nonlocal:
      return;
    case Py.Pass:
      break;
    default:
      code.emit(Op.Havoc, 0, 0, 1);
      code.emit(Op.Pop, 0, 0, -1);
  }
  after(to, node, tail, joined);
}

function augmented(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const value = node - 1;
  const target = tree.first[value] - 1;
  switch (tree.kind[target]) {
    case Py.Name:
      loadName(to, tree.aux[target]);
      expression(to, value);
      code.emit(Op.InPlace, tree.flag[node], 0, -1);
      to.storeName(tree.aux[target]);
      return;
    case Py.Attribute: {
      const name = mangled(tree.aux[target], code.scope.privateTo);
      expression(to, target - 1);
      code.emit(Op.Copy, 1, 0, 1);
      code.emit(Op.LoadAttribute, name);
      expression(to, value);
      code.emit(Op.InPlace, tree.flag[node], 0, -1);
      code.emit(Op.Swap, 2);
      code.emit(Op.StoreAttribute, name, 0, -2);
      return;
    }
    case Py.Subscript: {
      const index = target - 1;
      expression(to, tree.first[index] - 1);
      expression(to, index);
      code.emit(Op.Copy, 2, 0, 1);
      code.emit(Op.Copy, 2, 0, 1);
      code.emit(Op.LoadItem, 0, 0, -1);
      expression(to, value);
      code.emit(Op.InPlace, tree.flag[node], 0, -1);
      code.emit(Op.Swap, 3);
      code.emit(Op.Swap, 2);
      code.emit(Op.StoreItem, 0, 0, -3);
      return;
    }
    default:
      code.emit(Op.Havoc, 0, 0, 1);
      code.emit(Op.Pop, 0, 0, -1);
  }
}

function annotated(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const value = childIn(tree, node, PyField.value);
  const target = tree.first[node] <= node - 1 ? childIn(tree, node, PyField.target) : NONE;
  if (value !== NONE) {
    expression(to, value);
    storeInto(to, target);
  }
  const kind = code.scope.kind;
  if ((kind !== 'module' && kind !== 'class') || tree.kind[target] !== Py.Name) return;
  const annotation = childIn(tree, node, PyField.annotation);
  const odd = /\b(?:ClassVar|InitVar|KW_ONLY)\b/.test(textOf(tree, annotation)) ? 2 : 0;
  if (!to.lazyAnnotations) {
    expression(to, annotation);
    code.emit(Op.Annotate, tree.aux[target], odd, -1);
  } else if (kind === 'class') code.emit(Op.Annotate, tree.aux[target], odd | 1);
}

function returnStatement(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const { depth } = code;
  expression(to, tree.first[node] === node ? NONE : node - 1);
  const blocks = code.blocks.slice();
  const suspended: number[] = [];
  let line = to.lineOf(node);
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    code.blocks.length = at;
    suspended.push(...code.suspend(blocks[at].protection));
    line = leaveBlock(to, blocks[at], line, true);
  }
  code.blocks.length = 0;
  code.blocks.push(...blocks);
  if (line > 0) code.emit(Op.After, line, 1);
  code.emit(Op.Return, 0, 0, -1);
  code.resume(suspended);
  code.depth = depth;
}

/**
 * Leaves a block on the way out of several. What was last run stands on `line` (0: it has been told what holds after it); answers the same for
 * the time behind the block. Measured: a `finally` and, from 3.10 on, a `with` are seen after the statement that leaves them; up to 3.9 that
 * statement is seen once more behind a `finally`.
 */
function leaveBlock(to: Lowering, block: Block, line: number, returns: boolean): number {
  if (block.line !== 0 && line > 0) to.code.emit(Op.After, line, 0);
  block.leave(returns ? 1 : 0);
  if (block.line === 0) return line;
  if (block.line > 0) return block.line;
  return atLeast(to.version, 10) ? 0 : line;
}

function leaveLoop(to: Lowering, node: Node, joined: boolean): void {
  const { tree, code } = to;
  const blocks = code.blocks.slice();
  const { depth } = code;
  const suspended: number[] = [];
  let line = joined ? 0 : to.lineOf(node);
  for (let at = blocks.length - 1; at >= 0; at -= 1) {
    const one = blocks[at];
    code.blocks.length = at;
    suspended.push(...code.suspend(one.protection));
    if (one.kind === 'cleanup') {
      line = leaveBlock(to, one, line, false);
      continue;
    }
    if (tree.kind[node] === Py.Break) one.leave(0);
    const tail = tree.kind[node] === Py.Break ? (one.tail ?? null) : null;
    if (line > 0 && tail !== null) {
      tail.add(line);
      code.emit(Op.Mark, line);
    } else if (line > 0) code.emit(Op.After, line);
    code.jump(Op.Jump, tree.kind[node] === Py.Break ? one.end : one.next);
    break;
  }
  code.blocks.length = 0;
  code.blocks.push(...blocks);
  code.resume(suspended);
  code.depth = depth;
}

function definition(to: Lowering, node: Node): void {
  const { tree, code } = to;
  const decorators = childrenIn(tree, node, PyField.decorator_list);
  for (const decorator of decorators) expression(to, decorator);
  if (tree.kind[node] === Py.ClassDef) to.classDefinition(node);
  else to.definition(node);
  for (let count = decorators.length; count > 0; count -= 1) code.emit(Op.Call, 1, 0, -1);
  to.storeName(tree.aux[node]);
}

function ifStatement(to: Lowering, node: Node, tail: Tail, joined: boolean): void {
  const { tree, code } = to;
  const body = childrenIn(tree, node, PyField.body);
  const rest = childrenIn(tree, node, PyField.orelse);
  const other = code.label();
  const end = code.label();
  condition(to, childIn(tree, node, PyField.test), other, false);
  after(to, node, null, body.length > 0 && to.lineOf(body[0]) === to.lineOf(node));
  block(to, body, tail);
  if (rest.length > 0) code.jump(Op.Jump, end);
  else code.jump(Op.Jump, end);
  code.place(other);
  after(to, node, rest.length > 0 ? null : tail, joined);
  block(to, rest, tail);
  code.place(end);
}

function whileStatement(to: Lowering, node: Node, tail: Tail, joined: boolean): void {
  const { tree, code } = to;
  const body = childrenIn(tree, node, PyField.body);
  const rest = childrenIn(tree, node, PyField.orelse);
  const head = code.label();
  const done = code.label();
  const end = code.label();
  code.place(head);
  condition(to, childIn(tree, node, PyField.test), done, false);
  after(to, node, null, body.length > 0 && to.lineOf(body[0]) === to.lineOf(node));
  code.blocks.push({ line: 0, kind: 'loop', next: head, end, tail, protection: code.protection(), leave: () => undefined });
  block(to, body);
  code.jump(Op.Jump, head);
  code.blocks.pop();
  code.place(done);
  after(to, node, rest.length > 0 ? null : tail, joined && rest.length === 0);
  block(to, rest, tail);
  code.place(end);
}

function forStatement(to: Lowering, node: Node, tail: Tail, joined: boolean): void {
  const { tree, code } = to;
  const body = childrenIn(tree, node, PyField.body);
  const rest = childrenIn(tree, node, PyField.orelse);
  const source = childIn(tree, node, PyField.iter);
  const head = code.label();
  const done = code.label();
  const end = code.label();
  if (!constantContainer(to, source)) expression(to, source);
  code.emit(Op.GetIterator, tree.kind[node] === Py.AsyncFor ? 1 : 0);
  code.place(head);
  code.jump(Op.ForIterator, done, 1);
  storeInto(to, childIn(tree, node, PyField.target));
  after(to, node, null, body.length > 0 && to.lineOf(body[0]) === to.lineOf(node));
  code.blocks.push({
    line: 0,
    kind: 'for',
    next: head,
    end,
    tail,
    protection: code.protection(),
    leave: (keep) => {
      if (keep > 0) code.emit(Op.Swap, keep + 1);
      code.emit(Op.Pop, 0, 0, -1);
    },
  });
  block(to, body);
  code.jump(Op.Jump, head, -1);
  code.blocks.pop();
  // the exhausted iterator is gone when the loop is left
  code.place(done);
  after(to, node, rest.length > 0 ? null : tail, joined && rest.length === 0);
  block(to, rest, tail);
  code.place(end);
}

function importStatement(to: Lowering, node: Node): void {
  const { tree, code } = to;
  if (tree.kind[node] === Py.Import) {
    for (const alias of children(tree, node)) {
      const whole = nameOf(tree.aux[alias]);
      const renamed = tree.first[alias] !== alias;
      code.emit(Op.Import, tree.aux[alias], renamed || !whole.includes('.') ? 1 : 0, 1);
      to.storeName(renamed ? tree.aux[alias - 1] : to.intern(whole.split('.')[0]));
    }
    return;
  }
  const module = moduleOf(tree, node);
  if (module === '__future__') {
    for (const alias of childrenIn(tree, node, PyField.names)) {
      code.emit(Op.Import, to.intern(`${module}.${nameOf(tree.aux[alias])}`), 1, 1);
      to.storeName(tree.first[alias] === alias ? tree.aux[alias] : tree.aux[alias - 1]);
    }
    return;
  }
  for (const alias of childrenIn(tree, node, PyField.names)) {
    const name = nameOf(tree.aux[alias]);
    if (name === '*') {
      code.emit(Op.ImportStar, to.intern(module));
      continue;
    }
    code.emit(Op.Import, to.intern(`${module}.${name}`), 1, 1);
    to.storeName(tree.first[alias] === alias ? tree.aux[alias] : tree.aux[alias - 1]);
  }
}
