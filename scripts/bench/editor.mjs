/** One module of five thousand lines in the built server, over stdio as an editor speaks to it. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { longModule } from './long-module.mjs';
import { folder as folderOf, heading, here, leftOut, median, milliseconds, quantile, row } from './measure.mjs';
import { LanguageSession } from './session.mjs';

const server = join(here, 'dist/server.cjs');
const command = [process.execPath, server, '--stdio'];
/** Keystrokes that are counted, and those before them that warm up. */
const COUNTED = 200;
const WARM_UP = 60;
/** Edits after which the memory of the server is looked at again. */
const MANY_EDITS = 1000;

export async function editor(rounds) {
  if (!existsSync(server)) return leftOut('editor', 'no built server');
  const folder = folderOf('editor');
  const file = join(folder, 'module.py');
  const text = longModule(5000);
  writeFileSync(file, text);
  heading(`One module of ${text.split('\n').length} lines over the protocol`);
  const starts = [];
  for (let round = 0; round < rounds; round += 1) {
    const begun = performance.now();
    const session = await LanguageSession.start(command, folder);
    await session.open(file, text);
    await session.diagnostics();
    starts.push(performance.now() - begun);
    await session.stop();
  }
  row('server start → first diagnostics', milliseconds(median(starts)));
  const session = await LanguageSession.start(command, folder);
  await session.open(file, text);
  await session.diagnostics();
  for (const [what, typed] of [
    ['a letter that leaves valid text', 'x'],
    ['a bracket that breaks it', '('],
  ]) {
    const taken = await keystrokes(session, text, typed, COUNTED);
    row(`keystroke → diagnostics, ${what}`, milliseconds(median(taken)), `p95 ${milliseconds(quantile(taken, 0.95))}`);
  }
  const places = names(text);
  const hovers = [];
  for (let turn = 0; turn < 300; turn += 1) hovers.push(await session.hover(...places[(turn * 7919) % places.length]));
  hovers.splice(0, 20);
  row('hover on names all over the file', milliseconds(median(hovers)), `p95 ${milliseconds(quantile(hovers, 0.95))}`);
  const before = residentMemory(session);
  await keystrokes(session, text, 'x', MANY_EDITS);
  const after = residentMemory(session);
  if (before === null || after === null) leftOut('memory of the server', 'the system does not tell');
  else row(`memory of the server after ${MANY_EDITS} more edits`, `${after.toFixed(0)} MB`, `before them ${before.toFixed(0)} MB`);
  await session.stop();
}

/** Milliseconds from a keystroke to its diagnostics, typed behind names in functions all over the text and taken back. */
export async function keystrokes(session, text, typed, count) {
  const lines = text.split('\n');
  const targets = lines.flatMap((line, index) => (/^ {8,}\w+ = .*\w$/.test(line) && !/["'#]/.test(line) ? [index] : []));
  const taken = [];
  for (let turn = 0; turn < (WARM_UP + count) / 2; turn += 1) {
    const line = targets[(turn * 7919) % targets.length];
    taken.push(await session.edit(line, lines[line].length, 0, typed));
    taken.push(await session.edit(line, lines[line].length, typed.length, ''));
  }
  return taken.slice(WARM_UP);
}

/** Line and character of each name, from 0. */
function names(text) {
  return text.split('\n').flatMap((line, index) => [...line.matchAll(/[a-z_]\w+/g)].map((match) => [index, match.index + 1]));
}

/** Megabytes; `null` where there is no `/proc`. */
function residentMemory({ child }) {
  try {
    return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))[1]) / 1024;
  } catch {
    return null;
  }
}
