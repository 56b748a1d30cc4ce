/** Entry of an annotating thread: one model, one text at a time; every failure is sent as data. */
import { parentPort, workerData } from 'node:worker_threads';
import { resultOf } from '../domain/result.ts';
import type { AnnotateHooks } from '../inference/annotate.ts';
import { annotate } from '../inference/annotate.ts';
import { loadModel } from './model-loading.ts';
import type { AnnotatorSetup } from './worker-annotator.ts';

const hooks: AnnotateHooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };

const { siteFolder, model, build } = workerData as AnnotatorSetup;
const loading = loadModel(siteFolder, model, build);
const loaded = await resultOf(async () => {
  await loading;
}, 'engine/load-failed');
parentPort?.on('message', (text: string) => {
  void resultOf(async () => (await annotate(text, await loading, hooks)).spans, 'engine/run-failed').then(
    (result) => parentPort?.postMessage(result),
  );
});
parentPort?.postMessage(loaded);
