/**
 * A list of findings that are known and left out. An entry is a file, a rule and the text of the line it stands on, with how
 * often: so it goes on matching when lines move, and stops when the line itself is changed.
 */
import type { Finding } from '../base/finding.ts';
import { fingerprint } from '../base/fingerprint.ts';
import { lineAt, lineEnd } from '../base/lines.ts';
import type { Document } from './document.ts';
import { isTable } from './toml.ts';

export interface Baseline {
  /** Begins a run: whether a finding is listed. Each entry answers yes as often as it says. */
  begin(): (found: Found) => boolean;
}

/** A finding as a baseline knows it. */
export interface Found {
  /** Relative to the folder of the run, or of the configuration that names the baseline, with `/`. */
  readonly file: string;
  readonly code: string;
  /** See `contextOf`. */
  readonly context: string;
}

/** What the file is called where nobody says otherwise. */
export const baselineName = 'decref-baseline.json';

/** The same for a finding wherever its line moves: rule and text of the line, without what surrounds it. */
export function contextOf(document: Document | undefined, { code, span }: Finding): string {
  if (document === undefined) return fingerprint(`${code}\u0000`);
  const { lines } = document;
  const line = lineAt(lines, span.start);
  return fingerprint(`${code}\u0000${lines.text.slice(lines.starts[line], lineEnd(lines, line)).slice(0, 2000).trim()}`);
}

const version = 1;

/** The baseline in a file's text, or one line that says what is wrong with it. */
export function readBaseline(text: string): Baseline | string {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    return 'is not a baseline: not valid JSON';
  }
  if (!isTable(content) || content['version'] !== version || !Array.isArray(content['findings']))
    return `is not a baseline of version ${version}`;
  const counts = new Map<string, number>();
  for (const entry of content['findings'] as readonly unknown[]) {
    if (!isTable(entry) || typeof entry['file'] !== 'string' || typeof entry['code'] !== 'string' || typeof entry['context'] !== 'string') {
      return 'is not a baseline: an entry lacks `file`, `code` or `context`';
    }
    const count = typeof entry['count'] === 'number' ? entry['count'] : 1;
    const key = keyOf(entry['file'], entry['code'], entry['context']);
    counts.set(key, (counts.get(key) ?? 0) + count);
  }
  return {
    begin() {
      const left = new Map<string, number>();
      return ({ file, code, context }) => {
        const key = keyOf(file, code, context);
        const count = left.get(key) ?? counts.get(key) ?? 0;
        if (count > 0) left.set(key, count - 1);
        return count > 0;
      };
    },
  };
}

/** Collects findings for a new baseline. */
export function newBaseline(): { add(found: Found): void; text(): string; readonly size: number } {
  const entries = new Map<string, Found & { count: number }>();
  let size = 0;
  return {
    add({ file, code, context }) {
      const key = keyOf(file, code, context);
      const known = entries.get(key);
      size += 1;
      if (known === undefined) entries.set(key, { file, code, context, count: 1 });
      else known.count += 1;
    },
    text() {
      const findings = [...entries.values()];
      return `{"version": ${version}, "findings": [${findings.map((entry) => `\n  ${JSON.stringify(entry)}`).join(',')}${findings.length === 0 ? '' : '\n'}]}\n`;
    },
    get size() {
      return size;
    },
  };
}

const keyOf = (file: string, code: string, context: string): string => `${file}\u0000${code}\u0000${context}`;
