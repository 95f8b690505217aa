/** A folder of files that a test makes for itself and that is gone when it is over. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

export interface TestFolder {
  /** The address of the folder, or of a file in it. */
  uriOf(name?: string): string;
  write(name: string, text: string): void;
  /** Takes a file away; without a name the whole folder. */
  remove(name?: string): void;
}

export function makeFolder(): TestFolder {
  const path = mkdtempSync(join(tmpdir(), 'decref-test-'));
  return {
    uriOf: (name = '') => pathToFileURL(join(path, name)).href,
    write(name, text) {
      mkdirSync(dirname(join(path, name)), { recursive: true });
      writeFileSync(join(path, name), text);
    },
    remove: (name = '') => rmSync(join(path, name), { recursive: true, force: true }),
  };
}
