/** `decref refs`: the simulated reference counts of a file. The lines of `jsonl` are relied on elsewhere, so their shape is kept. */
import type { Count, Holder, Death, NameRefs, ObjectFact, PythonFacts } from '../engine/facts.ts';
import type { RustFacts } from '../engine/rust-facts.ts';
import { factsOf } from '../ide/facts.ts';
import { countWords } from '../ide/graph.ts';
import { placeIn, type Document } from '../project/document.ts';
import { openFile } from './one-file.ts';
import type { Parsed } from './options.ts';
import { shownPath } from './placed.ts';
import { styleFor, type Style } from './style.ts';
import type { World } from './world.ts';

export async function refs(parsed: Parsed, world: World): Promise<number> {
  const opened = await openFile(parsed.paths[0], parsed, world, await world.loadChecking());
  if (typeof opened === 'number') return opened;
  const { snapshot, document, code } = opened;
  const known = factsOf(snapshot, document.path);
  if (known === undefined) return code;
  const format = parsed.text('format') ?? 'text';
  if (known.language === 'python') printPython(known.facts, document, parsed.flag('objects'), format, parsed, world);
  else printRust(known.facts, document, format, world);
  return code;
}

function printPython(facts: PythonFacts, document: Document, withObjects: boolean, format: string, parsed: Parsed, world: World): void {
  const names = facts.refs().map(nameLine);
  const objects = withObjects ? facts.objects().map(objectLine) : [];
  const garbage = withObjects ? facts.garbage() : null;
  if (format === 'jsonl') {
    for (const line of names) world.output.write(`${JSON.stringify(line)}\n`);
    for (const line of objects) world.output.write(`${JSON.stringify(line)}\n`);
    if (garbage !== null) world.output.write(`${JSON.stringify({ garbage })}\n`);
  } else if (format === 'json') {
    world.output.write(
      `${JSON.stringify({ file: shownPath(world.folder, document.path), refs: names, ...(garbage === null ? {} : { objects, garbage }) }, null, 2)}\n`,
    );
  } else {
    world.output.write(namesAsText(facts.refs(), document, styleFor(world, world.output, parsed.text('color'))));
    if (garbage !== null) world.output.write(objectsAsText(facts.objects(), garbage));
  }
}

/** The keys in the documented order, whatever the engine's are. */
const nameLine = ({ line, scope, name, refs: count, type, holders, freed }: NameRefs) => ({
  line,
  scope,
  name,
  refs: countData(count),
  type,
  holders: holders.map(({ what, line: at }) => ({ what, line: at })),
  freed: deathData(freed),
});

const objectLine = ({ type, line, scope, count, freed }: ObjectFact) => ({ object: { type, line, scope }, count, freed: deathData(freed) });

const deathData = ({ by, line }: Death) => ({ by, line });

function countData(count: Count): Count {
  switch (count.kind) {
    case 'exact':
      return { kind: 'exact', count: count.count };
    case 'range':
      return { kind: 'range', min: count.min, max: count.max };
    case 'relative':
      return { kind: 'relative', base: count.base, delta: count.delta };
    case 'unknown':
      return { kind: 'unknown', why: count.why };
    default:
      return { kind: count.kind };
  }
}

/** Each line of source that has something to tell, with the counts after it. */
function namesAsText(names: readonly NameRefs[], document: Document, style: Style): string {
  let text = '';
  let last = '';
  for (const { line, scope, name, refs: count, type, holders, freed } of names) {
    const key = `${line}\u0000${scope}`;
    if (key !== last) {
      const source = lineOf(document, line);
      text += `${last === '' ? '' : '\n'}${style.bold(`${line}`)} ${source} ${style.dim(scope)}\n`;
      last = key;
    }
    const held = holders.length === 0 ? '' : ` held by ${holdersAsText(holders)}`;
    const dies = freed.by === 'unknown' ? '' : `; freed by ${freed.by}${freed.line === null ? '' : ` at line ${freed.line}`}`;
    text += `    ${name} = ${style.good(countWords(count))}${type === null ? '' : ` ${type}`}${style.dim(held + dies)}\n`;
  }
  return text;
}

/** Each holder with its line, where it has one; several of the same kind once, with their number. */
function holdersAsText(holders: readonly Holder[]): string {
  const times = new Map<string, number>();
  for (const { what, line } of holders) {
    const text = line === 0 ? what : `${what} (line ${line})`;
    times.set(text, (times.get(text) ?? 0) + 1);
  }
  return [...times].map(([text, number]) => (number === 1 ? text : `${text} ×${number}`)).join(', ');
}

const lineOf = ({ lines }: Document, line: number): string =>
  lines.text
    .slice(lines.starts[line - 1] ?? lines.text.length, lines.starts[line] ?? lines.text.length)
    .trim()
    .slice(0, 120);

function objectsAsText(objects: readonly ObjectFact[], garbage: Readonly<Record<string, number | null>>): string {
  let text = '\nobjects\n';
  for (const { type, line, scope, count, freed } of objects) {
    text += `    line ${line} ${scope}: ${count ?? '?'} × ${type}, freed by ${freed.by}${freed.line === null ? '' : ` at line ${freed.line}`}\n`;
  }
  const left = Object.entries(garbage).map(([type, count]) => (type === '*' ? 'perhaps others' : `${count ?? '?'} × ${type}`));
  return `${text}\nonly the collector frees: ${left.length === 0 ? 'nothing' : left.join(', ')}\n`;
}

/** Rust has no statement-by-statement counts; what is known of each owner of Python references is told where it stands. */
function printRust(facts: RustFacts, document: Document, format: string, world: World): void {
  const notes = rustNotes(facts, document);
  if (format === 'jsonl') for (const note of notes) world.output.write(`${JSON.stringify(note)}\n`);
  else if (format === 'json')
    world.output.write(`${JSON.stringify({ file: shownPath(world.folder, document.path), owners: notes }, null, 2)}\n`);
  else for (const { line, column, name, says } of notes) world.output.write(`${line}:${column} ${name}: ${says}\n`);
}

function rustNotes(facts: RustFacts, document: Document) {
  const { tree } = facts;
  const seen = new Set<number>();
  const notes: { readonly line: number; readonly column: number; readonly name: string; readonly says: string }[] = [];
  for (let node = 0; node < tree.size; node += 1) {
    if (tree.first[node] !== node) continue;
    const note = facts.ownershipAt(tree.start[node]);
    if (note === null || seen.has(note.span.start)) continue;
    seen.add(note.span.start);
    const { line, column } = placeIn(document, note.span.start);
    notes.push({ line, column, name: document.text.slice(note.span.start, note.span.end).split('\n', 1)[0], says: note.says });
  }
  return notes.sort((one, other) => one.line - other.line || one.column - other.column);
}
