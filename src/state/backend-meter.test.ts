/** Every way to run a model is tried once for a device, browser and revision; the fastest is used from then on. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { LoadRequest } from '../inference/protocol.ts';
import { deviceWith } from '../testing/capabilities.ts';
import { EngineBench, contents, entry, memoryStorage } from '../testing/engine-bench.ts';
import { fakeSite } from '../testing/fake-site.ts';

const restMs = 5000;
const everyWay = ['wasm fp32 2', 'wasm fp32 1', 'wasm q8 2', 'wasm q8 1'];
const keyOf = ({ backend, build, threads }: LoadRequest): string => `${backend} ${build.dtype} ${threads}`;
const timesOf =
  (times: Record<string, number>): EngineBench['timeOf'] =>
  (request) =>
    times[keyOf(request)] ?? 50;

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
  vi.useRealTimers();
  for (const bench of benches) bench.engine.unload(); // an open port would keep the process alive
  benches = [];
  vi.unstubAllGlobals();
});

describe('a measurement that the visitor asked for', () => {
  test('tries every way, one worker at a time, and leaves none behind', async () => {
    const bench = benchOf(deviceWith({ adapter: 'software' }));
    bench.timeOf = timesOf({ 'wasm q8 1': 4 });
    await bench.engine.measure(entry);
    expect(bench.loads).toEqual(['webgpu fp32 1', 'webgpu q8 1', ...everyWay]);
    expect([bench.living, bench.engine.meter.progress]).toEqual([0, undefined]);
    expect(bench.engine.plan(entry).choice).toMatchObject({
      ...{ backend: 'wasm', dtype: 'q8', threads: 1, reason: 'measured-fastest' },
    });
  });

  test('replaces the model in use by a faster way, and tells of it', async () => {
    const bench = benchOf(deviceWith());
    bench.timeOf = timesOf({ 'wasm fp32 1': 3 });
    await bench.engine.ensureReady(entry);
    await bench.engine.measure(entry);
    expect(bench.engine.running?.report).toMatchObject({ dtype: 'fp32', threads: 1 });
    expect(bench.engine.health.notice).toMatchObject({
      kind: 'switched',
      from: { dtype: 'q8', threads: 2 },
      to: { dtype: 'fp32', threads: 1 },
    });
    expect(bench.living).toBe(1);
  });

  test('leaves the model in use alone where it is the fastest', async () => {
    const bench = benchOf(deviceWith());
    bench.timeOf = timesOf({ 'wasm q8 2': 3 });
    await bench.engine.ensureReady(entry);
    await bench.engine.measure(entry);
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toHaveLength(1 + everyWay.length);
    expect([bench.workers[0]!.isTerminated(), bench.engine.health.notice]).toEqual([false, undefined]);
    expect(bench.engine.running?.choice.reason).toBe('measured-fastest');
  });

  test('keeps what was wrong with a way, and goes on with the next', async () => {
    const error = { code: 'engine/self-check-failed', details: { maxDifference: 2, tolerance: 1 } } as const;
    const bench = benchOf(deviceWith(), ({ build }) => (build.dtype === 'q8' ? error : undefined));
    await bench.engine.measure(entry);
    expect(bench.engine.meter.known(entry)).toEqual([
      expect.objectContaining({ dtype: 'fp32', threads: 2, medianMs: 1 }),
      expect.objectContaining({ dtype: 'fp32', threads: 1, medianMs: 1 }),
      { backend: 'wasm', dtype: 'q8', threads: 2, error },
      { backend: 'wasm', dtype: 'q8', threads: 1, error },
    ]);
    expect(bench.engine.plan(entry).choice.dtype).toBe('fp32');
  });

  test('is given up at once for a text, which the model in use annotates', async () => {
    const bench = benchOf(deviceWith());
    bench.timeOf = () => undefined;
    await bench.engine.ensureReady(entry);
    const measuring = bench.engine.measure(entry);
    await vi.waitFor(() => {
      expect(bench.living).toBe(2);
    });
    expect(bench.engine.meter.progress).toMatchObject({ done: 0, total: 4 });
    expect(await bench.annotate('dor')).toMatchObject({ ok: true });
    await measuring;
    expect([bench.living, bench.engine.meter.progress]).toEqual([1, undefined]);
    expect(bench.engine.meter.known(entry)).toEqual([]);
  });
});

describe('what was measured', () => {
  async function measuredStore() {
    const store = memoryStorage();
    const bench = benchOf(deviceWith(), undefined, store);
    bench.timeOf = timesOf({ 'wasm fp32 2': 3 });
    await bench.engine.measure(entry);
    return store;
  }

  test('is known at the next visit', async () => {
    const bench = benchOf(deviceWith(), undefined, await measuredStore());
    await bench.engine.ensureReady(entry);
    expect(bench.loads).toEqual(['wasm fp32 2']);
  });

  test.each([
    ['browser', { browser: 'a browser 2.0' }],
    ['GPU', { adapter: 'software' as const }],
    ['isolation of the page', { isIsolated: false }],
    ['number of cores', { logicalCores: 4 }],
  ])('counts no more with another %s', async (_what, change) => {
    const bench = benchOf(deviceWith(change), undefined, await measuredStore());
    expect(bench.engine.meter.known(entry)).toEqual([]);
    expect(bench.engine.plan(entry).choice.dtype).toBe('q8');
  });

  test('counts no more for another revision, nor when it is damaged', async () => {
    const store = await measuredStore();
    expect(benchOf(deviceWith(), undefined, store).engine.meter.known({ ...entry, revision: 'r2' })).toEqual(
      [],
    );
    for (const damaged of [
      '{',
      'null',
      '{"key":1}',
      store.getItem(`prontoner.measured.${entry.id}`)!.slice(1),
    ]) {
      store.setItem(`prontoner.measured.${entry.id}`, damaged);
      expect(benchOf(deviceWith(), undefined, store).engine.meter.known(entry)).toEqual([]);
    }
  });
});

describe('unasked', () => {
  async function atRest(change: Parameters<typeof deviceWith>[0], prepare?: (bench: EngineBench) => void) {
    const bench = benchOf(deviceWith(change), undefined, memoryStorage());
    prepare?.(bench);
    await bench.engine.ensureReady(entry);
    const before = bench.loads.length;
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await bench.annotate('dor');
    await vi.advanceTimersByTimeAsync(restMs - 1);
    expect(bench.loads).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    vi.useRealTimers();
    return bench;
  }

  test('a page at rest is measured, without its software GPU, and then not again', async () => {
    const bench = await atRest({ adapter: 'software' });
    await vi.waitFor(() => {
      expect(bench.engine.meter.known(entry)).toHaveLength(everyWay.length);
    });
    expect(bench.loads.slice(1, 1 + everyWay.length)).toEqual(everyWay);
    expect(bench.engine.meter.isDue(entry)).toBe(false);
  });

  test.each<[string, Parameters<typeof deviceWith>[0], (bench: EngineBench) => void]>([
    ['where the visitor saves data', { savesData: true }, () => undefined],
    ['where the visitor chose a backend', {}, ({ preferences }) => (preferences.backend = 'wasm')],
    ['where the visitor chose a build', {}, ({ preferences }) => (preferences.build = 'q8')],
    ['where the visitor chose threads', {}, ({ preferences }) => (preferences.threads = 2)],
  ])('nothing is measured %s', async (_where, change, prepare) => {
    const bench = await atRest(change, prepare);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([bench.loads.length, bench.engine.meter.progress]).toEqual([1, undefined]);
  });
});
