/** What is on the device, what is being fetched, and what becomes of a full or failing disk. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ModelCatalogue } from '../catalogue/model-catalogue.ts';
import { sizeOfBuild } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { ChunkStore } from '../storage/chunk-store.ts';
import { createMemoryStore } from '../storage/chunk-store.ts';
import { hasBuild } from '../storage/weights.ts';
import type { Fault, FakeSite } from '../testing/fake-site.ts';
import { fakeSite } from '../testing/fake-site.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import { ModelLibrary } from './model-library.svelte.ts';

const { entry, build, chunkBytes, contents } = await syntheticModel();
const catalogue: ModelCatalogue = { schemaVersion: 2, chunkBytes, models: [entry] };
const address = 'https://site.example/';

/** A store in memory that says it lasts, with faults that the test switches on. */
class FaultyStore implements ChunkStore {
  readonly isPersistent = true;
  readonly #inner = createMemoryStore();
  fault: AppError | undefined;
  failing: ReadonlySet<'get' | 'set' | 'keys' | 'deleteMany'> = new Set();

  #check(method: 'get' | 'set' | 'keys' | 'deleteMany'): void {
    if (this.fault && this.failing.has(method)) throw this.fault;
  }

  async get(key: readonly (string | number)[]): Promise<unknown> {
    this.#check('get');
    return this.#inner.get(key);
  }

  async set(key: readonly (string | number)[], value: unknown): Promise<void> {
    this.#check('set');
    await this.#inner.set(key, value);
  }

  async keys(): Promise<(readonly (string | number)[])[]> {
    this.#check('keys');
    return this.#inner.keys();
  }

  async deleteMany(keys: readonly (readonly (string | number)[])[]): Promise<void> {
    this.#check('deleteMany');
    await this.#inner.deleteMany(keys);
  }
}

function serve(faultOf?: (path: string) => Fault | undefined): FakeSite {
  const site = fakeSite(contents, { split: new Array<number>(50).fill(20), ...(faultOf && { faultOf }) });
  vi.stubGlobal('fetch', site.fetch);
  return site;
}

beforeEach(() => {
  vi.stubGlobal('navigator', {}); // locks are the browser's; they have their own tests
});
afterEach(() => {
  vi.unstubAllGlobals();
});

describe('ensure', () => {
  test('fetches a build once, tells of it, and then has it', async () => {
    const store = new FaultyStore();
    const library = new ModelLibrary(catalogue, store, address);
    const seen: unknown[] = [];
    const site = serve(() => ({ onBytes: () => seen.push(library.download) }));
    await library.refresh();
    expect([library.has(entry, build), library.hasAny(entry)]).toEqual([false, false]);
    await library.ensure(entry, build);
    const totalBytes = sizeOfBuild(entry, build);
    expect(seen[0]).toEqual({ modelId: entry.id, dtype: build.dtype, receivedBytes: 0, totalBytes });
    expect(seen.at(-1)).toEqual({
      modelId: entry.id,
      dtype: build.dtype,
      receivedBytes: totalBytes,
      totalBytes,
    });
    expect([library.has(entry, build), library.hasAny(entry), library.download, library.error]).toEqual([
      true,
      true,
      undefined,
      undefined,
    ]);
    await library.ensure(entry, build);
    expect(site.requested).toHaveLength(contents.size);
    expect(await hasBuild(store, entry, build)).toBe(true);
  });

  test('joins a download that is under way', async () => {
    const site = serve();
    const library = new ModelLibrary(catalogue, new FaultyStore(), address);
    await Promise.all([
      library.ensure(entry, build),
      library.ensure(entry, build),
      library.ensure(entry, build),
    ]);
    expect(site.requested).toHaveLength(contents.size);
  });

  test('tells why it failed, and works the next time', async () => {
    serve(() => ({ status: 404 }));
    const library = new ModelLibrary(catalogue, new FaultyStore(), address);
    await expect(library.ensure(entry, build)).rejects.toMatchObject({ code: 'download/http-status' });
    expect(library.error).toMatchObject({ code: 'download/http-status', details: { status: 404 } });
    expect([library.has(entry, build), library.download]).toEqual([false, undefined]);
    serve();
    await library.ensure(entry, build);
    expect([library.has(entry, build), library.error]).toEqual([true, undefined]);
  });

  test('who asks for a build that is being downloaded shares its fate, and starts no second download', async () => {
    let requests = 0;
    serve(() => {
      requests += 1;
      return { isOffline: true };
    });
    const library = new ModelLibrary(catalogue, new FaultyStore(), address);
    const both = await Promise.allSettled([library.ensure(entry, build), library.ensure(entry, build)]);
    expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect([requests, library.has(entry, build)]).toEqual([1, false]);
  });

  test('deleting stops a running download and leaves nothing of it', async () => {
    const store = new FaultyStore();
    const library = new ModelLibrary(catalogue, store, address);
    const download = library.ensure(entry, build);
    await library.delete(entry);
    await expect(download).rejects.toMatchObject({ code: 'download/cancelled' });
    expect([library.has(entry, build), library.error, await store.keys()]).toEqual([false, undefined, []]);
  });

  test('a cancelled download is no error to show', async () => {
    const library = new ModelLibrary(catalogue, new FaultyStore(), address);
    serve((path) => ({
      onBytes: (sent) => {
        if (path === build.path && sent > 50) library.cancelDownload();
      },
    }));
    await expect(library.ensure(entry, build)).rejects.toMatchObject({ code: 'download/cancelled' });
    expect([library.error, library.download, library.has(entry, build)]).toEqual([
      undefined,
      undefined,
      false,
    ]);
  });
});

