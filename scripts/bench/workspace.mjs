/** Ten thousand files, copied from the library: how long a fresh process takes to its snapshot, and to the next one. */
import { copyFileSync, mkdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, heading, median, pythonFiles, row, run, scratch, seconds } from './measure.mjs';

export async function workspace({ library: folder }, rounds) {
  const sources = pythonFiles(folder).filter((path) => statSync(path).size < 15_000);
  const root = join(scratch, 'workspace');
  for (let index = 0; index < 10_000; index += 1) {
    const below = join(root, `package${Math.floor(index / 100)}`);
    if (index % 100 === 0) mkdirSync(below, { recursive: true });
    copyFileSync(sources[index % sources.length], join(below, `module${index}.py`));
  }
  const bench = await bundled('workspace');
  const runs = Array.from({ length: rounds }, () => JSON.parse(run(process.execPath, [bench, root])));
  const [{ files, units }] = runs;
  heading(`Workspace of ${files} files, ${(units / 1e6).toFixed(1)} MB`);
  row('snapshot in a fresh process, reading included', seconds(median(runs.map(({ cold }) => cold)) / 1000));
  row('one file changed → next snapshot', `${median(runs.map(({ changed }) => changed)).toFixed(2)} ms`);
}
