/** Runs `python-ast.py` on a pinned pyodide, as `python python-ast.py` would: `node python-pyodide.mjs 3.14 < request`. */
import { readFileSync, writeSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';

const folder = `${dirname(createRequire(import.meta.url).resolve(`pyodide-${process.argv[2]}/pyodide.mjs`))}/`;
const { loadPyodide } = await import(pathToFileURL(`${folder}pyodide.mjs`).href);
const python = await loadPyodide({ indexURL: folder });
python.FS.writeFile('/home/pyodide/python_ast.py', readFileSync(new URL('./python-ast.py', import.meta.url)));
python.globals.set('request', readFileSync(0, 'utf8'));
python.globals.set('answer', (proxy) => {
  const bytes = proxy.toJs();
  for (let at = 0; at < bytes.length;) at += writeSync(1, bytes, at);
  proxy.destroy();
});
python.runPython('import sys, json; sys.path.insert(0, "/home/pyodide"); import python_ast; python_ast.main(json.loads(request), answer)');
process.exit(0);
