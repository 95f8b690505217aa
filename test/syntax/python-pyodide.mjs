/** Runs `python-ast.py` on a pinned pyodide, as `python python-ast.py` would: `node python-pyodide.mjs 3.14 < request`. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { text } from 'node:stream/consumers';
import { pathToFileURL } from 'node:url';

// as a stream, as in harness/pyodide.mjs: a read that blocks may fail with EAGAIN
const request = await text(process.stdin);

const folder = `${dirname(createRequire(import.meta.url).resolve(`pyodide-${process.argv[2]}/pyodide.mjs`))}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: folder });
python.FS.writeFile('/home/pyodide/python_ast.py', readFileSync(new URL('./python-ast.py', import.meta.url)));
python.globals.set('request', request);
const answers = [];
python.globals.set('answer', (proxy) => {
  answers.push(proxy.toJs());
  proxy.destroy();
});
python.runPython('import sys, json; sys.path.insert(0, "/home/pyodide"); import python_ast; python_ast.main(json.loads(request), answer)');
process.stdout.write(Buffer.concat(answers), () => process.exit(0));
