/** An engine state over fake workers that load, time and annotate as a test says. */
import type { ModelBuild, ModelCatalogue, ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import type { Capabilities } from '../inference/capabilities.ts';
import type { Annotation, LoadRequest, NerWorker, TimingReport } from '../inference/protocol.ts';
import { EngineState } from '../state/engine-state.svelte.ts';
import { ModelLibrary } from '../state/model-library.svelte.ts';
import { Preferences } from '../state/preferences.svelte.ts';
import { createMemoryStore } from '../storage/chunk-store.ts';
import type { MarkStore } from '../storage/load-marker.ts';
import type { FakeWorker } from './fake-worker.ts';
import { fakeWorker } from './fake-worker.ts';
import { syntheticModel } from './synthetic-model.ts';

const { entry: single, build, chunkBytes, contents: files } = await syntheticModel();

export const fp32: ModelBuild = build;
export const q8: ModelBuild = { ...fp32, dtype: 'q8' };
export const entry: ModelEntry = { ...single, builds: [fp32, q8] };
export const other: ModelEntry = { ...entry, id: 'other' };
export const contents = files;
const catalogue: ModelCatalogue = { schemaVersion: 2, chunkBytes, models: [entry, other] };

/** The failure of a load, if it is to fail. */
export type LoadFailure = (request: LoadRequest, attempt: number) => ErrorData | undefined;

/** `Storage` in memory. */
export function memoryStorage(): MarkStore {
  const values = new Map<string, string>();
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => {
      values.set(key, value);
    },
    removeItem: (key) => {
      values.delete(key);
    },
  };
}

export class EngineBench {
  readonly requests: LoadRequest[] = [];
  readonly workers: FakeWorker[] = [];
  readonly preferences = new Preferences(undefined);
  readonly library: ModelLibrary;
  readonly engine: EngineState;
  failure: LoadFailure;
  /** Median milliseconds of a candidate, or nothing for an answer that never comes. */
  timeOf: (request: LoadRequest) => number | undefined = () => 1;

  constructor(capabilities: Capabilities, failure: LoadFailure = () => undefined, store?: MarkStore) {
    this.failure = failure;
    this.library = new ModelLibrary(catalogue, createMemoryStore(), 'https://site.example/');
    this.engine = new EngineState(capabilities, this.library, this.preferences, () => this.#spawn(), store);
  }

  #spawn(): Worker {
    let loaded: LoadRequest | undefined;
    const api: NerWorker = {
      load: (request) => {
        this.requests.push(request);
        const error = this.failure(request, this.requests.length);
        if (error) return Promise.resolve({ ok: false, error });
        loaded = request;
        const { model, build, backend, threads } = request;
        const selfCheck = { inputs: 1, maxDifference: 0, tolerance: build.tolerance };
        const { id: modelId, revision } = model;
        return Promise.resolve({
          ok: true,
          value: { modelId, revision, dtype: build.dtype, backend, threads, selfCheck, loadMs: 1 },
        });
      },
      time: () => {
        const medianMs = loaded && this.timeOf(loaded);
        if (medianMs === undefined) return new Promise<never>(() => undefined);
        const value: TimingReport = { medianMs, runs: 3, tokens: 230 };
        return Promise.resolve({ ok: true, value });
      },
      annotate: (_jobId, text) => answerTo(text),
      cancel: () => undefined,
    };
    const spawned = fakeWorker(api);
    this.workers.push(spawned);
    return spawned.worker;
  }

  /** What was loaded, in order. */
  get loads(): string[] {
    return this.requests.map(({ backend, build, threads }) => `${backend} ${build.dtype} ${threads}`);
  }

  /** The workers that still live. */
  get living(): number {
    return this.workers.filter((worker) => !worker.isTerminated()).length;
  }

  annotate(text: string): Promise<Result<Annotation>> {
    return this.engine.annotate(text, new AbortController().signal, () => undefined);
  }
}

function answerTo(text: string): Promise<Result<Annotation>> {
  if (text === 'never') return new Promise(() => undefined);
  if (text === 'lost' || text === 'nonsense') {
    const code = text === 'lost' ? 'engine/run-failed' : 'engine/bad-output';
    return Promise.resolve({ ok: false, error: { code, details: { reason: text } } });
  }
  const value = { spans: [], tokens: 1, windows: 1, reusedWindows: 0, elapsedMs: 1 };
  return Promise.resolve({ ok: true, value });
}
