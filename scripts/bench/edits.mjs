/** Keystrokes in a file of some 6,000 lines of each language, without the editor around them. */
import { readFileSync, statSync } from 'node:fs';
import { bundled, heading, leftOut, pythonFiles, row, run } from './measure.mjs';

export async function edits(found, crates) {
  const bench = await bundled('edits');
  const candidates = { python: found === null ? [] : pythonFiles(found.library), rust: crates };
  for (const [language, files] of Object.entries(candidates)) {
    const file = nearestTo(6000, files);
    if (file === null) {
      leftOut(`edits of ${language}`, 'no file of about 6,000 lines found');
      continue;
    }
    const { lines, whole, ...typed } = JSON.parse(run(process.execPath, [bench, language, file]));
    heading(`Edits of ${file.split('/').slice(-3).join('/')}, ${lines} lines`);
    const milliseconds = ({ median: middle, p95 }) => [`${middle.toFixed(2)} ms`, `p95 ${p95.toFixed(2)} ms`];
    for (const [what, taken] of Object.entries(typed)) row(`keystroke → tree, a ${what} comes or goes`, ...milliseconds(taken));
    row('the whole file read instead', ...milliseconds(whole));
  }
}

/** The file of many functions with bodies whose number of lines is nearest to one; `null` if none is within a third of it. */
function nearestTo(wanted, files) {
  let best = null;
  let least = wanted / 3;
  for (const file of files) {
    const { size } = statSync(file);
    if (size < wanted * 15 || size > wanted * 100) continue;
    const text = readFileSync(file, 'utf8');
    const off = Math.abs(text.split('\n').length - wanted);
    if (off < least && (text.match(/^\s*(?:def|(?:pub )?fn) .*[:{]$/gm)?.length ?? 0) > wanted / 60) [best, least] = [file, off];
  }
  return best;
}
