/** What all parts of a session share: the workspace, what the client can do, and how an answer is given, a failure told and the state of the server said. */
import { ErrorCodes, LSPErrorCodes, ResponseError, type CancellationToken, type Connection } from 'vscode-languageserver';
import type { Crash } from '../ide/diagnosis.ts';
import type { Profile } from './profile.ts';
import * as protocol from './protocol.ts';
import type { Workspace } from './workspace.ts';

export interface Context {
  readonly connection: Connection;
  readonly workspace: Workspace;
  readonly profile: Profile;
  /** Lets messages that have arrived be read before work begins, so that work nobody waits for is not done. */
  pause(): Promise<void>;
  /** Settles when the settings that were asked for last are known. */
  configured(): Promise<void>;
  /** Waits for settings, lets newer messages overtake, and turns a failure into a line of the log and `nothing`. */
  answer<Value>(token: CancellationToken, nothing: Value, work: () => Promise<Value>): Promise<Value>;
  /** Writes a failure to the log. */
  report(error: unknown): void;
  /** Names each rule that crashed, once. */
  reportCrashes(crashes: readonly Crash[]): void;
  /** Says how things are, when that has changed. */
  tellStatus(): void;
}

/** What a session is made from; the settings are asked for later, so `configured` is a question. */
export type Given = Pick<Context, 'connection' | 'workspace' | 'profile' | 'pause' | 'configured'> & { readonly version: string };

export function createContext({ connection, workspace, profile, pause, configured, version }: Given): Context {
  const crashed = new Set<string>();
  let told = '';

  const report = (error: unknown): void => {
    connection.console.error(error instanceof Error ? (error.stack ?? error.message) : String(error));
  };

  const tellStatus = (): void => {
    const wrong = workspace.problems().map(({ path, line, message }) => `${path}${line === undefined ? '' : `:${line}`}: ${message}`);
    const { say } = profile;
    const broken = [...crashed].map((rule) => say('rule {0} failed; see the log', rule));
    const problems = [...wrong, ...broken];
    const status: protocol.Status = {
      health: problems.length === 0 ? 'ok' : 'warning',
      message:
        problems.length === 0 ? say('version {0}', version) : problems.length === 1 ? problems[0] : say('{0} problems', problems.length),
      problems,
    };
    const text = JSON.stringify(status);
    if (text === told) return;
    for (const problem of wrong) if (!told.includes(JSON.stringify(problem).slice(1, -1))) connection.console.warn(problem);
    told = text;
    if (profile.status) void connection.sendNotification(protocol.statusNotification, status);
  };

  return {
    connection,
    workspace,
    profile,
    pause,
    configured,
    report,
    tellStatus,
    async answer(token, nothing, work) {
      await configured();
      await pause();
      if (token.isCancellationRequested) throw new ResponseError(LSPErrorCodes.RequestCancelled, 'cancelled');
      try {
        return await work();
      } catch (error) {
        if (error instanceof ResponseError && error.code !== ErrorCodes.InternalError) throw error;
        report(error);
        return nothing;
      }
    },
    reportCrashes(crashes) {
      for (const { rule, path, message } of crashes) {
        if (crashed.has(rule)) continue;
        crashed.add(rule);
        connection.console.error(`rule ${rule} failed on ${path}; the other rules went on\n${message}`);
      }
      tellStatus();
    },
  };
}
