/** What the model of the collector says, in sentences: where a collection comes by itself, and what it frees. */
import { sayEnglish, type Say } from '../base/say.ts';
import type { PythonVersion } from '../base/version.ts';
import type { ModelledCollection, ModelledCollections } from '../engine/facts.ts';
import { collectsInParts } from '../engine/model/allocator.ts';
import type { Snapshot } from '../project/snapshot.ts';
import { factsOf } from './facts.ts';

/** Further collections are counted, not told. */
const MOST = 6;

/** A sentence for each collection, in the order in which they come; none where the file gives no point from which the counters are known. */
export function collectionWords({ collections, lost }: ModelledCollections, version: PythonVersion, say: Say): readonly string[] {
  const words = collections.slice(0, MOST).map((one) => oneInWords(one, version, say));
  if (collections.length > MOST) words.push(say('and {0} more collections', collections.length - MOST));
  if (lost !== null) words.push(say('from line {0} on it is not known when the next collection comes', lost.line));
  return words;
}

function oneInWords(
  { line, generation, trigger, until, sure, frees, perhapsMore }: ModelledCollection,
  version: PythonVersion,
  say: Say,
): string {
  const when = say('by the model: with {0} no. {1} of line {2}', trigger.type, trigger.nth, trigger.line);
  if (!sure) return say('{0} at the earliest, a collection may come by itself', when);
  if (collectsInParts(version))
    return say('{0}, a collection begins at line {1}; the first one marks what is alive and frees nothing', when, line);
  const known = trigger.type === until.type && trigger.nth === until.nth && trigger.line === until.line;
  const from = known
    ? when
    : say('{0} at the earliest, and with {1} no. {2} of line {3} at the latest', when, until.type, until.nth, until.line);
  const gone = frees.map(({ type, line: made, count }) => say('{0} {1} of line {2}', count, type, made));
  const what = frees.length === 0 ? say('nothing') : gone.join(', ') + (perhapsMore ? `, ${say('and perhaps more')}` : '');
  return generation === 0
    ? say('{0}, the young generation is collected at line {1}; it frees: {2}', from, line, what)
    : say('{0}, the young and the middle generation are collected at line {1}; it frees: {2}', from, line, what);
}

/** The sentences for a file, for its own version of Python; `null` if there are none. */
export function collectionsText(snapshot: Snapshot, path: string, say: Say = sayEnglish): string | null {
  const known = factsOf(snapshot, path);
  if (known?.language !== 'python') return null;
  return collectionWords(known.facts.collections(), known.facts.version, say).join('\n') || null;
}
