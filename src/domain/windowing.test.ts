/** Windows cover every token, keep each exactly once, and never keep one that stands at a cut edge. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { planWindows } from './windowing.ts';

vi.setConfig({ testTimeout: 60_000 });

const plan = fc
  .record({ tokens: fc.nat(400), capacity: fc.integer({ min: 1, max: 60 }), overlap: fc.nat(59) })
  .filter(({ capacity, overlap }) => overlap < capacity);

describe('planWindows', () => {
  test('every token is kept exactly once, in order, by a window that sees it', () => {
    fc.assert(
      fc.property(plan, ({ tokens, capacity, overlap }) => {
        const kept: number[] = [];
        for (const { start, end, keepStart, keepEnd } of planWindows(tokens, capacity, overlap)) {
          expect(end - start).toBeLessThanOrEqual(capacity);
          expect(end).toBeLessThanOrEqual(tokens);
          expect(keepStart).toBeGreaterThanOrEqual(start);
          expect(keepEnd).toBeLessThanOrEqual(end);
          expect(keepEnd).toBeGreaterThan(keepStart);
          for (let token = keepStart; token < keepEnd; token++) kept.push(token);
        }
        expect(kept).toEqual(Array.from({ length: tokens }, (_, token) => token));
      }),
      { numRuns: 1000 },
    );
  });

  test('a kept token has at least half the overlap as context on the side of every cut', () => {
    fc.assert(
      fc.property(plan, ({ tokens, capacity, overlap }) => {
        const margin = Math.floor(overlap / 2);
        for (const { start, end, keepStart, keepEnd } of planWindows(tokens, capacity, overlap)) {
          if (start > 0) expect(keepStart - start).toBeGreaterThanOrEqual(margin);
          if (end < tokens) expect(end - keepEnd).toBeGreaterThanOrEqual(margin);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('neighbouring windows share exactly the overlap, unless the last is shorter', () => {
    fc.assert(
      fc.property(plan, ({ tokens, capacity, overlap }) => {
        const windows = planWindows(tokens, capacity, overlap);
        for (const [index, window] of windows.slice(1).entries())
          expect(windows[index]!.end - window.start).toBe(overlap);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    [0, 0],
    [1, 1],
    [9, 1],
    [10, 1],
    [11, 2],
    [16, 2],
    [17, 3],
    [22, 3],
    [23, 4],
  ])('%i tokens need %i windows of 10 that overlap by 4', (tokens, windows) => {
    expect(planWindows(tokens, 10, 4)).toHaveLength(windows);
  });

  test('one token more than fits moves the seam to the middle of the overlap', () => {
    expect(planWindows(11, 10, 4)).toEqual([
      { start: 0, end: 10, keepStart: 0, keepEnd: 8 },
      { start: 6, end: 11, keepStart: 8, keepEnd: 11 },
    ]);
  });

  test.each([
    [0, 0],
    [-1, 0],
    [10, -1],
    [10, 10],
    [10, 11],
    [1, 1],
  ])('a capacity of %i with an overlap of %i is refused', (capacity, overlap) => {
    expect(() => planWindows(5, capacity, overlap)).toThrow(RangeError);
  });
});
