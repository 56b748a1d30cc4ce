/** Every call settles, whatever becomes of the worker. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  nudgeChannel,
  scriptedSpan,
  spawnMissingWorker,
  spawnScriptedWorker,
  spawnThrowingWorker,
} from '../testing/scripted-worker.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import { EngineClient } from './engine-client.ts';
import type { LoadRequest } from './protocol.ts';

const { entry, build } = await syntheticModel();
const request: LoadRequest = { model: entry, build, backend: 'wasm', threads: 1 };
const silentRequest: LoadRequest = { ...request, build: { ...build, path: 'never' } };
const noSignal = new AbortController().signal;
const noProgress = (): void => undefined;

const clients: EngineClient[] = [];
function clientOf(spawn = spawnScriptedWorker): EngineClient {
  const client = new EngineClient(spawn);
  clients.push(client);
  return client;
}

const died = { ok: false, error: { code: 'engine/worker-died' } };
const cancelled = { ok: false, error: { code: 'engine/cancelled' } };

async function expectDead(client: EngineClient, answer: object = died): Promise<void> {
  expect(client.isAlive).toBe(false);
  expect(await client.load(request)).toMatchObject(answer);
  expect(await client.annotate('dor', noSignal, noProgress)).toMatchObject(answer);
}

afterEach(() => {
  vi.useRealTimers();
  for (const client of clients.splice(0)) client.dispose();
});

describe('a worker that answers', () => {
  test('gives its results through', async () => {
    const client = clientOf();
    expect(await client.load(request)).toMatchObject({
      ok: true,
      value: { modelId: entry.id, backend: 'wasm' },
    });
    expect(await client.annotate('dor', noSignal, noProgress)).toMatchObject({
      ok: true,
      value: { spans: [scriptedSpan] },
    });
    expect(client.isAlive).toBe(true);
  });

  test('gives its errors through and goes on', async () => {
    const client = clientOf();
    expect(await client.annotate('fail', noSignal, noProgress)).toEqual({
      ok: false,
      error: { code: 'engine/run-failed', details: { reason: 'scripted' } },
    });
    expect(client.isAlive).toBe(true);
    expect(await client.annotate('dor', noSignal, noProgress)).toMatchObject({ ok: true });
  });

  test('answers calls that overlap', async () => {
    const client = clientOf();
    const results = await Promise.all([
      client.load(request),
      client.annotate('dor', noSignal, noProgress),
      client.annotate('fail', noSignal, noProgress),
    ]);
    expect(results.map((result) => result.ok)).toEqual([true, true, false]);
  });

  test('takes file bytes along', async () => {
    const files = { 'config.json': new Uint8Array([1, 2, 3]) };
    expect(await clientOf().load({ ...request, files })).toMatchObject({ ok: true });
  });
});

describe('a worker that dies', () => {
  test('at its start fails the calls that wait for it', async () => {
    const client = clientOf(spawnThrowingWorker);
    const [load, annotation] = await Promise.all([
      client.load(request),
      client.annotate('dor', noSignal, noProgress),
    ]);
    expect(load).toMatchObject({ ok: false, error: { code: 'engine/worker-died' } });
    expect(JSON.stringify(load)).toContain('scripted error at start');
    expect(annotation).toEqual(load);
    await expectDead(client);
  });

  test('for want of its script fails the calls that wait for it', async () => {
    const client = clientOf(spawnMissingWorker);
    expect(await client.load(request)).toMatchObject(died);
    await expectDead(client);
  });

  test('in the middle of a call fails that call and every later one', async () => {
    const client = clientOf();
    expect(await client.load(request)).toMatchObject({ ok: true });
    const result = await client.annotate('die', noSignal, noProgress);
    expect(result).toMatchObject(died);
    expect(JSON.stringify(result)).toContain('scripted death');
    await expectDead(client);
  });

  test('of a message that cannot be read fails the call', async () => {
    let worker: Worker | undefined;
    const client = clientOf(() => (worker = spawnScriptedWorker()));
    const call = client.annotate('never', noSignal, noProgress);
    worker!.dispatchEvent(new MessageEvent('messageerror'));
    expect(await call).toMatchObject({ ok: false, error: { details: { reason: 'messageerror' } } });
    await expectDead(client);
  });

  test('a call that the worker rejects against its promise ends it', async () => {
    const client = clientOf();
    expect(await client.annotate('reject', noSignal, noProgress)).toMatchObject({
      ok: false,
      error: { code: 'engine/worker-died', details: { reason: 'scripted rejection' } },
    });
    await expectDead(client);
  });

  test('leaves a new client untouched', async () => {
    await clientOf(spawnThrowingWorker).load(request);
    expect(await clientOf().load(request)).toMatchObject({ ok: true });
  });
});

describe('dispose', () => {
  test('fails every open call at once and every later one', async () => {
    const client = clientOf();
    const open = [client.load(silentRequest), client.annotate('never', noSignal, noProgress)];
    client.dispose();
    for (const result of await Promise.all(open))
      expect(result).toEqual({
        ok: false,
        error: { code: 'engine/cancelled', details: {} },
      });
    await expectDead(client, cancelled);
  });

  test('twenty times at other moments of a job leaves none open, and the next client works', async () => {
    for (let round = 0; round < 20; round++) {
      const client = clientOf();
      const call = client.annotate('dor', noSignal, noProgress);
      for (let turn = 0; turn < round; turn++) await Promise.resolve();
      client.dispose();
      expect(await call).toMatchObject(cancelled);
    }
    expect(await clientOf().annotate('dor', noSignal, noProgress)).toMatchObject({ ok: true });
  });

  test('is harmless the second time', async () => {
    const client = clientOf();
    client.dispose();
    client.dispose();
    await expectDead(client, cancelled);
  });
});

describe('cancelling', () => {
  const cancelledResult = { ok: false, error: { code: 'engine/cancelled', details: {} } };

  test('settles at once, tells the worker, and the worker lives', async () => {
    const client = clientOf();
    const abort = new AbortController();
    const call = client.annotate('never', abort.signal, noProgress);
    abort.abort();
    expect(await call).toEqual(cancelledResult);
    expect(client.isAlive).toBe(true);
    expect(await client.annotate('which were cancelled', noSignal, noProgress)).toMatchObject({
      ok: true,
      value: { tokens: 1, windows: 2 },
    });
  });

  test('before the call settles at once too', async () => {
    expect(await clientOf().annotate('never', AbortSignal.abort(), noProgress)).toEqual(cancelledResult);
  });

  test('after the answer changes nothing', async () => {
    const client = clientOf();
    const abort = new AbortController();
    expect(await client.annotate('dor', abort.signal, noProgress)).toMatchObject({ ok: true });
    abort.abort();
    expect(await client.annotate('which were cancelled', noSignal, noProgress)).toMatchObject({
      value: { tokens: 0 },
    });
  });

  test('of one job leaves another alone', async () => {
    const client = clientOf();
    const abort = new AbortController();
    const [first, second] = [
      client.annotate('never', abort.signal, noProgress),
      client.annotate('dor', noSignal, noProgress),
    ];
    abort.abort();
    expect(await first).toEqual(cancelledResult);
    expect(await second).toMatchObject({ ok: true });
  });
});

describe('deadlines', () => {
  const fakeDeadlines = (): void => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  };

  /** Lets the worker tell of one window, and waits until the main thread has heard. */
  async function nudge(): Promise<void> {
    const channel = new BroadcastChannel(nudgeChannel);
    const told = new Promise((resolve) => {
      channel.onmessage = resolve;
    });
    channel.postMessage('go on');
    await told;
    channel.close();
  }

  test('a load that is never answered ends the worker after two minutes, not before', async () => {
    fakeDeadlines();
    const client = clientOf();
    const call = client.load(silentRequest);
    vi.advanceTimersByTime(119_999);
    expect(client.isAlive).toBe(true);
    vi.advanceTimersByTime(1);
    expect(await call).toEqual({
      ok: false,
      error: { code: 'engine/deadline', details: { deadlineMs: 120_000 } },
    });
    expect(client.isAlive).toBe(false);
    expect(await client.load(request)).toMatchObject({ ok: false, error: { code: 'engine/deadline' } });
  });

  test('an annotation may take long as long as it tells of progress', async () => {
    fakeDeadlines();
    const client = clientOf();
    expect(await client.load(request)).toMatchObject({ ok: true });
    const seen: number[] = [];
    const call = client.annotate('progress on nudges', noSignal, ({ windows }) => seen.push(windows));
    await client.annotate('dor', noSignal, noProgress); // the worker has the job once it answers a later call
    for (let window = 1; window <= 3; window++) {
      vi.advanceTimersByTime(59_999);
      await nudge();
    }
    expect(await call).toMatchObject({ ok: true });
    expect(seen).toEqual([1, 2, 3]);
  });

  test('an annotation that falls silent ends the worker after one minute', async () => {
    fakeDeadlines();
    const client = clientOf();
    const call = client.annotate('never', noSignal, noProgress);
    vi.advanceTimersByTime(60_000);
    expect(await call).toEqual({
      ok: false,
      error: { code: 'engine/deadline', details: { deadlineMs: 60_000 } },
    });
    expect(client.isAlive).toBe(false);
  });

  test('progress of a job that was given up sets no deadline', async () => {
    fakeDeadlines();
    const client = clientOf();
    const abort = new AbortController();
    const seen: unknown[] = [];
    const call = client.annotate('progress on nudges', abort.signal, (progress) => seen.push(progress));
    await client.annotate('dor', noSignal, noProgress); // the worker has the job once it answers a later call
    abort.abort();
    await call;
    await nudge();
    expect(vi.getTimerCount()).toBe(0);
    expect([seen, client.isAlive]).toEqual([[], true]);
  });

  test('no deadline is left behind by calls that were answered or cancelled', async () => {
    fakeDeadlines();
    const client = clientOf();
    const abort = new AbortController();
    const cancelled = client.annotate('never', abort.signal, noProgress);
    abort.abort();
    await Promise.all([cancelled, client.load(request), client.annotate('dor', noSignal, noProgress)]);
    expect(vi.getTimerCount()).toBe(0);
  });
});
