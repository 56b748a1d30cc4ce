/** Both stores keep the same promises; without a usable IndexedDB the choice is memory, with the reason. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChunkStore, StoreKey } from './chunk-store.ts';
import { chooseStore, createMemoryStore, openIndexedDbStore } from './chunk-store.ts';

let databases = 0;
const freshName = (): string => `test-${performance.timeOrigin}-${(databases += 1)}`;

const sorted = (keys: readonly StoreKey[]): string[] => keys.map((key) => JSON.stringify(key)).sort();
const bytes = (...values: number[]): ArrayBuffer => Uint8Array.from(values).buffer;

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe.each<[string, () => ChunkStore, boolean]>([
  ['IndexedDB', () => openIndexedDbStore(freshName()), true],
  ['memory', createMemoryStore, false],
])('a store in %s', (_name, create, isPersistent) => {
  let store: ChunkStore;
  beforeEach(() => {
    store = create();
  });

  test('says whether it outlives the page', () => {
    expect(store.isPersistent).toBe(isPersistent);
  });

  test('is empty at first', async () => {
    expect(await store.keys()).toEqual([]);
    expect(await store.get(['a'])).toBeUndefined();
  });

  test('gives back the bytes and records it was given', async () => {
    await store.set(['chunk', 'm', 'r', 'onnx/model.onnx', 0], bytes(1, 2, 3));
    await store.set(['manifest', 'm'], { sizeBytes: 3, chunks: ['x'] });
    expect(await store.get(['chunk', 'm', 'r', 'onnx/model.onnx', 0])).toEqual(bytes(1, 2, 3));
    expect(await store.get(['manifest', 'm'])).toEqual({ sizeBytes: 3, chunks: ['x'] });
  });

  test('tells keys apart by every part and by its type', async () => {
    const keys: StoreKey[] = [['a', 1], ['a', '1'], ['a'], ['a', 1, 1], ['a,1'], ['A', 1]];
    for (const [index, key] of keys.entries()) await store.set(key, index);
    expect(sorted(await store.keys())).toEqual(sorted(keys));
    for (const [index, key] of keys.entries()) expect(await store.get(key)).toBe(index);
  });

  test('overwrites what stands under the same key', async () => {
    await store.set(['a', 1], bytes(1));
    await store.set(['a', 1], bytes(2, 2));
    expect(await store.get(['a', 1])).toEqual(bytes(2, 2));
    expect(await store.keys()).toEqual([['a', 1]]);
  });

  test('deletes the keys named and no others, whether they are there or not', async () => {
    for (const key of ['a', 'b', 'c']) await store.set([key, 0], key);
    await store.deleteMany([
      ['a', 0],
      ['c', 0],
      ['d', 0],
    ]);
    await store.deleteMany([]);
    expect(await store.keys()).toEqual([['b', 0]]);
    expect(await store.get(['a', 0])).toBeUndefined();
  });

  test('keeps 200 pieces written at once', async () => {
    await Promise.all(Array.from({ length: 200 }, (_, index) => store.set(['p', index], bytes(index))));
    expect(await store.keys()).toHaveLength(200);
    expect(await store.get(['p', 199])).toEqual(bytes(199));
  });
});

describe('IndexedDB', () => {
  test('a second store of the same name sees what the first wrote', async () => {
    const name = freshName();
    await openIndexedDbStore(name).set(['a'], bytes(9));
    expect(await openIndexedDbStore(name).get(['a'])).toEqual(bytes(9));
  });

  test.each([
    ['QuotaExceededError', 'storage/quota', {}],
    ['UnknownError', 'storage/unavailable', { reason: 'UnknownError' }],
    ['DataCloneError', 'storage/unavailable', { reason: 'DataCloneError' }],
  ])('a write that fails with %s is %s', async (name, code, details) => {
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('', name);
    });
    await expect(openIndexedDbStore(freshName()).set(['a'], 1)).rejects.toMatchObject({ code, details });
  });

  test('a disk that is full when the transaction ends is storage/quota', async () => {
    const put = Object.getOwnPropertyDescriptor(IDBObjectStore.prototype, 'put')!.value as (
      this: IDBObjectStore,
      ...args: unknown[]
    ) => IDBRequest<IDBValidKey>;
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(function (this: IDBObjectStore, ...args) {
      const request = put.apply(this, args);
      Object.defineProperty(this.transaction, 'error', { value: new DOMException('', 'QuotaExceededError') });
      this.transaction.abort();
      return request;
    });
    await expect(openIndexedDbStore(freshName()).set(['a'], 1)).rejects.toMatchObject({
      code: 'storage/quota',
    });
  });

  test('a database that fails to open once opens the next time', async () => {
    const store = openIndexedDbStore(freshName());
    vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('', 'SecurityError');
    });
    await expect(store.set(['a'], 1)).rejects.toMatchObject({ details: { reason: 'SecurityError' } });
    await store.set(['a'], 2);
    expect(await store.get(['a'])).toBe(2);
  });
});

describe('chooseStore', () => {
  test('takes IndexedDB where it works, and leaves nothing in it', async () => {
    const { store, refused } = await chooseStore();
    expect([store.isPersistent, refused]).toEqual([true, undefined]);
    expect(await store.keys()).not.toContainEqual(['probe']);
  });

  test('takes memory where there is no indexedDB', async () => {
    vi.stubGlobal('indexedDB', undefined);
    const { store, refused } = await chooseStore();
    expect(store.isPersistent).toBe(false);
    expect(refused).toMatchObject({ code: 'storage/unavailable', details: { reason: 'no indexedDB' } });
    await store.set(['a'], 1);
    expect(await store.get(['a'])).toBe(1);
  });

  test('takes memory where even naming indexedDB throws', async () => {
    vi.spyOn(globalThis, 'indexedDB', 'get').mockImplementation(() => {
      throw new DOMException('', 'SecurityError');
    });
    const { store, refused } = await chooseStore();
    expect(store.isPersistent).toBe(false);
    expect(refused).toMatchObject({ code: 'storage/unavailable', details: { reason: 'SecurityError' } });
  });

  test.each([
    ['SecurityError', 'storage/unavailable'],
    ['InvalidStateError', 'storage/unavailable'],
    ['QuotaExceededError', 'storage/quota'],
  ])('takes memory where opening throws %s', async (name, code) => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('', name);
    });
    const { store, refused } = await chooseStore();
    expect(store.isPersistent).toBe(false);
    expect(refused).toMatchObject({ code });
  });
});
