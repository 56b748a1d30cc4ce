/** Medians, quartiles and paired ratios by hand. */
import { expect, test } from 'vitest';
import { quantile, ratiosOf, spreadOf } from './statistics.ts';

test.each([
  [[3], 0.5, 3],
  [[1, 2], 0.5, 1.5],
  [[4, 1, 3, 2], 0.25, 1.75],
  [[5, 1, 4, 2, 3], 0.75, 4],
  [[2, 1], 1, 2],
])('of %j the quantile %d is %d, whatever their order', (samples, share, expected) => {
  expect(quantile(samples, share)).toBe(expected);
});

test('a spread has the median between its quartiles, and nothing has none', () => {
  expect(spreadOf([10, 1, 2, 3, 4])).toEqual({ median: 3, quartiles: [2, 4], count: 5 });
  expect(() => spreadOf([])).toThrow(RangeError);
});

test('ratios are taken side by side, not between medians', () => {
  expect(ratiosOf([10, 20, 90], [5, 10, 10]).median).toBe(2);
});
