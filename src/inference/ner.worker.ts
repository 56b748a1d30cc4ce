/** Entry of the inference worker: the engine behind comlink, with every failure turned into data. */
import type { Remote } from 'comlink';
import { expose, releaseProxy } from 'comlink';
import { resultOf } from '../domain/result.ts';
import { openIndexedDbStore } from '../storage/chunk-store.ts';
import { Engine } from './engine.ts';
import type { NerWorker } from './protocol.ts';

const engine = new Engine(openIndexedDbStore());

const api: NerWorker = {
  load: (request) => resultOf(() => engine.load(request), 'engine/load-failed'),
  annotate: (jobId, text, onProgress) =>
    resultOf(() => engine.annotate(jobId, text, onProgress), 'engine/run-failed').finally(() => {
      (onProgress as Remote<typeof onProgress>)[releaseProxy](); // each proxy holds a message port until released
    }),
  cancel: (jobId) => {
    engine.cancel(jobId);
  },
};

expose(api);
