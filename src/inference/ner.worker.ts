/** Entry of the inference worker: the engine behind comlink, with every failure turned into data. */
import type { Remote } from 'comlink';
import { expose, releaseProxy } from 'comlink';
import { resultOf } from '../domain/result.ts';
import { openIndexedDbStore } from '../storage/chunk-store.ts';
import { Engine } from './engine.ts';
import type { GpuLostMessage, NerWorker } from './protocol.ts';

const engine = new Engine(openIndexedDbStore(), (reason) => {
  self.postMessage({ type: 'gpu-lost', reason } satisfies GpuLostMessage);
});

/** Each callback from the page holds a message port until it is released. */
function release(callback: unknown): void {
  (callback as Remote<() => void>)[releaseProxy]();
}

const api: NerWorker = {
  load: (request, onRuntimeBytes) =>
    resultOf(() => engine.load(request, onRuntimeBytes), 'engine/load-failed').finally(() => {
      release(onRuntimeBytes);
    }),
  time: () => resultOf(() => engine.time(), 'engine/run-failed'),
  annotate: (jobId, text, onProgress) =>
    resultOf(() => engine.annotate(jobId, text, onProgress), 'engine/run-failed').finally(() => {
      release(onProgress);
    }),
  cancel: (jobId) => {
    engine.cancel(jobId);
  },
};

expose(api);
