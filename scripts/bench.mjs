/**
 * Measures Decref in one run: beside CPython's parser and the known linters on the standard library, on Rust crates, on edits of long
 * files, on ten thousand files, in the editor; and how cost grows.
 *
 *     npm run bench [-- --rounds 5] [--only library,peers,rust,edits,workspace,editor,start,scale] [--crates folder]
 *
 * Prints medians and ratios; asserts nothing. What cannot be had on the machine is named and left out.
 */
import { rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { edits } from './bench/edits.mjs';
import { editor } from './bench/editor.mjs';
import { library } from './bench/library.mjs';
import { leftOut, scratch } from './bench/measure.mjs';
import { peers } from './bench/peers.mjs';
import { rust, rustFiles } from './bench/rust.mjs';
import { scale } from './bench/scale.mjs';
import { start } from './bench/start.mjs';
import { workspace } from './bench/workspace.mjs';
import { newestPython } from './pythons.mjs';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '5' }, only: { type: 'string' }, crates: { type: 'string' } },
});
const rounds = Math.max(1, Number(values.rounds));
const python = newestPython();
const crates = rustFiles(values.crates ?? join(homedir(), '.cargo/registry/src'));
const withPython = (part) => (python === null ? null : () => part(python, rounds));

const parts = {
  library: [withPython(library), 'no CPython found'],
  peers: [withPython(peers), 'no CPython found'],
  rust: [crates.length === 0 ? null : () => rust(crates, rounds), 'no crates found; `--crates` names a folder of them'],
  edits: [() => edits(python, crates)],
  workspace: [withPython(workspace), 'no CPython found'],
  editor: [() => editor(rounds)],
  start: [() => start(rounds)],
  scale: [() => scale(rounds)],
};

try {
  const wanted = values.only?.split(',') ?? Object.keys(parts);
  for (const name of wanted) {
    const [part, reason] = parts[name] ?? [null, `there is no such part; there are ${Object.keys(parts).join(', ')}`];
    if (part === null) leftOut(name, reason);
    else await part();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
