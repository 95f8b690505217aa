/** What the editor at the other end can do: its capabilities, read once into the few questions that the server asks. */
import type { InitializeParams } from 'vscode-languageserver';
import { sayEnglish, sayIn, type Say } from '../base/say.ts';
import { findingsIn, findingsInEnglish, type SayFinding } from '../ide/finding-words.ts';
import { korean } from '../ide/korean.ts';
import { koreanOwnership } from '../ide/korean-ownership.ts';
import { koreanPython } from '../ide/korean-python.ts';
import { koreanRust } from '../ide/korean-rust.ts';
import { koreanShared } from '../ide/korean-shared.ts';

export interface Profile {
  /** It asks for diagnostics; else they are pushed. Never both. */
  readonly pull: boolean;
  readonly pullRefresh: boolean;
  readonly relatedInformation: boolean;
  readonly codeDescription: boolean;
  readonly diagnosticTags: boolean;
  /** Code actions as objects; without it there are none. */
  readonly actions: boolean;
  /** Edits of an action may be worked out when it is chosen. */
  readonly lazyActions: boolean;
  readonly preferredActions: boolean;
  readonly documentChanges: boolean;
  /** Edits may make files. */
  readonly createFiles: boolean;
  readonly markdown: boolean;
  readonly configuration: boolean;
  readonly watchRegistration: boolean;
  readonly configurationRegistration: boolean;
  readonly folders: boolean;
  readonly progress: boolean;
  /** Commands of the client that an action may name. */
  readonly commands: ReadonlySet<string>;
  /** Hovers may hold pictures. */
  readonly images: boolean;
  /** In the language of the person, as far as there are words in it. */
  readonly say: Say;
  /** What a rule says, in the same language. */
  readonly sayFinding: SayFinding;
  /** The client shows `decref/status` notifications. */
  readonly status: boolean;
  /** The URL of the folder with the grammars, for a server that has no disk. */
  readonly grammars: string | null;
  /** Settings given at the start by clients that cannot be asked. */
  readonly settings: unknown;
}

/** The command of the client that shows the page of a rule. */
export const explainCommand = 'decref.explainRule';

/** The command of the client that opens the heap of the function at a position (URI, position). */
export const heapCommand = 'decref.showHeap';

/** The command of the client that saves a file by its URI. */
export const saveCommand = 'decref.saveFile';

/** A link that opens the page of a rule, or `null` where the client cannot. */
export const pageLink = (profile: Profile, code: string): string | null =>
  profile.commands.has(explainCommand) ? `command:${explainCommand}?${encodeURIComponent(JSON.stringify([code]))}` : null;

export function profileOf({ capabilities, initializationOptions, locale }: InitializeParams): Profile {
  const { textDocument = {}, workspace = {}, window = {} } = capabilities;
  const published = textDocument.publishDiagnostics ?? {};
  // clients that pull say so here what they understand
  const pulled: typeof published = { ...published, ...textDocument.diagnostic };
  const action = textDocument.codeAction ?? {};
  const own = record(initializationOptions);
  const isKorean = /^ko\b/i.test(locale ?? '');
  return {
    pull: textDocument.diagnostic !== undefined && textDocument.diagnostic !== null,
    pullRefresh: workspace.diagnostics?.refreshSupport === true,
    relatedInformation: pulled.relatedInformation === true,
    codeDescription: pulled.codeDescriptionSupport === true,
    diagnosticTags: pulled.tagSupport !== undefined,
    actions: action.codeActionLiteralSupport !== undefined,
    lazyActions: action.dataSupport === true && action.resolveSupport?.properties.includes('edit') === true,
    preferredActions: action.isPreferredSupport === true,
    documentChanges: workspace.workspaceEdit?.documentChanges === true,
    createFiles:
      workspace.workspaceEdit?.documentChanges === true && workspace.workspaceEdit.resourceOperations?.includes('create') === true,
    markdown: textDocument.hover?.contentFormat?.includes('markdown') ?? false,
    configuration: workspace.configuration === true,
    watchRegistration: workspace.didChangeWatchedFiles?.dynamicRegistration === true,
    configurationRegistration: workspace.didChangeConfiguration?.dynamicRegistration === true,
    folders: workspace.workspaceFolders === true,
    progress: window.workDoneProgress === true,
    commands: new Set(Array.isArray(own.commands) ? own.commands.filter((name) => typeof name === 'string') : []),
    images: own.hoverImages === true,
    status: own.status === true,
    say: isKorean ? sayIn(korean) : sayEnglish,
    sayFinding: isKorean ? findingsInKorean : findingsInEnglish,
    grammars: typeof own.grammars === 'string' ? own.grammars : null,
    settings: own.settings ?? null,
  };
}

const findingsInKorean = findingsIn({ ...koreanPython, ...koreanRust, ownership: koreanOwnership }, koreanShared);

const record = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
