/**
 * Tokens with exact offsets. Vocabulary, word pieces and special tokens come from `@huggingface/tokenizers`; that
 * library gives no offsets, so the words come from `domain/bert-normalization`, which knows where they stand.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import type { BertNormalizerOptions } from '../domain/bert-normalization.ts';
import { bertWords } from '../domain/bert-normalization.ts';
import type { WordBounds } from '../domain/decoding.ts';
import { AppError } from '../domain/errors.ts';
import { parseBertTokenizer } from './tokenizer-config.ts';

/** Tokens of a text without special tokens; offsets are UTF-16 code units into the untouched text. */
export interface TokenizedText {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  readonly words: readonly WordBounds[];
  /** Index of each word's first token. */
  readonly wordTokens: readonly number[];
}

export interface OffsetTokenizer {
  /** Special tokens that the model expects before and after the text. */
  readonly prefixIds: readonly number[];
  readonly suffixIds: readonly number[];
  tokenize(text: string): TokenizedText;
}

interface Pieces {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  /** Length of each piece in normalised characters. */
  readonly lengths: readonly number[];
}

const cacheLimit = 50_000;

/**
 * @param json parsed `tokenizer.json`: a WordPiece model with BERT's normaliser and pre-tokenizer
 * @throws AppError `engine/unsupported-tokenizer` for any other pipeline
 */
export function createTokenizer(json: unknown): OffsetTokenizer {
  const config = parseBertTokenizer(json);
  const library = new Tokenizer(json as object, {});
  const model = library.model;
  if (!model) throw new AppError('engine/unsupported-tokenizer', { reason: 'no model' });
  const cache = new Map<string, Pieces>();

  const idOf = (token: string): number => {
    const id = library.token_to_id(token);
    if (id === undefined) throw new AppError('engine/unsupported-tokenizer', { reason: 'token without id' });
    return id;
  };
  const piecesOf = (word: string, wordLength: number): Pieces => {
    const known = cache.get(word);
    if (known) return known;
    const tokens = model.encode([word]);
    const lengths = tokens.map((token, index) => {
      if (token === config.unknownToken) return wordLength;
      return Array.from(index > 0 ? token.slice(config.continuingPrefix.length) : token).length;
    });
    const pieces = { ids: tokens.map(idOf), tokens, lengths };
    if (cache.size >= cacheLimit) cache.clear();
    cache.set(word, pieces);
    return pieces;
  };

  return {
    prefixIds: config.prefixTokens.map(idOf),
    suffixIds: config.suffixTokens.map(idOf),
    tokenize: (text) => tokenize(text, config.normalizer, config.addedTokens, piecesOf, idOf),
  };
}

function tokenize(
  text: string,
  normalizer: BertNormalizerOptions,
  addedTokens: readonly string[],
  piecesOf: (word: string, wordLength: number) => Pieces,
  idOf: (token: string) => number,
): TokenizedText {
  const ids: number[] = [];
  const tokens: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  const words: WordBounds[] = [];
  const wordTokens: number[] = [];
  const push = (id: number, token: string, start: number, end: number): void => {
    ids.push(id);
    tokens.push(token);
    starts.push(start);
    ends.push(end);
  };
  const beginWord = (start: number, end: number): void => {
    words.push({ start, end });
    wordTokens.push(ids.length);
  };
  const pushText = (from: number, to: number): void => {
    for (const word of bertWords(text, from, to, normalizer)) {
      const pieces = piecesOf(word.characters.join(''), word.characters.length);
      beginWord(word.starts[0] ?? from, word.ends.at(-1) ?? to);
      let character = 0;
      pieces.ids.forEach((id, index) => {
        const next = character + (pieces.lengths[index] ?? 0);
        push(id, pieces.tokens[index] ?? '', word.starts[character] ?? from, word.ends[next - 1] ?? to);
        character = next;
      });
    }
  };

  // A special token written out in the text is that token, as in the library the model was trained with.
  let position = 0;
  for (const { token, start } of findAddedTokens(text, addedTokens)) {
    pushText(position, start);
    position = start + token.length;
    beginWord(start, position);
    push(idOf(token), token, start, position);
  }
  pushText(position, text.length);
  return { ids, tokens, starts, ends, words, wordTokens };
}

function* findAddedTokens(
  text: string,
  addedTokens: readonly string[],
): Generator<{ token: string; start: number }> {
  for (let position = 0; ;) {
    let found: { token: string; start: number } | undefined;
    for (const token of addedTokens) {
      const start = text.indexOf(token, position);
      if (start >= 0 && (found === undefined || start < found.start)) found = { token, start };
    }
    if (!found) return;
    yield found;
    position = found.start + found.token.length;
  }
}
