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

/** What a file has to do with others. */
export interface Surroundings {
  readonly paths: readonly string[];
  /** Equal only where all that is told about those paths is. */
  readonly digest: string;
  readonly neighbours: Neighbours;
}

/**
 * By path; `walked`: folders whose files are all among `files`. `memory`: where the answer is kept for a run over the very same files. `onScan`: called before
 * all files are read, which takes a while.
 */
export async function neighboursOfRun(
  files: readonly FoundFile[],
  walked: readonly string[],
  configurations: Configurations,
  host: Host,
  memory: { readonly store: CacheStore; readonly name: string; readonly contents: Contents } | null = null,
  onScan: () => void = () => {},
): Promise<ReadonlyMap<string, Surroundings>> {
  const targets = files.filter(({ path, format }) => format === 'python' && /\.pyi?$/.test(path));
  const all = new Map(targets.map((file) => [file.path, file]));
  const roots = new Set(targets.flatMap(({ configuration: { file, settings } }) => (file === null ? [] : [settings.root])));
  const rest = [...roots].filter((root) => root !== '' && !walked.some((folder) => isWithin(folder, root)));
  if (targets.length > 0 && rest.length > 0)
    for (const file of (await discover(host, rest, configurations)).files) if (file.format === 'python') all.set(file.path, file);
  if (all.size < 2) return new Map();
  if (memory === null) {
    onScan();
    return new Map(
      [...(await lookAround(targets, all, host))].map(([path, around]) => [path, { paths: around.paths, digest: '', neighbours: around }]),
    );
  }
  const { store, name, contents } = memory;
  const state: string[] = [];
  for (const { path, configuration } of all.values())
    state.push(path, await contents.of(path), configuration.settings.root, String(configuration.maxFileBytes));
  for (const { path } of targets) state.push(path);
  const key = store.digest([state.join('\0')]);
  const known = readKept(store, name, key);
  if (known !== null) return known;
  onScan();
  const lines = linesOf(await lookAround(targets, all, host), store);
  const body = lines.join('\n');
  store.write(name, `${key}\n${store.digest([body])}\n${body}`);
  return surroundingsIn(lines);
}

/** `null` for what was kept of other files, or is damaged. */
function readKept(store: CacheStore, name: string, key: string): ReadonlyMap<string, Surroundings> | null {
  const text = store.read(name) ?? '';
  const [first, digest = ''] = text.split('\n', 2);
  const body = text.slice(first.length + digest.length + 2);
  return first === key && store.digest([body]) === digest ? surroundingsIn(body.split('\n')) : null;
}

/** Paths by their place among those of the first line. */
type KeptImporter = readonly [path: number, modules: readonly string[], indirect: boolean];
type KeptLinks = readonly [path: number, imports: readonly (readonly [module: string, path: number])[], importers: readonly KeptImporter[]];

/** All paths in the first line; then for each file its path and those around it, a digest of what is told about them, and that. */
function linesOf(around: ReadonlyMap<string, Neighbours>, store: CacheStore): string[] {
  const places = new Map<string, number>();
  const placeOf = (path: string): number => {
    let place = places.get(path);
    if (place === undefined) places.set(path, (place = places.size));
    return place;
  };
  const lines: string[] = [];
  for (const [path, { paths, links }] of around) {
    const told = JSON.stringify([...links].map(([other, { imports, importers }]) => [other, [...imports], importers]));
    const kept = [...links].map(([other, { imports, importers }]): KeptLinks => [
      placeOf(other),
      [...imports].map(([module, target]) => [module, placeOf(target)] as const),
      importers.map((importer): KeptImporter => [placeOf(importer.path), importer.modules, importer.indirect]),
    ]);
    lines.push([path, ...paths].map(placeOf).join(' '), store.digest([told]), JSON.stringify(kept));
  }
  return [JSON.stringify([...places.keys()]), ...lines];
}

/** What is told about the paths around a file is read when somebody wants to know. */
function surroundingsIn([first, ...lines]: readonly string[]): ReadonlyMap<string, Surroundings> {
  const all = JSON.parse(first) as readonly string[];
  const found = new Map<string, Surroundings>();
  for (let at = 0; at + 2 < lines.length; at += 3) {
    const [path, ...paths] = lines[at].split(' ').map((place) => all[Number(place)]);
    let neighbours: Neighbours | undefined;
    found.set(path, {
      paths,
      digest: lines[at + 1],
      get neighbours() {
        return (neighbours ??= { paths, links: linksIn(all, lines[at + 2]) });
      },
    });
  }
  return found;
}

const linksIn = (all: readonly string[], text: string): ReadonlyMap<string, Links> =>
  new Map(
    (JSON.parse(text) as readonly KeptLinks[]).map(([place, imports, importers]) => [
      all[place],
      {
        imports: new Map(imports.map(([module, path]) => [module, all[path]])),
        importers: importers.map(([path, modules, indirect]) => ({ path: all[path], modules, indirect })),
      },
    ]),
  );

async function lookAround(
  targets: readonly FoundFile[],
  all: ReadonlyMap<string, FoundFile>,
  host: Host,
): Promise<ReadonlyMap<string, Neighbours>> {
  const outlines = new Map<string, Outline>();
  /** What there is room for is not read twice. */
  const texts = new Map<string, string>();
  let room = 16e6;
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
