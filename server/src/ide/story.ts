/**
 * How a count came to be, event by event, in words: for a name, who came to hold its object and who let go of it, until it dies;
 * elsewhere, how the cycles that touch the line were closed, link by link.
 */
import { lineAt } from '../base/lines.ts';
import type { CycleFact, Death, NameRefs, PythonFacts } from '../engine/facts.ts';
import type { Document } from '../project/document.ts';
import { nameOfPath } from '../project/paths.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { nodeAt } from '../syntax/tree.ts';
import { Py } from '../syntax/python/kinds.ts';
import { factsOf } from './facts.ts';
import { countWords } from './graph.ts';
import { refsAfter } from './hover-target.ts';

/** The story at an offset of a Python file, one event a line; `null` where nothing is told. */
export function storyAt(snapshot: Snapshot, path: string, offset: number): string | null {
  const document = snapshot.document(path);
  const known = factsOf(snapshot, path);
  if (document === undefined || known?.language !== 'python') return null;
  const told = [...nameStory(known.facts, document, offset), ...cycleStories(known.facts, document, lineAt(document.lines, offset))];
  return told.length === 0 ? null : `${told.join('\n')}\n`;
}

/** How each cycle came to be that touches a line (from 0); every cycle if none is given. */
export function cycleStories(facts: PythonFacts, document: Document, line: number | null): readonly string[] {
  const lineOf = (start: number): number => lineAt(document.lines, start);
  return facts
    .cycles()
    .filter(
      ({ at, story }) =>
        line === null || [facts.tree.start[at], ...story.map(({ span }) => span.start)].some((start) => lineOf(start) === line),
    )
    .flatMap((cycle) => [
      `a cycle: ${[...cycle.types, cycle.types[0]].map((type) => `\`${type}\``).join(' → ')}`,
      ...cycle.story.map(({ span, what, path }) => `${path === undefined ? `line ${lineOf(span.start) + 1}` : nameOfPath(path)}: ${what}`),
      endOfCycle(cycle),
    ]);
}

function endOfCycle({ finalizer, cutBy }: CycleFact): string {
  if (cutBy !== null) return `unless \`${cutBy}\` is called, no count in it falls to zero: only the collector frees it`;
  return `no count in it falls to zero: only the collector frees it${finalizer !== null ? ', and `__del__` waits until then' : ''}`;
}

function nameStory(facts: PythonFacts, document: Document, offset: number): readonly string[] {
  const node = nodeAt(facts.tree, offset);
  if (node < 0 || facts.tree.kind[node] !== Py.Name) return [];
  const here = refsAfter(facts, document, node);
  if (here === null) return [];
  const chapter = sameObject(facts, here);
  const told: string[] = [];
  let before: NameRefs | null = null;
  for (const entry of chapter) {
    const events = before === null ? entry.holders.map(heldWords) : changes(before, entry);
    if (before === null || events.length > 0 || countWords(before.refs) !== countWords(entry.refs))
      told.push(`line ${entry.line}: ${[...events, countWords(entry.refs)].join('; ')}`);
    before = entry;
  }
  return [`\`${here.name}\`${here.type === null ? '' : ` is a \`${here.type}\``}`, ...told, deathWords(here.freed)];
}

/**
 * What is known of an object from where the name was bound to it, in the order of the lines: by that name until it is unbound, then by
 * another variable of the same scope that holds it.
 */
function sameObject(facts: PythonFacts, here: NameRefs): readonly NameRefs[] {
  const inScope = facts.refs().filter(({ scope }) => scope === here.scope);
  const chapter: NameRefs[] = [];
  const read = new Set<string>();
  let { name } = here;
  let bound = boundAt(here, name);
  let from = bound ?? 0;
  while (bound !== null && !read.has(name)) {
    read.add(name);
    const since = from;
    const [by, at] = [name, bound];
    chapter.push(...inScope.filter((entry) => entry.name === by && entry.line >= since && boundAt(entry, by) === at));
    const last = chapter.at(-1);
    if (last === undefined) break;
    from = last.line + 1;
    const next = last.holders.find(({ what, line }) => line > 0 && variable.test(what) && !read.has(variable.exec(what)?.[1] ?? ''));
    name = next === undefined ? name : (variable.exec(next.what)?.[1] ?? name);
    bound = next?.line ?? null;
  }
  return chapter.length === 0 ? [here] : chapter;
}

const variable = /^(?:global|local) `(.+)`$/;

/** The line of the reference that a name owns. */
function boundAt({ holders }: NameRefs, name: string): number | null {
  const own = holders.find(({ what }) => variable.exec(what)?.[1] === name);
  return own === undefined || own.line === 0 ? null : own.line;
}

type Holder = NameRefs['holders'][number];

const heldWords = ({ what }: Holder): string => `${what} holds it`;

function changes(before: NameRefs, after: NameRefs): readonly string[] {
  const left = before.holders.map(keyOf);
  const events: string[] = [];
  for (const holder of after.holders) {
    const at = left.indexOf(keyOf(holder));
    if (at === -1) events.push(`${holder.what} holds it too`);
    else left.splice(at, 1);
  }
  for (const gone of left) events.push(`${gone.slice(gone.indexOf(' ') + 1)} lets it go`);
  return events;
}

const keyOf = ({ what, line }: Holder): string => `${line} ${what}`;

function deathWords({ by, line, why }: Death): string {
  switch (by) {
    case 'count':
      return line === null ? 'it dies when its count falls to zero' : `line ${line}: it dies, for its count falls to zero`;
    case 'collector':
      return line === null ? 'it is in a cycle: only the collector frees it' : `line ${line}: the collector frees it`;
    case 'exit':
      return 'it lives until the interpreter ends';
    case 'unknown':
      return `when it dies is not known${why === undefined ? '' : `: ${why}`}`;
  }
}
