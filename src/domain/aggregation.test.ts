/** A word's logits lie among its tokens', whatever their order. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Aggregation } from './aggregation.ts';
import { aggregatedLogits, softmax } from './aggregation.ts';
import { sigmoid } from './decoding.ts';
import type { Activation } from './tagging.ts';

const columns = 3;
const activations: Activation[] = ['sigmoid', 'softmax'];
const row = fc.array(fc.float({ min: -30, max: 30, noNaN: true }), {
  minLength: columns,
  maxLength: columns,
});
const tokens = fc.array(row, { minLength: 1, maxLength: 5 });

function combined(rows: readonly number[][], activation: Activation, aggregation: Aggregation): number[] {
  const data = Float32Array.from(rows.flat());
  const whole = [{ first: 0, end: rows.length }];
  return [...aggregatedLogits({ data, columns }, whole, activation, aggregation)];
}

const probabilities = (logits: readonly number[], activation: Activation): number[] =>
  activation === 'softmax' ? softmax(logits) : logits.map(sigmoid);

const mean = (rows: readonly number[][], column: number): number =>
  rows.reduce((sum, values) => sum + values[column]!, 0) / rows.length;

describe.each(activations)('%s', (activation) => {
  test('first is the first token', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        expect(combined(rows, activation, 'first')).toEqual(rows[0]);
      }),
    );
  });

  test.each(['max', 'average'] as const)('%s of one token is that token', (aggregation) => {
    fc.assert(
      fc.property(row, (only) => {
        expect(combined([only], activation, aggregation)).toEqual(only);
      }),
    );
  });

  test('the probabilities of the average are the mean ones', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const own = probabilities(combined(rows, activation, 'average'), activation);
        const each = rows.map((values) => probabilities(values, activation));
        for (const [column, probability] of own.entries())
          expect(probability).toBeCloseTo(mean(each, column), 5);
      }),
    );
  });

  test('the order of the tokens matters to the first only', () => {
    fc.assert(
      fc.property(tokens, (rows) => {
        const turned = [...rows].reverse();
        const pairs = [rows, turned].map((own) =>
          probabilities(combined(own, activation, 'average'), activation),
        );
        for (const [column, value] of pairs[0]!.entries()) expect(pairs[1]![column]).toBeCloseTo(value, 5);
        const surest = [rows, turned].map((own) =>
          Math.max(...probabilities(combined(own, activation, 'max'), activation)),
        );
        expect(surest[0]).toBeCloseTo(surest[1]!, 12);
      }),
    );
  });
});

test('max under sigmoid is each column’s greatest logit', () => {
  fc.assert(
    fc.property(tokens, (rows) => {
      const greatest = [0, 1, 2].map((column) => Math.max(...rows.map((values) => values[column]!)));
      expect(combined(rows, 'sigmoid', 'max')).toEqual(greatest);
    }),
  );
});

test('max under softmax is the row of the token that is surest, not of the greatest logit', () => {
  const unsure = [9, 8.9, 8.8];
  const sure = [0, 5, 0];
  expect(combined([unsure, sure], 'softmax', 'max')).toEqual(sure);
});

test('averages of certainties stay finite and keep their sides', () => {
  const [up, down, even] = combined(
    [
      [900, -900, 900],
      [900, -900, -900],
    ],
    'sigmoid',
    'average',
  );
  expect(up).toBeGreaterThan(100);
  expect(down).toBeLessThan(-100);
  expect(even).toBeCloseTo(0, 6);
  const rows = [
    [900, -900, 0],
    [900, -900, 0],
  ];
  expect(combined(rows, 'softmax', 'average').every(Number.isFinite)).toBe(true);
});

test('every word takes its own tokens, and tokens of no word are left out', () => {
  const data = Float32Array.from([1, 9, 3, 5, 7]);
  const words = [
    { first: 0, end: 1 },
    { first: 2, end: 5 },
  ];
  expect([...aggregatedLogits({ data, columns: 1 }, words, 'sigmoid', 'max')]).toEqual([1, 7]);
  expect([...aggregatedLogits({ data, columns: 1 }, words, 'sigmoid', 'first')]).toEqual([1, 3]);
});
