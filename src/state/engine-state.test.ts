/** One load for all who ask, the fallback to WASM with its reason, and a fresh worker after every failure. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ModelBuild, ModelCatalogue, ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError } from '../domain/errors.ts';
import type { Capabilities } from '../inference/capabilities.ts';
import type { LoadRequest, NerWorker } from '../inference/protocol.ts';
import { createMemoryStore } from '../storage/chunk-store.ts';
import { fakeSite } from '../testing/fake-site.ts';
import type { FakeWorker } from '../testing/fake-worker.ts';
import { fakeWorker } from '../testing/fake-worker.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import { EngineState, chooseBuild } from './engine-state.svelte.ts';
import { ModelLibrary } from './model-library.svelte.ts';
import { Preferences } from './preferences.svelte.ts';

const { entry: single, build: fp32, chunkBytes, contents } = await syntheticModel();
const q8: ModelBuild = { ...fp32, dtype: 'q8' };
const entry: ModelEntry = { ...single, builds: [fp32, q8] };
const other: ModelEntry = { ...entry, id: 'other' };
const catalogue: ModelCatalogue = { schemaVersion: 2, chunkBytes, models: [entry, other] };

const device = (adapter: Capabilities['adapter'], change: Partial<Capabilities> = {}): Capabilities => ({
  isSecureContext: true,
  hasWebAssembly: true,
  hasWorker: true,
  isIsolated: true,
  logicalCores: 2,
  adapter,
  adapterName: '',
  ...change,
});

/** The failure of a load, if it is to fail. */
type LoadFailure = (request: LoadRequest, attempt: number) => ErrorData | undefined;

class Bench {
  readonly requests: LoadRequest[] = [];
  readonly workers: FakeWorker[] = [];
  readonly preferences = new Preferences(undefined);
  readonly library: ModelLibrary;
  readonly engine: EngineState;
  failure: LoadFailure;

  constructor(capabilities: Capabilities, failure: LoadFailure = () => undefined) {
    this.failure = failure;
    this.library = new ModelLibrary(catalogue, createMemoryStore(), 'https://site.example/');
    this.engine = new EngineState(capabilities, this.library, this.preferences, () => this.#spawn());
  }

  #spawn(): Worker {
    const api: NerWorker = {
      load: (request) => {
        this.requests.push(request);
        const error = this.failure(request, this.requests.length);
        if (error) return Promise.resolve({ ok: false, error });
        const { model, build, backend, threads } = request;
        const selfCheck = { inputs: 1, maxDifference: 0, tolerance: build.tolerance };
        return Promise.resolve({
          ok: true,
          value: {
            modelId: model.id,
            revision: model.revision,
            dtype: build.dtype,
            backend,
            threads,
            selfCheck,
            loadMs: 1,
          },
        });
      },
      annotate: (_jobId, text) =>
        text === 'never'
          ? new Promise(() => undefined)
          : text === 'lost'
            ? Promise.resolve({
                ok: false,
                error: { code: 'engine/run-failed', details: { reason: 'lost' } },
              })
            : Promise.resolve({
                ok: true,
                value: { spans: [], tokens: 1, windows: 1, reusedWindows: 0, elapsedMs: 1 },
              }),
      cancel: () => undefined,
    };
    const spawned = fakeWorker(api);
    this.workers.push(spawned);
    return spawned.worker;
  }

  /** What was loaded, in order. */
  get loads(): string[] {
    return this.requests.map(({ backend, build, threads }) => `${backend} ${build.dtype} ${threads}`);
  }

  annotate(text: string) {
    return this.engine.annotate(text, new AbortController().signal, () => undefined);
  }
}

let benches: Bench[] = [];
function benchOf(...given: ConstructorParameters<typeof Bench>): Bench {
  const bench = new Bench(...given);
  benches.push(bench);
  return bench;
}

beforeEach(() => {
  vi.stubGlobal('navigator', {});
  vi.stubGlobal('ErrorEvent', class extends Event {}); // Node has none
  vi.stubGlobal('fetch', fakeSite(contents).fetch);
});
afterEach(() => {
  for (const bench of benches) bench.engine.unload(); // an open port would keep the process alive
  benches = [];
  vi.unstubAllGlobals();
});

const selfCheckFailed: ErrorData = {
  code: 'engine/self-check-failed',
  details: { maxDifference: 3, tolerance: 0.1 },
};

