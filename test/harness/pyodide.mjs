/** Runs `oracle.py` on one of the pinned pyodides, as `python oracle.py` would: `node pyodide.mjs 3.14 < programs.json`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

// as a stream: a read that blocks fails with EAGAIN as soon as somebody made the pipe non-blocking and its writer is slow
const programs = await text(process.stdin);

const folder = `${dirname(createRequire(import.meta.url).resolve(`pyodide-${process.argv[2]}/pyodide.mjs`))}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: folder });
python.FS.writeFile('/home/pyodide/oracle.py', readFileSync(new URL('./oracle.py', import.meta.url)));
const lines = [];
python.globals.set('programs', programs);
python.globals.set('write_line', (line) => lines.push(line));
python.runPython('import sys; sys.path.insert(0, "/home/pyodide"); import oracle; oracle.main(programs, write_line)');
process.stdout.write(lines.join(''), () => process.exit(0));
