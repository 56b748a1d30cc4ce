/**
 * Spans of a text whose logits arrive from its beginning to its end. What is decoded early is what decoding the whole
 * at once would give: a region ends only at a seam, a word that is inside no entity whatever comes after it.
 */
import type { WordBounds, WordLogits } from './decoding.ts';
import { decodeSpans } from './decoding.ts';
import { hardBreakFinder } from './line-breaks.ts';
import type { Span } from './span.ts';
import type { LabelColumns, Scheme } from './tagging.ts';
import { includeMarks } from './text.ts';

export class StreamedDecoder {
  readonly #text: string;
  readonly #labels: readonly LabelColumns[];
  readonly #scheme: Scheme;
  readonly #columns: number;
  readonly #hardBreaks: (words: readonly WordBounds[]) => Uint8Array;
  #words: WordBounds[] = [];
  #rows: Float32Array[] = [];
  #end = 0;

  /** @param columns logits a word */
  constructor(text: string, labels: readonly LabelColumns[], scheme: Scheme, columns: number) {
    this.#text = text;
    this.#labels = labels;
    this.#scheme = scheme;
    this.#columns = columns;
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
    // only the new words: a look further back each time would take quadratic time where nothing is ever finished
    const seam = lastSeam({ data: logits, columns: this.#columns }, this.#labels, this.#scheme);
    return seam === undefined || before + seam === 0 ? [] : this.#decode(before + seam);
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
    const spans = decodeSpans(words, logits, this.#labels, this.#scheme, this.#hardBreaks(words));
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
 *
 * Under BIO it follows, from the end back, how much more the words from one on are worth at most when an entity may
 * run on into it: `max(0, I + next - max(0, B + next))`, without bound after the last word. Zero means that nothing is
 * gained, and ties are not inside.
 * @returns its index; undefined when there is none
 */
export function lastSeam(
  { data, columns }: WordLogits,
  labels: readonly LabelColumns[],
  scheme: Scheme,
): number | undefined {
  const gains = new Float64Array(labels.length).fill(Infinity);
  for (let word = data.length / columns - 1; word >= 0; word--) {
    let isSeam = true;
    for (const [index, label] of labels.entries()) {
      const inside = data[word * columns + label.inside] ?? 0;
      const begin = data[word * columns + label.begin] ?? 0;
      const next = gains[index] ?? Infinity;
      const gain = next === Infinity ? inside - begin : inside + next - Math.max(0, begin + next);
      gains[index] = Math.max(0, scheme === 'BIO' ? gain : inside);
      if ((gains[index] ?? 0) > 0) isSeam = false;
    }
    if (isSeam) return word;
  }
  return undefined;
}
