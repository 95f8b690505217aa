/** A small language client over stdio for measuring: one open document, times in milliseconds. */
import { spawn } from 'node:child_process';
import { pathToFileURL } from 'node:url';

export class LanguageSession {
  /** Starts a server (`command`: it and its arguments) and waits until it is initialised. */
  static async start([command, ...args], folder) {
    const session = new LanguageSession();
    session.child = spawn(command, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    await new Promise((resolve, reject) => session.child.once('spawn', resolve).once('error', reject));
    session.waiting = new Map();
    session.id = 0;
    session.version = 1;
    let buffer = Buffer.alloc(0);
    session.child.stdout.on('data', (chunk) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (;;) {
        const head = buffer.indexOf('\r\n\r\n');
        if (head < 0) return;
        const length = Number(/Content-Length: (\d+)/i.exec(buffer.subarray(0, head).toString())[1]);
        if (buffer.length < head + 4 + length) return;
        const message = JSON.parse(buffer.subarray(head + 4, head + 4 + length).toString());
        buffer = buffer.subarray(head + 4 + length);
        session.receive(message);
      }
    });
    const { capabilities } = await session.request('initialize', {
      processId: process.pid,
      rootUri: pathToFileURL(folder).href,
      workspaceFolders: [{ uri: pathToFileURL(folder).href, name: 'bench' }],
      capabilities: { textDocument: { diagnostic: {}, publishDiagnostics: {}, hover: { contentFormat: ['markdown'] } } },
    });
    session.pulls = capabilities.diagnosticProvider !== undefined;
    session.notify('initialized', {});
    return session;
  }

  receive(message) {
    if (message.method !== undefined && message.id !== undefined) {
      const result = message.method === 'workspace/configuration' ? message.params.items.map(() => null) : null;
      this.send({ id: message.id, result });
    } else if (message.method === 'textDocument/publishDiagnostics') {
      this.published?.();
    } else if (message.id !== undefined) {
      this.waiting.get(message.id)?.(message.result);
      this.waiting.delete(message.id);
    }
  }

  send(message) {
    const body = JSON.stringify({ jsonrpc: '2.0', ...message });
    this.child.stdin.write(`Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
  }

  request(method, params) {
    this.id += 1;
    const id = this.id;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.send({ id, method, params });
    });
  }

  notify(method, params) {
    this.send({ method, params });
  }

  async open(file, text) {
    this.uri = pathToFileURL(file).href;
    this.notify('textDocument/didOpen', { textDocument: { uri: this.uri, languageId: 'python', version: this.version, text } });
  }

  /** Of the text as it is now: asked for, or awaited where the server only pushes. */
  diagnostics() {
    if (!this.pulls) return new Promise((resolve) => (this.published = resolve));
    return this.request('textDocument/diagnostic', { textDocument: { uri: this.uri } });
  }

  /** Replaces `length` characters at a place and waits for the diagnostics of the new text. */
  async edit(line, character, length, text) {
    await new Promise((resolve) => setTimeout(resolve, 5));
    this.version += 1;
    const begun = performance.now();
    this.notify('textDocument/didChange', {
      textDocument: { uri: this.uri, version: this.version },
      contentChanges: [{ range: { start: { line, character }, end: { line, character: character + length } }, text }],
    });
    await this.diagnostics();
    return performance.now() - begun;
  }

  async hover(line, character) {
    const begun = performance.now();
    await this.request('textDocument/hover', { textDocument: { uri: this.uri }, position: { line, character } });
    return performance.now() - begun;
  }

  async stop() {
    await this.request('shutdown', null);
    this.notify('exit');
    await new Promise((resolve) => this.child.once('exit', resolve));
  }
}
