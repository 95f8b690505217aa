/** Runs a script on one of the pinned pyodides and prints what it prints: `node pyodide-script.mjs 3.14 script.py`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const [, , minor, script] = process.argv;
const folder = `${dirname(createRequire(import.meta.url).resolve(`pyodide-${minor}/pyodide.mjs`))}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const lines = [];
const python = await loadPyodide({ indexURL: folder, stdout: (line) => lines.push(line) });
python.runPython(readFileSync(script, 'utf8'), { globals: python.toPy({ __name__: '__main__' }) });
process.stdout.write(`${lines.join('\n')}\n`, () => process.exit(0));
