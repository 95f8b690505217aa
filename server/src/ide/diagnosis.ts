/** What checking one file gives: plain data for every reader. */
import type { Finding } from '../base/finding.ts';
import type { Span } from '../base/span.ts';

export interface Diagnosis {
  readonly path: string;
  /** After suppressions and levels; by position, then code. */
  readonly findings: readonly Finding[];
  /** Rules that failed on this file. Never silent: the others went on, the user is told once. */
  readonly crashes: readonly Crash[];
  /** Regions that were not understood. */
  readonly broken: readonly Span[];
}

export interface Crash {
  readonly rule: string;
  readonly path: string;
  readonly message: string;
}
