/** A small language client over stdio: starts a server, speaks the protocol to it, remembers what it said. Independent of the library that the server uses. */
import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const builtServer = join(fileURLToPath(new URL('../..', import.meta.url)), 'dist/server.cjs');

export interface Message {
  readonly method: string;
  readonly params: Params;
}

/** What the tests read of the parameters of whatever the server says. */
export interface Params {
  readonly uri?: string;
  readonly version?: number;
  readonly diagnostics?: readonly Diagnostic[];
  readonly type?: number;
  readonly message?: string;
  readonly health?: string;
  readonly problems?: readonly string[];
  readonly value?: { readonly kind: string; readonly cancellable?: boolean; readonly percentage?: number };
  readonly token?: number | string;
  readonly items?: readonly { readonly scopeUri?: string; readonly section?: string }[];
  readonly registrations?: readonly { readonly method: string; readonly registerOptions?: object }[];
}

interface Incoming extends Message {
  readonly id?: number;
  readonly result?: unknown;
  readonly error?: { readonly code: number; readonly message: string };
}

export interface Position {
  readonly line: number;
  readonly character: number;
}
export interface Range {
  readonly start: Position;
  readonly end: Position;
}
export interface Diagnostic {
  readonly range: Range;
  readonly severity: number;
  readonly code: string;
  readonly source: string;
  readonly message: string;
  readonly codeDescription?: { readonly href: string };
  readonly relatedInformation?: readonly { readonly location: { readonly uri: string; readonly range: Range }; readonly message: string }[];
  readonly tags?: readonly number[];
}

/** The kinds of client that the suites run with. */
export const profiles = {
  /** As VS Code: asks for diagnostics, resolves actions, is asked for settings, watches files. */
  full: {
    general: { positionEncodings: ['utf-16'] },
    textDocument: {
      synchronization: { didSave: true },
      diagnostic: {
        dynamicRegistration: true,
        relatedDocumentSupport: false,
        relatedInformation: true,
        codeDescriptionSupport: true,
        tagSupport: { valueSet: [1, 2] },
        dataSupport: true,
      },
      publishDiagnostics: { relatedInformation: true, tagSupport: { valueSet: [1, 2] }, codeDescriptionSupport: true },
      hover: { contentFormat: ['markdown', 'plaintext'] },
      codeAction: {
        codeActionLiteralSupport: { codeActionKind: { valueSet: ['', 'quickfix', 'source', 'source.fixAll'] } },
        isPreferredSupport: true,
        dataSupport: true,
        resolveSupport: { properties: ['edit'] },
      },
    },
    workspace: {
      configuration: true,
      workspaceFolders: true,
      didChangeConfiguration: { dynamicRegistration: true },
      didChangeWatchedFiles: { dynamicRegistration: true },
      diagnostics: { refreshSupport: true },
      workspaceEdit: { documentChanges: true, resourceOperations: ['create'] },
    },
    window: { workDoneProgress: true },
  },
  /** As older clients: diagnostics are pushed, actions come with their edits. */
  push: {
    textDocument: {
      publishDiagnostics: { relatedInformation: true, versionSupport: true },
      hover: { contentFormat: ['markdown', 'plaintext'] },
      codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ['quickfix', 'source.fixAll'] } } },
    },
    workspace: { configuration: true, workspaceFolders: true, workspaceEdit: { documentChanges: false } },
  },
  /** Says nothing of itself. */
  minimal: {},
} as const;

export type ProfileName = keyof typeof profiles;

export interface StartOptions {
  readonly profile: ProfileName;
  /** URIs of the folders that are open; none for a single file. */
  readonly folders?: readonly string[];
  /** What the client answers when it is asked for `decref` settings. */
  readonly settings?: (scopeUri: string | null) => unknown;
  readonly initializationOptions?: object;
  /** The language of the person. */
  readonly locale?: string;
  readonly server?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export class LspClient {
  readonly said: Message[] = [];
  readonly registrations: { readonly method: string; readonly registerOptions?: object }[] = [];
  initialized!: { readonly capabilities: Readonly<Record<string, unknown>>; readonly serverInfo: { readonly name: string } };
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #answers = new Map<number, { readonly resolve: (value: never) => void; readonly reject: (error: Error) => void }>();
  readonly #listeners = new Set<() => void>();
  readonly #options: StartOptions;
  #buffer = Buffer.alloc(0);
  #id = 0;
  stderr = '';

  private constructor(options: StartOptions) {
    this.#options = options;
    const server = options.server ?? builtServer;
    if (!existsSync(server)) throw new Error(`${server} is not there: run \`npm run build\` first`);
    this.#process = spawn(process.execPath, [server, '--stdio'], { env: { ...process.env, ...options.env } });
    this.#process.stdout.on('data', (data: Buffer) => this.#read(data));
    this.#process.stderr.on('data', (data: Buffer) => (this.stderr += data.toString()));
    this.#process.on('exit', (code) => {
      for (const { reject } of this.#answers.values()) reject(new Error(`the server ended (${code}): ${this.stderr}`));
      this.#answers.clear();
    });
  }

