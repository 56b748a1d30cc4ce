/** The one span model: UTF-16 code units, end exclusive, into the text exactly as the user wrote it. */

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly label: string;
  /** Mean probability of the span's words, 0 to 1. */
  readonly score: number;
}

/** Text order; at the same start the longer span first, so that a nested span follows the one that holds it. */
export function compareSpans(a: Span, b: Span): number {
  return a.start - b.start || b.end - a.end || (a.label < b.label ? -1 : a.label > b.label ? 1 : 0);
}
