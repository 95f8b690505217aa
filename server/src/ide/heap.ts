/** The heap step by step, as the panel shows it: everything worked out and drawn, so that a client has nothing to do but show it. */
import { showPython } from '../base/version.ts';
import type { PythonVersion } from '../base/version.ts';
import type { Walk, WalkDeath, WalkObject, WalkStep } from '../engine/facts.ts';
import { arenaBytes, blockSize, collectorThresholds, largestSmall, poolBytes, sizeClass } from '../engine/model/allocator.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { nameOf } from '../syntax/names.ts';
import { Py } from '../syntax/python/kinds.ts';
import { nodeAt, NONE, root, type Node, type Tree } from '../syntax/tree.ts';
import { factsOf } from './facts.ts';
import { countWords } from './graph.ts';
import { stepAsDot, stepAsMermaid, stepAsSvg } from './heap-picture.ts';

export interface HeapView {
  /** What is walked: the name of a function, or `module`. */
  readonly title: string;
  /** `Python 3.13`. */
  readonly target: string;
  readonly steps: readonly HeapStep[];
  /** Why it ends early; `null` if it does not. */
  readonly cut: string | null;
  /** When the collector starts by itself: one line for each generation. */
  readonly generations: readonly string[];
  /** How blocks, pools and arenas relate. */
  readonly allocator: readonly string[];
}

export interface HeapStep {
  readonly line: number;
  readonly scope: string;
  readonly svg: string;
  readonly dot: string;
  readonly mermaid: string;
  readonly names: readonly HeapRow[];
  readonly objects: readonly HeapRow[];
  /** Where the counter of the young generation stands, in words. */
  readonly counter: string;
  /** What a collection would free here, and why; empty if nothing. */
  readonly collection: readonly HeapRow[];
  /** What died since the step before. */
  readonly freed: readonly HeapRow[];
}

export interface HeapRow {
  readonly label: string;
  readonly text: string;
  /** Where a click leads, from 1; 0 for nowhere. */
  readonly line: number;
}

/** The function around an offset, or the module where there is none; `null` for what is no Python. */
export function heapView(snapshot: Snapshot, path: string, offset: number): HeapView | null {
  const document = snapshot.document(path);
  const known = factsOf(snapshot, path);
  if (document === undefined || known?.language !== 'python') return null;
  const { facts } = known;
  const node = functionAround(document.tree, offset);
  const walk = facts.walk(node);
  const title = node === root(document.tree) ? 'module' : nameOf(document.tree.aux[node]);
  return viewOf(walk, facts.version, title);
}

function functionAround(tree: Tree, offset: number): Node {
  for (let node = nodeAt(tree, offset); node !== NONE; node = tree.parent[node])
    if (tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.AsyncFunctionDef) return node;
  return root(tree);
}

function viewOf({ steps, cut }: Walk, version: PythonVersion, title: string): HeapView {
  const target = `Python ${showPython(version)}`;
  const [young] = collectorThresholds(version);
  return {
    title,
    target,
    cut,
    steps: steps.map((step) => stepView(step, version, young)),
    generations: generationWords(collectorThresholds(version)),
    allocator: [
      `objects of up to ${largestSmall} bytes live in blocks; a block's size is the next multiple of 16`,
      `a pool of ${poolBytes(version) / 1024} KiB holds blocks of one size, an arena of ${arenaBytes(version) / 1024} KiB holds pools`,
      'a freed block goes back to its pool: to Python, not to the system; only an arena that is free as a whole goes back',
    ],
  };
}

/** A threshold of 0 for the oldest: it is collected in parts (3.14). */
function generationWords([young, middle, old]: readonly [number, number, number]): readonly string[] {
  const first = `young: collected when ${young} more containers were made than freed since the last time`;
  if (old === 0) return [first, 'old: a part of it is collected with each collection of the young'];
  return [
    first,
    `middle: collected with every ${middle + 1}th collection of the young`,
    `old: considered with every ${old + 1}th collection of the middle, and collected once what is new in it exceeds a quarter`,
  ];
}

function stepView(step: WalkStep, version: PythonVersion, threshold: number): HeapStep {
  const byId = new Map(step.objects.map((object) => [object.id, object]));
  const spaces = new Map(step.spaces.map(({ id, label }) => [id, label]));
  const shown = (object: WalkObject): string => `${object.label} · ${countWords(object.count)}`;
  const names = step.references.flatMap(({ from, to, label, line }) => {
    const object = byId.get(to);
    const space = spaces.get(from);
    return space === undefined || object === undefined
      ? []
      : [{ label: `${space === '<module>' ? '' : `${space}: `}${label}`, text: shown(object), line }];
  });
  const holders = (id: number): string => {
    const all = [
      ...new Set(step.references.filter(({ to }) => to === id).map(({ from }) => byId.get(from)?.label ?? spaces.get(from) ?? '?')),
    ];
    return all.join(', ');
  };
  const garbage = step.objects.filter((object) => object.garbage);
  return {
    line: step.line,
    scope: step.scope,
    svg: stepAsSvg(step),
    dot: stepAsDot(step),
    mermaid: stepAsMermaid(step),
    names,
    objects: step.objects.map((object) => ({ label: object.label, text: countWords(object.count), line: object.line })),
    counter: `${step.containers} of ${threshold} since the first step`,
    collection: garbage.map(({ id, label, line }) => ({
      label,
      text: `nothing that runs leads to it; held only by ${holders(id)}, which ${garbage.length > 1 ? 'are garbage, too' : 'is itself'}`,
      line,
    })),
    freed: step.freed.map((death) => ({ label: death.label, text: deathWords(death, version), line: death.line })),
  };
}

function deathWords({ kind, by }: WalkDeath, version: PythonVersion): string {
  const how = by === 'count' ? 'its count reached zero' : 'the collector freed it';
  const bytes = blockSize(kind === 'instance' ? 'plain instance' : kind, version);
  const kept = ['list', 'dict', 'tuple'].includes(kind) ? '; Python may keep it for the next one' : '';
  if (bytes === null) return `${how}; its block goes back to its pool${kept}`;
  const what = kind === 'instance' ? ` (${bytes} bytes for a plain class)` : ` (${bytes} bytes)`;
  return `${how}; its block of size class ${sizeClass(bytes)}${what} goes back to its pool${kept}`;
}