describe('the plan', () => {
  test.each([
    ['hardware', 'auto', 'auto', 'webgpu', 'fp32'],
    ['software', 'auto', 'auto', 'wasm', 'q8'],
    ['none', 'auto', 'auto', 'wasm', 'q8'],
    ['none', 'webgpu', 'auto', 'wasm', 'q8'],
    ['hardware', 'wasm', 'auto', 'wasm', 'q8'],
    ['hardware', 'auto', 'q8', 'webgpu', 'q8'],
    ['none', 'auto', 'fp32', 'wasm', 'fp32'],
  ] as const)(
    '%s adapter, %s backend and %s build give %s with %s',
    (adapter, backend, build, ...expected) => {
      const bench = benchOf(device(adapter));
      Object.assign(bench.preferences, { backend, build });
      const plan = bench.engine.plan(entry);
      expect([plan.choice.backend, plan.build.dtype]).toEqual(expected);
    },
  );

  test('a model without the wanted build gives the one it has, and one without builds is refused', () => {
    expect(chooseBuild({ ...entry, builds: [fp32] }, 'wasm', 'auto')).toEqual(fp32);
    expect(() => chooseBuild({ ...entry, builds: [] }, 'wasm', 'auto')).toThrow(AppError);
  });
});

describe('ensureReady', () => {
  test('downloads and loads what the plan says', async () => {
    const { engine, library, ...bench } = benchOf(device('none'));
    expect([engine.status, engine.running]).toEqual(['idle', undefined]);
    await engine.ensureReady(entry);
    expect([engine.status, engine.error]).toEqual(['ready', undefined]);
    expect(engine.running).toMatchObject({
      report: { backend: 'wasm', dtype: 'q8' },
      choice: { backend: 'wasm', reason: 'no-adapter' },
    });
    expect(library.has(entry, q8)).toBe(true);
    expect(Object.keys(bench.requests[0]!.files!)).toEqual([...contents.keys()]);
  });

  test('loads once for all who ask at the same time, and not again', async () => {
    const bench = benchOf(device('none'));
    await Promise.all([1, 2, 3].map(() => bench.engine.ensureReady(entry)));
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['wasm q8 2']);
    expect(bench.workers).toHaveLength(1);
  });

  test('loads anew when another backend or build is chosen, and ends the worker before', async () => {
    const bench = benchOf(device('hardware'));
    await bench.engine.ensureReady(entry);
    bench.preferences.backend = 'wasm';
    await bench.engine.ensureReady(entry);
    bench.preferences.build = 'fp32';
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['webgpu fp32 1', 'wasm q8 2', 'wasm fp32 2']);
    expect(bench.workers.map((worker) => worker.isTerminated())).toEqual([true, true, false]);
  });

  test.each([
    ['hasWebAssembly', 'capability/no-webassembly'],
    ['hasWorker', 'capability/no-worker'],
  ] as const)('a browser without %s is told so, and nothing is downloaded', async (name, code) => {
    const bench = benchOf(device('none', { [name]: false }));
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code });
    expect([bench.engine.status, bench.engine.error?.code]).toEqual(['failed', code]);
    expect([bench.workers, bench.library.hasAny(entry)]).toEqual([[], false]);
  });

  test('a failed download is the error, and the next call works', async () => {
    const bench = benchOf(device('none'));
    vi.stubGlobal('fetch', fakeSite(contents, { faultOf: () => ({ isOffline: true }) }).fetch);
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'download/offline' });
    expect([bench.engine.status, bench.engine.error?.code]).toEqual(['failed', 'download/offline']);
    vi.stubGlobal('fetch', fakeSite(contents).fetch);
    await bench.engine.ensureReady(entry);
    expect([bench.engine.status, bench.engine.error]).toEqual(['ready', undefined]);
  });

  test('one who waits for a load that fails tries for himself', async () => {
    const bench = benchOf(device('none'), (_request, attempt) =>
      attempt === 1 ? { code: 'engine/load-failed', details: { reason: 'x' } } : undefined,
    );
    const outcomes = await Promise.allSettled([
      bench.engine.ensureReady(entry),
      bench.engine.ensureReady(entry),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
    expect([bench.engine.status, bench.loads.length]).toEqual(['ready', 2]);
  });
});

