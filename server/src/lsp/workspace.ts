/**
 * The project as the editor has it: open documents over what is on disk, as a fresh immutable snapshot after each change.
 *
 * What a file needs (its configuration, the other files of its crate) is read before it is analysed and kept until the disk or the
 * settings change. Nothing is searched for outside the folders that the editor has open.
 */
import type { DidChangeNotebookDocumentParams, DidOpenNotebookDocumentParams, TextDocumentContentChangeEvent } from 'vscode-languageserver';
import { defaultSettings, type Settings } from '../base/settings.ts';
import type { Steps } from '../base/steps.ts';
import { diagnoseInSteps, type Memory } from '../ide/diagnose.ts';
import type { Diagnosis } from '../ide/diagnosis.ts';
import { contextOf } from '../project/baseline.ts';
import { defaultMaxFileSize, type Configuration } from '../project/configuration.ts';
import { failed, type Host } from '../project/host.ts';
import { isForeign, patternsOf, testOf } from '../project/ignored.ts';
import { decode, undecodable } from '../project/decode.ts';
import { folderOf, isAbsolutePath, isWithin, relativePath } from '../project/paths.ts';
import type { Problem } from '../project/problem.ts';
import { Shelf } from '../project/shelf.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { rules } from '../rules/index.ts';
import type { Places } from './convert.ts';
import { changeDocument, closeDocument, openDocument, reopenDocument, type OpenDocument } from './documents.ts';
import { changeNotebook, openNotebook } from './notebooks.ts';
import { readPreferences, type Preferences } from './preferences.ts';
import { createPythonProject } from './python-project.ts';
import { createQuiet } from './quiet.ts';
import { settingsFor } from './settings-for.ts';
import { inSlices, SLICE } from './slices.ts';
import { pathOfUri } from './uris.ts';

/** What is found in a file, and the snapshot that it is about. */
export interface Judged {
  readonly snapshot: Snapshot;
  readonly diagnosis: Diagnosis;
}

export interface Workspace {
  readonly places: Places;
  opened(): readonly OpenDocument[];
  /** `null` for a language that is not ours. */
  open(uri: string, languageId: string, version: number, text: string): OpenDocument | null;
  change(uri: string, version: number, changes: readonly TextDocumentContentChangeEvent[]): OpenDocument | null;
  /** What was typed is meant to be as it is, even where it is broken. */
  saved(uri: string): void;
  close(uri: string): void;
  /** Reads the open documents that are broken once more, now that the parser for broken texts is at hand. */
  readBrokenAgain(): void;
  openNotebook(params: DidOpenNotebookDocumentParams): OpenDocument;
  changeNotebook(params: DidChangeNotebookDocumentParams): OpenDocument | null;
  /** The editor's folders (paths), and what is set for each; `null` is what holds outside of them. */
  setFolders(folders: readonly string[]): void;
  folders(): readonly string[];
  setPreferences(preferences: ReadonlyMap<string | null, Preferences>): void;
  preferences(path: string): Preferences;
  /** Files on disk came, went or changed: what was read of them is forgotten. */
  forget(paths: readonly string[]): void;
  /** Follows what `forget` was told of; answers whether that may change what is said about open Python files. */
  changedOnDisk(paths: readonly string[]): Promise<boolean>;
  /** Open documents about which something else may be said when a file changes. */
  concernedBy(path: string): readonly string[];
  /** Python files that import a file or are imported by it. */
  relatedTo(path: string): readonly string[];
  /** Settles when it is known which files have to do with each other. */
  ready(): Promise<void>;
  /** The snapshot as it is now, with all that the analysis of this file needs. */
  snapshotFor(path: string): Promise<Snapshot>;
  /**
   * Findings of a file; none for a file that is excluded, too large or switched off. Worked out in slices of time: `pause` is awaited between two of
   * them, so that other requests are answered meanwhile. `null` where the document changed, or `isUnwanted` came true, before it was done.
   */
  diagnosis(snapshot: Snapshot, path: string, pause: () => Promise<void>, isUnwanted?: () => boolean): Promise<Diagnosis | null>;
  /** The same, with what a baseline lists. */
  wholeDiagnosis(snapshot: Snapshot, path: string, pause: () => Promise<void>, isUnwanted?: () => boolean): Promise<Diagnosis | null>;
  /** Findings of a file as it is when they are known: begun again where it changes meanwhile. `null` where nobody wants them any more. */
  judged(path: string, pause: () => Promise<void>, isUnwanted: () => boolean): Promise<Judged | null>;
  configuration(path: string): Configuration | null;
  /** The innermost of the editor's folders that holds a path, or `null`. */
  folderAround(path: string): string | null;
  /** The files to check in these folders, in order. */
  discover(folders: readonly string[]): Promise<readonly string[]>;
  /** Reads a file that is not open, so that snapshots hold it; answers whether it could be read. */
  readClosed(path: string): Promise<boolean>;
  /** Lets such a file go again, unless others need it. */
  releaseClosed(path: string): void;
  /** The text of a file as it is on disk; `null` where there is none. */
  readText(path: string): Promise<string | null>;
  /** What is wrong with configurations and manifests read so far. */
  problems(): readonly Problem[];
}

