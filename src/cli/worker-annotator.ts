/** An annotator on a thread of its own: the runtime blocks the thread it runs on. */
import { Worker } from 'node:worker_threads';
import type { ModelBuild, ModelEntry } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import { unwrap } from '../domain/result.ts';
import type { Span } from '../domain/span.ts';
import type { Annotator } from './annotator-pool.ts';

export interface AnnotatorSetup {
  /** Holds `static-models/`. */
  readonly siteFolder: string;
  /** Spans come only from the tag sets that it lists. */
  readonly model: ModelEntry;
  readonly build: ModelBuild;
}

/** @throws AppError as `loadModel`; `engine/worker-died` */
export async function startWorkerAnnotator(setup: AnnotatorSetup): Promise<Annotator> {
  const worker = new Worker(new URL('annotate.worker.mjs', import.meta.url), {
    workerData: setup,
  });
  let answer: { resolve: (result: unknown) => void; reject: (error: AppError) => void } | undefined;
  let death: AppError | undefined;
  const die = (reason: string): void => {
    death ??= new AppError('engine/worker-died', { reason });
    answer?.reject(death);
  };
  worker.on('message', (result) => answer?.resolve(result));
  worker.on('error', (error: Error) => {
    die(error.message);
  });
  worker.on('exit', (code) => {
    die(`exit ${String(code)}`);
  });
  const nextAnswer = <T>(): Promise<Result<T>> =>
    new Promise((resolve, reject) => {
      if (death) reject(death);
      else answer = { resolve: resolve as (result: unknown) => void, reject };
    });
  const close = async (): Promise<void> => {
    await worker.terminate();
  };
  try {
    unwrap(await nextAnswer<undefined>());
  } catch (thrown) {
    await close();
    throw thrown;
  }
  return {
    close,
    async annotate(text) {
      const answered = nextAnswer<readonly Span[]>();
      worker.postMessage(text);
      return unwrap(await answered);
    },
  };
}
