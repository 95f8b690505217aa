/** What the server can show about a file, as read-only documents beside it: `decref-view:/graph/tree.py?…`. They follow the file when it is saved. */
import { commands, type Disposable, EventEmitter, Uri, ViewColumn, window, workspace } from 'vscode';
import { viewRequest, type View, type ViewKind } from './protocol.ts';
import type { Server } from './server.ts';

const scheme = 'decref-view';

/** What a view is about; it travels in its URI, so that a view that was left open works after a restart. */
interface About {
  readonly kind: ViewKind;
  readonly uri: string;
  readonly position: { readonly line: number; readonly character: number };
}

export function registerViews(server: Server): Disposable[] {
  const changed = new EventEmitter<Uri>();
  const show = (kind: ViewKind) => (): Promise<void> => open(server, kind);
  return [
    changed,
    workspace.registerTextDocumentContentProvider(scheme, {
      onDidChange: changed.event,
      async provideTextDocumentContent(uri) {
        return (await server.request<View>(viewRequest, JSON.parse(uri.query) as About))?.text ?? '';
      },
    }),
    workspace.onDidSaveTextDocument(() => {
      for (const { uri } of workspace.textDocuments) if (uri.scheme === scheme) changed.fire(uri);
    }),
    commands.registerCommand('decref.showReferenceGraph', show('graph')),
    commands.registerCommand('decref.showEffectiveConfiguration', show('settings')),
    commands.registerCommand('decref.showSyntaxTree', show('tree')),
    commands.registerCommand('decref.showFlow', show('flow')),
    commands.registerCommand('decref.showStory', show('story')),
  ];
}

async function open(server: Server, kind: ViewKind): Promise<void> {
  const editor = window.activeTextEditor;
  if (editor === undefined) return;
  const { line, character } = editor.selection.active;
  const about: About = { kind, uri: server.uriOf(editor.document.uri), position: { line, character } };
  const view = await server.request<View>(viewRequest, about);
  if (view === null) return;
  const name = editor.document.uri.path.split('/').at(-1) ?? '';
  const suffix = view.language === 'markdown' ? 'md' : view.language === 'decref-story' ? 'decref-story' : 'txt';
  const uri = Uri.from({ scheme, path: `/${kind}/${name}.${suffix}`, query: JSON.stringify(about) });
  if (view.language === 'markdown') await commands.executeCommand('markdown.showPreviewToSide', uri);
  else await window.showTextDocument(await workspace.openTextDocument(uri), { viewColumn: ViewColumn.Beside, preview: true });
}
