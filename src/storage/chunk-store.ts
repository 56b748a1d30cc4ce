/**
 * Where verified pieces of weights are kept: IndexedDB through idb-keyval, or memory when the browser offers
 * none (private windows, blocked storage). A store knows keys and bytes; it knows nothing of models.
 */
import type { UseStore } from 'idb-keyval';
import { createStore, delMany, get, keys, set } from 'idb-keyval';
import { AppError } from '../domain/errors.ts';

export type StoreKey = readonly (string | number)[];

export interface ChunkStore {
  /** False when what is stored is gone with the page. */
  readonly isPersistent: boolean;
  get(key: StoreKey): Promise<unknown>;
  set(key: StoreKey, value: unknown): Promise<void>;
  keys(): Promise<StoreKey[]>;
  deleteMany(keys: readonly StoreKey[]): Promise<void>;
}

const databaseName = 'prontoner-weights';
const storeName = 'weights';

function mapStorageError(thrown: unknown): AppError {
  const name = thrown instanceof Error ? thrown.name : 'unknown';
  if (name === 'QuotaExceededError') return new AppError('storage/quota', {}, thrown);
  return new AppError('storage/unavailable', { reason: name }, thrown);
}

async function mapped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw mapStorageError(thrown);
  }
}

/** The persistent store. Opens the database on first use, so the first call may fail with `storage/unavailable`. */
export function openIndexedDbStore(name = databaseName): ChunkStore {
  let store: UseStore | undefined;
  const open = (): UseStore => (store ??= createStore(name, storeName));
  const mutable = (key: StoreKey): IDBValidKey => [...key];
  return {
    isPersistent: true,
    get: (key) => mapped(() => get(mutable(key), open())),
    set: (key, value) => mapped(() => set(mutable(key), value, open())),
    keys: () => mapped(() => keys<(string | number)[]>(open())),
    deleteMany: (doomed) => mapped(() => delMany(doomed.map(mutable), open())),
  };
}

/** A store that lives as long as the page. */
export function createMemoryStore(): ChunkStore {
  const entries = new Map<string, { key: StoreKey; value: unknown }>();
  const nameOf = (key: StoreKey): string => JSON.stringify(key);
  return {
    isPersistent: false,
    get: (key) => Promise.resolve(entries.get(nameOf(key))?.value),
    set: (key, value) => {
      entries.set(nameOf(key), { key, value });
      return Promise.resolve();
    },
    keys: () => Promise.resolve([...entries.values()].map((entry) => entry.key)),
    deleteMany: (doomed) => {
      for (const key of doomed) entries.delete(nameOf(key));
      return Promise.resolve();
    },
  };
}

/** A database that never opens (another tab blocks it, a broken profile) must not keep the page from starting. */
function withinProbeTime(work: Promise<void>): Promise<void> {
  return Promise.race([
    work,
    new Promise<void>((_, reject) => {
      setTimeout(reject, 5000, new AppError('storage/unavailable', { reason: 'timeout' }));
    }),
  ]);
}

/** IndexedDB where it can be written to, else memory with the reason. */
export async function chooseStore(): Promise<{ store: ChunkStore; refused?: AppError }> {
  const store = openIndexedDbStore();
  const probe: StoreKey = ['probe'];
  try {
    if (typeof indexedDB === 'undefined')
      throw new AppError('storage/unavailable', { reason: 'no indexedDB' });
    await withinProbeTime(store.set(probe, 1));
    await withinProbeTime(store.deleteMany([probe]));
    return { store };
  } catch (thrown) {
    return {
      store: createMemoryStore(),
      refused: thrown instanceof AppError ? thrown : mapStorageError(thrown),
    };
  }
}