describe('several models', () => {
  test('are loaded in turn, each time with the worker before ended', async () => {
    const bench = benchOf(device('none'));
    for (const model of [entry, other, entry]) await bench.engine.ensureReady(model);
    expect(bench.requests.map(({ model }) => model.id)).toEqual([entry.id, 'other', entry.id]);
    expect(bench.workers.map((worker) => worker.isTerminated())).toEqual([true, true, false]);
    expect(bench.engine.running?.report.modelId).toBe(entry.id);
  });

  test('one that was given up while it waited for another is neither downloaded nor loaded', async () => {
    const bench = benchOf(device('none'));
    const abort = new AbortController();
    const first = bench.engine.ensureReady(entry);
    const givenUp = bench.engine.ensureReady(other, abort.signal);
    abort.abort();
    await first;
    await expect(givenUp).rejects.toMatchObject({ code: 'engine/cancelled' });
    expect(bench.requests.map(({ model }) => model.id)).toEqual([entry.id]);
    expect([bench.engine.status, bench.library.hasAny(other)]).toEqual(['ready', false]);
  });
});

describe('the fallback from the GPU', () => {
  test.each<[ErrorData, string]>([
    [selfCheckFailed, 'self-check-failed'],
    [{ code: 'engine/load-failed', details: { reason: 'no shader-f16' } }, 'load-failed'],
    [{ code: 'engine/bad-output', details: { reason: 'all equal' } }, 'load-failed'],
  ])('after $code goes to WASM with its own build and says why', async (error, reason) => {
    const bench = benchOf(device('hardware'), ({ backend }) => (backend === 'webgpu' ? error : undefined));
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['webgpu fp32 1', 'wasm q8 2']);
    expect(bench.engine.running).toMatchObject({ choice: { backend: 'wasm', reason }, fallbackFrom: error });
    expect(bench.workers.map((worker) => worker.isTerminated())).toEqual([true, false]);
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toHaveLength(2);
  });

  test('that fails on WASM too is a failure, with no worker left', async () => {
    const bench = benchOf(device('hardware'), () => selfCheckFailed);
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'engine/self-check-failed' });
    expect([bench.engine.status, bench.engine.running, bench.engine.error]).toEqual([
      'failed',
      undefined,
      selfCheckFailed,
    ]);
    expect(bench.workers.map((worker) => worker.isTerminated())).toEqual([true, true]);
  });

  test('is not taken for what WASM would not cure', async () => {
    const bench = benchOf(device('hardware'), () => ({ code: 'storage/unavailable', details: {} }));
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'storage/unavailable' });
    expect(bench.loads).toHaveLength(1);
  });

  test('there is none from WASM', async () => {
    const bench = benchOf(device('none'), () => selfCheckFailed);
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'engine/self-check-failed' });
    expect(bench.loads).toHaveLength(1);
  });
});

describe('a stored copy that is of no use', () => {
  test.each(['storage/corrupt', 'storage/missing'] as const)(
    'because of %s is forgotten, and the next call downloads a whole one',
    async (code) => {
      const site = fakeSite(contents);
      vi.stubGlobal('fetch', site.fetch);
      const bench = benchOf(device('none'), (_request, attempt) =>
        attempt === 1 ? { code, details: { path: fp32.path } } : undefined,
      );
      await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code });
      expect([bench.engine.error?.code, bench.library.hasAny(entry)]).toEqual([code, false]);
      await bench.engine.ensureReady(entry);
      expect(bench.engine.status).toBe('ready');
      expect(site.requested).toHaveLength(2 * contents.size);
    },
  );
});

describe('annotate', () => {
  test('without a model is an error as data', async () => {
    expect(await benchOf(device('none')).annotate('dor')).toMatchObject({
      ok: false,
      error: { code: 'engine/load-failed' },
    });
  });

  test('after the worker died is an error, and the next ensureReady brings a new one', async () => {
    const bench = benchOf(device('none'));
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
    const call = bench.annotate('never');
    bench.workers[0]!.die();
    expect(await call).toMatchObject({ ok: false, error: { code: 'engine/worker-died' } });
    expect([bench.engine.status, bench.engine.running]).toEqual(['idle', undefined]);
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
    expect(bench.workers).toHaveLength(2);
  });

  test('after a run failed, as on a lost device, the next ensureReady brings a new worker', async () => {
    const bench = benchOf(device('hardware'));
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('lost')).toMatchObject({ ok: false, error: { code: 'engine/run-failed' } });
    expect(bench.engine.status).toBe('idle');
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
    expect(bench.workers).toHaveLength(2);
  });

  test('unloading gives the memory back and leaves the state as at first', async () => {
    const bench = benchOf(device('none'));
    await bench.engine.ensureReady(entry);
    bench.engine.unload();
    expect(bench.workers[0]!.isTerminated()).toBe(true);
    expect([bench.engine.status, bench.engine.running]).toEqual(['idle', undefined]);
    await bench.engine.ensureReady(entry);
    expect(bench.engine.status).toBe('ready');
  });
});
