/** What all parts of the benchmark share: where things are, how figures are taken and printed. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

export const here = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
/** Gone when the benchmark ends. */
export const scratch = mkdtempSync(join(tmpdir(), 'decref-bench-'));
export const commandLine = join(here, 'dist/cli.js');

export const median = (numbers) => [...numbers].sort((one, other) => one - other)[numbers.length >> 1];
export const quantile = (numbers, part) =>
  [...numbers].sort((one, other) => one - other)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];
export const seconds = (value) => `${value.toFixed(2)} s`;
export const milliseconds = (value) => `${value.toFixed(value < 10 ? 2 : 1)} ms`;
export const times = (rounds, measure) => Array.from({ length: rounds }, measure);

export const heading = (text) => console.log(`\n${text}`);
export const row = (what, figure, note = '') => console.log(`  ${what.padEnd(50)} ${String(figure).padStart(12)}   ${note}`);

export function leftOut(part, reason) {
  console.log(`\nLEFT OUT: ${part}: ${reason}`);
}

/** Runs to the end; answers what it printed. */
export function run(command, args, options = {}) {
  const result = spawnSync(command, args, { encoding: 'utf8', maxBuffer: 1 << 28, ...options });
  if (result.status !== 0) throw new Error(`${command} ${args[0]} … exited ${result.status}: ${(result.stderr ?? '').slice(-2000)}`);
  return result.stdout;
}

/** Seconds that a process takes, with whatever it prints thrown away; findings are no failure. */
export function took(command, args, env = {}) {
  const begun = performance.now();
  const { status, error } = spawnSync(command, args, { stdio: 'ignore', env: { ...process.env, ...env } });
  if (error !== undefined || status === null || status > 32) throw new Error(`${command} ${args[0]} … failed: ${error ?? status}`);
  return (performance.now() - begun) / 1000;
}

/** A folder of the scratch space, made. */
export function folder(name) {
  const path = join(scratch, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A program of `test/bench` as one file that Node can run. */
export async function bundled(name) {
  const outfile = join(scratch, `${name}.mjs`);
  await build({
    entryPoints: [join(here, `test/bench/${name}.ts`)],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    loader: { '.md': 'text' },
    logLevel: 'error',
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  return outfile;
}

export const pythonFiles = (below) => filesBelow(below, '.py').filter((path) => !path.includes('site-packages'));

export function filesBelow(below, extension) {
  const found = [];
  for (const entry of readdirSync(below, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath ?? entry.path, entry.name);
    if (entry.isFile() && entry.name.endsWith(extension)) found.push(path);
  }
  return found.sort((one, other) => (one < other ? -1 : 1));
}
