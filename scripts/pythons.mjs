/** Finds the CPythons of this machine: on PATH and under pyenv, newest first, one for each minor version from 3.8 on. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const ASK =
  "import sys, sysconfig, platform; print(sys.implementation.name, '%d.%d.%d' % sys.version_info[:3], sys.executable, sysconfig.get_paths()['stdlib'], sep='\\t')";

/** `{ version: '3.13.0', path, library }` of each; free-threaded builds and other implementations are left out. */
export function findPythons() {
  const candidates = [];
  for (let minor = 20; minor >= 8; minor -= 1) candidates.push(`python3.${minor}`);
  candidates.push('python3', 'python');
  const pyenv = process.env.PYENV_ROOT ?? join(homedir(), '.pyenv');
  const versions = join(pyenv, 'versions');
  if (existsSync(versions)) {
    for (const name of readdirSync(versions)) if (/^3\.\d+\.\d+$/.test(name)) candidates.push(join(versions, name, 'bin/python'));
  }
  const found = new Map();
  for (const candidate of candidates) {
    const answer = spawnSync(candidate, ['-c', ASK], { encoding: 'utf8', timeout: 20_000 });
    if (answer.status !== 0) continue;
    const [name, version, path, library] = answer.stdout.trim().split('\t');
    const [, minor] = version.split('.').map(Number);
    if (name !== 'cpython' || minor < 8) continue;
    if (!found.has(minor)) found.set(minor, { version, path, library });
  }
  return [...found.entries()].sort(([one], [other]) => other - one).map(([, python]) => python);
}

export const newestPython = () => findPythons()[0] ?? null;
