/**
 * What the text of a file shows without running it: which names have which trait (`traits.ts`), counted, so that a change in one function takes away
 * what that function showed and adds what it shows now.
 */
import { intern, nameOf } from '../syntax/names.ts';
import { Py } from '../syntax/python/kinds.ts';
import type { Node, Tree } from '../syntax/tree.ts';
import type { Change } from './change.ts';
import { outlineOf, traits } from './traits.ts';
import type { Outline, TraitName } from './traits.ts';

type Shown = Readonly<Record<TraitName, ReadonlyMap<number, number>>>;

interface Survey {
  /** How often each name (interned) has a trait. */
  readonly shown: Shown;
  readonly conclusions: Conclusions;
}

/** What follows from a survey, worked out when it is first asked for. Two texts of a file that show the same have the same object. */
export interface Conclusions {
  /** Classes of which something besides variables may hold an instance (`step/reach.ts`). */
  linked?: ReadonlySet<number>;
}

const outlines = new WeakMap<Tree, Outline>();
const surveys = new WeakMap<Tree, Survey>();

const traitNames = Object.keys(traits) as TraitName[];
/** The traits, by their place in `traitNames`, that a node of a kind may tell. */
const byKind: (readonly number[] | undefined)[] = Array.from({ length: 256 }, (_, kind) => {
  const told = traitNames.flatMap((name, index) => (traits[name].kinds.includes(kind) ? [index] : []));
  return told.length === 0 ? undefined : told;
});
const tell = traitNames.map((name) => traits[name].tell);

/** Whether the file gives a name this trait. */
export const shows = (tree: Tree, trait: TraitName, name: string): boolean => surveyOf(tree).shown[trait].has(intern(name));

/** How often it does. */
export const timesShown = (tree: Tree, trait: TraitName, name: string): number => surveyOf(tree).shown[trait].get(intern(name)) ?? 0;

/** Whether the file gives any name this trait. */
export const showsAny = (tree: Tree, trait: TraitName): boolean => surveyOf(tree).shown[trait].size > 0;

/** Names (interned) that have a trait, with how often they have it. */
export const namesWith = (tree: Tree, trait: TraitName): ReadonlyMap<number, number> => surveyOf(tree).shown[trait];

export const conclusionsOf = (tree: Tree): Conclusions => surveyOf(tree).conclusions;

export function outlineIn(tree: Tree): Outline {
  let outline = outlines.get(tree);
  if (outline === undefined) outlines.set(tree, (outline = outlineOf(tree)));
  return outline;
}

function surveyOf(tree: Tree): Survey {
  let survey = surveys.get(tree);
  if (survey === undefined) {
    survey = { shown: tallyOf(tree, outlineIn(tree), 0, tree.size - 1), conclusions: {} };
    surveys.set(tree, survey);
  }
  return survey;
}

/** Carries over what is known of the text before, at the cost of the function that changed. */
export function surveyAfter({ before, after, was, is }: Change): void {
  const outline = outlines.get(before);
  if (outline === undefined || outlines.has(after) || !sameDefinitions(before, was, after, is)) return;
  outlines.set(after, outline);
  const known = surveys.get(before);
  if (known === undefined) return;
  const delta = tallyOf(before, outline, before.first[was], was, -1);
  tally(after, outline, after.first[is], is, 1, delta);
  const shown: Record<TraitName, ReadonlyMap<number, number>> = { ...known.shown };
  let same = true;
  for (const trait of traitNames) {
    let counts: Map<number, number> | undefined;
    for (const [name, by] of delta[trait]) {
      if (by === 0) continue;
      counts ??= new Map(known.shown[trait]);
      const times = (counts.get(name) ?? 0) + by;
      if (times === 0) counts.delete(name);
      else counts.set(name, times);
      same &&= known.shown[trait].has(name) === times > 0 && traits[trait].matters !== 'times';
    }
    if (counts !== undefined) shown[trait] = counts;
  }
  surveys.set(after, { shown, conclusions: same ? known.conclusions : {} });
}

type Tally = Record<TraitName, Map<number, number>>;

function tallyOf(tree: Tree, outline: Outline, from: Node, to: Node, by = 1): Tally {
  const counts = Object.fromEntries(traitNames.map((name) => [name, new Map<number, number>()])) as Tally;
  tally(tree, outline, from, to, by, counts);
  return counts;
}

function tally(tree: Tree, outline: Outline, from: Node, to: Node, by: number, into: Tally): void {
  const add = traitNames.map((trait) => {
    const counts = into[trait];
    return (name: number): void => void counts.set(name, (counts.get(name) ?? 0) + by);
  });
  const { kind } = tree;
  for (let node = from; node <= to; node += 1) {
    const told = byKind[kind[node]];
    if (told === undefined) continue;
    for (let at = 0; at < told.length; at += 1) tell[told[at]](tree, node, outline, add[told[at]]);
  }
}

/** Whether two functions define the same functions inside them: the outline of the file is then the same. */
function sameDefinitions(before: Tree, was: Node, after: Tree, is: Node): boolean {
  const names = (tree: Tree, unit: Node): string => {
    const found: string[] = [];
    for (let node = tree.first[unit]; node < unit; node += 1)
      if (tree.kind[node] === Py.FunctionDef || tree.kind[node] === Py.AsyncFunctionDef) found.push(nameOf(tree.aux[node]));
    return found.sort().join(' ');
  };
  return names(before, was) === names(after, is);
}