  static async start(options: StartOptions): Promise<LspClient> {
    const client = new LspClient(options);
    const folders = options.folders ?? [];
    client.initialized = await client.request('initialize', {
      processId: process.pid,
      rootUri: folders[0] ?? null,
      workspaceFolders: folders.length === 0 ? null : folders.map((uri) => ({ uri, name: uri })),
      capabilities: profiles[options.profile],
      initializationOptions: options.initializationOptions,
      ...(options.locale === undefined ? {} : { locale: options.locale }),
    });
    client.notify('initialized', {});
    return client;
  }

  get pulls(): boolean {
    return this.initialized.capabilities.diagnosticProvider !== undefined;
  }

  get pid(): number {
    return this.#process.pid!;
  }

  request<Answer>(method: string, params: unknown): Promise<Answer> & { readonly id: number } {
    const id = ++this.#id;
    const answer = new Promise<Answer>((resolve, reject) => this.#answers.set(id, { resolve: resolve, reject }));
    this.#send({ id, method, params });
    return Object.assign(answer, { id });
  }

  notify(method: string, params: unknown): void {
    this.#send({ method, params });
  }

  open(uri: string, text: string, languageId = uri.endsWith('.rs') ? 'rust' : 'python', version = 1): void {
    this.notify('textDocument/didOpen', { textDocument: { uri, languageId, version, text } });
  }

  change(uri: string, version: number, ...contentChanges: readonly { readonly range?: Range; readonly text: string }[]): void {
    this.notify('textDocument/didChange', { textDocument: { uri, version }, contentChanges });
  }

  close(uri: string): void {
    this.notify('textDocument/didClose', { textDocument: { uri } });
  }

  /** The diagnostics of a document as this kind of client comes by them. `version`: for pushed ones, of the text that they are about. */
  async diagnostics(uri: string, version?: number): Promise<readonly Diagnostic[]> {
    if (this.pulls)
      return (await this.request<{ readonly items: readonly Diagnostic[] }>('textDocument/diagnostic', { textDocument: { uri } })).items;
    const message = await this.until(
      ({ method, params }) =>
        method === 'textDocument/publishDiagnostics' && params.uri === uri && (version === undefined || params.version === version),
    );
    return message.params.diagnostics ?? [];
  }

  /** The last message that fits, now or when it comes. */
  until(fits: (message: Message) => boolean, milliseconds = 10_000): Promise<Message> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.said.findLast(fits);
        if (found === undefined) return;
        clearTimeout(timer);
        this.#listeners.delete(look);
        resolve(found);
      };
      const timer = setTimeout(() => {
        this.#listeners.delete(look);
        reject(
          new Error(
            `nothing of the kind within ${milliseconds} ms; the server said: ${JSON.stringify(this.said.slice(-5))} ${this.stderr}`,
          ),
        );
      }, milliseconds);
      this.#listeners.add(look);
      look();
    });
  }

  async stop(): Promise<number | null> {
    const ended = new Promise<number | null>((resolve) => this.#process.on('exit', resolve));
    if (this.#process.exitCode !== null) return this.#process.exitCode;
    await this.request('shutdown', null);
    this.notify('exit', null);
    return ended;
  }

  #send(message: object): void {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.#process.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  #read(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const head = this.#buffer.indexOf('\r\n\r\n');
      if (head < 0) return;
      const length = Number(/Content-Length: (\d+)/i.exec(this.#buffer.subarray(0, head).toString())?.[1]);
      if (this.#buffer.length < head + 4 + length) return;
      const message = JSON.parse(this.#buffer.subarray(head + 4, head + 4 + length).toString()) as Incoming;
      this.#buffer = this.#buffer.subarray(head + 4 + length);
      this.#take(message);
    }
  }

  #take(message: Incoming): void {
    if (message.method === undefined) {
      const waiting = this.#answers.get(message.id!);
      this.#answers.delete(message.id!);
      if (message.error === undefined) waiting?.resolve(message.result as never);
      else waiting?.reject(Object.assign(new Error(message.error.message), { code: message.error.code }));
      return;
    }
    this.said.push({ method: message.method, params: message.params });
    if (message.id !== undefined) this.#send({ id: message.id, result: this.#answer(message.method, message.params) });
    for (const listener of this.#listeners) listener();
  }

  /** What a client answers when the server asks. */
  #answer(method: string, params: Params): unknown {
    if (method === 'workspace/configuration')
      return params.items?.map(({ scopeUri }) => this.#options.settings?.(scopeUri ?? null) ?? null);
    if (method === 'client/registerCapability') this.registrations.push(...(params.registrations ?? []));
    return null;
  }
}
