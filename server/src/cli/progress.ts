/** A bar on standard error while a long check runs in a terminal; nothing otherwise. */
import type { World } from './world.ts';

export interface Progress {
  done(count: number): void;
  /** Takes the bar away, so that other lines can be printed; it comes back with the next file. */
  clear(): void;
}

const silent: Progress = { done() {}, clear() {} };

/** Milliseconds before the bar appears, and between two drawings. */
const patience = 300;
const interval = 80;

export function progressBar(world: World, total: number, wanted: boolean): Progress {
  if (!wanted || !world.errors.isTerminal || total < 20) return silent;
  const begun = world.now();
  let drawn = begun + patience - interval;
  let visible = false;
  let finished = 0;
  return {
    done(count) {
      finished += count;
      const now = world.now();
      if (now - drawn < interval) return;
      drawn = now;
      visible = true;
      const counts = ` ${finished}/${total} files`;
      const room = Math.max(5, Math.min(40, world.errors.width - counts.length - 12));
      const full = Math.round((room * finished) / total);
      world.errors.write(`\r\u001b[2Kchecking ${'━'.repeat(full)}${'╌'.repeat(room - full)}${counts}`);
    },
    clear() {
      if (visible) world.errors.write('\r\u001b[2K');
      visible = false;
    },
  };
}
