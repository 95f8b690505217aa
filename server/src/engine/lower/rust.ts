/**
 * One Rust function as a flow shaped like MIR: basic blocks of moves, borrows, calls and drops, with an edge for every way out.
 *
 * Locals are dropped where Rust drops them: at the end of their block in reverse order, at `return`, `?`, `break` and `continue`, and when
 * they are assigned anew. Temporaries are not modelled. What is nested too deeply is read as mentions only.
 */
import { methodRow } from '../model/pyo3-calls.ts';
import { BlockFlag, ClosureFlag, Rs, RsField } from '../../syntax/rust/kinds.ts';
import { nameOf } from '../../syntax/names.ts';
import { children, childIn, childrenIn, NONE, textOf, type Node, type Tree } from '../../syntax/tree.ts';
import { typeOfBinding, typeOfExpression, type Place } from '../rust/infer.ts';
import { calleeName, parametersOf } from '../rust/items.ts';
import { bindingOf, simpleName } from '../rust/scope.ts';
import { dereferenced, type RustType } from '../rust/types.ts';
import { testsForNull, type NullTest } from './rust-null.ts';
import { endingOf, evaluates, isAssertion } from './rust-panics.ts';

export interface Local {
  readonly name: string;
  /** The pattern that binds it. */
  readonly pattern: Node;
  /** The `Let`, `Parameter`, … around the pattern. */
  readonly holder: Node;
  readonly type: RustType | null;
}

export type Step =
  | { readonly op: 'bind'; readonly local: number; readonly node: Node }
  /** The value goes to whoever uses `node`. */
  | { readonly op: 'move'; readonly local: number; readonly node: Node }
  | { readonly op: 'look'; readonly local: number; readonly node: Node }
  /** The old value is dropped, the new one moves in. */
  | { readonly op: 'assign'; readonly local: number; readonly node: Node }
  /** A raw pointer is known to be null here (`certain`), or may be. */
  | { readonly op: 'null'; readonly local: number; readonly certain: boolean }
  /** Dropped at `at` if it still holds a value. */
  | { readonly op: 'drop'; readonly local: number; readonly at: number; readonly why: Exit }
  /**
   * An edge to the caller by a panic at `node`: what owns is dropped on the way, what is raw is not. It stands for its drops, which would be those
   * of every scope at every such place. `local` is -1.
   */
  | { readonly op: 'unwind'; readonly local: -1; readonly node: Node }
  /** A call of CPython's C API, once its arguments are there. */
  | { readonly op: 'call'; readonly local: -1; readonly node: Node }
  /** A condition had this outcome. */
  | { readonly op: 'decided'; readonly local: -1; readonly node: Node; readonly outcome: boolean }
  /** The function is left, other than by a panic. */
  | { readonly op: 'leave'; readonly local: -1; readonly at: number; readonly why: Exit };

export type Exit = 'scope' | 'return' | 'try' | 'break';

export interface BasicBlock {
  readonly steps: Step[];
  readonly next: number[];
}

export interface Flow {
  readonly locals: readonly Local[];
  readonly blocks: readonly BasicBlock[];
  /** False where the function is too large to be followed: then nothing may be concluded from what is here. */
  readonly complete: boolean;
}

const MAX_DEPTH = 120;
/** Steps of one function: every way out drops every local, so a long function with many of both grows with their product. */
const MAX_STEPS = 200_000;
/** Cells of the states that are kept for one function: a byte for each local in each block. */
const MAX_CELLS = 4_000_000;

interface Scope {
  readonly locals: number[];
  /** Where `break` and `continue` go; only on loops and labelled blocks. */
  readonly loop: { readonly label: string; readonly again: number; readonly after: number } | null;
}

interface Lowering {
  readonly place: Place;
  readonly tree: Tree;
  readonly locals: Local[];
  readonly blocks: BasicBlock[];
  readonly scopes: Scope[];
  readonly byPattern: Map<Node, number>;
  current: number;
  steps: number;
}

