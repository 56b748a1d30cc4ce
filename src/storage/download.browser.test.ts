/** However a download goes, each file is whole and verified or absent, and the next download works. */
import fc from 'fast-check';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { AppError } from '../domain/errors.ts';
import type { Fault, FakeSite, Split } from '../testing/fake-site.ts';
import { fakeSite } from '../testing/fake-site.ts';
import type { SyntheticModel } from '../testing/synthetic-model.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import type { ChunkStore } from './chunk-store.ts';
import { createMemoryStore, openIndexedDbStore } from './chunk-store.ts';
import type { DownloadProgress } from './download.ts';
import { downloadBuild } from './download.ts';
import { hasFile, readFile } from './weights.ts';

const model = await syntheticModel();
const paths = model.entry.files.map((file) => file.path);
const graphPath = model.build.path;
const graphBytes = model.contents.get(graphPath)!;
const wholeBytes = model.entry.files.reduce((sum, file) => sum + file.sizeBytes, 0);

let databases = 0;
const freshStore = (): ChunkStore =>
  openIndexedDbStore(`download-${performance.timeOrigin}-${(databases += 1)}`);

afterEach(() => {
  vi.unstubAllGlobals();
});

interface Outcome {
  readonly progress: DownloadProgress[];
  readonly error: unknown;
}

async function download(
  store: ChunkStore,
  site: FakeSite,
  { given = model, abort = new AbortController() }: { given?: SyntheticModel; abort?: AbortController } = {},
): Promise<Outcome> {
  vi.stubGlobal('fetch', site.fetch);
  const progress: DownloadProgress[] = [];
  const error = await downloadBuild(store, given.entry, given.build, {
    chunkBytes: given.chunkBytes,
    baseAddress: 'https://site.example/app/',
    signal: abort.signal,
    onProgress: (step) => progress.push(step),
  }).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  return { progress, error };
}

/** @returns paths that are there; what is there must be the file to the last byte */
async function storedPaths(store: ChunkStore, given = model): Promise<string[]> {
  const stored: string[] = [];
  for (const file of given.entry.files) {
    if (!(await hasFile(store, given.entry, file))) continue;
    expect(await readFile(store, given.entry, file)).toEqual(given.contents.get(file.path));
    stored.push(file.path);
  }
  return stored;
}

function expectSteadyProgress(progress: readonly DownloadProgress[]): void {
  expect(progress[0]?.receivedBytes).toBe(0);
  for (const [index, step] of progress.slice(1).entries()) {
    expect(step.receivedBytes).toBeGreaterThanOrEqual(progress[index]!.receivedBytes);
    expect(step.receivedBytes).toBeLessThanOrEqual(step.totalBytes);
    expect(step.totalBytes).toBe(progress[0]!.totalBytes);
  }
}

