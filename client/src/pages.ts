/** Pages of rules as read-only documents: `decref-page:/RC101-self-reference.md`. */
import { commands, type Disposable, l10n, Uri, window, workspace } from 'vscode';
import { rulePageRequest, rulesRequest, type RulePage, type RuleSummary } from './protocol.ts';
import type { Server } from './server.ts';

const scheme = 'decref-page';

export function registerPages(server: Server): Disposable[] {
  return [
    workspace.registerTextDocumentContentProvider(scheme, {
      async provideTextDocumentContent(uri) {
        const rule = /^\/(RC\d{3})/.exec(uri.path)?.[1] ?? '';
        return (
          (await server.request<RulePage>(rulePageRequest, { rule }))?.markdown ?? 'There is no such page, or the server does not run.\n'
        );
      },
    }),
    commands.registerCommand('decref.explainRule', async (code?: unknown) => {
      const rule = typeof code === 'string' ? code : await pickRule(server);
      if (rule === undefined) return;
      const page = await server.request<RulePage>(rulePageRequest, { rule });
      if (page === null) return;
      const uri = Uri.from({ scheme, path: `/${page.code}-${page.name}.md` });
      await commands.executeCommand('markdown.showPreview', uri);
    }),
  ];
}

async function pickRule(server: Server): Promise<string | undefined> {
  const rules = await server.request<readonly RuleSummary[]>(rulesRequest, {});
  if (rules === null) return undefined;
  const items = rules.map(({ code, name, summary }) => ({ label: `${code} ${name}`, detail: summary, code }));
  return (await window.showQuickPick(items, { placeHolder: l10n.t('Which rule?'), matchOnDetail: true }))?.code;
}
