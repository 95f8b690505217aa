/** `check --watch`: checks, waits for a change below the paths, and checks again, until it is interrupted. */
import { absolutePath } from '../project/paths.ts';
import type { Parsed } from './options.ts';
import type { World } from './world.ts';

/** Milliseconds of calm before a change counts: editors write in several steps. */
const calm = 120;

export async function watchAndCheck(parsed: Parsed, world: World, checkOnce: () => Promise<number>): Promise<number> {
  const paths = (parsed.paths.length === 0 ? ['.'] : parsed.paths).map((path) => absolutePath(world.folder, path));
  for (;;) {
    if (world.output.isTerminal) world.output.write('\u001b[2J\u001b[3J\u001b[H');
    // changes while the check runs count: the watch begins before it
    const changed = nextChange(paths, world);
    await checkOnce();
    if (!parsed.flag('quiet')) world.errors.write('watching for changes …\n');
    await changed;
  }
}

function nextChange(paths: readonly string[], world: World): Promise<void> {
  return new Promise((resolve) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = world.watch(paths, () => {
      clearTimeout(timer);
      timer = setTimeout(() => {
        stop();
        resolve();
      }, calm);
    });
  });
}
