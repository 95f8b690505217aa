/**
 * The snapshot of a workspace in a fresh process: argument is a folder. Finds the files, reads and decodes them all, then has one file
 * changed on disk and makes the next snapshot. Trees are made when first asked for, so none is here. Prints milliseconds as JSON.
 */
import { appendFileSync } from 'node:fs';
import { configurations } from '../../server/src/project/configuration.ts';
import { discover } from '../../server/src/project/discover.ts';
import { diskHost } from '../../server/src/project/disk.ts';
import type { Document } from '../../server/src/project/document.ts';
import { snapshotOf } from '../../server/src/project/snapshot.ts';
import { isProblem, readSource } from '../../server/src/project/source.ts';

const host = diskHost({ blocking: true });
const begun = performance.now();
const found = await discover(host, [process.argv[2]], configurations(host, { rules: [] }));
const documents = new Map<string, Document>();
let units = 0;
for (const { path, format, configuration } of found.files) {
  const source = await readSource(host, path, format, configuration.maxFileBytes);
  if (isProblem(source)) continue;
  documents.set(path, source.document);
  units += source.raw.length;
}
const [{ configuration }] = found.files;
const first = snapshotOf(documents.values(), () => configuration.settings);
const cold = performance.now() - begun;

const changed: number[] = [];
const paths = [...first.paths];
for (let turn = 0; turn < 50; turn += 1) {
  const path = paths[(turn * 197) % paths.length];
  appendFileSync(path, '\n');
  const start = performance.now();
  const source = await readSource(host, path, 'python', configuration.maxFileBytes);
  if (!isProblem(source)) documents.set(path, source.document);
  const next = snapshotOf(documents.values(), () => configuration.settings);
  changed.push(performance.now() - start);
  if (next.document(path) === first.document(path)) throw new Error('the change was not read');
}
changed.sort((one, other) => one - other);
console.log(JSON.stringify({ files: documents.size, units, cold, changed: changed[changed.length >> 1] }));
