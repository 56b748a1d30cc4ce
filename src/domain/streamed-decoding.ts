/**
 * Spans of a text whose logits arrive from its beginning to its end. What is decoded early is what decoding the whole
 * at once would give: a region ends only at a seam, a word that is inside no entity whatever comes after it.
 */
import type { WordBounds, WordLogits } from './decoding.ts';
import { decodeSpans } from './decoding.ts';
import { hardBreakFinder } from './line-breaks.ts';
import type { Span } from './span.ts';
import type { Thresholds } from './tag-scores.ts';
import { tagScores } from './tag-scores.ts';
import type { Head, Scheme } from './tagging.ts';
import { includeMarks } from './text.ts';
import type { TagScores } from './viterbi.ts';
import { beginOf, insideOf, outside } from './viterbi.ts';

/** Longer than most entities, so that a seam is mostly among so many words. */
const searchedWords = 32;

export class StreamedDecoder {
  readonly #text: string;
  readonly #head: Head;
  readonly #columns: number;
  readonly #thresholds: Thresholds;
  readonly #hardBreaks: (words: readonly WordBounds[]) => Uint8Array;
  #words: WordBounds[] = [];
  #rows: Float32Array[] = [];
  #end = 0;

  /** @param columns logits a word */
  constructor(text: string, head: Head, columns: number, thresholds: Thresholds = {}) {
    this.#text = text;
    this.#head = head;
    this.#columns = columns;
    this.#thresholds = thresholds;
    this.#hardBreaks = hardBreakFinder(text);
  }

  /** All spans that begin before this position have been given. */
  get end(): number {
    return this.#end;
  }

  /**
   * Takes the next words with their logits, and gives the spans of what is finished, in text order.
   * @param logits one row a word; not copied, and dropped when its words are finished
   */
  push(words: readonly WordBounds[], logits: Float32Array): Span[] {
    const before = this.#words.length;
    for (const word of words) this.#words.push(word);
    if (words.length > 0) this.#rows.push(logits);
    // only the latest words: a look further back each time would take quadratic time where nothing is ever finished
    const first = Math.max(0, words.length - searchedWords);
    const latest = { data: logits.subarray(first * this.#columns), columns: this.#columns };
    const seam = lastSeam(latest, this.#head, this.#thresholds);
    const count = seam === undefined ? 0 : before + first + seam;
    return count === 0 ? [] : this.#decode(count);
  }

  /** The spans of the rest. */
  finish(): Span[] {
    return this.#decode(this.#words.length);
  }

  /** Of the first `count` words, which are then dropped. */
  #decode(count: number): Span[] {
    const columns = this.#columns;
    const data = joined(this.#rows);
    const following = this.#words[count];
    // a span's score depends on the word after it too
    const words = wholeWords(this.#text, this.#words.slice(0, count + 1));
    const logits = { data: data.subarray(0, words.length * columns), columns };
    const spans = decodeSpans(words, logits, this.#head, this.#hardBreaks(words), this.#thresholds);
    this.#words = this.#words.slice(count);
    this.#rows = following ? [data.slice(count * columns)] : [];
    this.#end = following?.start ?? this.#text.length;
    return spans.filter(({ start }) => start < this.#end);
  }
}

function joined(parts: readonly Float32Array[]): Float32Array {
  const [first] = parts;
  if (parts.length === 1 && first) return first;
  const whole = new Float32Array(parts.reduce((length, part) => length + part.length, 0));
  let position = 0;
  for (const part of parts) {
    whole.set(part, position);
    position += part.length;
  }
  return whole;
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

/**
 * The last word that no label's best tag sequence has inside an entity, whatever words follow: decoding what stands
 * before it and what begins with it gives the same as decoding both together.
 * @returns its index; undefined when there is none
 */
export function lastSeam(logits: WordLogits, head: Head, thresholds?: Thresholds): number | undefined {
  const isInside = new Uint8Array(logits.data.length / logits.columns);
  for (const { scores } of tagScores(logits, head, thresholds)) markInside(scores, head.scheme, isInside);
  const seam = isInside.lastIndexOf(0);
  return seam < 0 ? undefined : seam;
}

/** Far above what rounding adds to the sums of logits, and far below any difference that matters. */
const tolerance = 1e-6;

/**
 * Marks the words that may be inside an entity of these labels.
 *
 * Under BIO it follows, from the end back, how much more the words from one on are worth at most when an entity of a
 * label may run on into it: `max(0, I + next - max(O, B + next, B of the others))`, where what others gain from running
 * on is left out, and without bound after the last word. A tie counts as inside: rounding, or the order of the labels,
 * may decide it.
 */
function markInside({ data, labels }: TagScores, scheme: Scheme, isInside: Uint8Array): void {
  const width = 1 + 2 * labels;
  const gains = new Float64Array(labels).fill(Infinity);
  for (let word = isInside.length - 1; word >= 0; word--) {
    const row = word * width;
    for (let label = 0; label < labels; label++) {
      const next = gains[label] ?? Infinity;
      const begin = data[row + beginOf(label)] ?? 0;
      const inside = data[row + insideOf(label)] ?? 0;
      let best = data[row + outside] ?? 0;
      for (let other = 0; other < labels; other++)
        if (other !== label) best = Math.max(best, data[row + beginOf(other)] ?? 0);
      const running = next === Infinity ? inside - begin : inside + next - Math.max(best, begin + next);
      const gain = scheme === 'BIO' ? running : inside - (data[row + outside] ?? 0);
      if (gain > -tolerance) isInside[word] = 1;
      gains[label] = Math.max(0, gain);
    }
  }
}
