/** One load for all who ask, the fallback to WASM with its reason, and a fresh worker after every failure. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ErrorData } from '../domain/errors.ts';
import type { Capabilities } from '../inference/capabilities.ts';
import { deviceWith } from '../testing/capabilities.ts';
import { EngineBench, contents, entry, fp32, memoryStorage, other, q8 } from '../testing/engine-bench.ts';
import { fakeSite } from '../testing/fake-site.ts';
import { idleMs } from './engine-state.svelte.ts';

const device = (adapter: Capabilities['adapter'], change: Partial<Capabilities> = {}): Capabilities =>
  deviceWith({ adapter, ...change });

let benches: EngineBench[] = [];
function benchOf(...given: ConstructorParameters<typeof EngineBench>): EngineBench {
  const bench = new EngineBench(...given);
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
  vi.useRealTimers();
});

const selfCheckFailed: ErrorData = {
  code: 'engine/self-check-failed',
  details: { maxDifference: 3, tolerance: 0.1 },
};

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
    ['isSecureContext', 'capability/insecure-context'],
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
    [{ code: 'engine/gpu-lost', details: { reason: 'reset' } }, 'gpu-failed'],
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

  test('that fails in every build on WASM too is a failure, with no worker left', async () => {
    const bench = benchOf(device('hardware'), () => selfCheckFailed);
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'engine/self-check-failed' });
    expect([bench.engine.status, bench.engine.running, bench.engine.error]).toEqual([
      'failed',
      undefined,
      selfCheckFailed,
    ]);
    expect(bench.loads).toEqual(['webgpu fp32 1', 'wasm q8 2', 'wasm fp32 2']);
    expect(bench.living).toBe(0);
  });

  test('is not taken for what WASM would not cure', async () => {
    const bench = benchOf(device('hardware'), () => ({ code: 'storage/unavailable', details: {} }));
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'storage/unavailable' });
    expect(bench.loads).toHaveLength(1);
  });

  test('holds for the visit, and is told', async () => {
    const bench = benchOf(device('hardware'), ({ backend }) =>
      backend === 'webgpu' ? { code: 'engine/deadline', details: {} } : undefined,
    );
    await bench.engine.ensureReady(entry);
    bench.engine.unload();
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['webgpu fp32 1', 'wasm q8 2', 'wasm q8 2']);
    expect(bench.engine.health.notice).toMatchObject({
      kind: 'gpu-dropped',
      error: { code: 'engine/deadline' },
    });
  });
});

describe('on WASM', () => {
  test('a build that computes wrongly makes room for the other one, is told, and is never used again', async () => {
    const store = memoryStorage();
    const isWrong: EngineBench['failure'] = ({ build }) =>
      build.dtype === 'q8' ? selfCheckFailed : undefined;
    const bench = benchOf(device('none'), isWrong, store);
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['wasm q8 2', 'wasm fp32 2']);
    expect(bench.engine.health.notice).toEqual({ kind: 'build-dropped', error: selfCheckFailed });
    const later = benchOf(device('none'), isWrong, store);
    await later.engine.ensureReady(entry);
    expect(later.loads).toEqual(['wasm fp32 2']);
    const updated = benchOf(device('none', { browser: 'a browser 2.0' }), isWrong, store);
    await updated.engine.ensureReady(entry);
    expect(updated.loads).toEqual(['wasm q8 2', 'wasm fp32 2']);
  });

  test('a worker that dies of its load is restarted, and the third time in a row is the last', async () => {
    const died: ErrorData = { code: 'engine/worker-died', details: { reason: 'x' } };
    const bench = benchOf(device('none'), () => died);
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({
      code: 'engine/too-many-restarts',
      details: { restarts: 3 },
    });
    expect([bench.loads.length, bench.living, bench.engine.status]).toEqual([4, 0, 'failed']);
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'engine/too-many-restarts' });
    expect(bench.loads).toHaveLength(4);
    bench.failure = (_request, attempt) => (attempt === 5 ? died : undefined);
    bench.engine.health.permit();
    await bench.engine.ensureReady(entry);
    expect([bench.loads.length, bench.engine.status]).toEqual([6, 'ready']);
    expect(bench.engine.health.notice).toEqual({ kind: 'restarted', error: died });
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

  test.each([
    ['the worker died', 'never', 'engine/worker-died'],
    ['a run failed', 'lost', 'engine/run-failed'],
    ['the output made no sense', 'nonsense', 'engine/bad-output'],
  ])('after %s is an error, told, and a fresh worker is there by itself', async (_what, text, code) => {
    const bench = benchOf(device('none'));
    await bench.engine.ensureReady(entry);
    const call = bench.annotate(text);
    if (text === 'never') bench.workers[0]!.die();
    expect(await call).toMatchObject({ ok: false, error: { code } });
    await vi.waitFor(() => {
      expect(bench.engine.status).toBe('ready');
    });
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
    expect([bench.workers.length, bench.living]).toEqual([2, 1]);
    expect(bench.engine.health.notice).toMatchObject({ kind: 'restarted', error: { code } });
  });

  test('that fails on the GPU goes on without it', async () => {
    const bench = benchOf(device('hardware'));
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('lost')).toMatchObject({ ok: false, error: { code: 'engine/run-failed' } });
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['webgpu fp32 1', 'wasm q8 2']);
    expect(bench.engine.running?.choice.reason).toBe('load-failed');
    expect(bench.engine.health.notice?.kind).toBe('gpu-dropped');
  });

  test('that fails again and again asks the visitor after three restarts; a success between counts anew', async () => {
    const bench = benchOf(device('none'));
    for (const text of ['lost', 'lost', 'dor', 'lost', 'lost', 'lost', 'lost']) {
      await bench.engine.ensureReady(entry);
      await bench.annotate(text);
    }
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'engine/too-many-restarts' });
    expect([bench.loads.length, bench.living]).toEqual([6, 0]);
    bench.engine.health.permit();
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
  });

  test('killed twenty times settles twenty times, and works after each', async () => {
    const bench = benchOf(device('none'));
    for (let round = 1; round <= 20; round++) {
      await bench.engine.ensureReady(entry);
      const call = bench.annotate('never');
      for (let turn = 0; turn < round; turn++) await Promise.resolve();
      bench.workers.at(-1)!.die();
      expect(await call).toMatchObject({ ok: false, error: { code: 'engine/worker-died' } });
      await bench.engine.ensureReady(entry);
      expect(await bench.annotate('dor')).toMatchObject({ ok: true });
    }
    expect([bench.workers.length, bench.living]).toEqual([21, 1]);
  });
});

describe('an engine at rest', () => {
  test('whose worker dies gets a fresh one, and the visitor is told', async () => {
    const bench = benchOf(device('none'));
    await bench.engine.ensureReady(entry);
    bench.workers[0]!.die();
    await vi.waitFor(() => {
      expect([bench.engine.status, bench.living]).toEqual(['ready', 1]);
    });
    expect(bench.engine.health.notice).toMatchObject({ kind: 'restarted' });
  });

  test('is unloaded after its time, not before and not during a call, and comes back on demand', async () => {
    const bench = benchOf(device('none', { savesData: true }));
    await bench.engine.ensureReady(entry);
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await bench.annotate('dor');
    vi.advanceTimersByTime(idleMs - 1);
    expect(bench.engine.status).toBe('ready');
    await bench.annotate('dor');
    vi.advanceTimersByTime(idleMs - 1);
    expect(bench.engine.status).toBe('ready');
    vi.advanceTimersByTime(1);
    expect([bench.engine.status, bench.living]).toEqual(['idle', 0]);
    vi.useRealTimers();
    await bench.engine.ensureReady(entry);
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
  });

  test('that is unloaded leaves the state as at first', async () => {
    const bench = benchOf(device('none'));
    await bench.engine.ensureReady(entry);
    bench.engine.unload();
    expect([bench.living, bench.engine.status, bench.engine.running]).toEqual([0, 'idle', undefined]);
    await bench.engine.ensureReady(entry);
    expect(bench.engine.status).toBe('ready');
  });
});

describe('a page that crashed while it loaded', () => {
  test.each([
    ['wasm x q8', 'webgpu fp32 1'],
    ['webgpu x fp32', 'wasm q8 2'],
  ])('%s loads nothing until the visitor permits it, and then %s', async (mark, load) => {
    const store = memoryStorage();
    store.setItem('prontoner.loading', mark);
    const bench = benchOf(device('hardware'), undefined, store);
    await bench.engine.lookForCrash();
    const error = { code: 'engine/crashed-while-loading', details: { what: mark } };
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject(error);
    expect([bench.engine.health.blocked, bench.workers.length]).toEqual([error, 0]);
    bench.engine.health.permit();
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual([load]);
    expect(store.getItem('prontoner.loading')).toBeNull();
  });

  test('is one whose load never ended; a load that ended, well or badly, leaves no mark', async () => {
    const store = memoryStorage();
    const bench = benchOf(device('none'), undefined, store);
    bench.failure = () => {
      expect(store.getItem('prontoner.loading')).toBe(`wasm ${entry.id} q8`);
      return undefined;
    };
    await bench.engine.ensureReady(entry);
    bench.engine.unload();
    bench.failure = () => ({ code: 'engine/load-failed', details: { reason: 'x' } });
    await expect(bench.engine.ensureReady(entry)).rejects.toMatchObject({ code: 'engine/load-failed' });
    await benchOf(device('none'), undefined, store).engine.lookForCrash();
    expect(store.getItem('prontoner.loading')).toBeNull();
  });
});
