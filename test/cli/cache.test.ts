/** What was checked is not checked again, and nothing but time depends on it. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { cacheFolder, diskCache } from '../../server/src/cli/disk-cache.ts';
import type { CacheStore, Checker } from '../../server/src/cli/world.ts';
import { decref, wordsIn, type Given } from './world.ts';

const files = { 'a.py': 'bad\n', 'b.py': 'fine\n', 'decref.toml': '' };
const texts = new Map<string, string>();

/** A store in memory, a checker that notes what it is asked, and a run with both. */
function setUp() {
  texts.clear();
  const digest = diskCache('/nowhere')?.digest;
  const store: CacheStore = {
    read: (name) => texts.get(name) ?? null,
    write: (name, text) => void texts.set(name, text),
    digest: digest ?? (() => ''),
  };
  let asked: string[] = [];
  const check: Checker = (snapshot, path) => {
    asked.push(path);
    const document = snapshot.document(path);
    return { path, crashes: [], broken: [], findings: document === undefined ? [] : wordsIn(document) };
  };
  return async (given: Partial<Given> = {}, args: readonly string[] = ['check']) => {
    asked = [];
    const { code, output } = await decref(args, { files, check, cache: store, ...given });
    return { code, said: output.replaceAll(/\d\.\d\d s/g, 'time'), asked: asked.map((path) => path.replace('/w/', '')) };
  };
}

describe('the second run', () => {
  test('over the same files analyses none and says the same', async () => {
    const run = setUp();
    const first = await run();
    expect(first.asked).toEqual(['a.py', 'b.py']);
    expect(first.code).toBe(1);
    expect(await run()).toEqual({ ...first, asked: [] });
  });

  test('analyses what has changed, and only that', async () => {
    const run = setUp();
    await run();
    expect((await run({ files: { ...files, 'b.py': 'sad\n' } })).asked).toEqual(['b.py']);
    // moved back: known from before
    expect((await run()).asked).toEqual([]);
  });

  test.each<[string, Partial<Given>, readonly string[]]>([
    ['settings', { files: { ...files, 'decref.toml': 'ignore = ["RC501"]\n' } }, ['check']],
    ['the target version', { files: { ...files, 'decref.toml': 'python = "3.9"\n' } }, ['check']],
    ['Decref itself', { build: 'another' }, ['check']],
    ['what is shown of a finding', {}, ['check', '--format', 'concise']],
    ['`--no-cache`', {}, ['check', '--no-cache']],
    ['fixes', {}, ['check', '--diff']],
  ])('analyses all when it differs in %s', async (_, given, args) => {
    const run = setUp();
    await run();
    expect(new Set((await run(given, args)).asked)).toEqual(new Set(['a.py', 'b.py']));
  });
});

describe('a store', () => {
  test.each<[string, (text: string) => string]>([
    ['cut short', (text) => text.slice(0, -20)],
    ['with a flipped character', (text) => text.replace('RC101', 'RC102')],
    ['that is empty', () => ''],
    ['of another form', () => '{"version": 1}'],
  ])('%s is as good as none', async (_, damage) => {
    const run = setUp();
    const first = await run();
    for (const [name, text] of texts) texts.set(name, damage(text));
    expect(await run()).toEqual(first);
    expect((await run()).asked).toEqual([]);
  });

  test('keeps no file that could not be read', async () => {
    const run = setUp();
    const broken = { files: { ...files, 'b.py': new Uint8Array([0x80]) } };
    await run(broken);
    const again = await run(broken);
    expect(again.asked).toEqual([]);
    expect(again.code).toBe(2);
  });
});

describe('on disk', () => {
  const folder = mkdtempSync(join(tmpdir(), 'decref-cache-'));

  test('is read back, swept by age and size, and never fails', () => {
    const store = diskCache(join(folder, 'deep/er'));
    store?.write('x', 'text');
    expect(store?.read('x')).toBe('text');
    expect(store?.read('y')).toBe(null);
    expect(readdirSync(join(folder, 'deep/er'))).toEqual(['x.json']);
    // a file stands where the folder should be
    writeFileSync(join(folder, 'file'), '');
    const refused = diskCache(join(folder, 'file'));
    refused?.write('x', 'text');
    expect(refused?.read('x')).toBe(null);
    rmSync(folder, { recursive: true });
  });

  test('lies in the cache folder of the person', () => {
    expect(cacheFolder({ DECREF_CACHE_DIR: '/c' }, 'linux')).toBe('/c');
    expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(join('/x', 'decref'));
    expect(cacheFolder({ LOCALAPPDATA: '/l' }, 'win32')).toBe(join('/l', 'decref'));
    expect(cacheFolder({}, 'darwin')).toMatch(/Library.Caches.decref$/);
  });
});
