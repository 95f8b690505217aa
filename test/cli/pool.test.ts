/** Threads that die take nothing with them but the file they died of, and that one is named. */
import { expect, test } from 'vitest';
import type { FileResult, Orders, Unit } from '../../server/src/cli/examine.ts';
import { inOrder, runUnits, type Task } from '../../server/src/cli/pool.ts';
import type { Worker } from '../../server/src/cli/world.ts';

const orders: Orders = { folder: '/w', settings: [], excerpts: false, fix: { apply: false, unsafe: false, write: false } };
const units: readonly Unit[] = Array.from({ length: 100 }, (_, index) => ({
  crate: null,
  targets: [{ index, path: `/w/${index}.py`, format: 'python', settings: 0, maxBytes: 1 }],
}));

/** Answers after a random while; dies of some files. */
function fakeWorker(deadly: ReadonlySet<string>): Worker {
  let answer: (message: unknown) => void = () => {};
  let die: (why: string) => void = () => {};
  return {
    onMessage: (listener) => void (answer = listener),
    onFailure: (listener) => void (die = listener),
    stop() {},
    post(message) {
      const task = message as Task;
      if (task.kind === 'orders') return;
      setTimeout(() => {
        const deaths = task.units.flatMap((unit) => unit.targets).some(({ path }) => deadly.has(path));
        if (deaths) die('out of memory');
        else
          answer({
            batch: task.batch,
            results: task.units.map(({ targets }) =>
              targets.map(({ index, path }): FileResult => ({ index, path, reported: [], problems: [], fixed: 0, change: null })),
            ),
          });
      }, Math.random() * 3);
    },
  };
}

const never = () => Promise.reject(new Error('not here'));

test.each([[[]], [['/w/7.py', '/w/8.py', '/w/99.py']], [units.map(({ targets: [{ path }] }) => path)]])(
  'order and completeness, however many threads die: %j',
  async (deadly) => {
    const results: FileResult[] = [];
    const done = inOrder((result) => void results.push(result));
    await runUnits(
      units,
      orders,
      3,
      () => fakeWorker(new Set(deadly)),
      never,
      (unit, some) => {
        expect(some.map(({ path }) => path)).toEqual(unit.targets.map(({ path }) => path));
        some.forEach(done);
      },
    );
    expect(results.map(({ index }) => index)).toEqual(units.map((_, index) => index));
    expect(results.filter(({ problems }) => problems.length > 0).map(({ path }) => path)).toEqual(deadly);
    for (const { problems } of results)
      for (const problem of problems)
        expect(problem).toMatchObject({ kind: 'internal', message: 'the thread that checked it died: out of memory' });
  },
);
