/** What two annotations of the same text share, and what only one of them has. */
import type { Span } from './span.ts';

export interface Agreement {
  /** Spans of the first annotation that the second has too, with the same offsets and label. */
  readonly both: readonly Span[];
  readonly onlyFirst: readonly Span[];
  readonly onlySecond: readonly Span[];
}

const keyOf = ({ start, end, label }: Span): string => `${start}-${end}-${label}`;

export function agreementOf(first: readonly Span[], second: readonly Span[]): Agreement {
  const firstKeys = new Set(first.map(keyOf));
  const secondKeys = new Set(second.map(keyOf));
  return {
    both: first.filter((span) => secondKeys.has(keyOf(span))),
    onlyFirst: first.filter((span) => !secondKeys.has(keyOf(span))),
    onlySecond: second.filter((span) => !firstKeys.has(keyOf(span))),
  };
}
