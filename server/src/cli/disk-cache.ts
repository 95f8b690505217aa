/** Where the results of `check` are kept: one file a store in the person's cache folder, old and many ones swept away. */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { CacheStore } from './world.ts';

/** Stores are dropped after so many milliseconds without use, and the oldest when they hold so many bytes together. */
const LONGEST = 30 * 24 * 3600e3;
const MOST_BYTES = 256e6;

/** `DECREF_CACHE_DIR`, else `decref` in the cache folder of the system; `null` where there is no home. */
export function cacheFolder(environment: Readonly<Record<string, string | undefined>>, platform: string): string | null {
  const own = environment['DECREF_CACHE_DIR'];
  if (own !== undefined && own !== '') return own;
  const home = homeFolder();
  const base =
    platform === 'win32'
      ? environment['LOCALAPPDATA']
      : platform === 'darwin'
        ? home && join(home, 'Library/Caches')
        : environment['XDG_CACHE_HOME'] || (home && join(home, '.cache'));
  return base ? join(base, 'decref') : null;
}

function homeFolder(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

export function diskCache(folder: string | null): CacheStore | null {
  if (folder === null) return null;
  const fileOf = (name: string): string => join(folder, `${name}.json`);
  return {
    read: (name) => attempt(() => readFileSync(fileOf(name), 'utf8')),
    write(name, text) {
      // whole or not at all, so that a run beside this one never reads a part
      const temporary = join(folder, `${name}.${process.pid}.tmp`);
      attempt(() => {
        mkdirSync(folder, { recursive: true });
        writeFileSync(temporary, text);
        renameSync(temporary, fileOf(name));
      });
      attempt(() => rmSync(temporary, { force: true }));
      sweep(folder);
    },
    digest(parts) {
      const digest = createHash('sha1');
      for (const part of parts) digest.update(part);
      return digest.digest('hex');
    },
  };
}

function sweep(folder: string): void {
  const files = (attempt(() => readdirSync(folder)) ?? [])
    .filter((name) => /\.(json|tmp)$/.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      const stat = attempt(() => statSync(path));
      return stat === null ? [] : [{ path, size: stat.size, time: stat.mtimeMs }];
    })
    .sort((one, other) => other.time - one.time);
  let bytes = 0;
  for (const { path, size, time } of files) {
    bytes += size;
    if (bytes > MOST_BYTES || Date.now() - time > LONGEST) attempt(() => rmSync(path, { force: true }));
  }
}

function attempt<Result>(action: () => Result): Result | null {
  try {
    return action();
  } catch {
    return null;
  }
}
