/**
 * One conversation with an editor: how it begins, and what a change of settings, folders or files on disk leads to.
 *
 * Answers are worked out from the snapshot at hand and keep nothing. A request that fails is logged and answered with nothing;
 * a rule that crashes is named once.
 */
import {
  DidChangeConfigurationNotification,
  DidChangeWatchedFilesNotification,
  type Connection,
  type InitializeParams,
  type InitializeResult,
  type WorkspaceFolder,
} from 'vscode-languageserver';
import { baselineName } from '../project/baseline.ts';
import type { Host } from '../project/host.ts';
import { answerRequests } from './answers.ts';
import { capabilitiesFor } from './capabilities.ts';
import { createContext, type Context } from './context.ts';
import { createDiagnostics, type Diagnostics } from './diagnostics.ts';
import { answerOwnRequests } from './own-requests.ts';
import { readPreferences, type Preferences } from './preferences.ts';
import { profileOf } from './profile.ts';
import { createSweep } from './sweep.ts';
import { followDocuments } from './synchronization.ts';
import { pathOfUri, uriOfPath } from './uris.ts';
import { createWorkspace, type Workspace } from './workspace.ts';

/** What a session needs from the place it runs in. */
export interface Platform {
  readonly host: Host;
  readonly version: string;
  /** Loads the parser for broken texts, from that URL where it is not beside the code; answers whether there is one. Asked for at most once, when a broken text is seen. */
  loadGrammars(folder: string | null): Promise<boolean>;
  /** Lets messages that have arrived be read before work begins, so that work nobody waits for is not done. */
  pause(): Promise<void>;
}

const watched = [
  '**/{pyproject.toml,decref.toml,.decref.toml,.python-version,Cargo.toml,Cargo.lock}',
  '**/*.{py,pyi,rs}',
  `**/${baselineName}`,
];

export function startSession(connection: Connection, platform: Platform): void {
  const { host, version } = platform;
  let refresh = (): void => undefined;
  const workspace = createWorkspace(host, () => refresh());
  connection.onInitialize((params): InitializeResult => {
    const profile = profileOf(params);
    workspace.setPreferences(new Map([[null, readPreferences(profile.settings)]]));
    let configured: Promise<void> = Promise.resolve();
    const context = createContext({
      connection,
      workspace,
      profile,
      version,
      pause: () => platform.pause(),
      configured: () => configured,
    });
    refresh = converse(context, platform, foldersOf(params), (settled) => (configured = settled)).refresh;
    return { serverInfo: { name: 'decref', version }, capabilities: capabilitiesFor(profile) };
  });
  connection.listen();
}

/** Everything after the first message. `configuring`: is told when settings are asked for. Answers how to have all open documents said anew. */
function converse(
  context: Context,
  { loadGrammars }: Platform,
  begunWith: readonly WorkspaceFolder[],
  configuring: (settled: Promise<void>) => void,
): Pick<Diagnostics, 'refresh'> {
  const { connection, workspace, profile, tellStatus } = context;
  const diagnostics = createDiagnostics(connection, workspace, profile, context.pause, context.reportCrashes);
  const sweep = createSweep(connection, workspace, profile, context.pause, context.reportCrashes);
  let folders = begunWith;
  setFolders(workspace, folders);

  followDocuments(context, diagnostics, sweep, loadGrammars);
  answerRequests(context, diagnostics);
  answerOwnRequests(context, sweep);

  connection.onInitialized(() => {
    const settled = configure(context, folders);
    configuring(settled);
    void settled.then(keepSwept).then(tellStatus);
    if (profile.configurationRegistration) void connection.client.register(DidChangeConfigurationNotification.type, { section: 'decref' });
    if (profile.watchRegistration) {
      void connection.client.register(DidChangeWatchedFilesNotification.type, {
        watchers: watched.map((globPattern) => ({ globPattern })),
      });
    }
    if (profile.folders) {
      connection.workspace.onDidChangeWorkspaceFolders(({ added, removed }) => {
        folders = [...folders.filter(({ uri }) => !removed.some((gone) => gone.uri === uri)), ...added];
        setFolders(workspace, folders);
        configuring(configure(context, folders).then(refresh));
      });
    }
  });

  connection.onDidChangeConfiguration(({ settings }) => {
    if (profile.configuration) {
      configuring(configure(context, folders).then(refresh));
      return;
    }
    workspace.setPreferences(new Map([[null, readPreferences(sectionOf(settings))]]));
    refresh();
  });

  connection.onDidChangeWatchedFiles(({ changes }) => {
    const paths = changes.map(({ uri }) => pathOfUri(uri));
    const structure = paths.some((path) => /\.(?:toml|lock|json)$/.test(path));
    workspace.forget(paths);
    void workspace.changedOnDisk(paths).then((matters) => {
      if (matters) diagnostics.refresh();
    }, context.report);
    if (structure || paths.some((path) => path.endsWith('.rs'))) diagnostics.refresh();
    if (structure) keepSwept();
    sweep.changed(paths);
  });

  /** Settings or files on disk changed: all is said anew. */
  function refresh(): void {
    diagnostics.refresh();
    keepSwept();
  }

  function keepSwept(): void {
    sweep.keep(workspace.folders().filter((folder) => workspace.preferences(folder).whole));
  }

  return diagnostics;
}

/** Asks the client for its settings, for each folder. */
async function configure({ connection, workspace, profile, report }: Context, folders: readonly WorkspaceFolder[]): Promise<void> {
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

const setFolders = (workspace: Workspace, folders: readonly WorkspaceFolder[]): void =>
  workspace.setFolders(folders.map(({ uri }) => pathOfUri(uri)));

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
