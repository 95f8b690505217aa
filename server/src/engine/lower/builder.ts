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
  /** Protected regions that are open around the block, its own not among them. */
  readonly protection: number;
  /** Whose line leaving the block has: 0: the statement that leaves; a line of its own, from 1; -1: the lines of the statements that run then. */
  readonly line: number;
  /** A loop: lines whose "after" whoever comes behind it tells, that of a `break` among them; `null`: told at once. */
  readonly tail?: Set<number> | null;
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
  private readonly closed: { start: number; end: number; label: Label; depth: number; handles: boolean }[] = [];
  private readonly regions: { start: number; holes: number[]; hole: boolean }[] = [];

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

  /** What `emit` adds in `body` is protected by `label`. `handles`: while it runs, the operand on top is an exception that is being handled. */
  protect(label: Label, body: () => void, handles = false): void {
    const { depth } = this;
    const region = { start: this.op.length, holes: [] as number[], hole: false };
    this.regions.push(region);
    body();
    this.regions.pop();
    const ends = [region.start, ...region.holes, this.op.length];
    for (let at = 0; at + 1 < ends.length; at += 2) {
      if (ends[at] < ends[at + 1]) this.closed.push({ start: ends[at], end: ends[at + 1], label, depth, handles });
    }
  }

  /** How many protected regions are open. */
  protection(): number {
    return this.regions.length;
  }

  /** What `emit` adds until `resume` is no longer protected by the regions from `level` on: their block is being left. */
  suspend(level: number): number[] {
    const suspended: number[] = [];
    for (let at = level; at < this.regions.length; at += 1) {
      const region = this.regions[at];
      if (region.hole) continue;
      region.hole = true;
      region.holes.push(this.op.length);
      suspended.push(at);
    }
    return suspended;
  }

  resume(suspended: readonly number[]): void {
    for (const at of suspended) {
      const region = this.regions[at];
      region.hole = false;
      region.holes.push(this.op.length);
    }
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

  /** What jumps and regions mean once all labels are placed. */
  settle(): void {
    for (const { at, label } of this.jumps) {
      const target = this.labels[label];
      this.one[at] = target;
      if (target <= at) this.loops.add(target);
    }
    this.jumps.length = 0;
    // inner regions were closed first and stand first
    for (const { label, ...region } of this.closed) this.handlers.push({ ...region, target: this.labels[label] });
    this.closed.length = 0;
  }

  finish(
    index: number,
    about: { name: string; qualname: string; kind: Code['kind']; suspends: boolean; isAsync: boolean; parameters: Parameters },
    lineOf: (node: Node) => number,
  ): Code {
    this.settle();
    return {
      index,
      scope: this.scope,
      node: this.scope.node,
      ...about,
      op: this.op,
      one: this.one,
      two: this.two,
      at: this.at,
      lines: this.at.map(lineOf),
      handlers: this.handlers,
      slots: this.slots,
      cells: this.cells,
      free: this.free,
      constants: this.constants,
      keywords: this.keywords,
      loops: this.loops,
      pending: null,
    };
  }
}
