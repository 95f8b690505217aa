/**
 * Spreads the units of a run over threads and hands their results back in the order of the report.
 *
 * The results do not depend on the number of threads. A thread that dies is replaced; the unit it died of is tried alone
 * once more and, if it dies again, is named, so that nothing is silent and nothing else is lost.
 */
import type { FileResult, Orders, Unit } from './examine.ts';
import type { Worker } from './world.ts';

export type Task =
  | { readonly kind: 'orders'; readonly orders: Orders }
  | { readonly kind: 'units'; readonly batch: number; readonly units: readonly Unit[] };

export interface Answer {
  readonly batch: number;
  /** Of each unit of the batch. */
  readonly results: readonly (readonly FileResult[])[];
}

interface Batch {
  readonly id: number;
  readonly units: readonly Unit[];
}

/** Threads that start up while something else is done. */
export interface EarlyThreads {
  start(threads: number): void;
  /** One that was started, or a new one. */
  readonly take: () => Worker;
  /** Of those that nobody took. */
  stop(): void;
}

export function earlyThreads(startWorker: () => Worker): EarlyThreads {
  const waiting: Worker[] = [];
  return {
    start(threads) {
      while (waiting.length < threads) waiting.push(startWorker());
    },
    take: () => waiting.pop() ?? startWorker(),
    stop() {
      for (const worker of waiting.splice(0)) worker.stop();
    },
  };
}

/** Calls `done` for each unit when it is ready, in any order. */
export async function runUnits(
  units: readonly Unit[],
  orders: Orders,
  jobs: number,
  startWorker: (() => Worker) | null,
  examineHere: (unit: Unit) => Promise<readonly FileResult[]>,
  done: Done,
): Promise<void> {
  if (startWorker === null || jobs <= 1) {
    for (const unit of units) done(unit, await examineHere(unit));
    return;
  }
  await runThreads(batchesOf(units, jobs), orders, jobs, startWorker, done);
}

type Done = (unit: Unit, results: readonly FileResult[]) => void;

/** Hands on results in the order of `index` (which counts from 0 without gaps): what comes early is held back. */
export function inOrder(done: (result: FileResult) => void): (result: FileResult) => void {
  const waiting = new Map<number, FileResult>();
  let next = 0;
  return (result) => {
    waiting.set(result.index, result);
    for (let ready = waiting.get(next); ready !== undefined; ready = waiting.get(next)) {
      waiting.delete(next);
      next += 1;
      done(ready);
    }
  };
}

/** Small enough that the threads end together, large enough that talking costs nothing. */
function batchesOf(units: readonly Unit[], jobs: number): Batch[] {
  const size = Math.max(1, Math.min(16, Math.ceil(units.length / (jobs * 8))));
  const batches: Batch[] = [];
  for (let at = 0; at < units.length; at += size) batches.push({ id: batches.length, units: units.slice(at, at + size) });
  return batches;
}

function runThreads(batches: Batch[], orders: Orders, jobs: number, startWorker: () => Worker, done: Done): Promise<void> {
  const queue = [...batches].reverse();
  let nextId = batches.length;
  let running = 0;
  return new Promise((finished) => {
    const launch = (): void => {
      const worker = startWorker();
      let current: Batch | undefined;
      let failed = false;
      running += 1;
      const give = (): void => {
        current = queue.pop();
        if (current === undefined) {
          worker.stop();
          running -= 1;
          if (running === 0) finished();
        } else worker.post({ kind: 'units', batch: current.id, units: current.units } satisfies Task);
      };
      worker.onMessage((message) => {
        const { results } = message as Answer;
        current?.units.forEach((unit, at) => done(unit, results[at] ?? []));
        give();
      });
      worker.onFailure((why) => {
        failed = true;
        running -= 1;
        const lost = current;
        current = undefined;
        if (lost !== undefined) {
          if (lost.units.length > 1) for (const unit of [...lost.units].reverse()) queue.push({ id: nextId++, units: [unit] });
          else for (const unit of lost.units) done(unit, lostResults(unit, why));
        }
        if (queue.length > 0) launch();
        else if (running === 0) finished();
      });
      // one that started early may have died by now
      if (failed) return;
      worker.post({ kind: 'orders', orders } satisfies Task);
      give();
    };
    for (let started = 0; started < Math.min(jobs, Math.max(1, batches.length)); started += 1) launch();
  });
}

function lostResults(unit: Unit, why: string): FileResult[] {
  return unit.targets.map(({ index, path }, position) => ({
    index,
    path,
    reported: [],
    fixed: 0,
    change: null,
    problems: position === 0 ? [{ kind: 'internal' as const, path, message: `the thread that checked it died: ${why}` }] : [],
  }));
}
