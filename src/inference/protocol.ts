/** What crosses the worker boundary, and nothing else: plain data both ways, errors as data. */
import type { Dtype, ModelBuild, ModelEntry } from '../catalogue/model-catalogue.ts';
import type { Result } from '../domain/result.ts';
import type { Span } from '../domain/span.ts';

export type Backend = 'webgpu' | 'wasm';

export interface LoadRequest {
  readonly model: ModelEntry;
  readonly build: ModelBuild;
  readonly backend: Backend;
  /** Threads for the WASM backend; more than 1 needs a cross-origin isolated page. */
  readonly threads: number;
  /** File bytes by path when they are not in IndexedDB (no storage, or a full disk). */
  readonly files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>;
}

/** What is running, with the figures of the self-check that let it run. */
export interface LoadReport {
  readonly modelId: string;
  readonly revision: string;
  readonly dtype: Dtype;
  readonly backend: Backend;
  readonly threads: number;
  readonly selfCheck: { readonly inputs: number; readonly maxDifference: number; readonly tolerance: number };
  readonly loadMs: number;
}

/** Median time of one run of an input of so many tokens, special ones included. */
export interface TimingReport {
  readonly medianMs: number;
  readonly runs: number;
  readonly tokens: number;
}

/** What a worker tells unasked: its GPU is gone, so nothing it holds can be used any more. */
export interface GpuLostMessage {
  readonly type: 'gpu-lost';
  readonly reason: string;
}

export interface Annotation {
  readonly spans: readonly Span[];
  readonly tokens: number;
  /** Windows that the text took, and how many of them were known from a text before. */
  readonly windows: number;
  readonly reusedWindows: number;
  readonly elapsedMs: number;
}

export interface AnnotationProgress {
  /** Windows done so far. */
  readonly windows: number;
  /** All spans that begin before this position have been told; the length of the text with the last window. */
  readonly finishedLength: number;
  /** In text order, those told before left out. */
  readonly spans: readonly Span[];
}

/** The worker's face. Every method answers with data; none rejects on purpose. */
export interface NerWorker {
  load(request: LoadRequest, onRuntimeBytes: (bytes: number) => void): Promise<Result<LoadReport>>;
  /** Times the loaded model, for about a second. */
  time(): Promise<Result<TimingReport>>;
  annotate(
    jobId: number,
    text: string,
    onProgress: (progress: AnnotationProgress) => void,
  ): Promise<Result<Annotation>>;
  cancel(jobId: number): void;
}
