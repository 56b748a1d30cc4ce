/** The stock pipeline over a note: its groups, led back to the text as far as their words allow. */
import type { TokenClassificationPipeline } from '@huggingface/transformers';
import { filesOfBuild } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { Span } from '../domain/span.ts';
import { alignWords } from '../domain/word-alignment.ts';
import type { ChunkStore } from '../storage/chunk-store.ts';
import { readFile } from '../storage/weights.ts';
import { createPipeline } from './reference-pipeline.ts';
import type { ReferenceRequest, ReferenceRun, UnplacedWord } from './reference-protocol.ts';
import type { TokenizerConfig } from './tokenizer-config.ts';
import { parseTokenizer } from './tokenizer-config.ts';
import { pipelineOf } from './tokenizer-pipelines.ts';

interface Loaded {
  readonly pipeline: TokenClassificationPipeline;
  readonly tokenizer: TokenizerConfig;
  readonly contextTokens: number;
}

export class ReferenceEngine {
  readonly #store: ChunkStore;
  #loaded: Loaded | undefined;

  constructor(store: ChunkStore) {
    this.#store = store;
  }

  /** @throws AppError `storage/*`, `engine/unsupported-tokenizer`; the library's own error */
  async load(request: ReferenceRequest): Promise<void> {
    const files = await this.#readFiles(request);
    const tokenizer = parseTokenizer(JSON.parse(new TextDecoder().decode(files.get('tokenizer.json'))));
    const pipeline = await createPipeline(request, files);
    this.#loaded = { pipeline, tokenizer, contextTokens: request.model.contextTokens };
  }

  async #readFiles({ model, build, files }: ReferenceRequest): Promise<Map<string, Uint8Array<ArrayBuffer>>> {
    if (files) return new Map(Object.entries(files));
    const read = new Map<string, Uint8Array<ArrayBuffer>>();
    for (const file of filesOfBuild(model, build))
      read.set(file.path, await readFile(this.#store, model, file));
    return read;
  }

  /** @throws AppError `engine/load-failed` without a model; the library's own error */
  async run(text: string): Promise<ReferenceRun> {
    if (!this.#loaded) throw new AppError('engine/load-failed', { reason: 'no model' });
    const { pipeline, tokenizer, contextTokens } = this.#loaded;
    const started = performance.now();
    const groups = await pipeline(text, { aggregation_strategy: 'simple' });
    const elapsedMs = performance.now() - started;
    const found = groups.map(({ word, entity_group: label, score }) => ({ word, label, score }));
    const tokens = pipeline.tokenizer.encode(text).length;
    return {
      ...place(text, found, tokenizer),
      tokens,
      readTokens: Math.min(tokens, contextTokens),
      elapsedMs,
    };
  }
}

function place(
  text: string,
  found: readonly UnplacedWord[],
  tokenizer: TokenizerConfig,
): Pick<ReferenceRun, 'spans' | 'unplaced'> {
  const prefix = tokenizer.pipeline.family === 'word-piece' ? tokenizer.pipeline.continuingPrefix : '';
  const ranges = alignWords(
    text,
    found.map(({ word }) => word),
    pipelineOf(tokenizer).words,
    prefix,
  );
  const spans: Span[] = [];
  const unplaced: UnplacedWord[] = [];
  for (const [index, group] of found.entries()) {
    const range = ranges[index];
    if (range) spans.push({ ...range, label: group.label, score: group.score });
    else unplaced.push(group);
  }
  return { spans, unplaced };
}
