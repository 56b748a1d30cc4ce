/**
 * Word logits to spans, one label at a time, so that spans of different labels may nest and overlap.
 *
 * Each label is the exact most probable tag sequence of independent sigmoids under two constraints: a word is
 * never both B and I, and I follows only B or I. With p = sigmoid(logit) the log odds of B and of I against O are
 * the logits themselves, so the path scores are O = 0, B = logit B, I = logit I. Ties prefer O, then B, then I.
 * No span runs over a hard line break: there I is impossible, and under IO a run ends.
 */
import type { Bounds } from './line-breaks.ts';
import type { LabelColumns, Scheme } from './tagging.ts';
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';

export type WordBounds = Bounds;

/** Row-major logits, one row per word. */
export interface WordLogits {
  readonly data: Float32Array;
  readonly columns: number;
}

const outside = 0;
const begin = 1;
const inside = 2;
type Tag = 0 | 1 | 2;

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/**
 * Spans of all labels in text order. `words` are in text order and do not overlap.
 * @param breaks one flag per word: 1 where no span goes on from the word before (`hardBreaksBefore`)
 */
export function decodeSpans(
  words: readonly WordBounds[],
  logits: WordLogits,
  labels: readonly LabelColumns[],
  scheme: Scheme,
  breaks: Uint8Array,
): Span[] {
  const decode = scheme === 'BIO' ? decodeBio : decodeIo;
  const spans = labels.flatMap((columns) => {
    const tags = decode(words.length, logits, columns, breaks);
    return spansFromTags(words, tags, logits, columns, breaks);
  });
  return spans.sort(compareSpans);
}

function decodeIo(
  wordCount: number,
  logits: WordLogits,
  { inside: column }: LabelColumns,
  breaks: Uint8Array,
): Uint8Array {
  const tags = new Uint8Array(wordCount);
  for (let word = 0; word < wordCount; word++) {
    if ((logits.data[word * logits.columns + column] ?? 0) > 0) tags[word] = breaks[word] ? begin : inside;
  }
  return tags;
}

/** Viterbi over O, B, I. `previous[3 * word + tag]` is the best tag before `tag`. */
function decodeBio(
  wordCount: number,
  logits: WordLogits,
  columns: LabelColumns,
  breaks: Uint8Array,
): Uint8Array {
  const tags = new Uint8Array(wordCount);
  if (wordCount === 0) return tags;
  const previous = new Uint8Array(3 * wordCount);
  let scoreO = 0;
  let scoreB = logits.data[columns.begin] ?? 0;
  let scoreI = -Infinity;
  for (let word = 1; word < wordCount; word++) {
    const row = word * logits.columns;
    let bestAny: Tag = outside;
    let bestAnyScore = scoreO;
    if (scoreB > bestAnyScore) [bestAny, bestAnyScore] = [begin, scoreB];
    if (scoreI > bestAnyScore) [bestAny, bestAnyScore] = [inside, scoreI];
    const bestEntity: Tag = scoreI > scoreB ? inside : begin;
    previous[3 * word + outside] = bestAny;
    previous[3 * word + begin] = bestAny;
    previous[3 * word + inside] = bestEntity;
    const nextI = breaks[word]
      ? -Infinity
      : Math.max(scoreB, scoreI) + (logits.data[row + columns.inside] ?? 0);
    scoreO = bestAnyScore;
    scoreB = bestAnyScore + (logits.data[row + columns.begin] ?? 0);
    scoreI = nextI;
  }
  let tag: Tag = outside;
  if (scoreB > scoreO) tag = begin;
  if (scoreI > Math.max(scoreO, scoreB)) tag = inside;
  for (let word = wordCount - 1; word >= 0; word--) {
    tags[word] = tag;
    tag = (previous[3 * word + tag] ?? outside) as Tag;
  }
  return tags;
}

/**
 * A span's score is the probability that all of it is right, by the model: the product of its tags' probabilities and of
 * the next word's not being I, where it could be.
 */
function spansFromTags(
  words: readonly WordBounds[],
  tags: Uint8Array,
  logits: WordLogits,
  columns: LabelColumns,
  breaks: Uint8Array,
): Span[] {
  const spans: Span[] = [];
  let first = -1;
  let score = 1;
  const logitOf = (word: number, column: number): number => logits.data[word * logits.columns + column] ?? 0;
  const close = (end: number): void => {
    const from = words[first];
    const to = words[end - 1];
    if (end < words.length && !breaks[end]) score *= sigmoid(-logitOf(end, columns.inside));
    if (from && to) spans.push({ start: from.start, end: to.end, label: columns.label, score });
    first = -1;
    score = 1;
  };
  for (let word = 0; word < words.length; word++) {
    const tag = tags[word];
    if (first >= 0 && tag !== inside) close(word);
    if (tag === outside) continue;
    if (first < 0) first = word;
    const column = tag === begin ? columns.begin : columns.inside;
    score *= sigmoid(logitOf(word, column));
  }
  if (first >= 0) close(words.length);
  return spans;
}
