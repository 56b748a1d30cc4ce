/**
 * Word logits to spans. Under sigmoid each label is decoded by itself, so that spans of different labels may nest and
 * overlap; under softmax a word has one tag of all, and no two spans overlap.
 *
 * The tags are the exact most probable sequence in which I follows only B or I of its label; a word's probabilities are
 * independent of its neighbours'. Under sigmoid, with p = sigmoid(logit), the log odds of B and of I against O are the
 * logits themselves. Ties prefer O, then B, then I. No span runs over a hard line break: there I is impossible, and under
 * IO a run ends.
 */
import type { Bounds } from './line-breaks.ts';
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';
import type { Thresholds } from './tag-scores.ts';
import { logSumExp, tagScores } from './tag-scores.ts';
import type { Head, LabelColumns } from './tagging.ts';
import { bestTags, isBegin, labelOf, outside } from './viterbi.ts';

export type WordBounds = Bounds;

/** Row-major logits, one row per word. */
export interface WordLogits {
  readonly data: Float32Array;
  readonly columns: number;
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}

/**
 * Spans of all labels in text order. `words` are in text order and do not overlap. Spans for other thresholds need no
 * other logits; their scores do not depend on thresholds.
 * @param logits one row per word
 * @param breaks one flag per word: 1 where no span goes on from the word before (`hardBreaksBefore`)
 */
export function decodeSpans(
  words: readonly WordBounds[],
  logits: WordLogits,
  head: Head,
  breaks: Uint8Array,
  thresholds?: Thresholds,
): Span[] {
  const probabilities = probabilitiesUnder(head, logits);
  const spans: Span[] = [];
  for (const { labels, scores } of tagScores(logits, head, thresholds)) {
    const tags = bestTags(scores, head.scheme, breaks);
    for (const span of spansFromTags(words, tags, labels, probabilities, breaks)) spans.push(span);
  }
  return spans.sort(compareSpans);
}

interface Probabilities {
  of(word: number, column: number): number;
  /** Of all other columns together, exact also when it is small. */
  ofNot(word: number, column: number): number;
}

function probabilitiesUnder({ activation }: Head, { data, columns }: WordLogits): Probabilities {
  const logitOf = (word: number, column: number): number => data[word * columns + column] ?? 0;
  if (activation === 'sigmoid') {
    return {
      of: (word, column) => sigmoid(logitOf(word, column)),
      ofNot: (word, column) => sigmoid(-logitOf(word, column)),
    };
  }
  const others = Array.from({ length: columns }, (_, own) =>
    Array.from({ length: columns }, (__, column) => column).filter((column) => column !== own),
  );
  const logOddsOf = (word: number, column: number): number =>
    logitOf(word, column) - logSumExp(data, word * columns, others[column] ?? []);
  return {
    of: (word, column) => sigmoid(logOddsOf(word, column)),
    ofNot: (word, column) => sigmoid(-logOddsOf(word, column)),
  };
}

/**
 * A span's score is the probability that all of it is right, by the model: the product of its tags' probabilities and of
 * the next word's not being I, where it could be.
 */
function spansFromTags(
  words: readonly WordBounds[],
  tags: Uint16Array,
  labels: readonly LabelColumns[],
  probabilities: Probabilities,
  breaks: Uint8Array,
): Span[] {
  const spans: Span[] = [];
  for (let word = 0; word < words.length; word++) {
    const from = words[word];
    const columns = labels[labelOf(tags[word] ?? outside)];
    if (tags[word] === outside || !columns || !from) continue;
    let score = probabilities.of(word, columns.begin);
    for (; goesOn(tags[word + 1]); word++) score *= probabilities.of(word + 1, columns.inside);
    const isCut = word + 1 === words.length || breaks[word + 1] === 1;
    if (!isCut) score *= probabilities.ofNot(word + 1, columns.inside);
    spans.push({ start: from.start, end: words[word]?.end ?? from.end, label: columns.label, score });
  }
  return spans;
}

const goesOn = (tag = outside): boolean => tag !== outside && !isBegin(tag);
