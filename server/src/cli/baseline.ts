/**
 * A list of findings that are known and left out. An entry is a file, a rule and the text of the line it stands on, with how
 * often: so it goes on matching when lines move, and stops when the line itself is changed.
 */
import { isTable } from '../project/toml.ts';
import type { Reported } from './placed.ts';

export interface Baseline {
  /** Whether the finding is listed; each entry answers yes as often as it says. */
  takes(reported: Reported): boolean;
}

interface Entry {
  readonly file: string;
  readonly code: string;
  readonly context: string;
  readonly count: number;
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
  const left = new Map<string, number>();
  for (const entry of content['findings'] as readonly unknown[]) {
    if (!isTable(entry) || typeof entry['file'] !== 'string' || typeof entry['code'] !== 'string' || typeof entry['context'] !== 'string') {
      return 'is not a baseline: an entry lacks `file`, `code` or `context`';
    }
    const count = typeof entry['count'] === 'number' ? entry['count'] : 1;
    const key = keyOf(entry['file'], entry['code'], entry['context']);
    left.set(key, (left.get(key) ?? 0) + count);
  }
  return {
    takes({ placed, context }) {
      const key = keyOf(placed.file, placed.code, context);
      const count = left.get(key) ?? 0;
      if (count > 0) left.set(key, count - 1);
      return count > 0;
    },
  };
}

/** Collects findings for a new baseline. */
export function newBaseline(): { add(reported: Reported): void; text(): string; readonly size: number } {
  const entries = new Map<string, { file: string; code: string; context: string; count: number }>();
  let size = 0;
  return {
    add({ placed: { file, code }, context }) {
      const key = keyOf(file, code, context);
      const known = entries.get(key);
      size += 1;
      if (known === undefined) entries.set(key, { file, code, context, count: 1 });
      else known.count += 1;
    },
    text() {
      const findings: readonly Entry[] = [...entries.values()];
      return `{"version": ${version}, "findings": [${findings.map((entry) => `\n  ${JSON.stringify(entry)}`).join(',')}${findings.length === 0 ? '' : '\n'}]}\n`;
    },
    get size() {
      return size;
    },
  };
}

const keyOf = (file: string, code: string, context: string): string => `${file}\u0000${code}\u0000${context}`;
