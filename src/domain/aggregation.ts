/**
 * A word's logits from those of its tokens, in the three ways of the Hugging Face pipeline. Averages are of
 * probabilities and are given back as logits, so that decoding need not know how they came about.
 */
import type { WordLogits } from './decoding.ts';
import type { Activation } from './tagging.ts';

/**
 * `first`: those of the first token. `average`: of the mean probabilities. `max`: under softmax the row of the token
 * that is surest of its tag, under sigmoid each column's greatest.
 */
export type Aggregation = 'first' | 'max' | 'average';

/** Rows `[first, end)` of the tokens' logits; at least one. */
export interface TokenRange {
  readonly first: number;
  readonly end: number;
}

/** @returns one row per word, in their order */
export function aggregatedLogits(
  tokens: WordLogits,
  words: readonly TokenRange[],
  activation: Activation,
  aggregation: Aggregation,
): Float32Array {
  const { columns } = tokens;
  const result = new Float32Array(words.length * columns);
  for (const [index, { first, end }] of words.entries()) {
    const rows: Float32Array[] = [];
    const last = aggregation === 'first' ? first + 1 : end;
    for (let row = first; row < last; row++)
      rows.push(tokens.data.subarray(row * columns, (row + 1) * columns));
    result.set(combined(rows, activation, aggregation), index * columns);
  }
  return result;
}

function combined(
  rows: readonly Float32Array[],
  activation: Activation,
  aggregation: Aggregation,
): ArrayLike<number> {
  const [only = new Float32Array()] = rows;
  if (rows.length === 1) return only;
  if (activation === 'softmax')
    return aggregation === 'max' ? surest(rows) : averageOfDistributions(rows.map(softmax));
  return only.map((_logit, column) => {
    const logits = rows.map((row) => row[column] ?? 0);
    return aggregation === 'max' ? Math.max(...logits) : averageLogit(logits);
  });
}

function surest(rows: readonly Float32Array[]): Float32Array {
  const sureness = rows.map((row) => Math.max(...softmax(row)));
  return rows[sureness.indexOf(Math.max(...sureness))] ?? new Float32Array();
}

export function softmax(logits: ArrayLike<number>): number[] {
  const greatest = Array.from(logits).reduce((a, b) => Math.max(a, b), -Infinity);
  const powers = Array.from(logits, (logit) => Math.exp(logit - greatest));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

const averageOfDistributions = (rows: readonly (readonly number[])[]): number[] =>
  (rows[0] ?? []).map((_share, column) => safeLog(rows.reduce((sum, row) => sum + (row[column] ?? 0), 0)));

/** log(p / (1 - p)) of the mean p; the sums of p and of 1 - p keep what is left of either near 0. */
function averageLogit(logits: readonly number[]): number {
  const on = logits.reduce((sum, logit) => sum + 1 / (1 + Math.exp(-logit)), 0);
  const off = logits.reduce((sum, logit) => sum + 1 / (1 + Math.exp(logit)), 0);
  return safeLog(on) - safeLog(off);
}

/** Finite, since sums of infinities of both signs are no numbers. */
const safeLog = (value: number): number => Math.log(Math.max(value, Number.MIN_VALUE));
