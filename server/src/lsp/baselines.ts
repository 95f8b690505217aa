/** Everything that is found in the editor's folders as baselines: byte for byte what `decref check --write-baseline` writes in each of them. */
import type { CancellationToken } from 'vscode-languageserver';
import { linesOf, utf16PositionAt } from '../base/lines.ts';
import type { Diagnosis } from '../ide/diagnosis.ts';
import { baselineName, contextOf, newBaseline } from '../project/baseline.ts';
import type { Configuration } from '../project/configuration.ts';
import { baselineEdit } from '../project/configuration-edit.ts';
import { folderOf, joinPath, nameOfPath, relativePath } from '../project/paths.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Context } from './context.ts';
import type { Naming, NewBaseline } from './protocol.ts';
import { uriOfPath } from './uris.ts';

/** `null` when it was stopped: half a baseline would bring the other half back. */
export async function newBaselines(context: Context, token: CancellationToken): Promise<readonly NewBaseline[] | null> {
  const { connection, workspace, profile } = context;
  const progress = profile.progress ? await connection.window.createWorkDoneProgress() : null;
  const stopped = (): boolean => token.isCancellationRequested || progress?.token.isCancellationRequested === true;
  progress?.begin('Decref', 0, profile.say('looking for files'), true);
  try {
    const written: NewBaseline[] = [];
    for (const folder of workspace.folders()) {
      const baseline = newBaseline();
      const files = (await workspace.discover([folder]))
        .map((path) => ({ path, file: relativePath(folder, path) }))
        .sort((one, other) => (one.file < other.file ? -1 : 1));
      for (const [index, { path, file }] of files.entries()) {
        await context.pause();
        if (stopped()) return null;
        await add(context, path, file, baseline);
        if (index % 10 === 0)
          progress?.report(Math.floor((100 * index) / files.length), profile.say('{0} of {1} files', index, files.length));
      }
      const [first] = files;
      const configuration = first === undefined ? null : workspace.configuration(first.path);
      const named = configuration?.settings.root === folder ? configuration.baseline?.path : undefined;
      written.push({
        uri: uriOfPath(named ?? joinPath(folder, baselineName)),
        text: baseline.text(),
        findings: baseline.size,
        naming: named === undefined && baseline.size > 0 ? await namingIn(context, folder, configuration) : null,
      });
    }
    return written;
  } finally {
    progress?.done();
  }
}

/** Files are named as seen from the folder, so that only a configuration of that folder can name their baseline. */
async function namingIn({ workspace }: Context, folder: string, configuration: Configuration | null): Promise<Naming | null> {
  const standing = configuration?.file ?? null;
  const file = standing ?? joinPath(folder, 'decref.toml');
  if (folderOf(file) !== folder) return null;
  const text = standing === null ? '' : await workspace.readText(file);
  const edit = text === null ? null : baselineEdit(nameOfPath(file), text, baselineName);
  if (edit === null || text === null) return null;
  return { uri: uriOfPath(file), position: utf16PositionAt(linesOf(text), edit.span.start), text: edit.text };
}

async function add(
  { workspace, pause, reportCrashes }: Context,
  path: string,
  file: string,
  to: ReturnType<typeof newBaseline>,
): Promise<void> {
  const isOpen = workspace.places.opened(path) !== undefined;
  if (!isOpen && !(await workspace.readClosed(path))) return;
  let snapshot: Snapshot;
  let diagnosis: Diagnosis | null;
  do {
    snapshot = await workspace.snapshotFor(path);
    diagnosis = await workspace.wholeDiagnosis(snapshot, path, pause);
  } while (diagnosis === null);
  const { findings, crashes } = diagnosis;
  if (crashes.length > 0) reportCrashes(crashes);
  for (const finding of findings) to.add({ file, code: finding.code, context: contextOf(snapshot.document(path), finding) });
  if (!isOpen) workspace.releaseClosed(path);
}
