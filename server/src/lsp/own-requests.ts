/** Requests that only our own clients make (`protocol.ts`), and the command for all others. */
import type { CancellationToken } from 'vscode-languageserver';
import { heapView, type HeapView } from '../ide/heap.ts';
import { readablePage } from '../ide/rule-page.ts';
import { fileStatus } from '../ide/status.ts';
import { graphView, settingsView, stageView } from '../ide/view.ts';
import { ruleNamed, rules } from '../rules/index.ts';
import { newBaselines } from './baselines.ts';
import type { Context } from './context.ts';
import { offsetIn } from './convert.ts';
import * as protocol from './protocol.ts';
import type { Sweep } from './sweep.ts';

export function answerOwnRequests(context: Context, sweep: Sweep): void {
  const { connection, workspace, profile, answer, tellStatus } = context;
  const { places } = workspace;

  connection.onExecuteCommand(async ({ command }, token) =>
    command === protocol.lintWorkspaceCommand
      ? answer<protocol.LintedWorkspace | null>(token, null, () => sweep.run(workspace.folders(), token))
      : null,
  );

  connection.onRequest(protocol.fileStatusRequest, ({ uri }: { readonly uri: string }, token: CancellationToken) =>
    answer<protocol.FileStatus | null>(token, null, async () => {
      const { path } = places.origin(uri);
      const judged = await workspace.judged(path, context.pause, () => token.isCancellationRequested);
      tellStatus();
      if (judged === null) return null;
      return fileStatus(judged.snapshot, path, judged.diagnosis, workspace.configuration(path)?.file ?? null, profile.say);
    }),
  );

  connection.onRequest(protocol.viewRequest, ({ uri, position, kind }: protocol.ViewParameters, token: CancellationToken) =>
    answer<protocol.View | null>(token, null, async () => {
      const { path } = places.origin(uri);
      const snapshot = await workspace.snapshotFor(path);
      const offset = offsetIn(places, uri, position);
      if (kind === 'graph') return graphView(snapshot, path, offset);
      if (kind !== 'settings') return stageView(snapshot, path, kind, offset);
      const mine = new Set(Object.keys(workspace.preferences(path).layer));
      return settingsView(snapshot.settings(path), workspace.configuration(path), mine);
    }),
  );

  connection.onRequest(protocol.heapRequest, ({ uri, position }: protocol.PlaceParameters, token: CancellationToken) =>
    answer<HeapView | null>(token, null, async () => {
      const { path } = places.origin(uri);
      return heapView(await workspace.snapshotFor(path), path, offsetIn(places, uri, position), profile.say);
    }),
  );

  connection.onRequest(protocol.baselineRequest, (_: object, token: CancellationToken) =>
    answer<readonly protocol.NewBaseline[] | null>(token, null, () => newBaselines(context, token)),
  );

  connection.onRequest(protocol.rulesRequest, (): protocol.RuleSummary[] =>
    rules.map(({ code, name, summary }) => ({ code, name, summary })),
  );

  connection.onRequest(protocol.rulePageRequest, ({ rule }: { readonly rule: string }): protocol.RulePage | null => {
    const found = ruleNamed(rule);
    return found === undefined ? null : { code: found.code, name: found.name, markdown: readablePage(found.page) };
  });
}
