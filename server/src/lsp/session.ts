/**
 * One conversation with an editor: which message leads where.
 *
 * Answers are worked out from the snapshot at hand and keep nothing. A request that fails is logged and answered with nothing;
 * a rule that crashes is named once.
 */
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  ErrorCodes,
  LSPErrorCodes,
  MarkupKind,
  PositionEncodingKind,
  ResponseError,
  TextDocumentSyncKind,
  type CancellationToken,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type CodeLens,
  type InlayHint,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import type { Crash } from '../ide/diagnosis.ts';
import { functionHeads } from '../ide/lenses.ts';
import { heapView, type HeapView } from '../ide/heap.ts';
import { hintsIn } from '../ide/hints.ts';
import { hover, type HoverOptions } from '../ide/hover.ts';
import { fileStatus } from '../ide/status.ts';
import { graphView, settingsView, stageView } from '../ide/view.ts';
import type { Host } from '../project/host.ts';
import { rules, ruleNamed } from '../rules/index.ts';
import { actionKinds, codeActions, pathOfAction, resolveAction } from './actions.ts';
import { locationIn, offsetIn } from './convert.ts';
import { createDiagnostics, urisOf, type Diagnostics } from './diagnostics.ts';
import type { OpenDocument } from './documents.ts';
import { readPreferences, type Preferences } from './preferences.ts';
import { heapCommand, pageLink, profileOf, type Profile } from './profile.ts';
import * as protocol from './protocol.ts';
import { pathOfUri, uriOfPath } from './uris.ts';
import { createSweep, type Sweep } from './sweep.ts';
import { createWorkspace } from './workspace.ts';

/** What a session needs from the place it runs in. */
export interface Platform {
  readonly host: Host;
  readonly version: string;
  /** Loads the parser for broken texts, from that URL where it is not beside the code; answers whether there is one. Asked for at most once, when a broken text is seen. */
  loadGrammars(folder: string | null): Promise<boolean>;
  /** Lets messages that have arrived be read before work begins, so that work nobody waits for is not done. */
  pause(): Promise<void>;
}

const watched = ['**/{pyproject.toml,decref.toml,.decref.toml,Cargo.toml,Cargo.lock}', '**/*.{py,pyi,rs}'];

