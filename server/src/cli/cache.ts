/**
 * Results of earlier runs of `check`: a unit whose files, settings and version are the same is not analysed again.
 *
 * Keyed by content, so a clock that jumps or a file that is copied misleads nobody. One store for each folder that Decref is run in. A store
 * that is missing, damaged, unreadable or of another version is an empty one; one that cannot be written is not written; of
 * runs at the same time the last to end has its store kept. Nothing here ever fails a run.
 */
import type { Settings } from '../base/settings.ts';
import { failed, type Host } from '../project/host.ts';
import type { Crate } from '../project/snapshot.ts';
import type { FileResult, Orders, Unit } from './examine.ts';
import type { Reported } from './placed.ts';
import type { Surroundings } from './project.ts';
import type { CacheStore } from './world.ts';

export interface Cache {
  /** The results of a unit, if it was examined before as it is now. */
  known(unit: Unit): Promise<readonly FileResult[] | null>;
  /** Keeps the results of a unit that was asked for before. */
  keep(unit: Unit, results: readonly FileResult[]): void;
  /** Writes the store, if anything is new. */
  save(): void;
}

/** What stands in the files of a run, each read and digested once. */
export interface Contents {
  /** '' for a file that cannot be read. */
  of(path: string): Promise<string>;
  /** In bytes; 0 for a file that cannot be read. */
  size(path: string): Promise<number>;
}

export function contentsOf(store: CacheStore, host: Host): Contents {
  const known = new Map<string, { readonly digest: string; readonly size: number }>();
  const read = async (path: string): Promise<{ readonly digest: string; readonly size: number }> => {
    let content = known.get(path);
    if (content === undefined) {
      const bytes = await host.read(path);
      known.set(path, (content = failed(bytes) ? { digest: '', size: 0 } : { digest: store.digest([bytes]), size: bytes.length }));
    }
    return content;
  };
  return { of: async (path) => (await read(path)).digest, size: async (path) => (await read(path)).size };
}

/** What was reported for each target of a unit; 0 when it was nothing. */
type Entry = 0 | readonly (readonly Reported[])[];

/** A store is cut to so many entries and characters, those of the last run first. */
const MOST_ENTRIES = 50_000;
const MOST_CHARACTERS = 32e6;

/** By the path of a unit's file. */
type Around = ReadonlyMap<string, Surroundings>;

/** `build`: names the code that judges; results of another build are never used. */
export function openCache(store: CacheStore, orders: Orders, build: string, contents: Contents, around: Around): Cache {
  const name = store.digest([build, orders.folder]);
  const entries = readStore(store, name);
  const used = new Map<string, Entry>();
  const keys = new Map<Unit, string>();
  const circumstances = orders.settings.map((settings) =>
    [build, orders.folder, String(orders.excerpts), settingsText(settings)].join('\n'),
  );
  let isNew = false;
  return {
    async known(unit) {
      const key = await keyOf(unit, store, circumstances, contents, around);
      if (key === null) return null;
      keys.set(unit, key);
      const entry = entries.get(key);
      if (entry === undefined || (entry !== 0 && entry.length !== unit.targets.length)) return null;
      used.set(key, entry);
      return unit.targets.map(({ index, path }, position) => ({
        index,
        path,
        reported: entry === 0 ? [] : entry[position],
        problems: [],
        fixed: 0,
        change: null,
      }));
    },
    keep(unit, results) {
      const key = keys.get(unit);
      // a problem is said anew each time
      if (key === undefined || results.some(({ problems }) => problems.length > 0)) return;
      const byPath = new Map(results.map(({ path, reported }) => [path, reported]));
      const reported = unit.targets.map(({ path }) => byPath.get(path) ?? []);
      used.set(key, reported.every((some) => some.length === 0) ? 0 : reported);
      isNew = true;
    },
    save() {
      if (isNew) store.write(name, storeText(store, used, entries));
    },
  };
}

/** `null` where a file cannot be read or is too large: those are examined, and complained about, each time. */
async function keyOf(
  unit: Unit,
  store: CacheStore,
  circumstances: readonly string[],
  contents: Contents,
  around: Around,
): Promise<string | null> {
  const parts: (string | Uint8Array)[] = [crateText(unit.crate)];
  const seen = new Set<string>();
  for (const { path, format, settings, maxBytes, text } of unit.targets) {
    if (text !== undefined) return null;
    const content = await contents.of(path);
    if (content === '' || (await contents.size(path)) > maxBytes) return null;
    seen.add(path);
    parts.push(`\0${circumstances[settings]}\0${path}\0${format}\0${maxBytes}\0${content}\0`);
  }
  for (const path of unit.crate?.paths ?? []) {
    if (seen.has(path)) continue;
    parts.push(`\0${path}\0${await contents.of(path)}\0`);
  }
  const { paths, digest } = around.get(unit.targets[0].path) ?? nothingAround;
  parts.push(digest);
  for (const path of paths) parts.push(`\0${path}\0${await contents.of(path)}`);
  return store.digest(parts);
}

const nothingAround = { paths: [], digest: '' };

const crateText = (crate: Crate | null): string => JSON.stringify(crate, plain);
const settingsText = (settings: Settings): string => JSON.stringify(settings, plain);

/** Maps and sets as lists, so that nothing in them is overlooked. */
function plain(_key: string, value: unknown): unknown {
  return value instanceof Map || value instanceof Set ? [...value] : value;
}

function readStore(store: CacheStore, name: string): ReadonlyMap<string, Entry> {
  const text = store.read(name);
  if (text === null) return new Map();
  const end = text.indexOf('\n');
  const body = text.slice(end + 1);
  if (end === -1 || store.digest([body]) !== text.slice(0, end)) return new Map();
  try {
    return new Map(JSON.parse(body) as [string, Entry][]);
  } catch {
    return new Map();
  }
}

/** A digest in the first line, then the entries: those of this run, then former ones while there is room. */
function storeText(store: CacheStore, used: ReadonlyMap<string, Entry>, former: ReadonlyMap<string, Entry>): string {
  const lines: string[] = [];
  let characters = 0;
  for (const [key, entry] of [...used, ...[...former].filter(([key]) => !used.has(key))]) {
    const line = JSON.stringify([key, entry]);
    characters += line.length + 1;
    if (lines.length >= MOST_ENTRIES || characters > MOST_CHARACTERS) break;
    lines.push(line);
  }
  const body = `[${lines.join(',\n')}]`;
  return `${store.digest([body])}\n${body}`;
}
