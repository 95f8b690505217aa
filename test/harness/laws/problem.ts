/** What a law finds wrong with a page, at a line of it; many at once make one readable failure. */
import type { Page } from '../page.ts';

export interface Problem {
  /** Line of the page, from 1. */
  readonly line: number;
  readonly says: string;
}

/** The same problem on several versions is told once, with the versions. */
export class Problems {
  readonly #page: Page;
  readonly #found = new Map<string, { readonly problem: Problem; readonly where: string[] }>();

  constructor(page: Page) {
    this.#page = page;
  }

  add(line: number, says: string, where?: string): void {
    const key = `${line}\u0000${says}`;
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { problem: { line, says }, where: where === undefined ? [] : [where] });
    else if (where !== undefined && !known.where.includes(where)) known.where.push(where);
  }

  /** Throws one error that names every problem with its line of the page. */
  raise(): void {
    if (this.#found.size === 0) return;
    const lines = [...this.#found.values()]
      .sort((one, other) => one.problem.line - other.problem.line)
      .map(
        ({ problem, where }) =>
          `${this.#page.path}:${problem.line}: ${problem.says}${where.length === 0 ? '' : `   (${where.join(', ')})`}`,
      );
    const error = new Error(`\n${lines.join('\n')}\n`);
    error.stack = error.message;
    throw error;
  }
}
