/** The language server as the extension sees it: started, stopped and restarted one at a time, and never with a message box. */
import { l10n, type LogOutputChannel, type Uri, window, workspace } from 'vscode';
import {
  CloseAction,
  DidChangeWatchedFilesNotification,
  ErrorAction,
  FileChangeType,
  RevealOutputChannelOn,
  type BaseLanguageClient,
  type ErrorHandler,
  type LanguageClientOptions,
} from 'vscode-languageclient';
import { fileStatusRequest, statusNotification, type FileStatus, type Status } from './protocol.ts';
import { selector } from './selector.ts';
import type { StatusItem } from './status.ts';

export interface Server {
  /** Settles when the server answers, or when it is known that it will not. */
  start(): Promise<void>;
  stop(): Promise<void>;
  restart(): Promise<void>;
  /** On if it was off, off if it was on. */
  toggle(): Promise<void>;
  /** `null` when the server does not run, and is not being started. */
  request<Answer>(method: string, parameters: object): Promise<Answer | null>;
  /** Tells at once what the editor's watcher would tell later, or not at all. */
  changedOnDisk(files: readonly Uri[]): void;
  /** A URI as the server is told it. */
  uriOf(uri: Uri): string;
  /** Brings the status item up to date with the file at hand. */
  describe(): void;
}

/** After this many crashes within three minutes the server is left alone. */
const MOST_CRASHES = 4;
const CRASH_WINDOW = 3 * 60_000;

/** A client whose server is a process, or a worker. */
export type MakeClient = (options: LanguageClientOptions) => BaseLanguageClient;

/** `more`: what the server is told besides when it starts. */
export function createServer(make: MakeClient, more: object, log: LogOutputChannel, status: StatusItem): Server {
  let client: BaseLanguageClient | null = null;
  let health: Status | null = null;
  // starts and stops wait for each other
  let turn: Promise<void> = Promise.resolve();
  const inTurn = (work: () => Promise<void>): Promise<void> => (turn = turn.then(work, work));

  const start = async (): Promise<void> => {
    if (client !== null) return;
    status.starting();
    health = null;
    const made = make(clientOptions(more, log, status));
    client = made;
    made.onNotification(statusNotification, (news: Status) => {
      health = news;
      describe();
    });
    try {
      await made.start();
      describe();
    } catch (error) {
      if (client === made) client = null;
      log.error(error instanceof Error ? error : String(error));
      status.failed(error instanceof Error ? error.message : String(error));
    }
  };

  const stop = async (): Promise<void> => {
    const made = client;
    client = null;
    try {
      await made?.dispose();
    } catch (error) {
      log.warn(`the server did not stop in good order: ${String(error)}`);
    }
  };

  const describe = (): void => {
    const made = client;
    if (made === null || !made.isRunning()) return;
    if (health !== null && health.health !== 'ok') {
      status.troubled(health.message, health.problems);
      return;
    }
    const document = window.activeTextEditor?.document;
    if (document === undefined || !['python', 'rust'].includes(document.languageId)) {
      status.running(health?.message ?? '');
      return;
    }
    made.sendRequest<FileStatus | null>(fileStatusRequest, { uri: made.code2ProtocolConverter.asUri(document.uri) }).then(
      (file) => {
        if (client === made && (health === null || health.health === 'ok')) status.running(detailOf(file, health));
      },
      () => undefined,
    );
  };

  return {
    start: () => inTurn(start),
    stop: () => inTurn(stop),
    restart: () =>
      inTurn(async () => {
        await stop();
        await start();
      }),
    toggle: () =>
      inTurn(async () => {
        if (client === null) return start();
        await stop();
        status.off();
      }),
    async request<Answer>(method: string, parameters: object): Promise<Answer | null> {
      // a server that is about to be there is waited for
      await turn;
      return client?.isRunning() === true ? client.sendRequest<Answer>(method, parameters) : null;
    },
    changedOnDisk(files) {
      if (client?.isRunning() !== true) return;
      const changes = files.map((uri) => ({ uri: client!.code2ProtocolConverter.asUri(uri), type: FileChangeType.Changed }));
      void client.sendNotification(DidChangeWatchedFilesNotification.method, { changes });
    },
    uriOf: (uri) => client?.code2ProtocolConverter.asUri(uri) ?? uri.toString(),
    describe,
  };
}

function detailOf(file: FileStatus | null, health: Status | null): string {
  if (file === null) return health?.message ?? '';
  const parts = [file.target, l10n.t('{0} rules', file.rules)];
  if (file.configuration !== null) parts.push(workspace.asRelativePath(file.configuration));
  return parts.filter((part) => part !== '').join(' · ');
}

function clientOptions(more: object, log: LogOutputChannel, status: StatusItem): LanguageClientOptions {
  const onType = workspace.getConfiguration('decref').get('run') !== 'onSave';
  return {
    documentSelector: selector,
    outputChannel: log,
    traceOutputChannel: log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: {
      commands: ['decref.explainRule', 'decref.lintWorkspace', 'decref.saveFile', 'decref.showHeap'],
      status: true,
      hoverImages: true,
      ...more,
    },
    diagnosticCollectionName: 'decref',
    diagnosticPullOptions: { onChange: onType, onSave: true },
    markdown: { isTrusted: { enabledCommands: ['decref.explainRule'] } },
    errorHandler: crashHandler(log, status),
    initializationFailedHandler: () => false,
  };
}

/** Restarts a server that crashes, but not for ever; says so in the status item. */
function crashHandler(log: LogOutputChannel, status: StatusItem): ErrorHandler {
  const crashes: number[] = [];
  return {
    error: (error) => {
      log.error(error);
      return { action: ErrorAction.Continue, handled: true };
    },
    closed: () => {
      const now = Date.now();
      crashes.push(now);
      const recent = crashes.filter((at) => now - at < CRASH_WINDOW).length;
      if (recent <= MOST_CRASHES) {
        log.warn('the server ended unexpectedly and is started again');
        status.starting();
        return { action: CloseAction.Restart, handled: true };
      }
      log.error(`the server ended ${recent} times within three minutes and is left alone`);
      status.failed(l10n.t('ends again and again; see the log'));
      return { action: CloseAction.DoNotRestart, handled: true };
    },
  };
}