describe('a sound download', () => {
  test('stores every file, asks for each once at its address, and ends at the total', async () => {
    const store = freshStore();
    const addresses: string[] = [];
    const site = fakeSite(model.contents, { split: [10, 0, 100] });
    const spying: FakeSite = {
      ...site,
      fetch: (input, init) => {
        addresses.push(new Request(input).url);
        return site.fetch(input, init);
      },
    };
    const { progress, error } = await download(store, spying);
    expect(error).toBeUndefined();
    expect(await storedPaths(store)).toEqual(paths);
    expect(addresses).toEqual(
      paths.map((path) => `https://site.example/app/static-models/synthetic/r1/${path}`),
    );
    expectSteadyProgress(progress);
    expect(progress.at(-1)).toEqual({ receivedBytes: wholeBytes, totalBytes: wholeBytes });
  });

  test('asks without cookies, past the HTTP cache, and follows no redirect', async () => {
    const site = fakeSite(model.contents);
    const options: (RequestInit | undefined)[] = [];
    await download(createMemoryStore(), {
      ...site,
      fetch: (input, init) => {
        options.push(init);
        return site.fetch(input, init);
      },
    });
    for (const init of options)
      expect(init).toMatchObject({ credentials: 'omit', cache: 'no-store', redirect: 'error' });
  });

  test('requests nothing that is stored already', async () => {
    const store = freshStore();
    await download(store, fakeSite(model.contents));
    const again = fakeSite(model.contents);
    const { progress, error } = await download(store, again);
    expect([error, again.requested]).toEqual([undefined, []]);
    expect(progress).toEqual([{ receivedBytes: 0, totalBytes: 0 }]);
  });

  test('requests only what a new revision needs, and keeps revisions apart', async () => {
    const store = createMemoryStore();
    await download(store, fakeSite(model.contents));
    const next = await syntheticModel(model.entry.id, 'r2');
    const site = fakeSite(next.contents);
    await download(store, site, { given: next });
    expect(site.requested).toEqual(paths);
    expect(await storedPaths(store, next)).toEqual(paths);
    expect(await storedPaths(store)).toEqual(paths);
  });

  test('stores the same bytes however the body is split and whatever the size of a chunk', async () => {
    const models = await Promise.all([1, 7, 64, 65, 1000].map((size) => syntheticModel('m', 'r1', size)));
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...models),
        fc.array(fc.oneof(fc.nat(4), fc.nat(200)), { maxLength: 20 }),
        async (given, split) => {
          const store = createMemoryStore();
          const { progress, error } = await download(store, fakeSite(given.contents, { split }), { given });
          expect(error).toBeUndefined();
          expect(await storedPaths(store, given)).toEqual(paths);
          expectSteadyProgress(progress);
          expect(progress.at(-1)!.receivedBytes).toBe(wholeBytes);
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('faults', () => {
  const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
  const cuts = [0, 1, 63, 64, 65, 127, 128, 200, 275, 276];
  const faults: [string, Fault, string][] = [
    ...cuts.map((cutAt): [string, Fault, string] => [
      `the connection cut at byte ${cutAt}`,
      { cutAt },
      'download/offline',
    ]),
    ['a network error', { isOffline: true }, 'download/offline'],
    ['an empty body', { body: () => new Uint8Array() }, 'download/wrong-size'],
    ['a body that ends early but cleanly', { body: (b) => b.slice(0, -1) }, 'download/wrong-size'],
    [
      'a body that ends cleanly after a chunk',
      { body: (b) => b.slice(0, b.length - (b.length % model.chunkBytes)) },
      'download/wrong-size',
    ],
    ['a body that goes on', { body: (b) => Uint8Array.from([...b, 0]) }, 'download/wrong-size'],
    ['a body twice as long', { body: (b) => Uint8Array.from([...b, ...b]) }, 'download/wrong-size'],
    ['a page with status 200', { contentType: 'text/html; charset=utf-8' }, 'download/not-a-model-file'],
    ['a page that calls itself data', { body: () => bytesOf('<!doctype html>') }, 'download/wrong-size'],
    ['status 404', { status: 404 }, 'download/http-status'],
    ['status 500', { status: 500 }, 'download/http-status'],
    ['another file of the same size', { body: (b) => b.toReversed() }, 'download/wrong-digest'],
  ];
  const splits: [string, Split][] = [
    ['in one piece', []],
    ['in small pieces', new Array<number>(100).fill(13)],
  ];

  describe.each(splits)('with the body %s', (_name, split) => {
    test.each(faults)('%s', async (_what, fault, code) => {
      for (const faulty of [paths[0]!, graphPath]) {
        const store = freshStore();
        const size = model.contents.get(faulty)!.length;
        const given = fault.cutAt === undefined ? fault : { ...fault, cutAt: Math.min(fault.cutAt, size) };
        const faultOf = (path: string): Fault | undefined => (path === faulty ? given : undefined);
        const { progress, error } = await download(store, fakeSite(model.contents, { split, faultOf }));
        expect(error).toMatchObject({ code });
        expectSteadyProgress(progress);
        const whole = await storedPaths(store);
        expect(whole).toEqual(paths.slice(0, paths.indexOf(faulty)));
        const site = fakeSite(model.contents, { split });
        expect((await download(store, site)).error).toBeUndefined();
        expect(site.requested).toEqual(paths.filter((path) => !whole.includes(path)));
        expect(await storedPaths(store)).toEqual(paths);
      }
    });
  });

  test('any one flipped bit of the body is download/wrong-digest', async () => {
    for (let position = 0; position < graphBytes.length; position++) {
      const store = createMemoryStore();
      const body = (bytes: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> =>
        bytes.with(position, bytes[position]! ^ (1 << (position % 8)));
      const site = fakeSite(model.contents, {
        faultOf: (path) => (path === graphPath ? { body } : undefined),
      });
      const { error } = await download(store, site);
      expect(error).toMatchObject({ code: 'download/wrong-digest', details: { path: graphPath } });
      expect(await storedPaths(store)).toEqual(paths.slice(0, -1));
    }
  });

  test('a status is told with its number and the file', async () => {
    const site = fakeSite(model.contents, { faultOf: () => ({ status: 503 }) });
    expect((await download(createMemoryStore(), site)).error).toMatchObject({
      details: { path: paths[0], status: 503 },
    });
  });

  test('a store that is full is storage/quota, with no file half there', async () => {
    const memory = createMemoryStore();
    let writes = 0;
    const full: ChunkStore = {
      ...memory,
      set: (key, value) =>
        ++writes > 7 ? Promise.reject(new AppError('storage/quota')) : memory.set(key, value),
    };
    const { error } = await download(full, fakeSite(model.contents));
    expect(error).toMatchObject({ code: 'storage/quota' });
    expect(await storedPaths(memory)).not.toContain(graphPath);
    expect((await download(memory, fakeSite(model.contents))).error).toBeUndefined();
    expect(await storedPaths(memory)).toEqual(paths);
  });
});

describe('cancelling', () => {
  test.each([0, 13, 64, 130, 276])('after %i bytes of a file is download/cancelled', async (after) => {
    const store = freshStore();
    const abort = new AbortController();
    const onBytes = (sent: number): void => {
      if (sent >= after) abort.abort();
    };
    const site = fakeSite(model.contents, {
      split: new Array<number>(100).fill(13),
      faultOf: (path) => (path === graphPath ? { onBytes } : undefined),
    });
    const { error } = await download(store, site, { abort });
    expect(error).toMatchObject({ code: 'download/cancelled' });
    expect(await storedPaths(store)).toEqual(paths.slice(0, -1));
    expect((await download(store, fakeSite(model.contents))).error).toBeUndefined();
    expect(await storedPaths(store)).toEqual(paths);
  });

  test('before the start asks for nothing but says so', async () => {
    const abort = new AbortController();
    abort.abort();
    const store = freshStore();
    const { error } = await download(store, fakeSite(model.contents), { abort });
    expect(error).toMatchObject({ code: 'download/cancelled' });
    expect(await store.keys()).toEqual([]);
  });

  test('between two files stops before the next', async () => {
    const abort = new AbortController();
    const memory = createMemoryStore();
    const stopping: ChunkStore = {
      ...memory,
      set: (key, value) => {
        if (key[0] === 'manifest') abort.abort();
        return memory.set(key, value);
      },
    };
    const { error } = await download(stopping, fakeSite(model.contents), { abort });
    expect(error).toMatchObject({ code: 'download/cancelled' });
    expect(await storedPaths(memory)).toEqual(paths.slice(0, 1));
  });
});
