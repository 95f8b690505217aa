/** Requests of the protocol about one document, each answered from the snapshot at hand; nothing is kept. */
import { LSPErrorCodes, MarkupKind, ResponseError, type CodeLens, type InlayHint } from 'vscode-languageserver';
import { hintsIn } from '../ide/hints.ts';
import { hover, type HoverOptions } from '../ide/hover.ts';
import { functionHeads } from '../ide/lenses.ts';
import { codeActions, resolveAction } from './actions.ts';
import type { Context } from './context.ts';
import { locationIn, offsetIn } from './convert.ts';
import type { Diagnostics } from './diagnostics.ts';
import { heapCommand, pageLink } from './profile.ts';

export function answerRequests(context: Context, diagnostics: Diagnostics): void {
  const { connection, workspace, profile, answer } = context;
  const { places } = workspace;

  connection.languages.diagnostics.on((params, token) =>
    answer(token, { kind: 'full' as const, items: [] }, async () => {
      const { uri } = params.textDocument;
      if (places.opened(places.origin(uri).path) === undefined) return { kind: 'full', items: [] };
      const report = await diagnostics.report(uri, params.previousResultId, () => token.isCancellationRequested);
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      context.tellStatus();
      return report;
    }),
  );

  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(token, null, async () => {
      const { path } = places.origin(uri);
      const snapshot = await workspace.snapshotFor(path);
      if (!workspace.preferences(path).enable) return null;
      const found = hover(snapshot, path, offsetIn(places, uri, position), hoverOptions(context, path));
      if (found === null) return null;
      const value = profile.markdown ? found.markdown : plain(found.markdown);
      return {
        contents: { kind: profile.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
        range: locationIn(places, path, found.span).range,
      };
    }),
  );

  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answer<InlayHint[]>(token, [], async () => {
      const { path } = places.origin(uri);
      const { enable, hints } = workspace.preferences(path);
      if (!enable || !hints) return [];
      const snapshot = await workspace.snapshotFor(path);
      return hintsIn(snapshot, path, { start: offsetIn(places, uri, range.start), end: offsetIn(places, uri, range.end) }, profile.say).map(
        ({ offset, label, tooltip }): InlayHint => ({
          position: locationIn(places, path, { start: offset, end: offset }).range.start,
          label,
          tooltip,
          paddingLeft: false,
        }),
      );
    }),
  );

  connection.onCodeLens(({ textDocument: { uri } }, token) =>
    answer<CodeLens[]>(token, [], async () => {
      const { path } = places.origin(uri);
      const { enable, lens } = workspace.preferences(path);
      if (!enable || !lens) return [];
      const heads = functionHeads(await workspace.snapshotFor(path), path);
      return heads
        .map((span) => locationIn(places, path, span))
        .filter((location) => location.uri === uri)
        .map(({ range }) => ({
          range,
          command: { title: profile.say('heap step by step'), command: heapCommand, arguments: [uri, range.start] },
        }));
    }),
  );

  connection.onCodeAction((params, token) => answer(token, [], () => codeActions(context, params, () => token.isCancellationRequested)));
  connection.onCodeActionResolve((action, token) =>
    answer(token, action, () => resolveAction(action, context, () => token.isCancellationRequested)),
  );
}

const hoverOptions = (context: Context, path: string): HoverOptions => {
  const { workspace, profile } = context;
  const { counts, picture } = workspace.preferences(path);
  return {
    counts,
    picture: profile.markdown && profile.images && picture,
    say: profile.say,
    sayNote: (note) => profile.sayFinding('ownership', note),
    showLine: (file, line) => showLine(context, file, line),
    ruleLink: ({ code }) => pageLink(profile, code),
  };
};

/** A line as a link, where the client follows links; one of a notebook's program as the line of a cell. */
function showLine({ workspace: { places }, profile }: Context, path: string, line: number): string {
  const start = places.document(path)?.lines.starts[line - 1] ?? 0;
  const { uri, range } = locationIn(places, path, { start, end: start });
  const cells = places.opened(path)?.cells;
  if (cells !== undefined) return profile.say('{0} of cell {1}', range.start.line + 1, cells.findIndex((cell) => cell.uri === uri) + 1);
  return profile.markdown ? `[${line}](${uri}#L${line})` : String(line);
}

/** Markdown for clients that show none: links and emphasis go, tables stay readable. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '')
    .replaceAll('`', '')
    .replace(/^\|:?-+.*\n/gm, '')
    .replace(/^\| ?(.*?) ?\|$/gm, '$1');
