/** Sources of Rust crates: our parser cold and warm. */
import { existsSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, filesBelow, heading, median, row, run, scratch, seconds } from './measure.mjs';

export async function rust(files, rounds) {
  const list = join(scratch, 'crates.json');
  writeFileSync(list, JSON.stringify(files));
  const parser = await bundled('parse-files');
  const runs = Array.from({ length: rounds }, () => JSON.parse(run(process.execPath, [parser, 'rust', list])));
  const [{ units, broken, bytesPerNode }] = runs;
  heading(`Rust crates: ${files.length} files, ${(units / 1e6).toFixed(1)} million UTF-16 units, ${broken} of them broken`);
  for (const state of ['cold', 'warm']) {
    const taken = median(runs.map((each) => each[state]));
    row(`Decref parse, ${state}`, seconds(taken), `${(units / 1e6 / taken).toFixed(0)} MB/s, ${bytesPerNode.toFixed(1)} bytes a node`);
  }
}

/** At most about 30 MB of the Rust files below a folder, evenly taken. */
export function rustFiles(folder) {
  if (!existsSync(folder)) return [];
  const found = filesBelow(folder, '.rs').filter((path) => statSync(path).size < 1e6);
  const bytes = found.reduce((sum, path) => sum + statSync(path).size, 0);
  const step = Math.max(1, Math.ceil(bytes / 30e6));
  return found.filter((_, index) => index % step === 0);
}
