/** Windows keep every token exactly once, with context around it, and stay where they are when text elsewhere changes. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import type { Window, WindowSizes } from './windowing.ts';
import { nextWindow, planWindows, windowSizes } from './windowing.ts';

vi.setConfig({ testTimeout: 60_000 });

const sizes: fc.Arbitrary<WindowSizes> = fc
  .record({ context: fc.nat(6), radius: fc.nat(8), core: fc.integer({ min: 1, max: 20 }), room: fc.nat(20) })
  .map(({ context, radius, core, room }) => ({ context, radius, core, capacity: core + 2 * context + room }));

/** Few different tokens, so that grams repeat and ties are common; or many, as in prose. */
const tokens = (maxLength: number): fc.Arbitrary<number[]> =>
  fc.oneof(
    fc.array(fc.nat(2), { maxLength }),
    fc.array(fc.nat(5000), { maxLength, size: 'max' }),
    fc.nat(maxLength).map((length) => new Array<number>(length).fill(7)),
  );

describe('planWindows', () => {
  test('every token is kept exactly once, in order, by a window that sees it and fits', () => {
    fc.assert(
      fc.property(tokens(200), sizes, (ids, given) => {
        let next = 0;
        for (const { start, end, keepStart, keepEnd } of planWindows(ids, given)) {
          expect(end - start).toBeLessThanOrEqual(given.capacity);
          expect(keepStart).toBe(next);
          expect(keepEnd).toBeGreaterThan(keepStart);
          expect(start).toBeLessThanOrEqual(keepStart);
          expect(end).toBeGreaterThanOrEqual(keepEnd);
          next = keepEnd;
        }
        expect(next).toBe(ids.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('what is kept has the context on each side, or the end of the text', () => {
    fc.assert(
      fc.property(tokens(200), sizes, (ids, given) => {
        for (const { start, end, keepStart, keepEnd } of planWindows(ids, given)) {
          expect(start === 0 || keepStart - start === given.context).toBe(true);
          expect(end === ids.length || end - keepEnd === given.context).toBe(true);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a text that fits is one window', () => {
    fc.assert(
      fc.property(tokens(60), sizes, (ids, given) => {
        const whole = { start: 0, end: ids.length, keepStart: 0, keepEnd: ids.length };
        if (ids.length <= given.capacity)
          expect([...planWindows(ids, given)]).toEqual(ids.length > 0 ? [whole] : []);
        else expect([...planWindows(ids, given)].length).toBeGreaterThan(1);
      }),
    );
  });

  test('windows before and after an edit stay, but for those that reach into its neighbourhood', () => {
    const input = fc.record({
      before: tokens(120),
      removed: tokens(9),
      added: tokens(9),
      after: tokens(120),
      given: sizes.map((own) => ({ ...own, core: 1000, capacity: 1000 + 2 * own.context })),
    });
    fc.assert(
      fc.property(input, ({ before, removed, added, after, given }) => {
        const reach = Math.max(given.context, given.radius + 2);
        const filler = Array.from({ length: given.capacity + 1 }, (_, index) => 10_000 + index); // never one window
        const windowsAround = (middle: readonly number[]): Set<string> => {
          const ids = [...before, ...middle, ...after, ...filler];
          const places = (windows: readonly Window[], origin: number): string[] =>
            windows.map((w) => [w.start, w.end, w.keepStart, w.keepEnd].map((p) => p - origin).join(' '));
          const windows = [...planWindows(ids, given)];
          const left = windows.filter(({ keepEnd }) => keepEnd + reach <= before.length);
          const right = windows.filter(({ keepStart }) => keepStart - reach >= before.length + middle.length);
          return new Set([...places(left, 0), ...places(right, ids.length)]);
        };
        expect(windowsAround(added)).toEqual(windowsAround(removed));
      }),
      { numRuns: 1000 },
    );
  });

  test('two windows of prose keep different numbers of tokens, none fewer than the radius', () => {
    const prose = Array.from({ length: 20_000 }, (_, index) => Math.imul(index, 2654435761) >>> 19);
    const given = windowSizes(510, 64);
    expect(given).toEqual({ capacity: 510, context: 32, core: 191, radius: 63 });
    const kept = [...planWindows(prose, given)].slice(1, -1).map((w) => w.keepEnd - w.keepStart);
    expect(new Set(kept).size).toBeGreaterThan(5);
    expect(kept.filter((count) => count === given.core).length).toBeLessThan(kept.length / 4);
  });

  test.each([
    { capacity: 10, context: 4, core: 3, radius: 1 },
    { capacity: 10, context: -1, core: 3, radius: 1 },
    { capacity: 10, context: 1, core: 0, radius: 1 },
    { capacity: 10, context: 1, core: 3, radius: -1 },
  ])('%j is refused', (given) => {
    expect(() => [...planWindows([1], given)]).toThrow(RangeError);
  });
});

test('a window that is given before all tokens are known is the one of the whole text', () => {
  fc.assert(
    fc.property(tokens(120), sizes, fc.array(fc.nat(30)), (ids, given, steps) => {
      const windows: Window[] = [];
      let [known, from, step] = [0, 0, 0];
      for (;;) {
        const window = nextWindow(ids.slice(0, known), from, given, known >= ids.length);
        if (window) {
          windows.push(window);
          from = window.keepEnd;
        } else if (known >= ids.length) break;
        else known += 1 + (steps[step++] ?? 0);
      }
      expect(windows).toEqual([...planWindows(ids, given)]);
    }),
    { numRuns: 1000 },
  );
});
