/** The worker's state: one loaded model and the job that is running on it. */
import { AppError } from '../domain/errors.ts';
import type { Span } from '../domain/span.ts';
import type { ChunkStore } from '../storage/chunk-store.ts';
import { filesOfBuild } from '../catalogue/model-catalogue.ts';
import { readFile } from '../storage/weights.ts';
import type { LoadedModel } from './annotate.ts';
import { annotate } from './annotate.ts';
import type { Annotation, AnnotationProgress, LoadReport, LoadRequest, TimingReport } from './protocol.ts';
import { parseSelfCheck, runSelfCheck } from './self-check.ts';
import { createSession } from './session.ts';
import { realisticInput, timeSession } from './timing.ts';
import { createTokenizer } from './tokenizer.ts';
import { WindowCache } from './window-cache.ts';

/** Logits of about a million characters. */
const cacheBytes = 64 * 1024 * 1024;
/** Pages draw what they are told: a job that is over sooner is told of only once. */
const progressIntervalMs = 150;

export class Engine {
  readonly #store: ChunkStore;
  readonly #onDeviceLost: (reason: string) => void;
  #model: LoadedModel | undefined;
  #timingInput: readonly number[] = [];
  readonly #cancelled = new Set<number>();
  #lastJob: Promise<unknown> = Promise.resolve();

  /** @param onDeviceLost hears why the GPU of a loaded model is gone; the engine is of no use after that */
  constructor(store: ChunkStore, onDeviceLost: (reason: string) => void = () => undefined) {
    this.#store = store;
    this.#onDeviceLost = onDeviceLost;
  }

  /** Reads, builds and checks a model. @throws AppError; the engine then has no model */
  async load(
    request: LoadRequest,
    onRuntimeBytes: (bytes: number) => void = () => undefined,
  ): Promise<LoadReport> {
    const started = performance.now();
    this.#model = undefined;
    const { model, build, backend, threads } = request;
    const files = await this.#readFiles(request);
    const read = (path: string): Uint8Array<ArrayBuffer> => {
      const bytes = files.get(path);
      if (!bytes) throw new AppError('storage/missing', { path });
      return bytes;
    };
    const tokenizer = createTokenizer(parseJson(read('tokenizer.json'), 'tokenizer.json'));
    const check = parseSelfCheck(parseJson(read('self-check.json'), 'self-check.json'));
    const session = await createSession(read(build.path), backend, threads, model.outputs.length, {
      onRuntimeBytes,
      onDeviceLost: this.#onDeviceLost,
    });
    const selfCheck = await runSelfCheck(session, check, build.tolerance);
    this.#timingInput = realisticInput(check);
    this.#model = { entry: model, tokenizer, session, cache: new WindowCache(cacheBytes) };
    return {
      modelId: model.id,
      revision: model.revision,
      dtype: build.dtype,
      backend,
      threads,
      selfCheck,
      loadMs: performance.now() - started,
    };
  }

  async #readFiles({ model, build, files }: LoadRequest): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    if (files) return new Map(Object.entries(files));
    const read = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of filesOfBuild(model, build))
      read.set(file.path, await readFile(this.#store, model, file));
    return read;
  }

  /** @throws AppError `engine/load-failed` without a model, else what its session throws */
  async time(): Promise<TimingReport> {
    if (!this.#model) throw new AppError('engine/load-failed', { reason: 'no model' });
    return timeSession(this.#model.session, this.#timingInput);
  }

  /**
   * Jobs run one after another: a session runs one input at a time.
   * @throws AppError `engine/cancelled` when `cancel(jobId)` came before the end
   */
  annotate(
    jobId: number,
    text: string,
    onProgress: (progress: AnnotationProgress) => void,
  ): Promise<Annotation> {
    const job = this.#lastJob.then(() => this.#annotateNow(jobId, text, onProgress));
    this.#lastJob = job.catch(() => undefined); // its own caller hears of its failure
    return job;
  }

  async #annotateNow(
    jobId: number,
    text: string,
    onProgress: (progress: AnnotationProgress) => void,
  ): Promise<Annotation> {
    if (!this.#model) throw new AppError('engine/load-failed', { reason: 'no model' });
    const started = performance.now();
    try {
      const checkpoint = async (): Promise<void> => {
        await nextTask(); // lets a cancel message in: a run blocks the worker's thread
        if (this.#cancelled.has(jobId)) throw new AppError('engine/cancelled');
      };
      const annotation = await annotate(text, this.#model, {
        checkpoint,
        onProgress: atIntervals(onProgress),
      });
      return { ...annotation, elapsedMs: performance.now() - started };
    } finally {
      this.#cancelled.delete(jobId);
    }
  }

  cancel(jobId: number): void {
    this.#cancelled.add(jobId);
  }
}

/** Tells what there is to tell at most so often; what is left at the end is in the annotation. */
function atIntervals(tell: (progress: AnnotationProgress) => void): (progress: AnnotationProgress) => void {
  let toldAt = performance.now();
  let waiting: Span[] = [];
  return (progress) => {
    for (const span of progress.spans) waiting.push(span);
    if (performance.now() - toldAt < progressIntervalMs) return;
    tell({ ...progress, spans: waiting });
    toldAt = performance.now();
    waiting = [];
  };
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new AppError('storage/corrupt', { path }, cause);
  }
}

function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}
