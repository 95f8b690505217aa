/**
 * Diagnostics out of the workspace: answered where the client asks, pushed where it cannot ask, never both.
 *
 * Pushed ones wait until the person pauses, and are taken back when a document is closed. Nothing runs while nothing changes.
 */
import type { Connection, Diagnostic, DocumentDiagnosticReport } from 'vscode-languageserver';
import type { Crash } from '../ide/diagnosis.ts';
import { cellAt, diagnosticOf, uriIn } from './convert.ts';
import type { OpenDocument } from './documents.ts';
import type { Profile } from './profile.ts';
import type { Workspace } from './workspace.ts';

export interface Diagnostics {
  /** The answer to a pull; `previous`: what the client already has. A cell of a notebook is asked for by its own URI. */
  report(uri: string, previous: string | undefined, isUnwanted: () => boolean): Promise<DocumentDiagnosticReport>;
  /** A document was opened, changed or saved; it may change what is said about others. */
  touched(path: string, because: 'open' | 'change' | 'save'): void;
  closed(uris: readonly string[], path: string): void;
  /** Settings or files on disk changed: all open documents are said anew. */
  refresh(): void;
}

/** A pause in typing, in milliseconds. */
const PAUSE = 60;
/** Other documents that a change may concern wait longer, so that they never slow typing down. */
const LONG_PAUSE = 400;

export function createDiagnostics(
  connection: Connection,
  workspace: Workspace,
  profile: Profile,
  pause: () => Promise<void>,
  onCrash: (crashes: readonly Crash[]) => void,
): Diagnostics {
  const waiting = new Map<string, NodeJS.Timeout>();

  /** By the URI of the document, or of the cell. */
  const diagnosticsOf = async (path: string, isUnwanted: () => boolean): Promise<ReadonlyMap<string, readonly Diagnostic[]>> => {
    const judged = await workspace.judged(path, pause, isUnwanted);
    const { findings, crashes } = judged?.diagnosis ?? { findings: [], crashes: [] };
    if (crashes.length > 0) onCrash(crashes);
    const { places } = workspace;
    const uris = urisOf(places.opened(path)) ?? [uriIn(places, path)];
    const byUri = new Map(uris.map((uri): [string, Diagnostic[]] => [uri, []]));
    for (const finding of findings) {
      const uri = cellAt(places, path, finding.span.start)?.uri ?? uris[0];
      byUri.get(uri)?.push(diagnosticOf(finding, places, profile));
    }
    return byUri;
  };

  const push = async (path: string): Promise<void> => {
    const before = workspace.places.opened(path);
    if (before === undefined) return;
    const isOld = (): boolean => workspace.places.opened(path)?.version !== before.version;
    const diagnostics = await diagnosticsOf(path, isOld);
    // what was said about an older text is not said at all: the change that made it old has asked for a newer answer
    if (isOld()) return;
    for (const [uri, items] of diagnostics) {
      const version = before.cells?.find((cell) => cell.uri === uri)?.version ?? before.version;
      await connection.sendDiagnostics({ uri, version, diagnostics: [...items] });
    }
  };

  const later = (path: string, delay: number): void => {
    clearTimeout(waiting.get(path));
    waiting.set(
      path,
      setTimeout(() => {
        waiting.delete(path);
        push(path).catch((error: unknown) => connection.console.error(String(error)));
      }, delay),
    );
  };

  return {
    async report(uri, previous, isUnwanted) {
      const { path } = workspace.places.origin(uri);
      const byUri = await diagnosticsOf(path, isUnwanted);
      const items = [...(byUri.get(uri) ?? byUri.get(uriIn(workspace.places, path)) ?? [])];
      const resultId = fingerprint(items);
      return resultId === previous ? { kind: 'unchanged', resultId } : { kind: 'full', resultId, items };
    },
    touched(path, because) {
      if (profile.pull) return;
      const { run } = workspace.preferences(path);
      if (because === 'change' && run === 'onSave') return;
      later(path, because === 'change' ? PAUSE : 0);
      for (const other of workspace.concernedBy(path)) if (!waiting.has(other)) later(other, LONG_PAUSE);
      if (!path.endsWith('.rs')) return;
      for (const { document } of workspace.opened()) {
        if (document.path !== path && document.path.endsWith('.rs') && !waiting.has(document.path)) later(document.path, LONG_PAUSE);
      }
    },
    closed(uris, path) {
      if (profile.pull) return;
      clearTimeout(waiting.get(path));
      waiting.delete(path);
      for (const uri of uris) void connection.sendDiagnostics({ uri, diagnostics: [] });
    },
    refresh() {
      if (profile.pull) {
        if (profile.pullRefresh) void connection.languages.diagnostics.refresh();
        return;
      }
      for (const { document } of workspace.opened()) later(document.path, 0);
    },
  };
}

/** The URIs that an open document's diagnostics are about: its own, or those of its cells. */
export const urisOf = (open: OpenDocument | undefined): readonly string[] | undefined =>
  open === undefined ? undefined : (open.cells?.map(({ uri }) => uri) ?? [open.uri]);

/** FNV-1a over what would be sent: equal answers have equal names, across restarts too. */
function fingerprint(items: readonly Diagnostic[]): string {
  const text = JSON.stringify(items);
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return `${text.length.toString(36)}-${(hash >>> 0).toString(36)}`;
}
