/** Annotators are made when there is work for them, and one that fails takes no other along. */
import { expect, test } from 'vitest';
import { firstWordAnnotator } from '../testing/fake-terminal.ts';
import type { Annotator } from './annotator-pool.ts';
import { AnnotatorPool } from './annotator-pool.ts';

/** Makes annotators whose answers wait until they are let go, and counts them. */
function workshop() {
  const counts = { made: 0, closed: 0 };
  const held: (() => void)[] = [];
  const create = (): Promise<Annotator> => {
    counts.made += 1;
    return Promise.resolve({
      async annotate(text) {
        await new Promise<void>((resolve) => held.push(resolve));
        return firstWordAnnotator.annotate(text);
      },
      close() {
        counts.closed += 1;
        return Promise.resolve();
      },
    });
  };
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const letGo = async (): Promise<void> => {
    await settle();
    for (const resolve of held.splice(0)) resolve();
    await settle();
  };
  return { counts, create, letGo };
}

test('one text at a time needs one annotator, several grow the pool to its size and no further', async () => {
  const { counts, create, letGo } = workshop();
  const pool = await AnnotatorPool.start(3, create);
  for (const text of ['a', 'b']) {
    const spans = pool.annotate(text);
    await letGo();
    expect(await spans).toHaveLength(1);
  }
  expect(counts.made).toBe(1);
  const all = Promise.all(['a', 'bb', 'ccc', 'dddd', 'eeeee'].map((text) => pool.annotate(text)));
  await letGo();
  await letGo();
  expect((await all).map(([span]) => span?.end)).toEqual([1, 2, 3, 4, 5]);
  expect(counts.made).toBe(3);
  await pool.close();
  expect(counts.closed).toBe(3);
});

test('an annotator that cannot be made fails the text that waits for it', async () => {
  const { create, letGo } = workshop();
  let made = 0;
  const pool = await AnnotatorPool.start(2, () =>
    made++ === 0 ? create() : Promise.reject(new Error('no memory')),
  );
  const first = pool.annotate('a');
  await expect(pool.annotate('b')).rejects.toThrow('no memory');
  await letGo();
  expect(await first).toHaveLength(1);
  await pool.close();
});

test('without a first annotator there is no pool', async () => {
  const refused = new Error('damaged');
  await expect(AnnotatorPool.start(2, () => Promise.reject(refused))).rejects.toBe(refused);
});
