/** Messages about documents and notebooks: the workspace follows what is open and typed, and what is said about it follows in turn. */
import type { Context } from './context.ts';
import { urisOf, type Diagnostics } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';
import type { Sweep } from './sweep.ts';
import { pathOfUri } from './uris.ts';

export function followDocuments(
  { connection, workspace, profile, configured }: Context,
  diagnostics: Diagnostics,
  sweep: Sweep,
  loadGrammars: (folder: string | null) => Promise<boolean>,
): void {
  let grammars: Promise<void> | undefined;
  /** The parser for broken texts is loaded when the first one is seen; what was read without it is read again. */
  const readWell = ({ document: { tree } }: OpenDocument): void => {
    if (tree.errors === 0 || grammars !== undefined) return;
    grammars = loadGrammars(profile.grammars).then((loaded) => {
      if (!loaded) return;
      workspace.readBrokenAgain();
      diagnostics.refresh();
    });
  };

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version, text } }) => {
    const opened = workspace.open(uri, languageId, version, text);
    if (opened === null) return;
    readWell(opened);
    sweep.opened(opened.document.path);
    void configured().then(() => diagnostics.touched(opened.document.path, 'open'));
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version }, contentChanges }) => {
    const changed = workspace.change(uri, version, contentChanges);
    if (changed === null) return;
    readWell(changed);
    diagnostics.touched(changed.document.path, 'change');
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => {
    workspace.saved(uri);
    diagnostics.touched(pathOfUri(uri), 'save');
  });
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.close(uri);
    diagnostics.closed([uri], pathOfUri(uri));
    sweep.closed(pathOfUri(uri));
  });

  const { synchronization } = connection.notebooks;
  synchronization.onDidOpenNotebookDocument((params) => {
    const { document } = workspace.openNotebook(params);
    void configured().then(() => diagnostics.touched(document.path, 'open'));
  });
  synchronization.onDidChangeNotebookDocument((params) => {
    const before = urisOf(workspace.places.opened(pathOfUri(params.notebookDocument.uri))) ?? [];
    const changed = workspace.changeNotebook(params);
    if (changed === null) return;
    const now = new Set(urisOf(changed));
    const gone = before.filter((uri) => !now.has(uri));
    if (gone.length > 0) diagnostics.closed(gone, changed.document.path);
    diagnostics.touched(changed.document.path, 'change');
  });
  synchronization.onDidSaveNotebookDocument(({ notebookDocument: { uri } }) => {
    workspace.saved(uri);
    diagnostics.touched(pathOfUri(uri), 'save');
  });
  synchronization.onDidCloseNotebookDocument(({ notebookDocument: { uri } }) => {
    const path = pathOfUri(uri);
    const uris = urisOf(workspace.places.opened(path)) ?? [];
    workspace.close(uri);
    diagnostics.closed(uris, path);
  });
}