const standardPreferences: Preferences = readPreferences(undefined);

/** `found`: is told when open Python files turn out to have to do with others. */
export function createWorkspace(host: Host, found: () => void = () => undefined): Workspace {
  let open: ReadonlyMap<string, OpenDocument> = new Map();
  let folders: readonly string[] = [];
  let preferences: ReadonlyMap<string | null, Preferences> = new Map();
  let preferencesOf = preferenceLookup(folders, preferences);
  let settingsOf = settingsMemo(preferencesOf);
  let disk = new Shelf(host, rules);
  let snapshot: Snapshot | null = null;
  const python = createPythonProject({
    host,
    open: () => open,
    settings: (path) => settingsOf(path, disk.view().configurations.get(homeOf(path) ?? '') ?? null),
    discover: async () => (await disk.discover(folders)).files.map(({ path }) => path),
    found() {
      snapshot = null;
      found();
    },
  });
  const diagnoses = new WeakMap<Snapshot, Map<string, Diagnosis>>();
  /** Of open documents: what was found last, so that an edit costs what it changed. */
  const memories = new Map<string, Memory>();
  const quiet = createQuiet();

  const setOpen = (path: string, document: OpenDocument | null): void => {
    const next = new Map(open);
    if (document === null) next.delete(path);
    else next.set(path, document);
    open = next;
    snapshot = null;
  };

  const memoryOf = (path: string): Memory => {
    let memory = memories.get(path);
    if (memory === undefined) {
      memory = {};
      if (open.has(path)) memories.set(path, memory);
    }
    return memory;
  };

  const excludedByEditor = (path: string): Excluded => ({
    exclude: preferencesOf(path).layer['extend-exclude'] ?? [],
    root: folderAround(folders, path) ?? folderOf(path),
  });

  /** Closed Python files are there for the sake of open ones. */
  const forgetNeighbours = (): void => {
    for (const path of disk.view().documents.keys())
      if (/\.pyi?$/.test(path) && python.concernedBy(path).length === 0) disk.forgetDocument(path);
  };

  const setUp = (): void => {
    preferencesOf = preferenceLookup(folders, preferences);
    settingsOf = settingsMemo(preferencesOf);
    snapshot = null;
  };

  /** Where the configuration of a file is looked for; a text that was never saved belongs to the first folder. */
  const homeOf = (path: string): string | null => (isAbsolutePath(path) ? folderOf(path) : (folders[0] ?? null));

  const makeSnapshot = (): Snapshot => {
    const [documents, known, wanted] = [open, disk.view(), settingsOf];
    return {
      paths: [...documents.keys()],
      document: (path) => documents.get(path)?.document ?? known.documents.get(path),
      settings: (path) => wanted(path, known.configurations.get(homeOf(path) ?? '') ?? null),
      crate: (path) => known.crates.get(path) ?? null,
      links: (path) => python.links(path),
    };
  };

  function* stepsOf(from: Snapshot, path: string): Steps<Diagnosis> {
    let known = diagnoses.get(from);
    if (known === undefined) diagnoses.set(from, (known = new Map()));
    let result = known.get(path);
    if (result === undefined) {
      const document = from.document(path);
      const most = disk.view().configurations.get(homeOf(path) ?? '')?.maxFileBytes ?? defaultMaxFileSize * 1e6;
      const checked =
        document !== undefined &&
        document.text.length <= most &&
        preferencesOf(path).enable &&
        !isExcluded(path, from.settings(path), excludedByEditor(path));
      result = checked ? yield* diagnoseInSteps(from, path, rules, memoryOf(path)) : { path, findings: [], crashes: [], broken: [] };
      known.set(path, result);
    }
    return result;
  }

  const shown = new WeakMap<Diagnosis, Diagnosis>();

  /** A diagnosis without what the baseline of the file's configuration lists. */
  function withoutKnown(from: Snapshot, whole: Diagnosis): Diagnosis {
    const configuration = disk.view().configurations.get(homeOf(whole.path) ?? '') ?? null;
    const listed = configuration?.baseline?.listed ?? null;
    if (configuration === null || listed === null || whole.findings.length === 0) return whole;
    let made = shown.get(whole);
    if (made === undefined) {
      const takes = listed.begin();
      const document = from.document(whole.path);
      const file = relativePath(configuration.settings.root, whole.path);
      const findings = whole.findings.filter((finding) => !takes({ file, code: finding.code, context: contextOf(document, finding) }));
      shown.set(whole, (made = { ...whole, findings }));
    }
    return made;
  }

  return {
    places: {
      opened: (path) => open.get(path),
      document: (path) => open.get(path)?.document ?? disk.view().documents.get(path),
      origin(uri) {
        for (const { document, cells } of open.values()) {
          const cell = cells?.find((one) => one.uri === uri);
          if (cell !== undefined) return { path: document.path, cell };
        }
        return { path: pathOfUri(uri), cell: null };
      },
    },
    opened: () => [...open.values()],
    open(uri, languageId, version, text) {
      const opened = openDocument(uri, languageId, version, text);
      if (opened !== null) setOpen(opened.document.path, opened);
      return opened;
    },
    change(uri, version, changes) {
      const before = open.get(pathOfUri(uri));
      if (before === undefined) return null;
      const changed = changeDocument(before, version, changes);
      setOpen(changed.document.path, changed);
      return changed;
    },
    saved(uri) {
      quiet.forget(pathOfUri(uri));
      snapshot = null;
    },
    close(uri) {
      const path = pathOfUri(uri);
      const closed = open.get(path);
      if (closed !== undefined) closeDocument(closed);
      setOpen(path, null);
      memories.delete(path);
      quiet.forget(path);
      forgetNeighbours();
      // what the editor had is not what the disk has
      disk.forgetDocument(path);
    },
    readBrokenAgain() {
      for (const document of open.values())
        if (document.document.tree.errors > 0) setOpen(document.document.path, reopenDocument(document));
    },
    openNotebook(params) {
      const opened = openNotebook(params);
      setOpen(opened.document.path, opened);
      return opened;
    },
    changeNotebook({ notebookDocument, change }) {
      const before = open.get(pathOfUri(notebookDocument.uri));
      if (before === undefined) return null;
      const changed = changeNotebook(before, notebookDocument.version, change);
      setOpen(changed.document.path, changed);
      return changed;
    },
    setFolders(next) {
      folders = next;
      python.restart();
      setUp();
    },
    folders: () => folders,
    setPreferences(next) {
      preferences = next;
      setUp();
    },
    preferences: (path) => preferencesOf(path),
    forget(paths) {
      const texts = paths.filter((path) => disk.view().documents.has(path));
      const others = paths.filter((path) => !open.has(path) && !texts.includes(path) && !/\.pyi?$/.test(path));
      for (const path of texts) disk.forgetDocument(path);
      // a manifest, a configuration, or a Rust file that no crate knew of
      if (others.length > 0) disk = disk.withoutStructure();
      snapshot = null;
    },
    async changedOnDisk(paths) {
      const matters = await python.changed(paths);
      if (matters) snapshot = null;
      return matters;
    },
    concernedBy: (path) => python.concernedBy(path),
    relatedTo: (path) => python.relatedTo(path),
    ready: () => python.ready(),
    async snapshotFor(path) {
      const reading = disk;
      const home = homeOf(path);
      if (home !== null) await reading.readConfiguration(home);
      if (path.endsWith('.rs') && folderAround(folders, path) !== null) await reading.readCrate(path, (member) => open.has(member));
      if (folderAround(folders, path) !== null) {
        for (const other of await python.neighboursOf(path)) {
          const isThere = open.has(other) || reading.view().documents.has(other);
          if (!isThere) await reading.readDocument(other);
        }
      }
      if (reading !== disk) return this.snapshotFor(path);
      if (snapshot === null || reading.changed) snapshot = makeSnapshot();
      reading.changed = false;
      return snapshot;
    },
    async diagnosis(from, path, pause, isUnwanted) {
      const whole = await this.wholeDiagnosis(from, path, pause, isUnwanted);
      if (whole === null) return null;
      const document = open.get(path)?.document;
      const rest = withoutKnown(from, whole);
      return document === undefined || document !== from.document(path) ? rest : quiet.told(document, rest);
    },
    wholeDiagnosis(from, path, pause, isUnwanted = () => false) {
      const document = from.document(path);
      return inSlices(stepsOf(from, path), SLICE, pause, () => this.places.document(path) !== document || isUnwanted());
    },
    async judged(path, pause, isUnwanted) {
      for (;;) {
        const snapshot = await this.snapshotFor(path);
        const diagnosis = await this.diagnosis(snapshot, path, pause, isUnwanted);
        if (diagnosis !== null) return { snapshot, diagnosis };
        if (isUnwanted()) return null;
      }
    },
    configuration: (path) => disk.view().configurations.get(homeOf(path) ?? '') ?? null,
    folderAround: (path) => folderAround(folders, path),
    async discover(wanted) {
      return (await disk.discover(wanted)).files.map(({ path }) => path);
    },
    async readClosed(path) {
      // files of a crate are read together, and kept
      if (path.endsWith('.rs') && disk.view().documents.has(path)) return true;
      return disk.readDocument(path);
    },
    releaseClosed(path) {
      if (!path.endsWith('.rs')) disk.forgetDocument(path);
      forgetNeighbours();
    },
    async readText(path) {
      const bytes = await host.read(path);
      if (failed(bytes)) return null;
      const decoded = decode(bytes, 'rust');
      return undecodable(decoded) ? null : decoded.text;
    },
    problems: () => disk.problems(),
  };
}

