/** A runner of a few lines: what runs inside the extension host can bring no test framework along cheaply. */

export interface Check {
  readonly name: string;
  readonly run: () => Promise<void>;
}

/** Writes for whoever runs the suite: VS Code itself writes to the same place, so each line is marked. */
export const say = (text: string): void =>
  console.log(
    text
      .split('\n')
      .map((line) => `decref| ${line}`)
      .join('\n'),
  );

/** Runs all; throws at the end when one failed. */
export async function runChecks(checks: readonly Check[]): Promise<void> {
  const failed: string[] = [];
  for (const { name, run } of checks) {
    const began = Date.now();
    try {
      await run();
      say(`✓ ${name} (${Date.now() - began} ms)`);
    } catch (error) {
      failed.push(name);
      say(`✗ ${name} (${Date.now() - began} ms)\n  ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  if (failed.length > 0) throw new Error(`${failed.length} of ${checks.length} failed: ${failed.join('; ')}`);
}

/** Waits until a question has an answer; `undefined` is "not yet". */
export async function eventually<Value>(
  what: string,
  ask: () => Value | undefined | Promise<Value | undefined>,
  milliseconds = 15_000,
): Promise<Value> {
  const end = Date.now() + milliseconds;
  for (;;) {
    const value = await ask();
    if (value !== undefined) return value;
    if (Date.now() > end) throw new Error(`did not happen within ${milliseconds} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Put in place when the suites are built: whether figures that miss what was promised fail them. Right on a quiet machine only. */
declare const HOLD_FIGURES: boolean;

/** Says a figure, and loudly where it is beyond what is promised. */
export function figure(what: string, milliseconds: number, most: number): void {
  const said = `${what} ${milliseconds < 10 ? milliseconds.toFixed(1) : milliseconds.toFixed(0)} ms`;
  if (milliseconds <= most) say(`  ${said} (${most} ms are promised)`);
  else if (HOLD_FIGURES) throw new Error(`${said}, and ${most} ms are promised`);
  else say(`  *** ${said}, and ${most} ms are promised: is the machine busy? ***`);
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  const [one, other] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (one !== other) throw new Error(`${what}: expected ${other}, got ${one}`);
}

export function holds(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(what);
}
