/**
 * The tree of every file of some crates, PyO3 among them, equals what syn makes of it; no file of theirs is not understood.
 *
 * Asks cargo, which brings the crates and builds the oracle outside the repository. Where there is no cargo, or it cannot reach
 * its registry, this says so and proves nothing.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parseRust } from '../../server/src/syntax/rust/parse.ts';
import { compare, readOracle } from './rust-oracle.ts';

const MINUTES = 60_000;
const manifest = fileURLToPath(new URL('rust-oracle/Cargo.toml', import.meta.url));
const target = join(tmpdir(), 'decref-rust-oracle');

function cargo(...args: string[]): { readonly output: string; readonly problem: string } {
  const run = spawnSync('cargo', [...args, '--manifest-path', manifest], {
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...process.env, CARGO_TARGET_DIR: target },
  });
  return { output: run.stdout ?? '', problem: run.error?.message ?? (run.status === 0 ? '' : run.stderr) };
}

/** The Rust files of all crates that the oracle's manifest names, but for those that are meant not to compile. */
function crateFiles(): string[] {
  const { packages } = JSON.parse(cargo('metadata', '--format-version', '1').output) as { packages: { manifest_path: string }[] };
  return packages.flatMap(({ manifest_path: path }) => {
    const folder = dirname(path);
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.rs') && !/(^|\/)(ui|compile-fail|trybuild)\//.test(name))
      .map((name) => join(folder, name));
  });
}

function* batches(files: readonly string[], size: number): Generator<readonly string[]> {
  for (let at = 0; at < files.length; at += size) yield files.slice(at, at + size);
}

mkdirSync(target, { recursive: true });
const build = cargo('build', '--release', '--quiet');
const program = join(target, 'release', process.platform === 'win32' ? 'rust-oracle.exe' : 'rust-oracle');
const ready = build.problem === '' && existsSync(program);
if (!ready) console.warn(`rust-oracle: NOT COMPARED WITH SYN, since cargo cannot build the oracle: ${build.problem.slice(0, 500)}`);

test.skipIf(!ready)('our tree is that of syn', { timeout: 10 * MINUTES }, () => {
  const differing: string[] = [];
  const notUnderstood: string[] = [];
  let lines = 0;
  for (const batch of batches(crateFiles(), 100)) {
    const { stdout } = spawnSync(program, { input: batch.join('\n'), encoding: 'utf8', maxBuffer: 1 << 30 });
    for (const [path, oracle] of readOracle(stdout)) {
      if (oracle === null) continue;
      const tree = parseRust(readFileSync(path, 'utf8'));
      if (tree.errors > 0) notUnderstood.push(path);
      const { missing, extra } = compare(tree, oracle);
      if (missing.length + extra.length > 0)
        differing.push(`${path}: only syn has ${missing.slice(0, 3).join('; ')}; only we have ${extra.slice(0, 3).join('; ')}`);
      lines += oracle.length;
    }
  }
  expect(notUnderstood).toEqual([]);
  expect(differing).toEqual([]);
  // fewer would mean that the crates were not found
  expect(lines).toBeGreaterThan(500_000);
});
