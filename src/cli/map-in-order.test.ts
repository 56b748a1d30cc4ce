/** Order, bound and liveness of concurrent work. */
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mapInOrder } from './map-in-order.ts';

async function* upTo(count: number): AsyncGenerator<number> {
  for (let item = 0; item < count; item++) {
    await turn();
    yield item;
  }
}

async function turns(count: number): Promise<void> {
  for (let passed = 0; passed < count; passed++) await turn();
}

async function collected<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe('mapInOrder', () => {
  test('results come in the order of the items, with at most the limit under way, which is reached', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(6), { maxLength: 40 }),
        fc.integer({ min: 1, max: 8 }),
        async (delays, limit) => {
          let [begun, given, most] = [0, 0, 0];
          const results = mapInOrder(upTo(delays.length), limit, async (item) => {
            begun += 1;
            most = Math.max(most, begun - given);
            await turns(3 + delays[item]!);
            return item;
          });
          const seen: number[] = [];
          for await (const result of results) {
            seen.push(result);
            given += 1;
          }
          expect(seen).toEqual(delays.map((_delay, index) => index));
          expect(most).toBeLessThanOrEqual(limit);
          if (delays.length > 1 && limit > 1) expect(most).toBeGreaterThan(1);
        },
      ),
      { numRuns: 100 },
    );
  });

  test('a result does not wait for the next item', async () => {
    async function* oneThenSilence(): AsyncGenerator<string> {
      yield 'first';
      await new Promise(() => undefined);
    }
    const results = mapInOrder(oneThenSilence(), 4, (item) => Promise.resolve(item));
    expect(await results.next()).toEqual({ done: false, value: 'first' });
  });

  test('a failure of the work comes at its place, and the source is closed', async () => {
    let isClosed = false;
    async function* source(): AsyncGenerator<number> {
      try {
        yield* upTo(100);
      } finally {
        isClosed = true;
      }
    }
    const seen: number[] = [];
    const run = async (): Promise<void> => {
      const results = mapInOrder(source(), 4, async (item) => {
        if (item === 2) throw new Error('item 2');
        await turns(5);
        return item;
      });
      for await (const result of results) seen.push(result);
    };
    await expect(run()).rejects.toThrow('item 2');
    expect(seen).toEqual([0, 1]);
    await turns(5);
    expect(isClosed).toBe(true);
  });

  test('a failure of the source is thrown', async () => {
    async function* broken(): AsyncGenerator<number> {
      yield* upTo(2);
      throw new Error('torn');
    }
    await expect(collected(mapInOrder(broken(), 4, (item) => Promise.resolve(item)))).rejects.toThrow('torn');
  });
});
