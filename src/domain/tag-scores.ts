/**
 * What each tag of a word is worth, from a model's logits: log odds against O, or logits of one distribution, so that
 * the greatest sum is the most probable sequence. Under sigmoid each label is a group of its own; under softmax all are
 * one group, since a word has one tag.
 *
 * A threshold moves what O is worth for its label: a word by itself is tagged when its probability against O is above.
 */
import type { WordLogits } from './decoding.ts';
import type { Head, LabelColumns } from './tagging.ts';
import type { TagScores } from './viterbi.ts';
import { beginOf, insideOf, outside } from './viterbi.ts';

/** By label, between 0 and 1; one half where there is none. */
export type Thresholds = Readonly<Record<string, number>>;

/** Labels that exclude one another. */
export interface LabelGroup {
  readonly labels: readonly LabelColumns[];
  readonly scores: TagScores;
}

/** One row per row of the logits; one group after the other, since together they may take much memory. */
export function* tagScores(
  logits: WordLogits,
  head: Head,
  thresholds: Thresholds = {},
): Generator<LabelGroup, void> {
  const groups = head.activation === 'softmax' ? [head.labels] : head.labels.map((label) => [label]);
  for (const labels of groups) yield { labels, scores: scoresOf(logits, labels, head.outside, thresholds) };
}

function scoresOf(
  { data: logits, columns }: WordLogits,
  labels: readonly LabelColumns[],
  outsideColumns: readonly number[],
  thresholds: Thresholds,
): TagScores {
  const width = 1 + 2 * labels.length;
  const words = logits.length / columns;
  const data = new Float64Array(words * width);
  const costs = labels.map(({ label }) => logOdds(thresholds[label] ?? 0.5));
  for (let word = 0; word < words; word++) {
    const from = word * columns;
    const to = word * width;
    // under sigmoid nothing stands for O, whose log odds against itself are 0
    if (outsideColumns.length > 0) data[to + outside] = logSumExp(logits, from, outsideColumns);
    for (let index = 0; index < labels.length; index++) {
      const { begin = 0, inside = 0 } = labels[index] ?? {};
      const cost = costs[index] ?? 0;
      data[to + beginOf(index)] = (logits[from + begin] ?? 0) - cost;
      data[to + insideOf(index)] = (logits[from + inside] ?? 0) - cost;
    }
  }
  return { data, labels: labels.length };
}

/** Far beyond any logit, but finite: sums of infinities of both signs are no numbers. */
const certain = 1e3;

const logOdds = (probability: number): number =>
  Math.max(-certain, Math.min(certain, Math.log(probability) - Math.log(1 - probability)));

/** Logit of the sum of some columns' probabilities. */
export function logSumExp(logits: Float32Array, from: number, columns: readonly number[]): number {
  let greatest = -Infinity;
  for (const column of columns) greatest = Math.max(greatest, logits[from + column] ?? 0);
  let sum = 0;
  for (const column of columns) sum += Math.exp((logits[from + column] ?? 0) - greatest);
  return greatest + Math.log(sum);
}
