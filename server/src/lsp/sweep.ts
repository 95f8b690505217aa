/**
 * The files of the workspace that nobody has open: checked on request, or always where the person has set that.
 *
 * What is found is pushed, for every kind of client, and only about files that are not open: those are told about by the usual way.
 * A sweep says how far it is and can be cancelled; between two files it lets messages through. Afterwards nothing runs
 * until a file changes.
 */
import type { CancellationToken, Connection } from 'vscode-languageserver';
import type { Crash } from '../ide/diagnosis.ts';
import { formatOfPath } from '../project/discover.ts';
import { diagnosticOf } from './convert.ts';
import type { Profile } from './profile.ts';
import { uriOfPath } from './uris.ts';
import type { Workspace } from './workspace.ts';

export interface Swept {
  readonly files: number;
  readonly findings: number;
  /** Cancelled, or overtaken by a later sweep. */
  readonly stopped: boolean;
}

export interface Sweep {
  /** Checks every file of these folders; a sweep that is under way ends. */
  run(folders: readonly string[], token?: CancellationToken): Promise<Swept>;
  /** Settings changed: these folders are to be kept checked from now on; findings in others are taken back. */
  keep(folders: readonly string[]): void;
  opened(path: string): void;
  closed(path: string): void;
  /** Files on disk came, went or changed. */
  changed(paths: readonly string[]): void;
}

/** Changes on disk come in bursts; in milliseconds. */
const PAUSE = 300;

export function createSweep(
  connection: Connection,
  workspace: Workspace,
  profile: Profile,
  pause: () => Promise<void>,
  onCrash: (crashes: readonly Crash[]) => void,
): Sweep {
  /** Paths that were checked, with how many findings the client has been told of. */
  const told = new Map<string, number>();
  const waiting = new Set<string>();
  let kept: readonly string[] = [];
  let timer: NodeJS.Timeout | undefined;
  let latest = 0;

  const tell = (path: string, diagnostics: Parameters<Connection['sendDiagnostics']>[0]['diagnostics']): void => {
    const before = told.get(path) ?? 0;
    told.set(path, diagnostics.length);
    if (before > 0 || diagnostics.length > 0) void connection.sendDiagnostics({ uri: uriOfPath(path), diagnostics });
  };

  const checkFile = async (path: string): Promise<number> => {
    const isOpen = (): boolean => workspace.places.opened(path) !== undefined;
    if (isOpen()) return (await workspace.judged(path, pause, () => !isOpen()))?.diagnosis.findings.length ?? 0;
    const there = await workspace.readClosed(path);
    if (!there) {
      tell(path, []);
      told.delete(path);
      return 0;
    }
    const snapshot = await workspace.snapshotFor(path);
    // it was opened meanwhile: what is said about it is said in the usual way
    if (isOpen()) return 0;
    const diagnosis = await workspace.diagnosis(snapshot, path, pause, isOpen);
    if (diagnosis === null) return 0;
    const { findings, crashes } = diagnosis;
    if (crashes.length > 0) onCrash(crashes);
    tell(
      path,
      findings.map((finding) => diagnosticOf(finding, workspace.places, profile)),
    );
    workspace.releaseClosed(path);
    return findings.length;
  };

  const takeBack = (wanted: (path: string) => boolean): void => {
    for (const path of told.keys()) {
      if (wanted(path)) continue;
      if (workspace.places.opened(path) === undefined) tell(path, []);
      told.delete(path);
    }
  };

  const isKept = (path: string): boolean => kept.some((folder) => workspace.folderAround(path) === folder);

  const run = async (folders: readonly string[], token?: CancellationToken): Promise<Swept> => {
    const turn = (latest += 1);
    await workspace.ready();
    const progress = profile.progress ? await connection.window.createWorkDoneProgress() : null;
    const stopped = (): boolean =>
      turn !== latest || token?.isCancellationRequested === true || progress?.token.isCancellationRequested === true;
    progress?.begin('Decref', 0, profile.say('looking for files'), true);
    let files = 0;
    let findings = 0;
    try {
      // cells that are not open have no place of their own to show a finding at
      const paths = (await workspace.discover(folders)).filter((path) => formatOfPath(path) !== 'notebook');
      for (const path of paths) {
        await pause();
        if (stopped()) break;
        findings += await checkFile(path);
        files += 1;
        if (files % 10 === 0)
          progress?.report(Math.floor((100 * files) / paths.length), profile.say('{0} of {1} files', files, paths.length));
      }
      if (!stopped()) {
        const there = new Set(paths);
        takeBack((path) => there.has(path) || !folders.some((folder) => workspace.folderAround(path) === folder));
      }
      return { files, findings, stopped: stopped() };
    } finally {
      progress?.done();
    }
  };

  const later = (paths: Iterable<string>): void => {
    for (const path of paths) waiting.add(path);
    if (waiting.size === 0) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      const due = [...waiting];
      waiting.clear();
      void (async () => {
        for (const path of due) {
          await pause();
          await checkFile(path);
        }
      })().catch((error: unknown) => connection.console.error(String(error)));
    }, PAUSE);
  };

  return {
    run,
    keep(folders) {
      const before = kept;
      kept = folders;
      takeBack((path) => isKept(path) || !before.includes(workspace.folderAround(path) ?? ''));
      const stale = [...told.keys()].filter((path) => !isKept(path));
      if (folders.length > 0) run(folders).catch((error: unknown) => connection.console.error(String(error)));
      later(stale);
    },
    opened(path) {
      if ((told.get(path) ?? 0) > 0 && profile.pull) void connection.sendDiagnostics({ uri: uriOfPath(path), diagnostics: [] });
      if (told.has(path)) told.set(path, 0);
    },
    closed(path) {
      if (told.has(path) || isKept(path)) later([path]);
    },
    changed(paths) {
      const known = paths.filter((path) => formatOfPath(path) !== null && formatOfPath(path) !== 'notebook');
      const due = new Set(known.filter((path) => told.has(path) || isKept(path)));
      // the other files of a crate, or of a project, may be told something else now
      if (known.some((path) => path.endsWith('.rs'))) for (const path of told.keys()) if (path.endsWith('.rs')) due.add(path);
      for (const path of known) for (const other of workspace.relatedTo(path)) if (told.has(other)) due.add(other);
      later(due);
    },
  };
}
