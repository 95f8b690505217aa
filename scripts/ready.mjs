/** Whether the work may be handed over: a clean tree, nothing to bless, checks and tests, and still a clean tree. */
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

const steps = [
  { name: 'the tree is clean', step: clean },
  { name: 'build', step: () => run('build') },
  { name: 'bless', step: () => run('bless') },
  { name: 'nothing was left to bless', step: clean },
  { name: 'test', step: () => run('test') },
  { name: 'the tests left nothing behind', step: clean },
];

for (const { name, step } of steps) {
  console.log(`\n── ${name}`);
  if (!step()) {
    console.error(`not ready: ${name}`);
    process.exit(1);
  }
}
console.log('\nready');

function run(script) {
  return spawnSync(npm, ['run', script, '--silent'], { cwd: root, stdio: 'inherit' }).status === 0;
}

function clean() {
  const { stdout, status } = spawnSync('git', ['status', '--porcelain'], { cwd: root, encoding: 'utf8' });
  if (stdout !== '') console.error(stdout);
  return status === 0 && stdout === '';
}
