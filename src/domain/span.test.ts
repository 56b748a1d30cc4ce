/** Text order, and what makes two spans the same claim. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spansOver } from '../testing/arbitraries.ts';
import { compareSpans } from './span.ts';

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
