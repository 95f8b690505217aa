/**
 * What the Python files of a run have to do with each other and with the rest of their projects.
 *
 * A project is the folder of a configuration file; where there is none, it is the files of the run. All its files are scanned, none is parsed.
 */
import type { Configurations } from '../project/configuration.ts';
import { discover, type FoundFile } from '../project/discover.ts';
import { failed, type Host } from '../project/host.ts';
import type { Universe } from '../project/imports.ts';
import { linkTable, type Links } from '../project/links.ts';
import { neighboursOf, outlineOf, type Neighbours, type Outline } from '../project/neighbours.ts';
import { isWithin } from '../project/paths.ts';
import type { Contents } from './cache.ts';
import type { CacheStore } from './world.ts';

/** By path; `walked`: folders whose files are all among `files`. `memory`: where the answer is kept for a run over the very same files. */
export async function neighboursOfRun(
  files: readonly FoundFile[],
  walked: readonly string[],
  configurations: Configurations,
  host: Host,
  memory: { readonly store: CacheStore; readonly name: string; readonly contents: Contents } | null = null,
): Promise<ReadonlyMap<string, Neighbours>> {
  const targets = files.filter(({ path, format }) => format === 'python' && /\.pyi?$/.test(path));
  const all = new Map(targets.map((file) => [file.path, file]));
  const roots = new Set(targets.flatMap(({ configuration: { file, settings } }) => (file === null ? [] : [settings.root])));
  const rest = [...roots].filter((root) => root !== '' && !walked.some((folder) => isWithin(folder, root)));
  if (targets.length > 0 && rest.length > 0)
    for (const file of (await discover(host, rest, configurations)).files) if (file.format === 'python') all.set(file.path, file);
  if (all.size < 2) return new Map();
  if (memory === null) return lookAround(targets, all, host);
  const { store, name, contents } = memory;
  const state: string[] = [];
  for (const { path, configuration } of all.values())
    state.push(path, await contents.of(path), configuration.settings.root, String(configuration.maxFileBytes));
  for (const { path } of targets) state.push(path);
  const key = store.digest([state.join('\0')]);
  const known = readKept(store.read(name), key);
  if (known !== null) return known;
  const found = await lookAround(targets, all, host);
  store.write(name, `${key}\n${JSON.stringify([...found].map(([path, around]) => [path, around.paths, [...around.links].map(listed)]))}`);
  return found;
}

type Kept = readonly [path: string, paths: readonly string[], links: readonly ReturnType<typeof listed>[]];

const listed = ([path, { imports, importers }]: readonly [string, Links]) => [path, [...imports], importers] as const;

/** `null` for what was kept of other files, or is damaged. */
function readKept(text: string | null, key: string): ReadonlyMap<string, Neighbours> | null {
  if (text === null || text.slice(0, text.indexOf('\n')) !== key) return null;
  try {
    return new Map(
      (JSON.parse(text.slice(key.length + 1)) as Kept[]).map(([path, paths, links]) => [
        path,
        { paths, links: new Map(links.map(([other, imports, importers]) => [other, { imports: new Map(imports), importers }])) },
      ]),
    );
  } catch {
    return null;
  }
}

async function lookAround(
  targets: readonly FoundFile[],
  all: ReadonlyMap<string, FoundFile>,
  host: Host,
): Promise<ReadonlyMap<string, Neighbours>> {
  const outlines = new Map<string, Outline>();
  /** What there is room for is not read twice. */
  const texts = new Map<string, string>();
  let room = 64e6;
  for (const { path, configuration } of all.values()) {
    const text = await textOf(host, path, configuration.maxFileBytes);
    if (text === null) continue;
    outlines.set(path, outlineOf(text));
    room -= text.length;
    if (room > 0) texts.set(path, text);
  }
  const elsewhere = { root: '' };
  const universe: Universe = { paths: [...outlines.keys()], settings: (path) => all.get(path)?.configuration.settings ?? elsewhere };
  const links = linkTable(universe);
  for (const [path, { imports }] of outlines) links.set(path, imports);
  return neighboursOf(
    targets.map(({ path }) => path),
    outlines,
    links,
    async (path) => texts.get(path) ?? textOf(host, path, Infinity),
  );
}

/** What is no UTF-8 in it comes out as marks that no name holds. */
async function textOf(host: Host, path: string, most: number): Promise<string | null> {
  const bytes = await host.read(path);
  return failed(bytes) || bytes.length > most ? null : utf8.decode(bytes);
}

const utf8 = new TextDecoder();
