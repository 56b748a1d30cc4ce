/**
 * Text to spans with a loaded model, from its beginning to its end: read tokens until a window is full, run it unless
 * the cache knows it, decode what is finished. Only the logits of what is not finished are in memory.
 */
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import { labelsOf } from '../catalogue/model-catalogue.ts';
import type { TokenRange } from '../domain/aggregation.ts';
import { aggregatedLogits } from '../domain/aggregation.ts';
import { AppError } from '../domain/errors.ts';
import type { Span } from '../domain/span.ts';
import { StreamedDecoder } from '../domain/streamed-decoding.ts';
import type { Thresholds } from '../domain/tag-scores.ts';
import { headFrom } from '../domain/tagging.ts';
import type { Window } from '../domain/windowing.ts';
import { nextWindow, windowSizes } from '../domain/windowing.ts';
import type { Annotation, AnnotationProgress } from './protocol.ts';
import type { Session } from './session.ts';
import { TokenStream } from './token-stream.ts';
import type { OffsetTokenizer } from './tokenizer.ts';
import type { WindowCache } from './window-cache.ts';

export interface LoadedModel {
  readonly entry: Pick<
    ModelEntry,
    'scheme' | 'activation' | 'aggregation' | 'tagSets' | 'outputs' | 'contextTokens' | 'strideTokens'
  >;
  readonly tokenizer: OffsetTokenizer;
  readonly session: Session;
  /** Of this model and build alone. */
  readonly cache?: WindowCache;
}

export interface AnnotateHooks {
  /** Called before each window and each block of the text; throws to stop. */
  readonly checkpoint: () => Promise<void>;
  /** Hears of each window, with the spans that it finished. */
  readonly onProgress: (progress: AnnotationProgress) => void;
}

/**
 * Spans of the whole text, of every tag set in one pass: no token is dropped, whatever its length. With a cache, the same
 * text under other thresholds is decoded again without running the model.
 */
export async function annotate(
  text: string,
  model: LoadedModel,
  hooks: AnnotateHooks,
  thresholds?: Thresholds,
): Promise<Omit<Annotation, 'elapsedMs'>> {
  const { entry, tokenizer } = model;
  const capacity = entry.contextTokens - tokenizer.prefixIds.length - tokenizer.suffixIds.length;
  const sizes = windowSizes(capacity, entry.strideTokens);
  const tokens = new TokenStream(text, tokenizer);
  const head = headFrom(entry, labelsOf(entry));
  const decoder = new StreamedDecoder(text, head, entry.outputs.length, thresholds);
  const spans: Span[] = [];
  let [windows, reused, from, word] = [0, 0, 0, 0];
  for (;;) {
    await hooks.checkpoint();
    const window = nextWindow(tokens.ids, from, sizes, tokens.isComplete);
    if (!window) {
      if (tokens.isComplete) break;
      tokens.readBlock();
      continue;
    }
    const firstWord = word;
    while ((tokens.wordTokens[word] ?? Infinity) < window.keepEnd) word += 1;
    const ranges = tokens.wordTokens.slice(firstWord, word).map((token, index) => ({
      first: token - window.start,
      end: Math.min(tokens.wordTokenEnds[firstWord + index] ?? 0, window.end) - window.start,
    }));
    const { logits, isReused } = await logitsOf(window, tokens.ids, ranges, model);
    from = window.keepEnd;
    windows += 1;
    if (isReused) reused += 1;
    const isLast = tokens.isComplete && from === tokens.ids.length;
    const ended = decoder.push(tokens.words.slice(firstWord, word), logits);
    const found = isLast ? [...ended, ...decoder.finish()] : ended;
    for (const span of found) spans.push(span);
    hooks.onProgress({ windows, finishedLength: decoder.end, spans: found });
  }
  return { spans, tokens: tokens.ids.length, windows, reusedWindows: reused };
}

/** Logits of some words of a window, a row each. @param words positions of their tokens in the window */
async function logitsOf(
  { start, end }: Window,
  tokenIds: readonly number[],
  words: readonly TokenRange[],
  { tokenizer, session, entry, cache }: LoadedModel,
): Promise<{ logits: Float32Array; isReused: boolean }> {
  const ids = tokenIds.slice(start, end);
  const key = cache && `${ids.join()};${words.map((word) => `${word.first}-${word.end}`).join()}`;
  const known = key && cache.get(key);
  if (known) return { logits: known, isReused: true };
  const columns = entry.outputs.length;
  const output = await session.run([...tokenizer.prefixIds, ...ids, ...tokenizer.suffixIds]);
  if (output.columns !== columns) throw new AppError('engine/bad-output', { reason: 'columns' });
  const inText = { data: output.data.subarray(tokenizer.prefixIds.length * columns), columns };
  const logits = aggregatedLogits(inText, words, entry.activation, entry.aggregation ?? 'first');
  if (key) cache.set(key, logits);
  return { logits, isReused: false };
}
