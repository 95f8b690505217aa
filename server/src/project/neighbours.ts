/**
 * Which other files the analysis of a Python file may ask: those that it imports, and those that import it and could change what it keeps.
 *
 * Found from outlines, which are read from the texts alone, so that a project of thousands of files costs a scan and not a parse. Whoever has the
 * outlines reads the files that are named here and puts them into the snapshot.
 */
import { apart, noLinks, scanImports, type Links, type LinkTable } from './links.ts';
import { isTestPath, nameOfPath } from './paths.ts';

/** What a text says at first glance. */
export interface Outline {
  /** The modules that its imports name, and of these the ones that classes are imported from. */
  readonly imports: readonly string[];
  readonly ofClasses: readonly string[];
  /** Names that are given a new container where other files may reach it. */
  readonly kept: readonly string[];
}

/** The files that a file has to do with, and what it may know of them. */
export interface Neighbours {
  /** Ordered, without the file itself. */
  readonly paths: readonly string[];
  readonly links: ReadonlyMap<string, Links>;
}

const container = String.raw`[ \t]*(?::[^=\n]*)?=[ \t]*(?:[[{]|(?:\w+\.)*(?:dict|list|set|defaultdict|OrderedDict|deque|Counter|UserDict|UserList)\()`;
const ofModuleOrClass = new RegExp(String.raw`^(?: {1,4}|\t)?(\w+)${container}`, 'gm');
const ofObject = new RegExp(String.raw`\bself\.(\w+)${container}`, 'g');
const keepsObject = /^\w+[ \t]*(?::[^=\n]*)?=[ \t]*[A-Za-z_]\w*\(/m;

export function outlineOf(text: string): Outline {
  const kept = new Set<string>();
  for (const [, name] of text.matchAll(ofModuleOrClass)) kept.add(name);
  if (keepsObject.test(text)) for (const [, name] of text.matchAll(ofObject)) kept.add(name);
  const { modules, ofClasses } = scanImports(text);
  return { imports: modules, ofClasses, kept: [...kept].map(apart) };
}

/**
 * The outline of a text, from that of the text before an edit: where the lines that changed can say nothing of the kind, it says the same.
 * Equal to `outlineOf` of the text.
 */
export function outlineAfter(before: { readonly text: string; readonly outline: Outline }, text: string): Outline {
  const most = Math.min(before.text.length, text.length);
  let same = 0;
  while (same + CHUNK <= most && before.text.startsWith(text.slice(same, same + CHUNK), same)) same += CHUNK;
  while (same < most && before.text.charCodeAt(same) === text.charCodeAt(same)) same += 1;
  let rest = 0;
  while (
    rest + CHUNK <= most - same &&
    before.text.endsWith(text.slice(text.length - rest - CHUNK, text.length - rest), before.text.length - rest)
  )
    rest += CHUNK;
  while (rest < most - same && before.text.charCodeAt(before.text.length - rest - 1) === text.charCodeAt(text.length - rest - 1)) rest += 1;
  const start = same === 0 ? 0 : text.lastIndexOf('\n', same - 1) + 1;
  const isSilent = (whole: string): boolean => {
    const end = whole.indexOf('\n', whole.length - rest);
    const lines = whole.slice(start, end === -1 ? whole.length : end);
    return lines.length < CHUNK && !tellsAnything.test(lines);
  };
  if (!isSilent(before.text) || !isSilent(text) || mayBeInImport(text, start)) return outlineOf(text);
  // another object: what is known of the mentions in a text goes by it
  return { ...before.outline };
}

const CHUNK = 4096;
const tellsAnything = new RegExp(String.raw`import|from|\._*[A-Z]|^\w+[ \t]*(?::[^=\n]*)?=|${container}`, 'm');

/** Whether a line may go on with the names of an import above it. */
function mayBeInImport(text: string, start: number): boolean {
  const statement = text.lastIndexOf('import', start);
  if (statement === -1) return false;
  const between = text.slice(statement, start);
  return (
    !between.includes('\n') || (between.includes('(') && !between.includes(')')) || between.endsWith('\\\n') || between.endsWith('\\\r\n')
  );
}

/** The text of a file of the project; `null` where it cannot be had. */
export type ReadText = (path: string) => Promise<string | null>;

/** Whether a text mentions a name: asked of each outline once. */
const mentions = new WeakMap<Outline, Map<string, boolean>>();

/** By path; none for a file that has to do with no other. Those of many files together are found with the fewest reads. */
export async function neighboursOf(
  paths: readonly string[],
  outlines: Outlines,
  { of, importsOf }: LinkTable,
  read: ReadText,
): Promise<ReadonlyMap<string, Neighbours>> {
  const known = new Map(
    paths.map((path) => {
      const links = namesOf(outlines, path).length > 0 ? of(path) : { ...noLinks, imports: importsOf(path) };
      return [path, { ...links, importers: links.importers.filter((importer) => !isTestPath(importer.path)) }];
    }),
  );
  await lookForNames(outlines, known, read);
  const found = new Map<string, Neighbours>();
  for (const [path, own] of known) {
    const importers = own.importers.filter((importer) => mayChange(outlines, path, importer.path));
    const wanted = (outlines.get(path)?.ofClasses ?? []).flatMap((module) => own.imports.get(module) ?? []);
    const around = neighbourhood(path, { imports: own.imports, importers }, wanted, importsOf);
    if (around.paths.length > 0) found.set(path, around);
  }
  return found;
}

/** By path. */
export type Outlines = Pick<ReadonlyMap<string, Outline>, 'get'>;

const namesOf = (outlines: Outlines, path: string): readonly string[] => outlines.get(path)?.kept ?? [];

function mayChange(outlines: Outlines, path: string, importer: string): boolean {
  const outline = outlines.get(importer);
  const known = outline === undefined ? undefined : mentions.get(outline);
  return namesOf(outlines, path).some((name) => known?.get(name) === true);
}

/** Reads each importer once, for all names that it is asked about. */
async function lookForNames(outlines: Outlines, links: ReadonlyMap<string, Links>, read: ReadText): Promise<void> {
  const asked = new Map<string, Set<string>>();
  for (const [path, { importers }] of links) {
    const names = namesOf(outlines, path);
    if (names.length === 0) continue;
    for (const importer of importers) {
      const outline = outlines.get(importer.path);
      const known = outline === undefined ? undefined : mentions.get(outline);
      for (const name of names) {
        if (known?.has(name) === true) continue;
        let wanted = asked.get(importer.path);
        if (wanted === undefined) asked.set(importer.path, (wanted = new Set()));
        wanted.add(name);
      }
    }
  }
  for (const [path, names] of asked) {
    const outline = outlines.get(path);
    if (outline === undefined) continue;
    const text = (await read(path)) ?? '';
    let known = mentions.get(outline);
    if (known === undefined) mentions.set(outline, (known = new Map()));
    const mayHold = windowsOf(text);
    for (const name of names) known.set(name, mayHold(name) && text.includes(name));
  }
}

/** Three characters each, as bits: filled for one text after another. */
const windows = new Uint32Array(1 << 11);
const windowAt = (text: string, at: number): number =>
  ((text.charCodeAt(at) << 10) ^ (text.charCodeAt(at + 1) << 5) ^ text.charCodeAt(at + 2)) & 0xffff;

/** Tells most names that a text does not hold at a glance, at the cost of one look at the text; valid until the next text is asked about. */
function windowsOf(text: string): (name: string) => boolean {
  windows.fill(0);
  for (let at = 0, stop = text.length - 2; at < stop; at += 1) {
    const window = windowAt(text, at);
    windows[window >>> 5] |= 1 << (window & 31);
  }
  return (name) => {
    for (let at = 0; at < name.length - 2; at += 1) {
      const window = windowAt(name, at);
      if ((windows[window >>> 5] & (1 << (window & 31))) === 0) return false;
    }
    return true;
  };
}

/** The files that classes come from, with those behind them where they are packages, whose names come from their modules, and the importers. */
function neighbourhood(path: string, own: Links, wanted: readonly string[], importsOf: LinkTable['importsOf']): Neighbours {
  const known = new Map([[path, own]]);
  const paths = new Set(own.importers.map((importer) => importer.path));
  let front = wanted;
  for (let hops = 0; front.length > 0 && hops < 3; hops += 1) {
    const next: string[] = [];
    for (const other of front) {
      paths.add(other);
      if (known.has(other)) continue;
      const imports = importsOf(other);
      known.set(other, { ...noLinks, imports });
      if (nameOfPath(other).startsWith('__init__.')) next.push(...imports.values());
    }
    front = next;
  }
  paths.delete(path);
  return { paths: [...paths].sort(), links: known };
}
