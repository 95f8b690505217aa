/** A stretch of one text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

export const spanLength = (span: Span): number => span.end - span.start;

/** Whether two spans share a unit, or touch where one of them is empty. */
export const spansTouch = (one: Span, other: Span): boolean => one.start <= other.end && other.start <= one.end;

/** Whether `outer` holds all of `inner`. */
export const spanHolds = (outer: Span, inner: Span): boolean => outer.start <= inner.start && inner.end <= outer.end;
