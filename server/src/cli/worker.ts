/** A thread of `check`: gets orders once, then units, and answers with their results. */
import type { Answer, Task } from './pool.ts';
import { examine, type Examiner, type Orders } from './examine.ts';

export function serveUnits(
  examiner: Promise<Examiner>,
  listen: (listener: (task: Task) => void) => void,
  answer: (answer: Answer) => void,
): void {
  let orders: Orders | undefined;
  let last: Promise<void> = Promise.resolve();
  const perform = async (task: Task): Promise<void> => {
    if (task.kind === 'orders') {
      orders = task.orders;
      return;
    }
    if (orders === undefined) return;
    const results = [];
    for (const unit of task.units) results.push(await examine(unit, orders, await examiner));
    answer({ batch: task.batch, results });
  };
  listen((task) => {
    last = last.then(() => perform(task));
  });
}
