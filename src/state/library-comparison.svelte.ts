/**
 * The note of the editor through our engine and through the stock library, one after the other: each in a fresh worker,
 * warmed up with other texts, with the same file of the model, on WASM, with the same number of threads.
 */
import { examples } from '../catalogue/examples.ts';
import type { Dtype } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError, errorDataFrom, isCancellation } from '../domain/errors.ts';
import { unwrap } from '../domain/result.ts';
import type { Agreement } from '../domain/span-agreement.ts';
import { agreementOf } from '../domain/span-agreement.ts';
import type { SpawnWorker } from '../inference/engine-client.ts';
import { EngineClient } from '../inference/engine-client.ts';
import type { Annotation, LoadRequest } from '../inference/protocol.ts';
import { ReferenceClient } from '../inference/reference-client.ts';
import type { ReferenceRun } from '../inference/reference-protocol.ts';
import type { AnnotationState } from './annotation-state.svelte.ts';
import { maxTextLength } from './annotation-state.svelte.ts';
import type { EngineState } from './engine-state.svelte.ts';
import type { ModelLibrary } from './model-library.svelte.ts';

export type ComparisonStep = 'preparing' | 'ours' | 'library';

export interface Comparison {
  readonly text: string;
  readonly modelId: string;
  readonly outputs: number;
  readonly dtype: Dtype;
  readonly threads: number;
  readonly version: string;
  readonly ours: Annotation;
  readonly library: ReferenceRun;
  /** First ours, second the library's. */
  readonly agreement: Agreement;
}

/** Texts that are no part of the note: nothing of it may be known to an engine beforehand. */
function warmUpTexts(note: string): string[] {
  const others = examples.filter(({ text }) => !note.includes(text)).map(({ text }) => text);
  return [...others, ...others];
}

export class LibraryComparison {
  readonly #models: ModelLibrary;
  readonly #engine: EngineState;
  readonly #annotation: AnnotationState;
  readonly #spawn: { readonly ours: SpawnWorker; readonly library: SpawnWorker };
  #step = $state<ComparisonStep>();
  #result = $state.raw<Comparison>();
  #error = $state.raw<ErrorData>();
  #abort: AbortController | undefined;

  constructor(
    models: ModelLibrary,
    engine: EngineState,
    annotation: AnnotationState,
    spawn: { readonly ours: SpawnWorker; readonly library: SpawnWorker },
  ) {
    this.#models = models;
    this.#engine = engine;
    this.#annotation = annotation;
    this.#spawn = spawn;
  }

  /** What is being done; undefined at rest. */
  get step(): ComparisonStep | undefined {
    return this.#step;
  }

  get result(): Comparison | undefined {
    return this.#result;
  }

  /** The note has changed since. */
  get isStale(): boolean {
    return this.#result !== undefined && this.#result.text !== this.#annotation.text;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  cancel(): void {
    if (this.#step === 'preparing') this.#models.cancelDownload();
    this.#abort?.abort();
  }

  /** Does nothing without a note, or while it is under way. */
  async run(): Promise<void> {
    const { text } = this.#annotation;
    if (text.trim() === '' || this.#step) return;
    const abort = new AbortController();
    this.#abort = abort;
    this.#error = undefined;
    this.#step = 'preparing';
    try {
      if (text.length > maxTextLength)
        throw new AppError('input/too-long', { characters: text.length, most: maxTextLength });
      this.#result = await this.#compare(text, abort.signal);
    } catch (thrown) {
      const error = errorDataFrom(thrown);
      if (!isCancellation(error.code)) this.#error = error;
    } finally {
      this.#step = undefined;
    }
  }

  async #compare(text: string, signal: AbortSignal): Promise<Comparison> {
    const request = await this.#request();
    if (signal.aborted) throw new AppError('engine/cancelled');
    this.#step = 'ours';
    const ours = await this.#runOurs(request, text, signal);
    this.#step = 'library';
    const { version, run: library } = await this.#runLibrary(request, text, signal);
    const { model, build, threads } = request;
    return {
      ...{ text, modelId: model.id, outputs: model.outputs.length, dtype: build.dtype, threads, version },
      ...{ ours, library, agreement: agreementOf(ours.spans, library.spans) },
    };
  }

  /** The build that the page would use and, where it runs on WASM, as many threads. */
  async #request(): Promise<LoadRequest> {
    const { model } = this.#annotation;
    const { build } = this.#engine.plan(model);
    await this.#models.ensure(model, build);
    const files = await this.#models.filesForWorker(model, build);
    const report = this.#engine.running?.report;
    const threads = report?.backend === 'wasm' ? report.threads : 1;
    return { model, build, backend: 'wasm', threads, ...(files && { files }) };
  }

  async #runOurs(request: LoadRequest, text: string, signal: AbortSignal): Promise<Annotation> {
    const client = new EngineClient(this.#spawn.ours);
    const annotate = async (note: string): Promise<Annotation> =>
      unwrap(await client.annotate(note, signal, () => undefined));
    return endWith(signal, client, async () => {
      unwrap(await client.load(request));
      for (const other of warmUpTexts(text)) await annotate(other);
      return annotate(text);
    });
  }

  async #runLibrary(
    request: LoadRequest,
    text: string,
    signal: AbortSignal,
  ): Promise<{ version: string; run: ReferenceRun }> {
    const client = new ReferenceClient(this.#spawn.library);
    return endWith(signal, client, async () => {
      const { version } = await client.load(request);
      for (const other of warmUpTexts(text)) await client.run(other);
      return { version, run: await client.run(text) };
    });
  }
}

/** Ends the client with the work, or when it is given up. */
async function endWith<T>(
  signal: AbortSignal,
  client: { dispose(): void },
  work: () => Promise<T>,
): Promise<T> {
  const dispose = (): void => {
    client.dispose();
  };
  signal.addEventListener('abort', dispose);
  try {
    return await work();
  } finally {
    signal.removeEventListener('abort', dispose);
    dispose();
  }
}
