/**
 * Checks the files that must be looked at together (one Python file, or the Rust files of a crate) and, if asked, fixes them.
 *
 * Runs in the main thread or in a worker; what it is given and what it answers is plain data. It never throws: what fails is a
 * problem that names the file. Nothing is kept afterwards, so memory does not grow with the number of files.
 */
import type { Settings } from '../base/settings.ts';
import type { FileFormat } from '../project/discover.ts';
import type { Document } from '../project/document.ts';
import type { Host } from '../project/host.ts';
import { noLinks } from '../project/links.ts';
import type { Neighbours } from '../project/neighbours.ts';
import type { Problem } from '../project/problem.ts';
import { snapshotOf, type Crate, type Snapshot } from '../project/snapshot.ts';
import { isProblem, readSource, sourceOf, type Source } from '../project/source.ts';
import type { Diagnosis } from '../ide/diagnosis.ts';
import { fixDocuments, type FixMode } from './fix.ts';
import { place, type Reported } from './placed.ts';
import type { Checker } from './world.ts';

export interface Unit {
  readonly targets: readonly Target[];
  readonly crate: Crate | null;
  /** The other Python files that its analysis may ask. */
  readonly neighbours?: Neighbours | undefined;
}

export interface Target {
  /** Position in the order of the report. */
  readonly index: number;
  readonly path: string;
  readonly format: FileFormat;
  /** Index into the settings of the run. */
  readonly settings: number;
  readonly maxBytes: number;
  /** What stands in for the file: standard input. */
  readonly text?: string;
}

export interface Orders {
  readonly folder: string;
  readonly settings: readonly Settings[];
  readonly excerpts: boolean;
  readonly fix: FixMode;
}

export interface FileResult {
  readonly index: number;
  readonly path: string;
  readonly reported: readonly Reported[];
  readonly problems: readonly Problem[];
  /** How many findings were fixed. */
  readonly fixed: number;
  /** Old and new text of the file, where fixes changed it. */
  readonly change: { readonly before: string; readonly after: string } | null;
}

export interface Examiner {
  readonly host: Host;
  readonly check: Checker;
  readonly writeFile: (path: string, text: string) => Promise<string | null>;
  readonly loadGrammars: () => Promise<void>;
  /** Files that several units ask, as they were when they were first read. */
  readonly shelf: Map<string, Document | null>;
}

/** So many files are kept for the units to come. */
const MOST_ON_SHELF = 256;

export async function examine(unit: Unit, orders: Orders, examiner: Examiner): Promise<readonly FileResult[]> {
  const problems = new Map<string, Problem[]>();
  const complain = (problem: Problem): void => {
    const known = problems.get(problem.path);
    if (known === undefined) problems.set(problem.path, [problem]);
    else known.push(problem);
  };
  const fixed = new Map<string, number>();
  const changes = new Map<string, FileResult['change']>();
  const reported = new Map<string, readonly Reported[]>();
  try {
    const sources = await readSources(unit, examiner, complain);
    const around = await readNeighbours(unit, examiner);
    let snapshot = snapshotFor(unit, orders, [...[...sources.values()].map(({ document }) => document), ...around]);
    const targets = unit.targets.filter(({ path }) => sources.has(path));
    if (orders.fix.apply) {
      const result = fixDocuments(
        snapshot,
        targets.map(({ path }) => path).filter((path) => mayFix(sources.get(path), complain)),
        orders.fix,
        examiner.check,
      );
      for (const problem of result.problems) complain(problem);
      const written = new Set<string>();
      for (const [path, after] of result.texts) {
        const before = sources.get(path)?.raw ?? '';
        if (after === before) continue;
        const refused = orders.fix.write ? await examiner.writeFile(path, after) : null;
        if (refused !== null) complain({ kind: 'input', path, message: `could not be written: ${refused}` });
        else {
          changes.set(path, { before, after });
          fixed.set(path, result.counts.get(path) ?? 0);
          if (orders.fix.write) written.add(path);
        }
      }
      // what is only shown, or could not be written, is as it was
      const now = [...sources].map(([path, { document }]) => (written.has(path) ? (result.snapshot.document(path) ?? document) : document));
      snapshot = snapshotFor(unit, orders, [...now, ...around]);
    }
    for (const { path } of targets) {
      const diagnosis = examiner.check(snapshot, path);
      for (const problem of crashesOf(diagnosis)) complain(problem);
      reported.set(path, placeAll(diagnosis, snapshot, orders));
    }
  } catch (error) {
    const path = unit.targets[0]?.path ?? '';
    complain({ kind: 'internal', path, message: `the analysis failed: ${firstLine(error)}` });
  }
  return unit.targets.map(({ index, path }) => ({
    index,
    path,
    reported: reported.get(path) ?? [],
    problems: problems.get(path) ?? [],
    fixed: fixed.get(path) ?? 0,
    change: changes.get(path) ?? null,
  }));
}

