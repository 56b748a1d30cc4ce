/** What crosses the boundary of the worker in which the stock library runs: plain data, errors as data. */
import type { Result } from '../domain/result.ts';
import type { Span } from '../domain/span.ts';
import type { LoadRequest } from './protocol.ts';

/** Always on WASM, the backend that both engines have. */
export interface ReferenceRequest extends Omit<LoadRequest, 'backend'> {
  /** The site's plain build of the runtime, or the larger one with WebGPU that the library takes by itself. */
  readonly runtime?: 'plain' | 'with-webgpu';
}

/** A group of the stock pipeline that could not be found in the text. */
export interface UnplacedWord {
  readonly word: string;
  readonly label: string;
  /** Mean softmax probability of its tokens, 0 to 1. */
  readonly score: number;
}

export interface ReferenceRun {
  /** The pipeline's groups, placed in the text by their words; the score is the mean softmax probability. */
  readonly spans: readonly Span[];
  readonly unplaced: readonly UnplacedWord[];
  /** Tokens of the text, special tokens included, and how many of them the pipeline read; it drops the rest. */
  readonly tokens: number;
  readonly readTokens: number;
  /** Of the pipeline alone, from text to groups. */
  readonly elapsedMs: number;
}

export interface ReferenceWorker {
  load(request: ReferenceRequest): Promise<Result<{ readonly version: string }>>;
  run(text: string): Promise<Result<ReferenceRun>>;
}
