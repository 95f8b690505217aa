/** Leaving out a rule in the configuration of the project: an edit of the file that is in force, or a new `decref.toml` in the editor's folder. */
import type { WorkspaceEdit } from 'vscode-languageserver';
import { linesOf, utf16PositionAt } from '../base/lines.ts';
import type { Task } from '../ide/actions.ts';
import { ignoreEdit } from '../project/configuration-edit.ts';
import { joinPath, nameOfPath } from '../project/paths.ts';
import type { Profile } from './profile.ts';
import { uriOfPath } from './uris.ts';
import type { Workspace } from './workspace.ts';

/** Whether there is a file to edit, or a folder to make one in and a client that makes files. */
export const canDisable = (workspace: Workspace, profile: Profile, path: string): boolean =>
  (workspace.configuration(path)?.file ?? null) !== null || (profile.createFiles && workspace.folderAround(path) !== null);

/** Empty where nothing can be done; `uri` is that of the configuration file. */
export async function disableEdit(
  workspace: Workspace,
  profile: Profile,
  { path, code }: Task,
): Promise<{ readonly edit: WorkspaceEdit; readonly uri: string }> {
  const standing = workspace.configuration(path)?.file ?? null;
  const folder = workspace.folderAround(path);
  const file = standing ?? (folder === null ? null : joinPath(folder, 'decref.toml'));
  if (file === null) return { edit: {}, uri: '' };
  const uri = uriOfPath(file);
  const text = standing === null ? '' : await workspace.readText(file);
  const edit = text === null ? null : ignoreEdit(nameOfPath(file), text, code);
  if (edit === null || text === null) return { edit: {}, uri };
  const lines = linesOf(text);
  const edits = [
    { range: { start: utf16PositionAt(lines, edit.span.start), end: utf16PositionAt(lines, edit.span.end) }, newText: edit.text },
  ];
  if (!profile.documentChanges) return { edit: { changes: { [uri]: edits } }, uri };
  const created = standing === null ? [{ kind: 'create' as const, uri, options: { ignoreIfExists: true } }] : [];
  return { edit: { documentChanges: [...created, { textDocument: { uri, version: null }, edits }] }, uri };
}
