/** The cache gives back what was put in, stays within its bytes, and forgets what was not used for longest. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { WindowCache } from './window-cache.ts';

const rowsOf = (value: number): Float32Array => Float32Array.of(value, value);
const sizeBytes = 1 + 8; // of a key of one letter with its two logits

describe('WindowCache', () => {
  test('forgets the least recently used first', () => {
    const cache = new WindowCache(2 * sizeBytes);
    cache.set('a', rowsOf(1));
    cache.set('b', rowsOf(2));
    expect(cache.get('a')).toEqual(rowsOf(1));
    cache.set('c', rowsOf(3));
    expect(['a', 'b', 'c'].map((key) => cache.get(key)?.[0])).toEqual([1, undefined, 3]);
  });

  test('does not keep what is larger than all of it, nor forgets the rest for that', () => {
    const cache = new WindowCache(2 * sizeBytes);
    cache.set('a', rowsOf(1));
    cache.set('b', new Float32Array(100));
    expect([cache.get('a'), cache.get('b')]).toEqual([rowsOf(1), undefined]);
  });

  test('gives the latest value or nothing, and counts its bytes, whatever the order', () => {
    const step = fc.record({
      key: fc.constantFrom('a', 'b', 'c', 'd'),
      length: fc.nat(9),
      isRead: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step), fc.nat(120), (steps, maxBytes) => {
        const cache = new WindowCache(maxBytes);
        const latest = new Map<string, Float32Array>();
        for (const { key, length, isRead } of steps) {
          if (isRead) expect([latest.get(key), undefined]).toContain(cache.get(key));
          else {
            const rows = new Float32Array(length);
            latest.set(key, rows);
            cache.set(key, rows);
          }
          expect(cache.bytes).toBeLessThanOrEqual(maxBytes);
          const kept = [...latest].filter(([own]) => cache.get(own));
          expect(cache.bytes).toBe(kept.reduce((sum, [own, rows]) => sum + own.length + rows.byteLength, 0));
        }
      }),
      { numRuns: 500 },
    );
  });
});
