/** The model of pymalloc, held against where the objects of every CPython lie: the same place in the same pool, block for block. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findPythons } from '../../scripts/pythons.mjs';
import { readPython, type PythonVersion } from '../../server/src/base/version.ts';
import { allocateBlock, freeBlock, newAllocator } from '../../server/src/engine/memory/blocks.ts';
import type { Block } from '../../server/src/engine/memory/blocks.ts';
import { repository } from '../harness/files.ts';
import { readPage } from '../harness/page.ts';
import { arenaBytes, poolBytes } from '../../server/src/engine/model/allocator.ts';

const script = fileURLToPath(new URL('blocks.py', import.meta.url));
/** Sizes that the interpreter itself seldom asks for. */
const sizes = [464, 512];

/** Makes some, then frees and makes them in no order, more of one than of the other by turns. */
function steps(): readonly number[] {
  let seed = 12345;
  const random = (below: number): number => (seed = (seed * 1103515245 + 12345) % 2147483648) % below;
  const alive = new Set<number>();
  const told: number[] = [];
  const step = (number: number): void => {
    told.push(number);
    if (!alive.delete(number)) alive.add(number);
  };
  for (let number = 0; number < 150; number += 1) step(number);
  for (let turn = 0; turn < 900; turn += 1) {
    const number = random(150);
    // never all: a pool that is free as a whole may serve another size next
    if (alive.has(number) ? (turn % 300 < 150 && alive.size > 100) || random(3) === 0 : true) step(number);
  }
  return told;
}

describe.each(findPythons())('CPython $version', ({ version, path }) => {
  const target = readPython(version.split('.').slice(0, 2).join('.')) as PythonVersion;
  it.each(sizes)('puts blocks of %d bytes there', (size) => {
    const told = steps();
    const { stdout } = spawnSync(path, ['-I', script], { input: JSON.stringify({ size, steps: told }), encoding: 'utf8' });
    const places = JSON.parse(stdout) as readonly number[];
    const allocator = newAllocator(target);
    // what was made before fills its pools but the last: this one goes on where that stands
    const bytes = poolBytes(target);
    const first = ((places[0] % bytes) - 48) / size;
    for (let index = 0; index < first; index += 1) allocateBlock(allocator, size);
    const blocks = new Map<number, Block>();
    const pools = new Map<number, number>();
    told.forEach((number, at) => {
      const block = blocks.get(number);
      if (block !== undefined) {
        blocks.delete(number);
        freeBlock(allocator, block);
        return;
      }
      const made = allocateBlock(allocator, size)!;
      blocks.set(number, made);
      const pool = Math.floor(places[at] / bytes);
      if (!pools.has(made.pool.number)) pools.set(made.pool.number, pool);
      expect([at, pools.get(made.pool.number), 48 + made.index * size]).toEqual([at, pool, places[at] % bytes]);
    });
    expect(pools.size).toBeGreaterThan(2);
  });

  it('runs the programs of the page to their ends', () => {
    for (const { main, settings } of readPage('server/src/engine/memory/blocks.md', repository).programs) {
      if (settings.versions !== null && !settings.versions(target)) continue;
      const { status, stderr } = spawnSync(path, ['-I', '-c', main.text], { encoding: 'utf8' });
      expect([main.lines[0], status, stderr]).toEqual([main.lines[0], 0, '']);
    }
  });

  it('gives an arena back when none of its pools is used, and keeps it for one block', () => {
    const allocator = newAllocator(target);
    const many = Math.ceil((2.5 * arenaBytes(target)) / 512);
    const all = Array.from({ length: many }, () => allocateBlock(allocator, 512)!);
    expect(allocator.arenas.length).toBe(3);
    const [kept] = all;
    let returned = 0;
    for (const block of all.slice(1)) if (freeBlock(allocator, block)) returned += 1;
    expect(allocator.arenas.map(({ number }) => number)).toContain(kept.pool.arena.number);
    expect(returned).toBe(2);
  });
});
