/** How long the command line takes to answer: its version, one small file; beside an empty Node. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { commandLine, folder, heading, median, milliseconds, row, times, took } from './measure.mjs';

export function start(rounds) {
  const small = join(folder('start'), 'small.py');
  writeFileSync(small, 'class Node:\n    def __init__(self):\n        self.me = self\n');
  const commands = [
    ['node, an empty program', ['-e', '0']],
    ['decref --version', [commandLine, '--version']],
    ['decref check, one small file', [commandLine, 'check', '--no-cache', '--isolated', small]],
  ];
  heading('Start of the command line');
  // side by side, so that a busy moment meets all of them
  const taken = times(rounds * 2, () => commands.map(([, args]) => took(process.execPath, args)));
  commands.forEach(([what], index) => row(what, milliseconds(median(taken.map((each) => each[index])) * 1000)));
}