/** Lowers the function, closure or `async` block at `fn`; a function without a body gives its parameters only. What is captured is not its own. */
export function lowerFunction(place: Place, fn: Node): Flow {
  const { tree } = place.items.document;
  const state: Lowering = {
    place,
    tree,
    locals: [],
    blocks: [{ steps: [], next: [] }],
    scopes: [],
    byPattern: new Map(),
    current: 0,
    steps: 0,
  };
  openScope(state, null);
  for (const parameter of childrenIn(tree, fn, RsField.parameters)) {
    if (tree.kind[parameter] === Rs.SelfParameter) bind(state, parameter, parameter, 'self');
    else if (tree.kind[parameter] !== Rs.Parameter) bindPattern(state, parameter, parameter);
    else bindPattern(state, childIn(tree, parameter, RsField.pattern), parameter);
  }
  const body = tree.kind[fn] === Rs.Block ? fn : childIn(tree, fn, RsField.body);
  if (body === fn) block(state, fn, 'value', 0);
  else if (body !== NONE) expression(state, body, 'value', 0);
  closeScope(state, tree.end[fn]);
  emit(state, { op: 'leave', local: -1, at: tree.end[fn], why: 'scope' });
  const complete = state.steps < MAX_STEPS && state.locals.length * state.blocks.length < MAX_CELLS;
  return { locals: state.locals, blocks: state.blocks, complete };
}

const emit = (state: Lowering, step: Step): void => {
  state.steps += 1;
  if (state.steps < MAX_STEPS) state.blocks[state.current].steps.push(step);
};

function newBlock(state: Lowering): number {
  state.blocks.push({ steps: [], next: [] });
  return state.blocks.length - 1;
}

function goTo(state: Lowering, target: number): void {
  state.blocks[state.current].next.push(target);
  state.current = target;
}

/** What follows a diverging expression: a block that nothing leads to. */
function unreachable(state: Lowering): void {
  state.current = newBlock(state);
}

const openScope = (state: Lowering, loop: Scope['loop']): void => {
  state.scopes.push({ locals: [], loop });
};

function closeScope(state: Lowering, at: number): void {
  const scope = state.scopes.pop();
  if (scope !== undefined) dropAll(state, scope, at, 'scope');
}

function dropAll(state: Lowering, scope: Scope, at: number, why: Exit): void {
  for (let index = scope.locals.length - 1; index >= 0; index -= 1) emit(state, { op: 'drop', local: scope.locals[index], at, why });
}

function bind(state: Lowering, pattern: Node, holder: Node, name: string): void {
  const twin = isConditional(state.tree, holder) ? twinOf(state, name) : -1;
  if (twin !== -1) {
    state.byPattern.set(pattern, twin);
    return emit(state, { op: 'bind', local: twin, node: pattern });
  }
  const type = typeOfBinding(state.place, { pattern, holder, whole: isWhole(state.tree, pattern, holder) });
  const local = state.locals.push({ name, pattern, holder, type }) - 1;
  state.byPattern.set(pattern, local);
  state.scopes[state.scopes.length - 1].locals.push(local);
  emit(state, { op: 'bind', local, node: pattern });
}

