/** Work that may be left off between any two of its steps, so that something else has its turn. */

export type Steps<Result> = Generator<void, Result>;

/** Does all that is left. */
export function finish<Result>(steps: Steps<Result>): Result {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** A value that is worked out once: at one go by whoever asks for it first, or before that step by step. */
export interface Stepwise<Value> {
  value(): Value;
  steps(): Steps<void>;
}

/** `nothing`: the value should the work fail. */
export function stepwise<Value>(begin: () => Steps<Value>, nothing: Value): Stepwise<Value> {
  let under: Steps<Value> | undefined;
  let known: { readonly value: Value } | undefined;
  const goOn = (): { readonly value: Value } | undefined => {
    if (known !== undefined) return known;
    try {
      under ??= begin();
      const step = under.next();
      if (step.done === true) known = { value: step.value };
    } catch {
      known = { value: nothing };
    }
    return known;
  };
  return {
    value() {
      let found = goOn();
      while (found === undefined) found = goOn();
      return found.value;
    },
    *steps() {
      while (goOn() === undefined) yield;
    },
  };
}
