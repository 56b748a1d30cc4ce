/** Entry of the worker in which the stock library runs, loaded only when a visitor asks for the comparison. */
import { expose } from 'comlink';
import { resultOf } from '../domain/result.ts';
import { openIndexedDbStore } from '../storage/chunk-store.ts';
import { ReferenceEngine } from './reference-engine.ts';
import { libraryVersion } from './reference-pipeline.ts';
import type { ReferenceWorker } from './reference-protocol.ts';

const engine = new ReferenceEngine(openIndexedDbStore());

const api: ReferenceWorker = {
  load: (request) =>
    resultOf(async () => {
      await engine.load(request);
      return { version: libraryVersion };
    }, 'reference/failed'),
  run: (text) => resultOf(() => engine.run(text), 'reference/failed'),
};

expose(api);