describe('a full disk', () => {
  function fullAfter(store: FaultyStore): void {
    store.fault = new AppError('storage/quota');
    store.failing = new Set(['set']);
  }

  test('moves the model to memory for this visit, and says why', async () => {
    serve();
    const store = new FaultyStore();
    fullAfter(store);
    const library = new ModelLibrary(catalogue, store, address);
    expect(await library.filesForWorker(entry, build)).toBeUndefined();
    await library.ensure(entry, build);
    expect([library.has(entry, build), library.error]).toEqual([true, undefined]);
    expect(library.memoryReason).toEqual({ code: 'storage/quota', details: {} });
    const files = await library.filesForWorker(entry, build);
    expect(new Map(Object.entries(files!))).toEqual(contents);
    expect(await store.keys()).toEqual([]);
  });

  test('and then no network is an error that is told', async () => {
    const store = new FaultyStore();
    fullAfter(store);
    let requests = 0;
    serve(() => ((requests += 1) > 1 ? { isOffline: true } : undefined));
    const library = new ModelLibrary(catalogue, store, address);
    await expect(library.ensure(entry, build)).rejects.toMatchObject({ code: 'download/offline' });
    expect(library.error).toMatchObject({ code: 'download/offline' });
    expect(library.has(entry, build)).toBe(false);
  });
});

describe('a store that fails', () => {
  const unavailable = new AppError('storage/unavailable', { reason: 'InvalidStateError' });

  test('at the first look leaves an empty library that says so', async () => {
    const store = new FaultyStore();
    store.fault = unavailable;
    for (const failing of ['get', 'keys', 'deleteMany'] as const) {
      if (failing === 'deleteMany') await store.set(['chunk', 'old', 'r', 'a', 0], 1);
      store.failing = new Set([failing]);
      const library = new ModelLibrary(catalogue, store, address);
      await library.refresh();
      expect(library.error).toEqual({
        code: 'storage/unavailable',
        details: { reason: 'InvalidStateError' },
      });
      expect(library.hasAny(entry)).toBe(false);
    }
  });

  test('when deleting says so', async () => {
    serve();
    const store = new FaultyStore();
    const library = new ModelLibrary(catalogue, store, address);
    await library.ensure(entry, build);
    store.fault = unavailable;
    for (const failing of [['keys'], ['deleteMany'], ['keys', 'get']] as const) {
      store.failing = new Set(failing);
      await library.delete(entry);
      expect(library.error?.code).toBe('storage/unavailable');
    }
  });
});

describe('the library', () => {
  test('knows at once what an earlier visit stored, and forgets what it deletes', async () => {
    serve();
    const store = new FaultyStore();
    await new ModelLibrary(catalogue, store, address).ensure(entry, build);
    const library = new ModelLibrary(catalogue, store, address);
    await library.refresh();
    expect(library.has(entry, build)).toBe(true);
    await library.delete(entry);
    expect([library.has(entry, build), library.error]).toEqual([false, undefined]);
    expect(await store.keys()).toEqual([]);
  });

  test('clears what an older revision left', async () => {
    serve();
    const store = new FaultyStore();
    await store.set(['manifest', entry.id, 'r0', 'config.json'], {
      sizeBytes: 1,
      sha256: 'x',
      chunks: ['x'],
    });
    await new ModelLibrary(catalogue, store, address).refresh();
    expect(await store.keys()).toEqual([]);
  });

  test('without a persistent store says why and hands the files over', async () => {
    serve();
    const reason = new AppError('storage/unavailable', { reason: 'SecurityError' });
    const library = new ModelLibrary(catalogue, createMemoryStore(), address, reason);
    expect(library.memoryReason).toEqual({
      code: 'storage/unavailable',
      details: { reason: 'SecurityError' },
    });
    await library.ensure(entry, build);
    expect(Object.keys((await library.filesForWorker(entry, build))!)).toEqual([...contents.keys()]);
  });
});
