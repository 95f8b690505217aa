/** The flow of each body of a file, lowered once for all who ask. */
import { lowerFunction, type Flow } from '../lower/rust.ts';
import type { Node } from '../../syntax/tree.ts';
import type { Place } from './infer.ts';

const known = new WeakMap<Place, Map<Node, Flow>>();

/** The flow of the function, closure or `async` block at a node. */
export function flowOf(facts: Place, body: Node): Flow {
  let flows = known.get(facts);
  if (flows === undefined) known.set(facts, (flows = new Map()));
  let flow = flows.get(body);
  if (flow === undefined) flows.set(body, (flow = lowerFunction(facts, body)));
  return flow;
}
