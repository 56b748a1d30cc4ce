/** Text order, and what makes two spans the same claim. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spansOver } from '../testing/arbitraries.ts';
import { compareSpans, isSameSpan } from './span.ts';

test('order is total: it depends on nothing but the spans', () => {
  fc.assert(
    fc.property(spansOver(12), (spans) => {
      const claims = (list: typeof spans): unknown[] =>
        list.map(({ start, end, label }) => [start, end, label]);
      expect(claims([...spans].sort(compareSpans))).toEqual(claims([...spans].reverse().sort(compareSpans)));
    }),
    { numRuns: 1000 },
  );
});

test('a span comes after the one that holds it', () => {
  const outer = { start: 0, end: 9, label: 'Teste', score: 1 };
  const inner = { start: 0, end: 4, label: 'Anatomia', score: 1 };
  expect([inner, outer].sort(compareSpans)).toEqual([outer, inner]);
});

test('the score does not matter for sameness; every other field does', () => {
  const span = { start: 1, end: 3, label: 'Teste', score: 0.4 };
  expect(isSameSpan(span, { ...span, score: 0.9 })).toBe(true);
  for (const change of [{ start: 0 }, { end: 4 }, { label: 'Problema' }])
    expect(isSameSpan(span, { ...span, ...change })).toBe(false);
});
