/** Text to spans with a loaded model: tokenize, run window by window, gather each word's logits, decode. */
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import { labelsOf } from '../catalogue/model-catalogue.ts';
import type { WordBounds } from '../domain/decoding.ts';
import { decodeSpans } from '../domain/decoding.ts';
import { AppError } from '../domain/errors.ts';
import { hardBreaksBefore } from '../domain/line-breaks.ts';
import { headFrom } from '../domain/tagging.ts';
import { includeMarks } from '../domain/text.ts';
import type { Window } from '../domain/windowing.ts';
import { planWindows } from '../domain/windowing.ts';
import type { Annotation, AnnotationProgress } from './protocol.ts';
import type { Session } from './session.ts';
import type { OffsetTokenizer, TokenizedText } from './tokenizer.ts';

export interface LoadedModel {
  readonly entry: Pick<
    ModelEntry,
    'scheme' | 'activation' | 'tagSets' | 'outputs' | 'contextTokens' | 'strideTokens'
  >;
  readonly tokenizer: OffsetTokenizer;
  readonly session: Session;
}

export interface AnnotateHooks {
  /** Called between windows; throws to stop. */
  readonly checkpoint: () => Promise<void>;
  readonly onProgress: (progress: AnnotationProgress) => void;
}

/** Spans of the whole text, of every tag set in one pass: no token is dropped, whatever its length. */
export async function annotate(
  text: string,
  model: LoadedModel,
  hooks: AnnotateHooks,
): Promise<Omit<Annotation, 'elapsedMs'>> {
  const { entry, tokenizer } = model;
  const tokenized = tokenizer.tokenize(text);
  const capacity = entry.contextTokens - tokenizer.prefixIds.length - tokenizer.suffixIds.length;
  const windows = planWindows(tokenized.ids.length, capacity, entry.strideTokens);
  const columns = entry.outputs.length;
  const data = new Float32Array(tokenized.words.length * columns);
  for (const [index, window] of windows.entries()) {
    await hooks.checkpoint();
    await runWindow(window, tokenized, model, data);
    hooks.onProgress({ doneWindows: index + 1, totalWindows: windows.length });
  }
  const head = headFrom(entry, labelsOf(entry));
  const words = wholeWords(text, tokenized.words);
  const breaks = hardBreaksBefore(text, words);
  return {
    spans: decodeSpans(words, { data, columns }, head, breaks),
    tokens: tokenized.ids.length,
    windows: windows.length,
  };
}

/**
 * Words with the combining marks that follow them and that the tokenizer dropped, so that no span cuts a character a
 * reader sees. A mark that is a word of its own (a keycap's, after a number sign) is left to that word.
 */
function wholeWords(text: string, words: readonly WordBounds[]): WordBounds[] {
  return words.map(({ start, end }, index) => {
    const next = words[index + 1]?.start ?? text.length;
    return { start, end: Math.min(includeMarks(text, end), next) };
  });
}

/** Runs one window and copies the logits of the words whose first token this window keeps. */
async function runWindow(
  window: Window,
  tokenized: TokenizedText,
  { tokenizer, session, entry }: LoadedModel,
  wordLogits: Float32Array,
): Promise<void> {
  const { prefixIds, suffixIds } = tokenizer;
  const columns = entry.outputs.length;
  const logits = await session.run([
    ...prefixIds,
    ...tokenized.ids.slice(window.start, window.end),
    ...suffixIds,
  ]);
  if (logits.columns !== columns) throw new AppError('engine/bad-output', { reason: 'columns' });
  for (
    let word = firstWordFrom(tokenized.wordTokens, window.keepStart);
    word < tokenized.words.length;
    word++
  ) {
    const token = tokenized.wordTokens[word] ?? 0;
    if (token >= window.keepEnd) break;
    const row = (prefixIds.length + token - window.start) * columns;
    wordLogits.set(logits.data.subarray(row, row + columns), word * columns);
  }
}

/** Index of the first word whose first token is at `token` or later, by bisection. */
function firstWordFrom(wordTokens: readonly number[], token: number): number {
  let low = 0;
  let high = wordTokens.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((wordTokens[middle] ?? 0) < token) low = middle + 1;
    else high = middle;
  }
  return low;
}
