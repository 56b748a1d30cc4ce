/** A worker that does what the text of each job says, for tests of how the main thread takes it. */
import type { Remote } from 'comlink';
import { expose } from 'comlink';
import type { Annotation, NerWorker } from '../inference/protocol.ts';
import { nudgeChannel, scriptedSpan } from './scripted-worker.ts';

const channel = new BroadcastChannel(nudgeChannel);
const nudge = (): Promise<void> =>
  new Promise((resolve) => {
    channel.addEventListener(
      'message',
      () => {
        resolve();
      },
      { once: true },
    );
  });
const never = new Promise<never>(() => undefined);
const annotation: Annotation = {
  spans: [scriptedSpan],
  tokens: 1,
  windows: 1,
  reusedWindows: 0,
  elapsedMs: 0,
};
const cancelled: number[] = [];

const api: NerWorker = {
  load: ({ model, build, backend, threads }) => {
    if (build.path === 'never') return never;
    return Promise.resolve({
      ok: true,
      value: {
        modelId: model.id,
        revision: model.revision,
        dtype: build.dtype,
        backend,
        threads,
        selfCheck: { inputs: 1, maxDifference: 0, tolerance: build.tolerance },
        loadMs: 0,
      },
    });
  },
  time: () => Promise.resolve({ ok: true, value: { medianMs: 1, runs: 1, tokens: 1 } }),
  async annotate(jobId, text, onProgress) {
    // behind comlink the call answers when the main thread has heard
    const tell = onProgress as Remote<typeof onProgress>;
    switch (text) {
      case 'never':
        return never;
      case 'fail':
        return { ok: false, error: { code: 'engine/run-failed', details: { reason: 'scripted' } } };
      case 'reject':
        throw new Error('scripted rejection');
      case 'die':
        setTimeout(() => {
          throw new Error('scripted death');
        });
        return never;
      case 'progress on nudges':
        for (let windows = 1; ; windows++) {
          await nudge();
          await tell({ windows, finishedLength: windows, spans: [] });
          channel.postMessage('told');
          if (windows === 3) return { ok: true, value: annotation };
        }
      case 'which were cancelled':
        return { ok: true, value: { ...annotation, tokens: cancelled.length, windows: jobId } };
      default:
        return { ok: true, value: annotation };
    }
  },
  cancel: (jobId) => {
    cancelled.push(jobId);
  },
};

expose(api);
