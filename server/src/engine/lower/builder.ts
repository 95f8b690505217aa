/** Collects the instructions of one code object: labels, handlers, slots; knows nothing of syntax. */
import type { Node } from '../../syntax/tree.ts';
import type { Scope } from '../scope.ts';
import type { Code, Handler, Parameters } from './code.ts';
import type { Constant } from './constant.ts';

export type Label = number;

/** A block that `break`, `continue` and `return` leave, and what must happen then. */
export interface Block {
  readonly kind: 'loop' | 'for' | 'cleanup';
  readonly next: Label;
  readonly end: Label;
  /** Emits what leaving the block does; the operand stack is as it was in the block, below `keep` operands. */
  leave(keep: number): void;
}

export class CodeBuilder {
  readonly op: number[] = [];
  readonly one: number[] = [];
  readonly two: number[] = [];
  readonly at: Node[] = [];
  readonly handlers: Handler[] = [];
  readonly slots: string[] = [];
  readonly slotOf = new Map<string, number>();
  readonly cells = new Set<number>();
  readonly free: string[] = [];
  readonly constants = new Set<Constant>();
  readonly keywords: (readonly string[])[] = [];
  readonly loops = new Set<number>();
  readonly blocks: Block[] = [];
  readonly scope: Scope;
  node: Node;
  /** Operands on the stack at this point. */
  depth = 0;
  private readonly labels: number[] = [];
  private readonly jumps: { at: number; label: Label }[] = [];
  private readonly open: { start: number; end: number; label: Label; depth: number }[] = [];

  constructor(scope: Scope) {
    this.scope = scope;
    this.node = scope.node;
  }

  emit(op: number, one = 0, two = 0, effect = 0): void {
    this.op.push(op);
    this.one.push(one);
    this.two.push(two);
    this.at.push(this.node);
    this.depth += effect;
  }

  label(): Label {
    this.labels.push(-1);
    return this.labels.length - 1;
  }

  place(label: Label): void {
    this.labels[label] = this.op.length;
  }

  jump(op: number, label: Label, effect = 0): void {
    this.jumps.push({ at: this.op.length, label });
    this.emit(op, 0, 0, effect);
  }

  /** What `emit` adds in `body` is protected by `label`. */
  protect(label: Label, body: () => void): void {
    const start = this.op.length;
    const { depth } = this;
    body();
    this.open.push({ start, end: this.op.length, label, depth });
  }

  slot(name: string): number {
    let slot = this.slotOf.get(name);
    if (slot === undefined) {
      slot = this.slots.length;
      this.slots.push(name);
      this.slotOf.set(name, slot);
    }
    return slot;
  }

  finish(index: number, about: { name: string; qualname: string; kind: Code['kind']; suspends: boolean; isAsync: boolean; parameters: Parameters }, lineOf: (node: Node) => number): Code {
    for (const { at, label } of this.jumps) {
      const target = this.labels[label];
      this.one[at] = target;
      if (target <= at) this.loops.add(target);
    }
    // inner regions were closed first and stand first
    for (const { start, end, label, depth } of this.open) this.handlers.push({ start, end, target: this.labels[label], depth });
    return {
      index, scope: this.scope, node: this.scope.node, ...about, op: this.op, one: this.one, two: this.two, at: this.at, lines: this.at.map(lineOf), handlers: this.handlers,
      slots: this.slots, cells: this.cells, free: this.free, constants: this.constants, keywords: this.keywords, loops: this.loops,
    };
  }
}

