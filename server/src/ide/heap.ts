/** The heap step by step, as the panel shows it: everything worked out and drawn, so that a client has nothing to do but show it. */
import { sayEnglish, type Say } from '../base/say.ts';
import { showPython } from '../base/version.ts';
import type { PythonVersion } from '../base/version.ts';
import type { Walk, WalkDeath, WalkObject, WalkStep } from '../engine/facts.ts';
import { arenaBytes, blockSize, collectorThresholds, largestSmall, poolBytes, sizeClass } from '../engine/model/allocator.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { nameOf } from '../syntax/names.ts';
import { Py } from '../syntax/python/kinds.ts';
import { nodeAt, NONE, root, type Node, type Tree } from '../syntax/tree.ts';
import { collectionWords } from './collections.ts';
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
  /** When the collector starts by itself: one line for each generation, then one for each time that it does in the module, as far as that is known. */
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
export function heapView(snapshot: Snapshot, path: string, offset: number, say: Say = sayEnglish): HeapView | null {
  const document = snapshot.document(path);
  const known = factsOf(snapshot, path);
  if (document === undefined || known?.language !== 'python') return null;
  const { facts } = known;
  const node = functionAround(document.tree, offset);
  const walk = facts.walk(node);
  const title = node === root(document.tree) ? say('module') : nameOf(document.tree.aux[node]);
  const collections = node === root(document.tree) ? collectionWords(facts.collections(), facts.version, say) : [];
  return viewOf(walk, collections, facts.version, title, say);
}

function functionAround(tree: Tree, offset: number): Node {
  for (let node = nodeAt(tree, offset); node !== NONE; node = tree.parent[node])
    if (tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.AsyncFunctionDef) return node;
  return root(tree);
}

function viewOf({ steps, cut }: Walk, collections: readonly string[], version: PythonVersion, title: string, say: Say): HeapView {
  const target = `Python ${showPython(version)}`;
  const [young] = collectorThresholds(version);
  return {
    title,
    target,
    cut: cut === null ? null : say(cut),
    steps: steps.map((step) => stepView(step, version, young, say)),
    generations: [...generationWords(collectorThresholds(version), say), ...collections],
    allocator: [
      say("objects of up to {0} bytes live in blocks; a block's size is the next multiple of 16", largestSmall),
      say(
        'a pool of {0} KiB holds blocks of one size, an arena of {1} KiB holds pools',
        poolBytes(version) / 1024,
        arenaBytes(version) / 1024,
      ),
      say('a freed block goes back to its pool: to Python, not to the system; only an arena that is free as a whole goes back'),
    ],
  };
}

/** A threshold of 0 for the oldest: it is collected in parts (3.14). */
function generationWords([young, middle, old]: readonly [number, number, number], say: Say): readonly string[] {
  const first = say('young: collected when {0} more containers were made than freed since the last time', young);
  if (old === 0) return [first, say('old: a part of it is collected with each collection of the young')];
  return [
    first,
    say('middle: collected with the young after {0} collections of the young alone', middle + 1),
    say('old: considered after {0} collections of the middle, and collected once what is new in it exceeds a quarter', old + 1),
  ];
}

function stepView(step: WalkStep, version: PythonVersion, threshold: number, say: Say): HeapStep {
  const byId = new Map(step.objects.map((object) => [object.id, object]));
  const spaces = new Map(step.spaces.map(({ id, label }) => [id, label]));
  const shown = (object: WalkObject): string => `${object.label} · ${countWords(object.count, say)}`;
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
    svg: stepAsSvg(step, say),
    dot: stepAsDot(step),
    mermaid: stepAsMermaid(step),
    names,
    objects: step.objects.map((object) => ({ label: object.label, text: countWords(object.count, say), line: object.line })),
    counter: say('{0} of {1} since the first step', step.containers, threshold),
    collection: garbage.map(({ id, label, line }) => ({
      label,
      text:
        garbage.length > 1
          ? say('nothing that runs leads to it; held only by what is garbage, too: {0}', holders(id))
          : say('nothing that runs leads to it; held only by itself'),
      line,
    })),
    freed: step.freed.map((death) => ({ label: death.label, text: deathWords(death, version, say), line: death.line })),
  };
}

function deathWords({ kind, by, bytes: known, next }: WalkDeath, version: PythonVersion, say: Say): string {
  const how = say(by === 'count' ? 'its count reached zero' : 'the collector freed it');
  const bytes = known ?? blockSize(kind === 'instance' ? 'plain instance' : kind, version);
  const where =
    bytes === null
      ? say('its block goes back to its pool')
      : bytes > largestSmall
        ? say('its {0} bytes came from the system, and go back to its allocator', bytes)
        : kind === 'instance' && known === null
          ? say('its block of size class {0} ({1} bytes for a plain class) goes back to its pool', sizeClass(bytes), bytes)
          : say('its block of size class {0} ({1} bytes) goes back to its pool', sizeClass(bytes), bytes);
  const kept = ['list', 'dict', 'tuple'].includes(kind) ? [say('Python may keep it for the next one')] : [];
  const reused = next && kept.length === 0 ? [say('the next object of that size class takes it')] : [];
  return [how, where, ...kept, ...reused].join('; ');
}
