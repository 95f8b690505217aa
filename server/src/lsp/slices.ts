/** Work that is done a slice of time at a time, so that the thread is never taken for long. */
import type { Steps } from '../base/steps.ts';

/** How long an answer is worked at before other requests have their turn, in milliseconds. */
export const SLICE = 12;

/** After `milliseconds` of work others have their turn for as long as `pause` takes. `null` where it came to be unwanted meanwhile. */
export async function inSlices<Result>(
  steps: Steps<Result>,
  milliseconds: number,
  pause: () => Promise<void>,
  isUnwanted: () => boolean,
): Promise<Result | null> {
  for (let begun = performance.now(); ;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    if (performance.now() - begun < milliseconds) continue;
    await pause();
    if (isUnwanted()) return null;
    begun = performance.now();
  }
}
