/** The heap step by step, as a panel beside the code. The server has drawn everything; the page only shows it, and reaches nothing outside. */
import {
  commands,
  type Disposable,
  env,
  type ExtensionContext,
  l10n,
  Position,
  Range,
  Selection,
  ThemeColor,
  Uri,
  ViewColumn,
  type Webview,
  type WebviewPanel,
  window,
  workspace,
} from 'vscode';
import { heapRequest, type HeapView } from './protocol.ts';
import type { Server } from './server.ts';

/** What is walked: the function or module around a place. */
interface Subject {
  readonly document: Uri;
  readonly position: Position;
}

/** What the page says. */
interface Word {
  readonly kind: 'ready' | 'at' | 'open' | 'copy';
  readonly line?: number;
  readonly text?: string;
}

export function registerHeap(context: ExtensionContext, server: Server): Disposable[] {
  const mark = window.createTextEditorDecorationType({
    isWholeLine: true,
    backgroundColor: new ThemeColor('editor.rangeHighlightBackground'),
    overviewRulerColor: new ThemeColor('editorOverviewRuler.rangeHighlightForeground'),
  });
  let panel: WebviewPanel | null = null;
  let subject: Subject | null = null;
  let current: HeapView | null = null;

  const editors = () => window.visibleTextEditors.filter(({ document }) => document.uri.toString() === subject?.document.toString());
  const markLine = (line: number | null): void => {
    const range = line === null ? [] : [new Range(line - 1, 0, line - 1, 0)];
    for (const editor of editors()) {
      editor.setDecorations(mark, range);
      if (range.length > 0) editor.revealRange(range[0]);
    }
  };

  const send = async (keep: boolean): Promise<void> => {
    if (panel === null || subject === null) return;
    const { document, position } = subject;
    current = await server.request<HeapView>(heapRequest, { uri: server.uriOf(document), position });
    if (current !== null) await panel.webview.postMessage({ kind: 'show', view: current, keep });
  };

  const hear = async ({ kind, line = 0, text = '' }: Word): Promise<void> => {
    if (kind === 'ready') await send(false);
    if (kind === 'at') markLine(line);
    if (kind === 'copy') await env.clipboard.writeText(text);
    if (kind !== 'open' || subject === null) return;
    const place = new Position(line - 1, 0);
    const viewColumn = editors()[0]?.viewColumn ?? ViewColumn.One;
    await window.showTextDocument(subject.document, { viewColumn, selection: new Selection(place, place) });
  };

  /** Without arguments, of what is at the cursor; a code lens names its function. */
  const open = async (uri?: unknown, at?: { readonly line: number; readonly character: number }): Promise<HeapView | null> => {
    const editor = window.activeTextEditor;
    if (editor === undefined) return null;
    markLine(null);
    subject =
      typeof uri === 'string' && at !== undefined
        ? { document: Uri.parse(uri), position: new Position(at.line, at.character) }
        : { document: editor.document.uri, position: editor.selection.active };
    if (panel === null) {
      const media = Uri.joinPath(context.extensionUri, 'client', 'media');
      panel = window.createWebviewPanel(
        'decref.heap',
        l10n.t('Heap'),
        { viewColumn: ViewColumn.Beside, preserveFocus: true },
        {
          enableScripts: true,
          localResourceRoots: [media],
        },
      );
      panel.webview.html = page(panel.webview, media);
      panel.webview.onDidReceiveMessage(hear);
      panel.onDidDispose(() => {
        markLine(null);
        panel = null;
        subject = null;
      });
    } else panel.reveal(undefined, true);
    await send(false);
    return current;
  };

  return [
    mark,
    commands.registerCommand('decref.showHeap', open),
    workspace.onDidSaveTextDocument(({ uri }) => {
      if (uri.toString() === subject?.document.toString()) void send(true);
    }),
    { dispose: () => panel?.dispose() },
  ];
}

function page(webview: Webview, media: Uri): string {
  const uri = (name: string): string => webview.asWebviewUri(Uri.joinPath(media, name)).toString();
  const policy = `default-src 'none'; style-src ${webview.cspSource}; script-src ${webview.cspSource}`;
  const line = text(l10n.t('go to line {0}'));
  const table = (id: string, title: string, none: string): string =>
    `<section><h2>${text(title)}</h2><table aria-label="${text(title)}"><tbody id="${id}" data-line="${line}"></tbody></table><p class="none">${text(none)}</p></section>`;
  const copy = (['SVG', 'DOT', 'Mermaid', 'JSON'] as const)
    .map((name) => `<button data-copy="${name.toLowerCase()}">${text(l10n.t('Copy as {0}', name))}</button>`)
    .join(' ');
  return `<!DOCTYPE html>
<html lang="${text(env.language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="stylesheet" href="${uri('heap.css')}">
<title>${text(l10n.t('Heap'))}</title>
</head>
<body>
<h1 id="title"></h1>
<p id="cut" role="status"></p>
<p id="nothing" hidden>${text(l10n.t('Nothing of this code could be followed.'))}</p>
<div id="main" hidden>
<div class="controls" role="toolbar" aria-label="${text(l10n.t('Steps'))}">
<button id="back" aria-label="${text(l10n.t('one step back'))}">◀</button>
<button id="play" aria-pressed="false">${text(l10n.t('Play'))}</button>
<button id="forward" aria-label="${text(l10n.t('one step on'))}">▶</button>
<input id="step" type="range" min="0" max="0" value="0" aria-label="${text(l10n.t('Step'))}">
<span id="where" role="status" aria-live="polite" data-text="${text(l10n.t('after line {0} in {1}'))}"></span>
</div>
<div id="picture"></div>
<p id="undrawn" hidden>${text(l10n.t('no name leads to an object that is drawn'))}</p>
<p>${copy}</p>
<div class="columns">
${table('names', l10n.t('Names'), l10n.t('no name leads to an object that is drawn'))}
${table('objects', l10n.t('Objects'), l10n.t('none'))}
${table('collection', l10n.t('What a collection would free here'), l10n.t('nothing: a running frame or the module leads to everything'))}
${table('freed', l10n.t('Freed since the step before'), l10n.t('nothing'))}
<section><h2>${text(l10n.t('Generations'))}</h2><p>${text(l10n.t('Containers made and not freed:'))} <span id="counter"></span></p><ul id="generations"></ul></section>
<section><h2>${text(l10n.t('Where freed memory goes'))}</h2><ul id="allocator"></ul></section>
</div>
</div>
<script src="${uri('heap.js')}"></script>
</body>
</html>`;
}

const text = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
