/**
 * Reads a page: Markdown whose fences are programs, settings and rendered answers.
 *
 * A fence is a program of its own; `py continued` goes on with the one before it in its section. A fence behind a line that is
 * only `` `name.py`: `` is a file of that name, beside the programs of its section. `toml` holds settings, inherited by the
 * sections below. Whatever is not understood is a fault.
 */
import { readFileSync } from 'node:fs';
import { parse as parseToml } from 'smol-toml';
import { languageOfPath } from '../../server/src/project/document.ts';
import type { Language } from '../../server/src/syntax/tree.ts';
import { readMarks, type Fault, type Mark } from './marks.ts';
import { readCondition, type VersionCondition } from './versions.ts';

export interface Page {
  /** Relative to the repository, with `/`. */
  readonly path: string;
  readonly text: string;
  /** The name of a rule where the page stands beside one. */
  readonly rule: string | null;
  readonly headings: readonly Heading[];
  readonly programs: readonly Program[];
  readonly faults: readonly Fault[];
}

export interface Heading {
  readonly depth: number;
  readonly title: string;
  readonly line: number;
}

/** The files of one section that belong together. */
export interface Program {
  readonly page: Page;
  readonly section: string;
  readonly language: Language;
  /** The file that is run, analysed and compared; others may be imported. */
  readonly main: File;
  readonly files: readonly File[];
  readonly settings: SectionSettings;
  /** The whole text after all fixes of the page's rule, as far as the page tells. */
  readonly fixed: Fence | null;
  /** Rendered answers, in order. */
  readonly answers: readonly Fence[];
}

export interface File {
  readonly name: string;
  readonly language: Language;
  readonly text: string;
  /** For each line of the text its line in the page, from 1. */
  readonly lines: readonly number[];
  readonly marks: readonly Mark[];
}

export interface Fence {
  readonly info: string;
  /** Goes on with the program before it. */
  readonly continued: boolean;
  readonly name: string | null;
  readonly text: string;
  /** Line of the opening fence, from 1. */
  readonly line: number;
  /** Line of the closing fence. */
  readonly end: number;
}

export interface SectionSettings {
  /** As in `decref.toml`. */
  readonly table: Readonly<Record<string, unknown>>;
  /** Why CPython is not asked, or `null`. */
  readonly noOracle: string | null;
  /** On which versions the program means something. */
  readonly versions: VersionCondition | null;
  /** What is counted depends on what the process did before: only processes that run nothing else are asked, not pyodides. */
  readonly ownProcess: boolean;
  /** The PyO3 that a Rust program uses, or `null` for the newest. */
  readonly pyo3: string | null;
}

/** What a fence may be; `text` is prose and never read. */
const PROGRAMS: Readonly<Record<string, Language>> = { py: 'python', rust: 'rust' };
const ANSWERS = new Set(['hover', 'hint', 'story', 'collections']);

export function readPage(path: string, root: string): Page {
  return pageOf(path, readFileSync(`${root}/${path}`, 'utf8'));
}

export function pageOf(path: string, text: string): Page {
  const faults: Fault[] = [];
  const { fences, headings } = scan(text, faults);
  const page = {
    path,
    text,
    headings,
    faults,
    programs: [] as Program[],
    rule: /\/rules\/[a-z]+\/([a-z0-9-]+)\.md$/.exec(path)?.[1] ?? null,
  };
  const sections = [{ depth: 0, title: '', line: 0 }, ...headings];
  const tables: { depth: number; table: Record<string, unknown> }[] = [];
  let last: Draft | undefined;
  const drafts: Draft[] = [];
  for (let index = 0; index < sections.length; index += 1) {
    const section = sections[index];
    const below = sections[index + 1]?.line ?? Infinity;
    const own = fences.filter(({ line }) => line > section.line && line < below);
    while ((tables.at(-1)?.depth ?? -1) >= section.depth) tables.pop();
    const named = own.filter(({ name, info }) => name !== null && info !== 'fixed');
    const settings = own.filter(({ name, info }) => name === null && info === 'toml');
    tables.push(...settings.map((fence) => ({ depth: section.depth, table: readTable(fence, faults) })));
    const begin = (language: Language, unnamed: boolean): Draft => {
      const table: Record<string, unknown> = Object.assign({}, ...tables.map((each) => each.table));
      last = { section: section.title, language, table, unnamed, fences: [], named, fixed: null, answers: [] };
      drafts.push(last);
      return last;
    };
    const alone = own.every(({ name, info }) => name !== null || !Object.hasOwn(PROGRAMS, info));
    const first = named.find(({ name }) => languageOfPath(name as string) !== null);
    let open = alone && first !== undefined ? begin(languageOfPath(first.name as string) as Language, false) : undefined;
    for (const fence of own) {
      if (named.includes(fence) || settings.includes(fence)) continue;
      if (Object.hasOwn(PROGRAMS, fence.info)) {
        const language = PROGRAMS[fence.info];
        if (fence.continued && (open?.language !== language || open.fixed !== null))
          faults.push({ line: fence.line, says: 'no program of this section is there to continue' });
        if (open === undefined || !fence.continued) open = begin(language, true);
        open.fences.push(fence);
      } else if (fence.info === 'fixed') {
        if (last === undefined || last.fixed !== null)
          faults.push({ line: fence.line, says: 'a `fixed` fence without a program before it' });
        else last.fixed = fence;
      } else if (ANSWERS.has(fence.info)) {
        if (last === undefined) faults.push({ line: fence.line, says: `a \`${fence.info}\` fence without a program before it` });
        else last.answers.push(fence);
      } else if (fence.info !== 'text') {
        faults.push({
          line: fence.line,
          says: fence.info === '' ? 'a fence that does not say what it is' : `nobody reads a \`${fence.info}\` fence`,
        });
      }
    }
  }
  for (const each of drafts) page.programs.push(programOf(page, each, faults));
  return page;
}