type Excluded = Pick<Settings, 'exclude' | 'root'>;

/** Other people's code, and what the settings leave out. */
function isExcluded(path: string, ...settings: readonly Excluded[]): boolean {
  if (!isAbsolutePath(path)) return false;
  const none: ReadonlySet<string> = new Set();
  if (
    path
      .split('/')
      .slice(0, -1)
      .some((name) => isForeign(name, none))
  )
    return true;
  return settings.some(({ exclude, root }) => exclude.length > 0 && testOf(patternsOf(root, exclude), path, false).ignored);
}

/** The innermost of the folders that holds a path, or `null`. */
function folderAround(folders: readonly string[], path: string): string | null {
  let best: string | null = null;
  for (const folder of folders) if (isWithin(folder, path) && (best === null || folder.length > best.length)) best = folder;
  return best;
}

type PreferenceLookup = (path: string) => Preferences;

function preferenceLookup(folders: readonly string[], preferences: ReadonlyMap<string | null, Preferences>): PreferenceLookup {
  return (path) => {
    const folder = isAbsolutePath(path) ? folderAround(folders, path) : (folders[0] ?? null);
    return preferences.get(folder) ?? preferences.get(null) ?? standardPreferences;
  };
}

/** Settings are made once for each pair of configuration and preferences, so that what is derived from them is, too. */
function settingsMemo(preferencesOf: PreferenceLookup) {
  const made = new Map<Configuration | null, Map<Preferences, Settings>>();
  return (path: string, configuration: Configuration | null): Settings => {
    const wanted = preferencesOf(path);
    let known = made.get(configuration);
    if (known === undefined) made.set(configuration, (known = new Map()));
    let settings = known.get(wanted);
    if (settings === undefined)
      known.set(wanted, (settings = settingsFor(configuration?.settings ?? defaultSettings, configuration?.origins ?? null, wanted.layer)));
    return settings;
  };
}
