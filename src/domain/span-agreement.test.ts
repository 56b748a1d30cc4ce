/** Every span of two annotations is shared or only one's, and scores play no part in it. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { spansOver } from '../testing/arbitraries.ts';
import { agreementOf } from './span-agreement.ts';

const span = (start: number, end: number, label: string, score = 1) => ({ start, end, label, score });

test('same offsets and label agree, whatever the scores; another label or bound does not', () => {
  const first = [span(0, 3, 'A', 0.9), span(5, 8, 'A'), span(9, 12, 'B')];
  const second = [span(0, 3, 'A', 0.1), span(5, 8, 'B'), span(9, 11, 'B')];
  expect(agreementOf(first, second)).toEqual({
    both: [span(0, 3, 'A', 0.9)],
    onlyFirst: [span(5, 8, 'A'), span(9, 12, 'B')],
    onlySecond: [span(5, 8, 'B'), span(9, 11, 'B')],
  });
});

test('both and onlyFirst are the first annotation; with itself an annotation agrees wholly', () => {
  fc.assert(
    fc.property(spansOver(30), spansOver(30), (first, second) => {
      const { both, onlyFirst, onlySecond } = agreementOf(first, second);
      expect([...both, ...onlyFirst]).toHaveLength(first.length);
      expect(both.every((own) => first.includes(own))).toBe(true);
      expect(onlySecond.every((own) => second.includes(own) && !both.includes(own))).toBe(true);
      expect(agreementOf(first, first)).toEqual({ both: first, onlyFirst: [], onlySecond: [] });
    }),
    { numRuns: 500 },
  );
});