interface Draft {
  readonly section: string;
  readonly language: Language;
  readonly table: Record<string, unknown>;
  /** Whether it began with a fence without a name. */
  readonly unnamed: boolean;
  readonly fences: Fence[];
  /** The files of the section that have a name. */
  readonly named: readonly Fence[];
  fixed: Fence | null;
  readonly answers: Fence[];
}

function programOf(page: Page, from: Draft, faults: Fault[]): Program {
  const files: File[] = [];
  const read = (name: string, language: Language, fences: readonly Fence[]): File => {
    const raw: string[] = [];
    const lines: number[] = [];
    for (const fence of fences) {
      if (raw.length > 0) {
        raw.push('');
        lines.push(fence.line);
      }
      fence.text.split('\n').forEach((line, index) => {
        raw.push(line);
        lines.push(fence.line + 1 + index);
      });
    }
    const marked = readMarks(language, raw.join('\n'), lines);
    faults.push(...marked.faults);
    return { name, language, text: `${marked.text.trimEnd()}\n`, lines: marked.lines, marks: marked.marks };
  };
  if (from.unnamed) files.push(read(from.language === 'python' ? 'main.py' : 'src/lib.rs', from.language, from.fences));
  for (const fence of from.named) {
    const name = fence.name as string;
    const language = languageOfPath(name);
    if (language !== null) files.push(read(name, language, [fence]));
    else files.push({ name, language: from.language, text: fence.text, lines: [], marks: [] });
  }
  // the last file is the one that uses the others
  const main = from.unnamed ? files[0] : (files.filter(({ name }) => languageOfPath(name) !== null).at(-1) as File);
  const { oracle, versions, pyo3, process, ...table } = from.table;
  const texts = [oracle, versions, pyo3].map((value) => (typeof value === 'string' ? value : null));
  const [noOracle, wanted, pyo3Version] = texts;
  const condition = wanted === null ? null : readCondition(wanted);
  if (wanted !== null && condition === null)
    faults.push({ line: from.fences[0]?.line ?? 1, says: `not a condition on versions: ${wanted}` });
  return {
    page,
    section: from.section,
    language: from.language,
    main,
    files,
    settings: { table, noOracle, versions: condition, pyo3: pyo3Version, ownProcess: typeof process === 'string' },
    fixed: from.fixed,
    answers: from.answers,
  };
}

function readTable(fence: Fence, faults: Fault[]): Record<string, unknown> {
  try {
    return parseToml(fence.text);
  } catch (error) {
    faults.push({ line: fence.line, says: `not valid TOML: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` });
    return {};
  }
}

function scan(text: string, faults: Fault[]): { fences: Fence[]; headings: Heading[] } {
  const lines = text.split('\n');
  const fences: Fence[] = [];
  const headings: Heading[] = [];
  let name: string | null = null;
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at];
    const heading = /^(#{1,6})\s+(.*?)\s*$/.exec(line);
    const open = /^(`{3,}|~{3,})\s*(\S*)(\s+continued)?\s*$/.exec(line);
    if (heading !== null) headings.push({ depth: heading[1].length, title: heading[2], line: at + 1 });
    if (open !== null) {
      let end = at + 1;
      while (end < lines.length && !(lines[end].startsWith(open[1]) && lines[end].trim() === open[1][0].repeat(lines[end].trim().length)))
        end += 1;
      if (end === lines.length) faults.push({ line: at + 1, says: 'a fence that is never closed' });
      fences.push({
        info: open[2],
        continued: open[3] !== undefined,
        name,
        text: lines.slice(at + 1, end).join('\n'),
        line: at + 1,
        end: end + 1,
      });
      at = end;
      name = null;
    } else if (line.trim() !== '') {
      name = /^`([^`\s]+)`:$/.exec(line.trim())?.[1] ?? null;
    }
  }
  return { fences, headings };
}