async function readSources(unit: Unit, examiner: Examiner, complain: (problem: Problem) => void): Promise<ReadonlyMap<string, Source>> {
  const sources = new Map<string, Source>();
  for (const target of unit.targets) {
    const source = await readTarget(target, examiner);
    if (isProblem(source)) complain(source);
    else sources.set(target.path, source);
  }
  // the rest of the crate is context: what cannot be read there is not this run's business
  for (const path of unit.crate?.paths ?? []) {
    if (sources.has(path)) continue;
    const maxBytes = unit.targets[0]?.maxBytes ?? 0;
    const source = await readTarget({ index: -1, path, format: 'rust', settings: 0, maxBytes }, examiner);
    if (!isProblem(source)) sources.set(path, source);
  }
  return sources;
}

/** The files around one; those that cannot be read or understood tell nothing. */
async function readNeighbours({ targets, neighbours }: Unit, { host, shelf }: Examiner): Promise<readonly Document[]> {
  const found: Document[] = [];
  for (const path of neighbours?.paths ?? []) {
    let document = shelf.get(path);
    shelf.delete(path);
    if (document === undefined) {
      const source = await readSource(host, path, 'python', targets[0]?.maxBytes ?? 0);
      document = isProblem(source) ? null : source.document;
    }
    // the last to be asked for is the last to go
    shelf.set(path, document);
    if (document !== null) found.push(document);
  }
  for (const path of shelf.keys()) {
    if (shelf.size <= MOST_ON_SHELF) break;
    shelf.delete(path);
  }
  return found;
}

/** A broken file is read once more with the parser for broken texts. */
async function readTarget({ path, format, maxBytes, text }: Target, { host, loadGrammars }: Examiner): Promise<Source | Problem> {
  const source = text === undefined ? await readSource(host, path, format, maxBytes) : sourceOf(path, format, text);
  if (isProblem(source) || source.document.tree.errors === 0) return source;
  await loadGrammars();
  return sourceOf(path, format, source.raw, source.encoding);
}

function snapshotFor(unit: Unit, orders: Orders, documents: readonly Document[]): Snapshot {
  const settings = new Map(unit.targets.map((target) => [target.path, orders.settings[target.settings]]));
  const first = orders.settings[unit.targets[0]?.settings ?? 0];
  return snapshotOf(
    documents,
    (path) => settings.get(path) ?? first,
    () => unit.crate,
    (path) => unit.neighbours?.links.get(path) ?? noLinks,
  );
}

function mayFix(source: Source | undefined, complain: (problem: Problem) => void): boolean {
  if (source === undefined) return false;
  if (source.encoding === 'utf-8') return true;
  complain({ kind: 'note', path: source.document.path, message: `is written in ${source.encoding}; only UTF-8 files are fixed` });
  return false;
}

const placeAll = (diagnosis: Diagnosis, snapshot: Snapshot, orders: Orders): readonly Reported[] =>
  diagnosis.findings.map((finding) => place(finding, snapshot, orders.folder, orders.excerpts));

function crashesOf(diagnosis: Diagnosis): readonly Problem[] {
  return diagnosis.crashes.map(({ rule, path, message }) => ({
    kind: 'internal' as const,
    path,
    message: `the rule \`${rule}\` failed: ${message
      .split('\n')
      .slice(0, 2)
      .map((line) => line.trim())
      .join(' ')}`,
  }));
}

const firstLine = (error: unknown): string =>
  error instanceof Error
    ? (error.stack ?? error.message)
        .split('\n')
        .slice(0, 2)
        .map((line) => line.trim())
        .join(' ')
    : String(error);