/** Whether a `let` stands under a `#[cfg(…)]`. */
const isConditional = (tree: Tree, holder: Node): boolean =>
  tree.kind[holder] === Rs.Let && childrenIn(tree, holder, RsField.attributes).some((each) => /^#\s*\[\s*cfg\b/.test(textOf(tree, each)));

/** The local of this block that another `let` under a `#[cfg(…)]` has bound to the name: only one of the two is built. */
function twinOf(state: Lowering, name: string): number {
  const { locals } = state.scopes[state.scopes.length - 1];
  const twin = locals.findLast((local) => state.locals[local].name === name);
  return twin !== undefined && isConditional(state.tree, state.locals[twin].holder) ? twin : -1;
}

const isWhole = (tree: Tree, pattern: Node, holder: Node): boolean =>
  pattern === holder || childIn(tree, holder, RsField.pattern) === pattern;

/** Binds the names of a pattern in source order. */
function bindPattern(state: Lowering, pattern: Node, holder: Node): void {
  const { tree } = state;
  if (pattern === NONE) return;
  for (let at = tree.first[pattern]; at <= pattern; at += 1) {
    const kind = tree.kind[at];
    if (kind === Rs.IdentifierPattern || (kind === Rs.FieldPattern && tree.first[at] === at)) bind(state, at, holder, nameOf(tree.aux[at]));
  }
}

/** `value`: the expression's value is used up. `place`: it is looked at, or a reference to it is taken. */
type Use = 'value' | 'place';

function expression(state: Lowering, node: Node, use: Use, depth: number): void {
  if (node === NONE) return;
  const { tree } = state;
  if (depth > MAX_DEPTH) return mentions(state, node);
  const each = (nodes: readonly Node[], as: Use): void => nodes.forEach((inner) => expression(state, inner, as, depth + 1));
  const field = (name: number, as: Use): void => expression(state, childIn(tree, node, name), as, depth + 1);
  switch (tree.kind[node]) {
    case Rs.PathExpression:
      return mention(state, node, use);
    case Rs.FieldInit:
      return childIn(tree, node, RsField.value) === NONE ? mention(state, node, 'value') : field(RsField.value, 'value');
    case Rs.Block:
      return (tree.flag[node] & BlockFlag.async) === 0 ? block(state, node, use, depth) : capture(state, node, BlockFlag.move);
    case Rs.Borrow:
      return each(children(tree, node), 'place');
    case Rs.Dereference:
    case Rs.Binary:
    case Rs.Unary:
    case Rs.FieldAccess:
    case Rs.Range:
      return each(expressionsOf(tree, node), 'place');
    case Rs.Index:
      each(expressionsOf(tree, node), 'place');
      return unwind(state, node);
    case Rs.MethodCall:
      expression(state, childIn(tree, node, RsField.receiver), receiverUse(state, node), depth + 1);
      each(childrenIn(tree, node, RsField.arguments), 'value');
      return unwind(state, node);
    case Rs.Call:
      each(childrenIn(tree, node, RsField.arguments), 'value');
      if (calleeName(tree, node).startsWith('Py')) emit(state, { op: 'call', local: -1, node });
      return unwind(state, node);
    case Rs.MacroCall:
      return macro(state, node, depth);
    case Rs.Try:
      each(expressionsOf(tree, node), 'value');
      return leaveOnError(state, node);
    case Rs.Return:
      each(expressionsOf(tree, node), 'value');
      for (let index = state.scopes.length - 1; index >= 0; index -= 1) dropAll(state, state.scopes[index], tree.end[node], 'return');
      emit(state, { op: 'leave', local: -1, at: tree.end[node], why: 'return' });
      return unreachable(state);
    case Rs.Break:
    case Rs.Continue:
      field(RsField.value, 'value');
      return leaveLoop(state, node);
    case Rs.Assignment: {
      const left = childIn(tree, node, RsField.left);
      field(RsField.right, 'value');
      const local = localOf(state, left);
      return local === -1 ? expression(state, left, 'place', depth + 1) : emit(state, { op: 'assign', local, node });
    }
    case Rs.If:
      return branch(state, node, use, depth);
    case Rs.Match:
      return match(state, node, use, depth);
    case Rs.While:
    case Rs.Loop:
    case Rs.For:
      return loop(state, node, depth);
    case Rs.LetCondition:
      expression(state, childIn(tree, node, RsField.value), bindsByValue(state, node) ? 'value' : 'place', depth + 1);
      return bindPattern(state, childIn(tree, node, RsField.pattern), node);
    case Rs.Closure:
      return capture(state, node, ClosureFlag.move);
    case Rs.Error:
      return mentions(state, node);
    default:
      return each(expressionsOf(tree, node), 'value');
  }
}

/** The operands of an expression: what is no type, path, pattern or label. */
function expressionsOf(tree: Tree, node: Node): Node[] {
  return children(tree, node).filter((child) => {
    const { field } = tree;
    return (
      field[child] !== RsField.type &&
      field[child] !== RsField.path &&
      field[child] !== RsField.generics &&
      field[child] !== RsField.pattern &&
      field[child] !== RsField.label &&
      field[child] !== RsField.attributes
    );
  });
}

function localOf(state: Lowering, node: Node): number {
  const { tree } = state;
  const name = node !== NONE && tree.kind[node] === Rs.FieldInit ? nameOf(tree.aux[node]) : simpleName(tree, node);
  if (name === '') return -1;
  const binding = bindingOf(tree, node, name);
  return binding === null ? -1 : (state.byPattern.get(binding.pattern) ?? -1);
}

function mention(state: Lowering, node: Node, use: Use): void {
  const local = localOf(state, node);
  if (local === -1) return;
  emit(state, { op: use === 'value' && !isCopied(state.locals[local].type) ? 'move' : 'look', local, node });
}

/** Types that are copied where others move. An unknown type is taken to move, so that nothing is claimed of it afterwards. */
const isCopied = (type: RustType | null): boolean =>
  type !== null && /^(&|\*const|\*mut|Borrowed|Python|bool|char|[iuf]\d+|[iu]size|fn|!)$/.test(type.head);

function mentions(state: Lowering, node: Node): void {
  const { tree } = state;
  for (let at = tree.first[node]; at <= node; at += 1) if (isMention(tree, at)) mention(state, at, 'place');
}

/** A path, or the short form of a field (`Struct { name }`). */
const isMention = (tree: Tree, node: Node): boolean =>
  tree.kind[node] === Rs.PathExpression || (tree.kind[node] === Rs.FieldInit && childIn(tree, node, RsField.value) === NONE);

/** Whether a method consumes its receiver: by PyO3's table, by the crate's own signature, else by Rust's naming (`into_…`). */
function receiverUse(state: Lowering, call: Node): Use {
  const { tree, place } = state;
  const name = nameOf(tree.aux[call]);
  const receiver = childIn(tree, call, RsField.receiver);
  const type = typeOfExpression(place, receiver);
  if (type !== null) {
    const owner = dereferenced(type);
    const row = methodRow(owner.head, name);
    if (row !== null) return /^(moves|hands-out|releases|forgets)$/.test(row.effect) ? 'value' : 'place';
    const [own] = place.table.functionsNamed(name).filter((each) => each.impl?.type === owner.head);
    if (own !== undefined) {
      const [self] = parametersOf(own.document.tree, own.node);
      return self !== undefined && own.document.tree.kind[self] === Rs.SelfParameter && own.document.tree.flag[self] === 0
        ? 'value'
        : 'place';
    }
  }
  return /^(into_|unwrap|expect|ok_or|map$|map_err$|and_then$|unbind$|collect$)/.test(name) ? 'value' : 'place';
}

function block(state: Lowering, node: Node, use: Use, depth: number): void {
  const { tree } = state;
  const label = childIn(tree, node, RsField.label);
  const after = label === NONE ? -1 : newBlock(state);
  openScope(state, label === NONE ? null : { label: nameOf(tree.aux[label]), again: -1, after });
  for (const child of children(tree, node)) {
    if (tree.field[child] === RsField.statements) statement(state, child, depth + 1);
    else if (tree.field[child] === RsField.value) expression(state, child, use, depth + 1);
  }
  closeScope(state, tree.end[node]);
  if (after !== -1) goTo(state, after);
}

function statement(state: Lowering, node: Node, depth: number): void {
  const { tree } = state;
  switch (tree.kind[node]) {
    case Rs.Let: {
      const value = childIn(tree, node, RsField.value);
      const pattern = childIn(tree, node, RsField.pattern);
      const wild = pattern !== NONE && tree.kind[pattern] === Rs.WildcardPattern;
      expression(state, value, wild ? 'place' : 'value', depth);
      const otherwise = childIn(tree, node, RsField.else);
      if (otherwise !== NONE) {
        const from = state.current;
        state.current = newBlock(state);
        state.blocks[from].next.push(state.current);
        expression(state, otherwise, 'value', depth);
        state.current = from;
        goTo(state, newBlock(state));
      }
      return bindPattern(state, pattern, node);
    }
    case Rs.ExpressionStatement:
      return children(tree, node).forEach((child) => {
        if (tree.field[child] !== RsField.attributes) expression(state, child, 'value', depth);
      });
    default:
      return;
  }
}

function leaveOnError(state: Lowering, node: Node): void {
  const from = state.current;
  const out = newBlock(state);
  state.blocks[from].next.push(out);
  state.current = out;
  for (let index = state.scopes.length - 1; index >= 0; index -= 1) dropAll(state, state.scopes[index], state.tree.end[node], 'try');
  emit(state, { op: 'leave', local: -1, at: state.tree.end[node], why: 'try' });
  state.current = from;
  goTo(state, newBlock(state));
}

function leaveLoop(state: Lowering, node: Node): void {
  const { tree } = state;
  const label = childIn(tree, node, RsField.label);
  const wanted = label === NONE ? '' : nameOf(tree.aux[label]);
  for (let index = state.scopes.length - 1; index >= 0; index -= 1) {
    const scope = state.scopes[index];
    dropAll(state, scope, tree.end[node], 'break');
    if (scope.loop === null || (wanted !== '' && scope.loop.label !== wanted) || (wanted === '' && scope.loop.again === -1)) continue;
    state.blocks[state.current].next.push(tree.kind[node] === Rs.Break ? scope.loop.after : scope.loop.again);
    break;
  }
  unreachable(state);
}

function branch(state: Lowering, node: Node, use: Use, depth: number): void {
  const { tree } = state;
  const otherwise = childIn(tree, node, RsField.else);
  const after = newBlock(state);
  const before = state.current;
  openScope(state, null);
  expression(state, childIn(tree, node, RsField.condition), 'place', depth + 1);
  const decided = state.current;
  const tests = nullTests(state, childIn(tree, node, RsField.condition));
  state.current = newBlock(state);
  state.blocks[decided].next.push(state.current);
  decide(state, node, tests, true);
  expression(state, childIn(tree, node, RsField.then), use, depth + 1);
  closeScope(state, tree.end[childIn(tree, node, RsField.then)] ?? tree.end[node]);
  state.blocks[state.current].next.push(after);
  // what the pattern of a failed `if let` would have taken stays with its owner
  const failed = newBlock(state);
  state.blocks[hasLetCondition(tree, childIn(tree, node, RsField.condition)) ? before : decided].next.push(failed);
  state.current = failed;
  decide(state, node, tests, false);
  if (otherwise !== NONE) expression(state, otherwise, use, depth + 1);
  goTo(state, after);
}

const nullTests = (state: Lowering, condition: Node): readonly NullTest[] =>
  testsForNull(state.tree, condition, (node) => localOf(state, node));

/** What is known where the condition of a statement had an outcome. */
function decide(state: Lowering, statement: Node, tests: readonly NullTest[], outcome: boolean): void {
  const condition = childIn(state.tree, statement, RsField.condition);
  if (condition !== NONE) emit(state, { op: 'decided', local: -1, node: condition, outcome });
  emitNulls(state, tests, outcome);
}

function emitNulls(state: Lowering, tests: readonly NullTest[], outcome: boolean): void {
  for (const { local, nullIf } of tests) {
    if (nullIf === null || nullIf === outcome) emit(state, { op: 'null', local, certain: nullIf !== null });
  }
}

function hasLetCondition(tree: Tree, condition: Node): boolean {
  if (condition === NONE) return false;
  for (let at = tree.first[condition]; at <= condition; at += 1) if (tree.kind[at] === Rs.LetCondition) return true;
  return false;
}

function match(state: Lowering, node: Node, use: Use, depth: number): void {
  const { tree } = state;
  const arms = childrenIn(tree, node, RsField.arms);
  const takes = arms.some((arm) => bindsNames(tree, childIn(tree, arm, RsField.pattern)));
  const scrutinee = childIn(tree, node, RsField.scrutinee);
  expression(state, scrutinee, takes ? 'value' : 'place', depth + 1);
  const decided = state.current;
  const after = newBlock(state);
  for (const arm of arms) {
    state.current = newBlock(state);
    state.blocks[decided].next.push(state.current);
    openScope(state, null);
    bindPattern(state, childIn(tree, arm, RsField.pattern), arm);
    expression(state, childIn(tree, arm, RsField.guard), 'place', depth + 1);
    expression(state, childIn(tree, arm, RsField.value), use, depth + 1);
    closeScope(state, tree.end[arm]);
    state.blocks[state.current].next.push(after);
  }
  if (arms.length === 0) state.blocks[decided].next.push(after);
  state.current = after;
}

function bindsNames(tree: Tree, pattern: Node): boolean {
  if (pattern === NONE) return false;
  for (let at = tree.first[pattern]; at <= pattern; at += 1) {
    if (tree.kind[at] === Rs.IdentifierPattern && /^[a-z_]/.test(nameOf(tree.aux[at]))) return true;
    if (tree.kind[at] === Rs.FieldPattern && tree.first[at] === at) return true;
  }
  return false;
}

const bindsByValue = (state: Lowering, condition: Node): boolean => bindsNames(state.tree, childIn(state.tree, condition, RsField.pattern));

function loop(state: Lowering, node: Node, depth: number): void {
  const { tree } = state;
  const label = childIn(tree, node, RsField.label);
  if (tree.kind[node] === Rs.For) expression(state, childIn(tree, node, RsField.iterable), 'value', depth + 1);
  const again = newBlock(state);
  const after = newBlock(state);
  goTo(state, again);
  openScope(state, { label: label === NONE ? '' : nameOf(tree.aux[label]), again, after });
  const condition = tree.kind[node] === Rs.While ? childIn(tree, node, RsField.condition) : NONE;
  expression(state, condition, 'place', depth + 1);
  if (tree.kind[node] !== Rs.Loop) {
    const decided = state.current;
    const tests = nullTests(state, condition);
    state.current = newBlock(state);
    state.blocks[decided].next.push(state.current);
    decide(state, node, tests, false);
    state.blocks[state.current].next.push(after);
    state.current = newBlock(state);
    state.blocks[decided].next.push(state.current);
    decide(state, node, tests, true);
  }
  if (tree.kind[node] === Rs.For) bindPattern(state, childIn(tree, node, RsField.pattern), node);
  expression(state, childIn(tree, node, RsField.body), 'value', depth + 1);
  closeScope(state, tree.end[node]);
  state.blocks[state.current].next.push(again);
  state.current = after;
}

/** A closure or `async` block with `move` takes what it mentions; any other one looks at it (or takes it, where its body does). */
function capture(state: Lowering, node: Node, move: number): void {
  const { tree } = state;
  const use = (tree.flag[node] & move) !== 0 ? 'value' : 'place';
  for (let at = tree.first[node]; at < node; at += 1) if (isMention(tree, at)) mention(state, at, use);
}

/** The way out that a panic takes here, if this can panic; behind what always does, nothing is reached. */
function unwind(state: Lowering, node: Node): void {
  const ending = endingOf(state.tree, node);
  if (ending === null) return;
  if (ending !== 'exits') emit(state, { op: 'unwind', local: -1, node });
  if (ending !== 'may panic') unreachable(state);
}

/** What is written in a macro runs in order, where it is expressions; an assertion branches on its condition. */
function macro(state: Lowering, node: Node, depth: number): void {
  const { tree } = state;
  const tokens = childIn(tree, node, RsField.tokens);
  const written = tokens === NONE ? [] : childrenIn(tree, tokens, RsField.arguments);
  if (!evaluates(tree, node)) mentions(state, node);
  else if (isAssertion(tree, node)) {
    for (const inner of written) expression(state, inner, 'place', depth + 1);
    const tests = written.length === 0 ? [] : nullTests(state, written[0]);
    const decided = state.current;
    state.current = newBlock(state);
    state.blocks[decided].next.push(state.current);
    emitNulls(state, tests, false);
    unwind(state, node);
    state.current = newBlock(state);
    state.blocks[decided].next.push(state.current);
    return emitNulls(state, tests, true);
  } else for (const inner of written) expression(state, inner, 'place', depth + 1);
  unwind(state, node);
}
