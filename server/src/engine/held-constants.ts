/**
 * Constants that one function holds while others run: a literal of the same value is one object in the whole file, so whoever is called counts it too.
 *
 * Who may run is taken from the text: functions by the names that a function mentions, and always those that something else may call
 * (special methods, functions inside functions, and functions that are handed on as values).
 */
import { nameOf } from '../syntax/names.ts';
import { Context, Py, PyField } from '../syntax/python/kinds.ts';
import { NONE } from '../syntax/tree.ts';
import type { Node } from '../syntax/tree.ts';
import { find } from './domain/heap.ts';
import type { Heap } from './domain/heap.ts';
import { UNKNOWN } from './domain/value.ts';
import type { Code, Program } from './lower/code.ts';
import type { Constant } from './lower/constant.ts';
import type { Session } from './machine.ts';

/** A constant was loaded by the function that is looked at, or by one that it called. */
export function touch(session: Session, id: number, { key, items }: Constant): void {
  const { touched, shared } = session;
  if (touched === null || id <= UNKNOWN || touched.has(id)) return;
  touched.set(id, key);
  for (const item of items) touch(session, shared.get(item.key) ?? UNKNOWN, item);
}

/** Other code begins to run, `null` if it may be any: constants that are held now more often than at entry are held while it runs. */
export function noteHeld(session: Session, heap: Heap, callee: Code | null): void {
  const { touched, heldInCalls, heldAtEntry } = session;
  if (touched === null || touched.size === 0) return;
  for (const [id, key] of touched) {
    if (heldInCalls.has(key)) continue;
    const object = find(heap, id);
    if (object === undefined || (object.held <= (heldAtEntry.get(id) ?? 0) && object.maybe === 0)) continue;
    if (callee === null || mayRun(session.program, callee, key)) heldInCalls.add(key);
  }
}

/** Keys of the constants of functions that the module's own code has too, which is not looked at: it may hold them while a function runs, or give them to it. */
export function heldByModule(program: Program): readonly string[] {
  if (program.lazy) return [];
  const { havers } = callsOf(program);
  const outside = new Map<string, Set<Code>>();
  for (const code of program.codes)
    if (code.kind === 'module' || code.kind === 'class') for (const constant of code.constants) have(outside, code, constant);
  return [...outside.keys()].filter((key) => havers.has(key));
}

interface Calls {
  /** The functions that have a constant, by its key. */
  readonly havers: ReadonlyMap<string, ReadonlySet<Code>>;
  /** What may run when a function does, itself included; filled when asked for. */
  readonly running: Map<Code, ReadonlySet<Code>>;
  /** Functions by their name, those of a class by the name of the class too. */
  readonly named: ReadonlyMap<string, readonly Code[]>;
  /** What a function mentions. */
  readonly mentioned: ReadonlyMap<Code, ReadonlySet<string>>;
  /** Functions that anything may call. */
  readonly open: readonly Code[];
}

const known = new WeakMap<Program, Calls>();

/** Whether a function that has this constant may run when `callee` does. */
function mayRun(program: Program, callee: Code, key: string): boolean {
  const calls = callsOf(program);
  const havers = calls.havers.get(key);
  if (havers === undefined) return false;
  let all = calls.running.get(callee);
  if (all === undefined) calls.running.set(callee, (all = reachedFrom(calls, callee)));
  for (const haver of havers) if (all.has(haver)) return true;
  return false;
}

function callsOf(program: Program): Calls {
  let calls = known.get(program);
  if (calls === undefined) known.set(program, (calls = collect(program)));
  return calls;
}

function reachedFrom({ named, mentioned, open }: Calls, callee: Code): ReadonlySet<Code> {
  const reached = new Set<Code>([callee, ...open]);
  // a set is walked in the order in which it grows
  for (const code of reached) for (const name of mentioned.get(code) ?? []) for (const other of named.get(name) ?? []) reached.add(other);
  return reached;
}

const isFunction = (code: Code): boolean => code.kind === 'function' || code.kind === 'generator';

function collect(program: Program): Calls {
  const { tree, codes } = program;
  const byNode = new Map<Node, Code>();
  for (const code of codes) if (isFunction(code) && tree.kind[code.node] !== Py.Lambda) byNode.set(code.node, code);
  const around = (node: Node): Code | undefined => {
    for (let at = node; at !== NONE; at = tree.parent[at]) {
      const code = byNode.get(at);
      if (code !== undefined) return code;
    }
    return undefined;
  };
  const havers = new Map<string, Set<Code>>();
  for (const code of codes) {
    const haver = around(code.node);
    if (haver !== undefined) for (const constant of code.constants) have(havers, haver, constant);
  }
  const mentioned = new Map<Code, Set<string>>();
  const handed = new Set<string>();
  for (let node = 0; node < tree.size; node += 1) {
    const kind = tree.kind[node];
    if (kind !== Py.Name && kind !== Py.Attribute) continue;
    const name = nameOf(tree.aux[node]);
    if (tree.flag[node] === Context.Load && !(tree.field[node] === PyField.func && tree.kind[tree.parent[node]] === Py.Call))
      handed.add(name);
    const code = around(node);
    if (code === undefined) continue;
    const names = mentioned.get(code);
    if (names === undefined) mentioned.set(code, new Set([name]));
    else names.add(name);
  }
  const named = new Map<string, Code[]>();
  const open: Code[] = [];
  for (const code of byNode.values()) {
    named.set(code.name, [...(named.get(code.name) ?? []), code]);
    const home = tree.parent[code.node];
    const isMethod = home !== NONE && tree.kind[home] === Py.ClassDef;
    const isInner = home !== NONE && around(home) !== undefined;
    if (isInner || code.name.startsWith('__') || (handed.has(code.name) && !isMethod) || isDecorated(program, code)) open.push(code);
  }
  return { havers, running: new Map(), named, mentioned, open };
}

/** A property, or what a decorator makes of a function, may run without being called by its name. */
const isDecorated = ({ tree }: Program, { node }: Code): boolean => {
  for (let at = tree.first[node]; at < node; at += 1)
    if (tree.parent[at] === node && tree.field[at] === PyField.decorator_list) return true;
  return false;
};

function have(havers: Map<string, Set<Code>>, haver: Code, { key, items }: Constant): void {
  const all = havers.get(key);
  if (all === undefined) havers.set(key, new Set([haver]));
  else all.add(haver);
  for (const item of items) have(havers, haver, item);
}
