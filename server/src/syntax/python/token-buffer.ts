/** The tokens of one text in typed arrays that grow; they serve one text after another. */

/** Between two texts the arrays shrink back to this many tokens. */
const RETAINED = 1 << 17;

export class TokenBuffer {
  count = 0;
  kinds = new Uint8Array(RETAINED);
  starts = new Int32Array(RETAINED);
  ends = new Int32Array(RETAINED);
  values = new Int32Array(RETAINED);

  protected clear(): void {
    if (this.kinds.length > RETAINED * 16) this.resize(RETAINED, 0);
    this.count = 0;
  }

  protected push(kind: number, start: number, end: number, value: number): void {
    const token = this.count;
    if (token === this.kinds.length) this.resize(token * 2, token);
    this.kinds[token] = kind;
    this.starts[token] = start;
    this.ends[token] = end;
    this.values[token] = value;
    this.count = token + 1;
  }

  /** A token without text; it ends where the last real token ends. */
  protected layout(kind: number, start: number): void {
    this.push(kind, start, this.count > 0 ? this.ends[this.count - 1] : start, 0);
  }

  private resize(capacity: number, used: number): void {
    const { kinds, starts, ends, values } = this;
    this.kinds = new Uint8Array(capacity);
    this.starts = new Int32Array(capacity);
    this.ends = new Int32Array(capacity);
    this.values = new Int32Array(capacity);
    this.kinds.set(kinds.subarray(0, used));
    this.starts.set(starts.subarray(0, used));
    this.ends.set(ends.subarray(0, used));
    this.values.set(values.subarray(0, used));
  }
}
