/** The editor as the suites see it: files of the first folder, what Decref says about them, and what can be done about it. */
import * as vscode from 'vscode';
import { eventually } from './check.ts';

export interface Decref {
  readonly activation: number;
  readonly ready: Promise<void>;
}

export const unused = 'x = 1  # decref: ignore[RC601]\n';
const folder = (): vscode.Uri => vscode.workspace.workspaceFolders![0].uri;
export const file = (name: string): vscode.Uri => vscode.Uri.joinPath(folder(), name);
export const ours = (uri: vscode.Uri): readonly vscode.Diagnostic[] =>
  vscode.languages.getDiagnostics(uri).filter(({ source }) => source === 'decref');
export const codeOf = ({ code }: vscode.Diagnostic): string => String(typeof code === 'object' ? code.value : code);

/** The diagnostics of a document, once there are some (or none). */
export const found = (uri: vscode.Uri, code: string): Promise<vscode.Diagnostic> =>
  eventually(`${code} in ${uri.path}`, () => ours(uri).find((one) => codeOf(one) === code));
export const silent = (uri: vscode.Uri): Promise<true> =>
  eventually(`silence about ${uri.path}`, () => (ours(uri).length === 0 ? true : undefined));

export async function openFile(name: string, text?: string): Promise<vscode.TextEditor> {
  const uri = file(name);
  if (text !== undefined) await vscode.workspace.fs.writeFile(uri, new TextEncoder().encode(text));
  return openUri(uri);
}

export const openUri = async (uri: vscode.Uri): Promise<vscode.TextEditor> =>
  vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri));

export const closeAll = async (): Promise<void> => {
  await vscode.commands.executeCommand('workbench.action.revertAndCloseActiveEditor');
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
};

export const actionsAt = async (uri: vscode.Uri, range: vscode.Range): Promise<readonly vscode.CodeAction[]> =>
  vscode.commands.executeCommand<readonly vscode.CodeAction[]>(
    'vscode.executeCodeActionProvider',
    uri,
    range,
    vscode.CodeActionKind.QuickFix.value,
    10,
  );

export async function hoverAt(uri: vscode.Uri, position: vscode.Position): Promise<string> {
  const hovers = await vscode.commands.executeCommand<readonly vscode.Hover[]>('vscode.executeHoverProvider', uri, position);
  return hovers.flatMap(({ contents }) => contents.map((part) => (typeof part === 'string' ? part : part.value))).join('\n');
}
