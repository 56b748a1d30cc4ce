/**
 * Words for tagging, the same whatever pieces a tokenizer makes: BERT's pre-tokens over the untouched text. A token
 * belongs to the first word that it touches, so a space before a word, or a control character, never makes a
 * difference; tokens of nothing but space belong to none. Words that no token of their own reaches, as a full stop that
 * shares its token with a bracket, join the word before them, since no tag could tell the two apart.
 */
import { bertWordBounds } from './bert-normalization.ts';
import type { BertNormalizerOptions } from './bert-normalization.ts';
import type { WordBounds } from './decoding.ts';

/** Case and accents kept, control characters ignored, every Chinese character a word. */
export const casedWords: BertNormalizerOptions = {
  cleanText: true,
  handleChineseChars: true,
  stripAccents: false,
  lowercase: false,
};

export interface TokenWords {
  readonly words: readonly WordBounds[];
  /** Index of each word's first token. */
  readonly wordTokens: readonly number[];
  /** Index after each word's last token. */
  readonly wordTokenEnds: readonly number[];
}

/**
 * @param starts @param ends of every token, neither ever decreasing
 * @param options what the words ignore; a tokenizer that drops characters passes its own
 */
export function wordsOfTokens(
  text: string,
  starts: readonly number[],
  ends: readonly number[],
  options: BertNormalizerOptions = casedWords,
): TokenWords {
  const preTokens: readonly WordBounds[] = bertWordBounds(text, options);
  const firsts: number[] = []; // the pre-token with which each word begins
  const wordTokens: number[] = [];
  const wordTokenEnds: number[] = [];
  let current = 0;
  for (const [token, start] of starts.entries()) {
    while ((preTokens[current]?.end ?? Infinity) <= start) current++;
    const preToken = preTokens[current];
    if (!preToken) break;
    if (preToken.start >= (ends[token] ?? 0)) continue;
    if (firsts.at(-1) !== current) {
      firsts.push(current);
      wordTokens.push(token);
    }
    wordTokenEnds[firsts.length - 1] = token + 1;
  }
  const words = firsts.map((first, index) => ({
    start: preTokens[first]?.start ?? 0,
    end: preTokens[(firsts[index + 1] ?? preTokens.length) - 1]?.end ?? 0,
  }));
  return { words, wordTokens, wordTokenEnds };
}
