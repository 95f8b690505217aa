/** All that the command line needs from outside: so that tests can give it another folder, other rules, other streams. */
import type { Diagnosis } from '../ide/diagnosis.ts';
import type { Host } from '../project/host.ts';
import type { Snapshot } from '../project/snapshot.ts';
import type { Rule } from '../rules/rule.ts';

/** Checks one file of a snapshot. */
export type Checker = (snapshot: Snapshot, path: string) => Diagnosis;

export interface Stream {
  write(text: string): void;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 where there is none. */
  readonly width: number;
}

export interface World {
  /** Absolute, with `/`. */
  readonly folder: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly host: Host;
  readonly output: Stream;
  readonly errors: Stream;
  /** Everything on standard input. */
  readonly readInput: () => Promise<Uint8Array>;
  /** Writes a file as a whole or not at all; `null` when done, else why not. */
  readonly writeFile: (path: string, text: string) => Promise<string | null>;
  /** Remembers an exit code for the case that the reader of the output goes away before the end. */
  readonly answerSoFar: (code: number) => void;
  readonly version: string;
  /** Names the code that runs: another for each change of it. */
  readonly build: string;
  /** Where results of earlier runs are kept; `null` where nothing is. */
  readonly cache: CacheStore | null;
  readonly cores: number;
  /** In milliseconds. */
  readonly now: () => number;
  /** Starts a thread that answers `Task`s; `null` where there are no threads. */
  readonly startWorker: (() => Worker) | null;
  /** Makes trees of broken text better; called before the first file that needs it. */
  readonly loadGrammars: () => Promise<void>;
  /** Becomes the language server. */
  readonly serve: () => Promise<void>;
  /** Calls back when something below one of the paths changed; answers how to stop. */
  readonly watch: (paths: readonly string[], changed: () => void) => () => void;
  /** What checks: the rules and the pipeline, loaded when first needed. */
  readonly loadChecking: () => Promise<Checking>;
}

export interface Checking {
  readonly rules: readonly Rule[];
  readonly check: Checker;
}

/** Texts by name, kept from run to run. Neither reading nor writing ever fails: what cannot be had is not there. */
export interface CacheStore {
  read(name: string): string | null;
  write(name: string, text: string): void;
  /** A short text that stands for the bytes: equal for equal ones only. */
  digest(parts: Iterable<string | Uint8Array>): string;
}

/** A thread, as far as the command line cares. */
export interface Worker {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  /** The thread died; it will answer nothing more. */
  onFailure(listener: (why: string) => void): void;
  stop(): void;
}

/** The exit codes; the highest that applies is the answer. */
export const exit = { clean: 0, findings: 1, usage: 2, internal: 3 } as const;
