/**
 * What the Python files of the editor's folders have to do with each other, kept up to date with the disk and with what is typed.
 *
 * The folders are searched once, in the background, when a Python file was first asked about; until then a file stands for itself. Afterwards an edit costs
 * a scan of the file that changed. Where files come or go, imports are resolved anew, in slices; until that is done, what was known holds.
 */
import type { Document } from '../project/document.ts';
import { failed, type Host } from '../project/host.ts';
import { linkTableInSteps, noLinks, type Links, type LinkTable } from '../project/links.ts';
import { neighboursOf, outlineAfter, outlineOf, type Neighbours, type Outline } from '../project/neighbours.ts';
import type { Settings } from '../base/settings.ts';
import { inSlices } from './slices.ts';

export interface PythonProject {
  /** The other files that the analysis of a file may ask; none before the folders have been searched. */
  neighboursOf(path: string): Promise<readonly string[]>;
  links(path: string): Links;
  /** Settles when the folders have been searched. */
  ready(): Promise<void>;
  /** Files that import a file or are imported by it. */
  relatedTo(path: string): readonly string[];
  /** Open documents whose findings may change with a file. */
  concernedBy(path: string): readonly string[];
  /** Files came, went or changed on disk. Answers whether that may change what is said about an open document. */
  changed(paths: readonly string[]): Promise<boolean>;
  /** Other folders: all is searched anew. */
  restart(): void;
}

/** The workspace as it is whenever it is asked. */
export interface Surroundings {
  readonly host: Host;
  discover(): Promise<readonly string[]>;
  open(): ReadonlyMap<string, { readonly document: Document }>;
  settings(path: string): Pick<Settings, 'root'>;
  /** The search is over, and some open document has to do with other files. */
  found(): void;
}

/** The first answers come before the search, in milliseconds. */
const WAIT = 300;
/** The search works so long, and rests so long, that whoever types does not feel it; in milliseconds. */
const WORK = 5;
const REST = 15;

const isPython = (path: string): boolean => /\.pyi?$/.test(path);

export function createPythonProject({ host, discover, open, settings, found }: Surroundings): PythonProject {
  const outlines = new Map<string, Outline>();
  const scanned = new WeakMap<Document, Outline>();
  const known = new Map<string, Neighbours>();
  /** Of open documents, those that the table knows. */
  const told = new Map<string, Document>();
  let table: LinkTable | null = null;
  /** While a table is made: whether files came or went since it was begun, and which are to be told to it once more. */
  let making: Promise<void> | null = null;
  let isStale = false;
  const retold = new Set<string>();
  /** Somebody went on without the table that is being made. */
  let isMissed = false;
  let search: Promise<void> | null = null;
  let turn = 0;

  const readText = async (path: string): Promise<string | null> => {
    const document = open().get(path)?.document;
    if (document !== undefined) return document.text;
    const bytes = await host.read(path);
    return failed(bytes) ? null : utf8.decode(bytes);
  };

  /** Makes the table of all files that are known now; whoever asks while one is being made gets the one after it. */
  const tabulate = (rest: number): Promise<void> => {
    isStale = true;
    return (making ??= makeTable(rest));
  };

  const makeTable = async (rest: number): Promise<void> => {
    const mine = turn;
    while (isStale) {
      isStale = false;
      const made = await inSlices(
        linkTableInSteps(outlines, settings),
        WORK,
        () => pause(rest),
        () => mine !== turn,
      );
      if (made === null) return;
      for (const path of retold) made.set(path, outlines.get(path)?.imports ?? []);
      retold.clear();
      told.clear();
      table = made;
    }
    making = null;
    if (!isMissed) return;
    isMissed = false;
    found();
  };

  const searchFolders = async (wait: number): Promise<void> => {
    const mine = turn;
    await pause(wait);
    const rest = Math.min(wait, REST);
    let begun = performance.now();
    for (const path of await discover()) {
      if (mine !== turn) return;
      const text = isPython(path) ? await readText(path) : null;
      if (text !== null) outlines.set(path, outlineOf(text));
      if (performance.now() - begun < WORK) continue;
      await pause(rest);
      begun = performance.now();
    }
    if (mine !== turn) return;
    await tabulate(rest);
    if (mine !== turn) return;
    for (const path of open().keys()) if ((await update(path)).length > 0) return found();
  };

  /** What is typed is known to the table. Answers whether a file is open that it does not know of. */
  const follow = (links: LinkTable): boolean => {
    let isNew = false;
    for (const [path, { document }] of open()) {
      if (!isPython(path) || told.get(path) === document) continue;
      const before = outlines.get(path);
      const last = told.get(path);
      const outline = last === undefined ? undefined : scanned.get(last);
      let now = scanned.get(document);
      if (now === undefined) {
        now = outline === undefined ? outlineOf(document.text) : outlineAfter({ text: last?.text ?? '', outline }, document.text);
        scanned.set(document, now);
      }
      outlines.set(path, now);
      if (before === undefined) isNew = true;
      else if (before.imports.join() !== now.imports.join()) setImports(links, path, now);
      told.set(path, document);
    }
    return isNew;
  };

  const setImports = (links: LinkTable, path: string, { imports }: Outline): void => {
    links.set(path, imports);
    if (making !== null) retold.add(path);
  };

  const update = async (path: string): Promise<readonly string[]> => {
    if (table === null || !isPython(path)) return [];
    if (follow(table)) void tabulate(REST);
    if (making !== null) await Promise.race([making, pause(REST)]);
    isMissed ||= making !== null;
    if (table === null) return [];
    const around = (await neighboursOf([path], outlines, table, readText)).get(path);
    if (around === undefined || !open().has(path)) known.delete(path);
    else known.set(path, around);
    return around?.paths ?? [];
  };

  const concernedBy = (path: string): readonly string[] =>
    [...open().keys()].filter((other) => other !== path && known.get(other)?.paths.includes(path) === true);

  return {
    async neighboursOf(path) {
      if (isPython(path)) search ??= searchFolders(WAIT);
      return update(path);
    },
    links: (path) => table?.of(path) ?? noLinks,
    ready: () => (search ??= searchFolders(0)),
    relatedTo(path) {
      const { imports, importers } = table?.of(path) ?? noLinks;
      return [...imports.values(), ...importers.map((importer) => importer.path)];
    },
    concernedBy,
    async changed(paths) {
      const python = paths.filter(isPython);
      if (table === null || python.length === 0) return false;
      const before = python.some((path) => concernedBy(path).length > 0);
      let isOther = false;
      for (const path of python) {
        const text = await readText(path);
        isOther ||= (text === null) === outlines.has(path);
        if (text === null) outlines.delete(path);
        else {
          const outline = outlineOf(text);
          outlines.set(path, outline);
          if (table !== null) setImports(table, path, outline);
        }
      }
      if (isOther) await tabulate(REST);
      for (const path of open().keys()) await update(path);
      return before || python.some((path) => concernedBy(path).length > 0);
    },
    restart() {
      turn += 1;
      outlines.clear();
      known.clear();
      table = null;
      search = null;
      making = null;
      isMissed = false;
      retold.clear();
    },
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const utf8 = new TextDecoder();