export function startSession(connection: Connection, { host, version, pause, loadGrammars }: Platform): void {
  const workspace = createWorkspace(host);
  let profile!: Profile;
  let diagnostics!: Diagnostics;
  let sweep!: Sweep;
  let folders: readonly WorkspaceFolder[] = [];
  let configured: Promise<void> = Promise.resolve();
  const crashed = new Set<string>();
  let told = '';

  connection.onInitialize((params): InitializeResult => {
    profile = profileOf(params);
    diagnostics = createDiagnostics(connection, workspace, profile, reportCrashes);
    sweep = createSweep(connection, workspace, profile, pause, reportCrashes);
    folders = foldersOf(params);
    workspace.setFolders(folders.map(({ uri }) => pathOfUri(uri)));
    workspace.setPreferences(new Map([[null, readPreferences(profile.settings)]]));
    return {
      serverInfo: { name: 'decref', version },
      capabilities: {
        positionEncoding: PositionEncodingKind.UTF16,
        textDocumentSync: { openClose: true, change: TextDocumentSyncKind.Incremental, save: { includeText: false } },
        notebookDocumentSync: {
          notebookSelector: [{ notebook: { notebookType: 'jupyter-notebook' }, cells: [{ language: 'python' }] }],
          save: true,
        },
        hoverProvider: true,
        // a client that has this command of its own asks for it by name
        ...(profile.commands.has(protocol.lintWorkspaceCommand)
          ? {}
          : { executeCommandProvider: { commands: [protocol.lintWorkspaceCommand], workDoneProgress: true } }),
        inlayHintProvider: true,
        ...(profile.commands.has(heapCommand) ? { codeLensProvider: {} } : {}),
        ...(profile.actions ? { codeActionProvider: { codeActionKinds: [...actionKinds], resolveProvider: profile.lazyActions } } : {}),
        ...(profile.pull ? { diagnosticProvider: { identifier: 'decref', interFileDependencies: true, workspaceDiagnostics: false } } : {}),
        ...(profile.folders ? { workspace: { workspaceFolders: { supported: true, changeNotifications: true } } } : {}),
      },
    };
  });

  connection.onInitialized(() => {
    configured = configure();
    void configured.then(keepSwept);
    if (profile.configurationRegistration) void connection.client.register(DidChangeConfigurationNotification.type, { section: 'decref' });
    if (profile.watchRegistration) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watched.map((globPattern) => ({ globPattern })),
      });
    }
    if (profile.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        folders = [...folders.filter(({ uri }) => !removed.some((gone) => gone.uri === uri)), ...added];
        workspace.setFolders(folders.map(({ uri }) => pathOfUri(uri)));
        configured = configure().then(refresh);
      });
    }
    void configured.then(tellStatus);
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (!profile.configuration) {
      workspace.setPreferences(new Map([[null, readPreferences(sectionOf(settings))]]));
      refresh();
      return;
    }
    configured = configure().then(refresh);
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.map(({ uri }) => pathOfUri(uri));
    const structure = paths.some((path) => path.endsWith('.toml') || path.endsWith('.lock'));
    workspace.forget(paths);
    // what Python files say does not depend on one another
    if (structure || paths.some((path) => path.endsWith('.rs'))) diagnostics.refresh();
    if (structure) keepSwept();
    sweep.changed(paths);
  });

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

  connection.onDidOpenTextDocument(({ textDocument: { uri, languageId, version: number, text } }) => {
    const opened = workspace.open(uri, languageId, number, text);
    if (opened === null) return;
    readWell(opened);
    sweep.opened(opened.document.path);
    void configured.then(() => diagnostics.touched(opened.document.path, 'open'));
  });
  connection.onDidChangeTextDocument(({ textDocument: { uri, version: number }, contentChanges }) => {
    const changed = workspace.change(uri, number, contentChanges);
    if (changed === null) return;
    readWell(changed);
    diagnostics.touched(changed.document.path, 'change');
  });
  connection.onDidSaveTextDocument(({ textDocument: { uri } }) => diagnostics.touched(pathOfUri(uri), 'save'));
  connection.onDidCloseTextDocument(({ textDocument: { uri } }) => {
    workspace.close(uri);
    diagnostics.closed([uri], pathOfUri(uri));
    sweep.closed(pathOfUri(uri));
  });

  const { synchronization } = connection.notebooks;
  synchronization.onDidOpenNotebookDocument((params) => {
    const { document } = workspace.openNotebook(params);
    void configured.then(() => diagnostics.touched(document.path, 'open'));
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
  synchronization.onDidSaveNotebookDocument(({ notebookDocument: { uri } }) => diagnostics.touched(pathOfUri(uri), 'save'));
  synchronization.onDidCloseNotebookDocument(({ notebookDocument: { uri } }) => {
    const path = pathOfUri(uri);
    const uris = urisOf(workspace.places.opened(path)) ?? [];
    workspace.close(uri);
    diagnostics.closed(uris, path);
  });

  connection.languages.diagnostics.on((params, token) =>
    answer(token, { kind: 'full' as const, items: [] }, async () => {
      const { uri } = params.textDocument;
      if (workspace.places.opened(workspace.places.origin(uri).path) === undefined) return { kind: 'full', items: [] };
      const report = await diagnostics.report(uri, params.previousResultId);
      tellStatus();
      return report;
    }),
  );

  connection.onHover(({ textDocument: { uri }, position }, token) =>
    answer(token, null, async () => {
      const { path } = workspace.places.origin(uri);
      const snapshot = await workspace.snapshotFor(path);
      if (!workspace.preferences(path).enable) return null;
      const found = hover(snapshot, path, offsetIn(workspace.places, uri, position), hoverOptions(path));
      if (found === null) return null;
      const value = profile.markdown ? found.markdown : plain(found.markdown);
      return {
        contents: { kind: profile.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value },
        range: locationIn(workspace.places, path, found.span).range,
      };
    }),
  );

  connection.languages.inlayHint.on(({ textDocument: { uri }, range }, token) =>
    answer<InlayHint[]>(token, [], async () => {
      const { places } = workspace;
      const { path } = places.origin(uri);
      const { enable, hints } = workspace.preferences(path);
      if (!enable || !hints) return [];
      const snapshot = await workspace.snapshotFor(path);
      return hintsIn(snapshot, path, { start: offsetIn(places, uri, range.start), end: offsetIn(places, uri, range.end) }).map(
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
      const { places } = workspace;
      const { path } = places.origin(uri);
      const { enable, lens } = workspace.preferences(path);
      if (!enable || !lens) return [];
      const heads = functionHeads(await workspace.snapshotFor(path), path);
      return heads
        .map((span) => locationIn(places, path, span))
        .filter((location) => location.uri === uri)
        .map(({ range }) => ({ range, command: { title: 'heap step by step', command: heapCommand, arguments: [uri, range.start] } }));
    }),
  );

  connection.onCodeAction((params, token) =>
    answer(token, [], async () =>
      codeActions(await workspace.snapshotFor(workspace.places.origin(params.textDocument.uri).path), workspace, profile, params),
    ),
  );
  connection.onCodeActionResolve((action, token) =>
    answer(token, action, async () => {
      const path = pathOfAction(action);
      return path === null ? action : resolveAction(action, await workspace.snapshotFor(path), workspace, profile);
    }),
  );

  connection.onExecuteCommand(async ({ command }, token) =>
    command === protocol.lintWorkspaceCommand
      ? answer<protocol.LintedWorkspace | null>(token, null, () => sweep.run(workspace.folders(), token))
      : null,
  );

  connection.onRequest(protocol.fileStatusRequest, ({ uri }: { readonly uri: string }, token: CancellationToken) =>
    answer<protocol.FileStatus | null>(token, null, async () => {
      const { path } = workspace.places.origin(uri);
      const snapshot = await workspace.snapshotFor(path);
      tellStatus();
      return fileStatus(snapshot, path, workspace.diagnosis(snapshot, path), workspace.configuration(path)?.file ?? null);
    }),
  );
  connection.onRequest(protocol.viewRequest, ({ uri, position, kind }: protocol.ViewParameters, token: CancellationToken) =>
    answer<protocol.View | null>(token, null, async () => {
      const { path } = workspace.places.origin(uri);
      const snapshot = await workspace.snapshotFor(path);
      const offset = offsetIn(workspace.places, uri, position);
      if (kind === 'graph') return graphView(snapshot, path, offset);
      if (kind !== 'settings') return stageView(snapshot, path, kind, offset);
      const mine = new Set(Object.keys(workspace.preferences(path).layer));
      return settingsView(snapshot.settings(path), workspace.configuration(path), mine);
    }),
  );
  connection.onRequest(protocol.heapRequest, ({ uri, position }: protocol.PlaceParameters, token: CancellationToken) =>
    answer<HeapView | null>(token, null, async () => {
      const { path } = workspace.places.origin(uri);
      return heapView(await workspace.snapshotFor(path), path, offsetIn(workspace.places, uri, position));
    }),
  );
  connection.onRequest(protocol.rulesRequest, (): protocol.RuleSummary[] =>
    rules.map(({ code, name, summary }) => ({ code, name, summary })),
  );
  connection.onRequest(protocol.rulePageRequest, ({ rule }: { readonly rule: string }): protocol.RulePage | null => {
    const found = ruleNamed(rule);
    return found === undefined ? null : { code: found.code, name: found.name, markdown: found.page };
  });

  /** Waits for settings, lets newer messages overtake, and turns a failure into a line of the log. */
  async function answer<Value>(token: CancellationToken, nothing: Value, work: () => Promise<Value>): Promise<Value> {
    await configured;
    await pause();
    if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
    try {
      return await work();
    } catch (error) {
      if (error instanceof ResponseError && error.code !== ErrorCodes.InternalError) throw error;
      report(error);
      return nothing;
    }
  }

  /** Settings or files on disk changed: all is said anew. */
  function refresh(): void {
    diagnostics.refresh();
    keepSwept();
  }

  function keepSwept(): void {
    sweep.keep(workspace.folders().filter((folder) => workspace.preferences(folder).whole));
  }

  function hoverOptions(path: string): HoverOptions {
    return {
      counts: workspace.preferences(path).counts,
      picture: profile.markdown && profile.images && workspace.preferences(path).picture,
      showLine,
      ruleLink: ({ code }) => pageLink(profile, code),
    };
  }

  /** A line as a link, where the client follows links; one of a notebook's program as the line of a cell. */
  function showLine(path: string, line: number): string {
    const { places } = workspace;
    const start = places.document(path)?.lines.starts[line - 1] ?? 0;
    const { uri, range } = locationIn(places, path, { start, end: start });
    const cells = places.opened(path)?.cells;
    if (cells !== undefined) return `${range.start.line + 1} of cell ${cells.findIndex((cell) => cell.uri === uri) + 1}`;
    return profile.markdown ? `[${line}](${uri}#L${line})` : String(line);
  }

  async function configure(): Promise<void> {
    if (!profile.configuration) return;
    const scopes: readonly (string | null)[] = [null, ...folders.map(({ uri }) => uri)];
    try {
      const sections: unknown[] = await connection.workspace.getConfiguration(
        scopes.map((scopeUri) => (scopeUri === null ? { section: 'decref' } : { scopeUri, section: 'decref' })),
      );
      const read = scopes.map((scope, index): [string | null, Preferences] => [
        scope === null ? null : pathOfUri(scope),
        readPreferences(sections[index]),
      ]);
      workspace.setPreferences(new Map(read));
      for (const fault of new Set(read.flatMap(([, { faults }]) => faults))) connection.console.warn(fault);
    } catch (error) {
      report(error);
    }
  }

  function reportCrashes(crashes: readonly Crash[]): void {
    for (const { rule, path, message } of crashes) {
      if (crashed.has(rule)) continue;
      crashed.add(rule);
      connection.console.error(`rule ${rule} failed on ${path}; the other rules went on\n${message}`);
    }
    tellStatus();
  }

  function report(error: unknown): void {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }

  /** Says how things are, when that has changed. */
  function tellStatus(): void {
    const wrong = workspace.problems().map(({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`}: ${message}`);
    const broken = [...crashed].map((rule) => `rule ${rule} failed; see the log`);
    const problems = [...wrong, ...broken];
    const status: protocol.Status = {
      health: problems.length === 0 ? 'ok' : 'warning',
      message: problems.length === 0 ? `version ${version}` : problems.length === 1 ? problems[0] : `${problems.length} problems`,
      problems,
    };
    const text = JSON.stringify(status);
    if (text === told) return;
    for (const problem of wrong) if (!told.includes(JSON.stringify(problem).slice(1, -1))) connection.console.warn(problem);
    told = text;
    if (profile.status) void connection.sendNotification(protocol.statusNotification, status);
  }

  connection.listen();
}

function foldersOf({ workspaceFolders, rootUri, rootPath }: InitializeParams): readonly WorkspaceFolder[] {
  if (workspaceFolders !== undefined && workspaceFolders !== null) return workspaceFolders;
  const uri = rootUri ?? (typeof rootPath === 'string' ? uriOfPath(rootPath) : null);
  return uri === null ? [] : [{ uri, name: uri }];
}

/** Clients send all settings, or only ours. */
function sectionOf(settings: unknown): unknown {
  const own = typeof settings === 'object' && settings !== null ? (settings as Record<string, unknown>)['decref'] : undefined;
  return own ?? settings;
}

/** Markdown for clients that show none: links and emphasis go, tables stay readable. */
const plain = (markdown: string): string =>
  markdown
    .replace(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replaceAll('**', '')
    .replaceAll('`', '')
    .replace(/^\|:?-+.*\n/gm, '')
    .replace(/^\| ?(.*?) ?\|$/gm, '$1');
