/** A stretch of one text, in UTF-16 code units; `end` is exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Whether two spans share a unit, or touch where one of them is empty. */
export const spansTouch = (one: Span, other: Span): boolean => one.start <= other.end && other.start <= one.end;
