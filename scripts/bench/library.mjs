/** The standard library of the newest Python: CPython's parser, our parser, the whole check in a fresh process. */
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundled, commandLine, heading, median, pythonFiles, row, run, scratch, seconds } from './measure.mjs';

const AST_PARSE = `
import ast, json, sys, time
sources = []
for path in json.load(open(sys.argv[1])):
    with open(path, 'rb') as file: sources.append(file.read())
begun = time.perf_counter()
for source in sources:
    try: ast.parse(source)
    except (SyntaxError, ValueError): pass
print(time.perf_counter() - begun)
`;

const RUN_AND_MEASURE = `
import resource, subprocess, sys, time
begun = time.perf_counter()
result = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL)
took = time.perf_counter() - begun
assert result.returncode in (0, 1, 2), result.returncode
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, took)
`;

export async function library({ path: interpreter, version, library: folder }, rounds) {
  const list = join(scratch, 'files.json');
  const files = pythonFiles(folder);
  writeFileSync(list, JSON.stringify(files));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  heading(`Standard library of CPython ${version}: ${files.length} files, ${(bytes / 1e6).toFixed(1)} MB, median of ${rounds}`);

  const theirs = [];
  const whole = [];
  const memory = [];
  const bare = [];
  const parser = await bundled('parse-files');
  for (let round = 0; round < rounds; round += 1) {
    theirs.push(Number(run(interpreter, ['-W', 'ignore', '-c', AST_PARSE, list]).trim()));
    const [kilobytes, took] = run(interpreter, [
      '-c',
      RUN_AND_MEASURE,
      process.execPath,
      commandLine,
      'check',
      '--isolated',
      '--no-cache',
      '--format',
      'json',
      '--exit-zero',
      '--output-file',
      join(scratch, 'out.json'),
      folder,
    ])
      .trim()
      .split(' ');
    whole.push(Number(took));
    memory.push(Number(kilobytes) / 1024);
    bare.push(JSON.parse(run(process.execPath, [parser, 'python', list])));
  }
  const reference = median(theirs);
  const cold = median(bare.map(({ cold: one }) => one));
  const warm = median(bare.map(({ warm: one }) => one));
  row('CPython ast.parse', seconds(reference), '1.00 ×');
  row('Decref parse, cold process', seconds(cold), `${(cold / reference).toFixed(2)} ×   ${(bytes / 1e6 / cold).toFixed(0)} MB/s`);
  row(
    'Decref parse, warm',
    seconds(warm),
    `${(warm / reference).toFixed(2)} ×   ${(bytes / 1e6 / warm).toFixed(0)} MB/s, ${bare[0].bytesPerNode.toFixed(1)} bytes a node`,
  );
  row(
    'decref check, whole, fresh process',
    seconds(median(whole)),
    `${(median(whole) / reference).toFixed(2)} ×   ${(files.length / median(whole)).toFixed(0)} files/s`,
  );
  row('peak memory of that check', `${median(memory).toFixed(0)} MB`);
  const { findings } = JSON.parse(readFileSync(join(scratch, 'out.json'), 'utf8'));
  row('findings', findings.length);
}
