/**
 * What the Python files of the editor's folders have to do with each other, kept up to date with the disk and with what is typed.
 *
 * The folders are searched once, in the background, when a Python file was first asked about; until then a file stands for itself. Afterwards an edit costs
 * a scan of the file that changed.
 */
import type { Document } from '../project/document.ts';
import { failed, type Host } from '../project/host.ts';
import { linkTable, noLinks, type Links, type LinkTable } from '../project/links.ts';
import { neighboursOf, outlineAfter, outlineOf, type Neighbours, type Outline } from '../project/neighbours.ts';
import type { Settings } from '../base/settings.ts';

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
  let search: Promise<void> | null = null;
  let turn = 0;

  const readText = async (path: string): Promise<string | null> => {
    const document = open().get(path)?.document;
    if (document !== undefined) return document.text;
    const bytes = await host.read(path);
    return failed(bytes) ? null : utf8.decode(bytes);
  };

  const tabulate = (): LinkTable => {
    const made = linkTable({ paths: [...outlines.keys()], settings });
    for (const [path, { imports }] of outlines) made.set(path, imports);
    told.clear();
    return made;
  };

  const searchFolders = async (wait: number): Promise<void> => {
    const mine = turn;
    await pause(wait);
    let begun = performance.now();
    const rest = async (): Promise<void> => {
      if (performance.now() - begun < WORK) return;
      await pause(Math.min(wait, REST));
      begun = performance.now();
    };
    for (const path of await discover()) {
      if (mine !== turn) return;
      const text = isPython(path) ? await readText(path) : null;
      if (text !== null) outlines.set(path, outlineOf(text));
      await rest();
    }
    const made = linkTable({ paths: [...outlines.keys()], settings });
    for (const [path, { imports }] of outlines) {
      if (mine !== turn) return;
      made.set(path, imports);
      await rest();
    }
    if (mine !== turn) return;
    told.clear();
    table = made;
    for (const path of open().keys()) if ((await update(path)).length > 0) return found();
  };

  /** What is typed is known to the table. */
  const follow = (links: LinkTable): LinkTable => {
    let result = links;
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
      if (before === undefined) table = result = tabulate();
      else if (before.imports.join() !== now.imports.join()) result.set(path, now.imports);
      told.set(path, document);
    }
    return result;
  };

  const update = async (path: string): Promise<readonly string[]> => {
    if (table === null || !isPython(path)) return [];
    const around = (await neighboursOf([path], outlines, follow(table), readText)).get(path);
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
          table?.set(path, outline.imports);
        }
      }
      if (isOther) table = tabulate();
      for (const path of open().keys()) await update(path);
      return before || python.some((path) => concernedBy(path).length > 0);
    },
    restart() {
      turn += 1;
      outlines.clear();
      known.clear();
      table = null;
      search = null;
    },
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

const utf8 = new TextDecoder();
