/** Code actions: plain offers as the protocol's objects. Edits are worked out when one is chosen, where the client can wait for that. */
import { CodeActionKind, type CodeAction, type CodeActionParams } from 'vscode-languageserver';
import { editsOf, fixFileOffer, offersAt, type Offer, type Task } from '../ide/actions.ts';
import type { Context } from './context.ts';
import { canDisable, disableEdit } from './disable.ts';
import { diagnosticOf, fixAllKind, offsetIn, workspaceEdit } from './convert.ts';
import { explainCommand, saveCommand } from './profile.ts';
import { inSlices, SLICE } from './slices.ts';
import type { Judged } from './workspace.ts';

export const actionKinds: readonly string[] = [CodeActionKind.QuickFix, fixAllKind];

/** What actions need of a session. */
type Session = Pick<Context, 'workspace' | 'profile' | 'pause'>;

export async function codeActions(
  session: Session,
  { textDocument, range, context }: CodeActionParams,
  isUnwanted: () => boolean,
): Promise<CodeAction[]> {
  const { workspace, profile, pause } = session;
  if (!profile.actions) return [];
  const { places } = workspace;
  const { path } = places.origin(textDocument.uri);
  const preferences = workspace.preferences(path);
  if (!preferences.enable) return [];
  const judged = await workspace.judged(path, pause, isUnwanted);
  if (judged === null) return [];
  const found: CodeAction[] = [];
  if (wanted(context.only, CodeActionKind.QuickFix)) {
    const place = { start: offsetIn(places, textDocument.uri, range.start), end: offsetIn(places, textDocument.uri, range.end) };
    const options = {
      suppress: preferences.suppress,
      say: profile.say,
      sayFinding: profile.sayFinding,
      explain: profile.commands.has(explainCommand),
      disable: canDisable(workspace, profile, path),
    };
    for (const offer of offersAt(judged.snapshot, judged.diagnosis, place, options))
      found.push(await actionOf(offer, judged, session, isUnwanted));
  }
  // asked for by name (on save, or from the menu): the light bulb has fixes of its own
  if (context.only !== undefined && wanted(context.only, fixAllKind)) {
    const offer = fixFileOffer(judged.diagnosis, profile.say);
    if (offer !== null) found.push(await actionOf(offer, judged, session, isUnwanted));
  }
  return found;
}

/** Gives an action its edit, on the text as it is now. */
export async function resolveAction(action: CodeAction, session: Session, isUnwanted: () => boolean): Promise<CodeAction> {
  const task = taskOf(action.data);
  if (task === null || action.edit !== undefined) return action;
  const judged = await session.workspace.judged(task.path, session.pause, isUnwanted);
  return judged === null ? action : withEdit(action, task, judged, session, isUnwanted);
}

async function withEdit(
  action: CodeAction,
  task: Task,
  { snapshot, diagnosis }: Judged,
  { workspace, profile, pause }: Session,
  isUnwanted: () => boolean,
): Promise<CodeAction> {
  if (task.what === 'disable') {
    const { edit, uri } = await disableEdit(workspace, profile, task);
    // an edit leaves the file unsaved, and what is not saved does not apply
    const save = profile.commands.has(saveCommand) ? { command: { title: '', command: saveCommand, arguments: [uri] } } : {};
    return { ...action, edit, ...save };
  }
  const edits = await inSlices(editsOf(snapshot, diagnosis, task), SLICE, pause, isUnwanted);
  return edits === null ? action : { ...action, edit: workspaceEdit(edits, workspace.places, profile) };
}

async function actionOf(offer: Offer, judged: Judged, session: Session, isUnwanted: () => boolean): Promise<CodeAction> {
  const { workspace, profile } = session;
  const action: CodeAction = { title: offer.title, kind: offer.kind === 'fix-all' ? fixAllKind : CodeActionKind.QuickFix };
  if (offer.finding !== null) action.diagnostics = [diagnosticOf(offer.finding, workspace.places, profile)];
  if (offer.preferred && profile.preferredActions) action.isPreferred = true;
  if (offer.kind === 'explain') {
    action.command = { title: offer.title, command: explainCommand, arguments: [offer.task.code] };
    return action;
  }
  action.data = offer.task;
  if (profile.lazyActions) return action;
  return withEdit(action, offer.task, judged, session, isUnwanted);
}

/** Whether the client asks for this kind, directly or by a kind above it. */
const wanted = (only: readonly string[] | undefined, kind: string): boolean =>
  only === undefined || only.some((asked) => asked === '' || kind === asked || kind.startsWith(`${asked}.`));

function taskOf(data: unknown): Task | null {
  if (typeof data !== 'object' || data === null) return null;
  const { path, what, code, at } = data as Record<string, unknown>;
  if (typeof path !== 'string' || typeof what !== 'string' || typeof code !== 'string' || typeof at !== 'number') return null;
  return { path, what: what as Task['what'], code, at };
}
