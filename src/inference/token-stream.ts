/** Tokens and words of a text, block by block, so that the first window need not wait for the last line. */
import type { WordBounds } from '../domain/decoding.ts';
import type { OffsetTokenizer } from './tokenizer.ts';

/** Code units: a few milliseconds' work. */
const blockLength = 8000;

/** What has been read so far is the beginning of what `tokenize` gives for the whole text. */
export class TokenStream {
  readonly ids: number[] = [];
  readonly words: WordBounds[] = [];
  /** Index of each word's first token. */
  readonly wordTokens: number[] = [];
  /** Index after each word's last token. */
  readonly wordTokenEnds: number[] = [];
  readonly #text: string;
  readonly #tokenizer: OffsetTokenizer;
  readonly #blockLength: number;
  #position = 0;

  constructor(text: string, tokenizer: OffsetTokenizer, length = blockLength) {
    this.#text = text;
    this.#tokenizer = tokenizer;
    this.#blockLength = length;
  }

  get isComplete(): boolean {
    return this.#position === this.#text.length;
  }

  readBlock(): void {
    const from = this.#position;
    const end = blockEnd(this.#text, from, this.#blockLength);
    const { ids, words, wordTokens, wordTokenEnds } = this.#tokenizer.tokenize(this.#text.slice(from, end));
    const firstToken = this.ids.length;
    for (const id of ids) this.ids.push(id);
    for (const word of words) this.words.push({ start: from + word.start, end: from + word.end });
    for (const token of wordTokens) this.wordTokens.push(firstToken + token);
    for (const token of wordTokenEnds) this.wordTokenEnds.push(firstToken + token);
    this.#position = end;
  }
}

const isSpace = (character: string): boolean => character === ' ' || character === '\n';
const endsWord = (character: string): boolean => /[\p{L}\p{N}.,;:!?()]/u.test(character);

/**
 * Where a block that begins at `from` ends: before the white space after a word, where every tokenizer cuts by itself.
 * A text without such a place is cut at four times the length, into words that it does not have.
 */
export function blockEnd(text: string, from: number, length: number): number {
  const isPlace = (position: number): boolean =>
    isSpace(text.charAt(position)) && endsWord(text.charAt(position - 1));
  if (from + length >= text.length) return text.length;
  for (let position = from + length; position > from; position--) if (isPlace(position)) return position;
  const most = Math.min(from + 4 * length, text.length);
  for (let position = from + length; position < most; position++) if (isPlace(position)) return position;
  const isInsidePair = /^[\uD800-\uDBFF][\uDC00-\uDFFF]/u.test(text.slice(most - 1, most + 1));
  return isInsidePair ? most + 1 : most;
}
