/** Writing what tests would only compare: rendered fences and generated parts. On with `BLESS=1`, as `npm run bless` sets it. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Answer } from './laws/answers.ts';
import type { Page } from './page.ts';
import { repository } from './files.ts';

export const blessing = process.env.BLESS === '1';

/** Puts the answers into the fences of a page. A fence grows longer marks where its text holds fences itself. */
export function blessPage(page: Page, answers: readonly Answer[]): void {
  const lines = page.text.split('\n');
  for (const { fence, text } of [...answers].sort((one, other) => other.fence.line - one.fence.line)) {
    const longest = Math.max(2, ...[...text.matchAll(/^`{3,}/gm)].map(([ticks]) => ticks.length));
    const ticks = '`'.repeat(longest + 1);
    lines.splice(fence.line - 1, fence.end - fence.line + 1, `${ticks}${fence.info}`, ...text.split('\n'), ticks);
  }
  write(page.path, lines.join('\n'));
}

/** Writes a file of the repository if that changes it. */
export function write(path: string, text: string): void {
  const absolute = `${repository}/${path}`;
  if (readFileSync(absolute, 'utf8') !== text) writeFileSync(absolute, text);
}
