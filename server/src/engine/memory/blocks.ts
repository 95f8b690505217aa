/**
 * A model of pymalloc that starts empty: where in which pool the next block of a size lies, and when a pool and an arena are free again.
 *
 * As `obmalloc.c` does it: the freed blocks of a pool are a stack, the pools of a size that have a free block a list whose first one gives, and a pool
 * that had none comes to its front; an arena goes back to the system when none of its pools is used. Larger requests are `malloc`'s, and not looked at.
 */
import { atLeast, type PythonVersion } from '../../base/version.ts';
import { arenaBytes, largestSmall, poolBytes, sizeClass } from '../model/allocator.ts';

export interface Block {
  readonly pool: Pool;
  /** Which block of the pool it is, from 0. */
  readonly index: number;
}

export interface Pool {
  /** In the order in which pools are first used. */
  readonly number: number;
  readonly arena: Arena;
  /** Of its blocks; changes when a pool that was free is used again. */
  size: number;
  /** Freed blocks, and at the bottom the first that was never used; the last one is next. */
  free: number[];
  /** Blocks that were used once. */
  touched: number;
  used: number;
}

interface Arena {
  readonly number: number;
  /** Pools that were used and are free, the last one is next. */
  readonly free: Pool[];
  /** Pools that were never used. */
  fresh: number;
}

export interface Allocator {
  readonly version: PythonVersion;
  /** Pools that have a free block, by the size of their blocks; the first one gives. */
  readonly usable: Map<number, Pool[]>;
  readonly arenas: Arena[];
  pools: number;
  /** Arenas so far; those that went back among them. */
  arenasMade: number;
}

export const newAllocator = (version: PythonVersion): Allocator => ({ version, usable: new Map(), arenas: [], pools: 0, arenasMade: 0 });

/** The header of a pool takes the room of some blocks. */
const HEADER = 48;
const capacity = (version: PythonVersion, size: number): number => Math.floor((poolBytes(version) - HEADER) / size);
const poolsOfArena = (version: PythonVersion): number => arenaBytes(version) / poolBytes(version);

/** @param bytes what is asked for. Answers `null` where it is too large for a pool. */
export function allocateBlock(allocator: Allocator, bytes: number): Block | null {
  if (bytes > largestSmall) return null;
  const size = sizeClass(Math.max(1, bytes));
  const usable = usableOf(allocator, size);
  let [pool] = usable;
  if (pool === undefined) {
    pool = newPool(allocator, size);
    usable.unshift(pool);
  }
  const index = pool.free.pop() ?? 0;
  pool.used += 1;
  if (pool.free.length === 0) {
    if (pool.touched < capacity(allocator.version, size)) pool.free.push(pool.touched++);
    else usable.splice(usable.indexOf(pool), 1);
  }
  return { pool, index };
}

/** Gives a block back: to its pool, and the pool to its arena when that was the last of it. Answers whether an arena goes back to the system. */
export function freeBlock(allocator: Allocator, { pool, index }: Block): boolean {
  const usable = usableOf(allocator, pool.size);
  const wasFull = pool.free.length === 0;
  pool.free.push(index);
  pool.used -= 1;
  if (wasFull) {
    usable.unshift(pool);
    return false;
  }
  if (pool.used > 0) return false;
  usable.splice(usable.indexOf(pool), 1);
  const { arena } = pool;
  arena.free.push(pool);
  const { arenas, version } = allocator;
  const isFree = arena.free.length + arena.fresh === poolsOfArena(version);
  // since 3.9 the last arena that has room is kept
  const isKept = atLeast(version, 9) && arenas.every((other) => other === arena || roomOf(other) === 0);
  if (!isFree || isKept) return false;
  arenas.splice(arenas.indexOf(arena), 1);
  return true;
}

/** The block that the next object of a size takes, if it is one that was used before. */
export function nextBlock(allocator: Allocator, bytes: number): Block | null {
  const size = sizeClass(bytes);
  const [usable] = allocator.usable.get(size) ?? [];
  // a pool that is free as a whole is the next to be used, and gives its blocks in the same order if it serves the same size
  const empty = usable === undefined ? arenaWithRoom(allocator)?.free.at(-1) : undefined;
  const pool = usable ?? (empty?.size === size ? empty : undefined);
  const index = pool?.free.at(-1);
  return pool === undefined || index === undefined ? null : { pool, index };
}

function usableOf({ usable }: Allocator, size: number): Pool[] {
  let pools = usable.get(size);
  if (pools === undefined) usable.set(size, (pools = []));
  return pools;
}

const roomOf = ({ free, fresh }: Arena): number => free.length + fresh;

/** The arena that has the fewest free pools, so that others may become free as a whole. */
const arenaWithRoom = ({ arenas }: Allocator): Arena | undefined =>
  arenas.filter((each) => roomOf(each) > 0).sort((one, other) => roomOf(one) - roomOf(other))[0];

function newPool(allocator: Allocator, size: number): Pool {
  const { arenas, version } = allocator;
  let arena = arenaWithRoom(allocator);
  if (arena === undefined) arenas.push((arena = { number: (allocator.arenasMade += 1), free: [], fresh: poolsOfArena(version) }));
  const before = arena.free.pop();
  if (before !== undefined) {
    // the stack of a pool whose blocks had the same size is still there
    if (before.size !== size) Object.assign(before, { size, free: [0], touched: 1 });
    return before;
  }
  arena.fresh -= 1;
  return { number: (allocator.pools += 1), arena, size, free: [0], touched: 1, used: 0 };
}
