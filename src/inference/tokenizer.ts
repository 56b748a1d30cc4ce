/**
 * Tokens with exact offsets. Vocabulary and pieces come from `@huggingface/tokenizers`; that library gives no offsets,
 * so normalisation and pre-tokens are this project's own (`tokenizer-pipelines`) and know where they stand.
 */
import { Tokenizer } from '@huggingface/tokenizers';
import type { WordBounds } from '../domain/decoding.ts';
import { AppError } from '../domain/errors.ts';
import { wordsOfTokens } from '../domain/token-words.ts';
import { addedTokenSplitter } from './tokenizer-added-tokens.ts';
import { parseTokenizer } from './tokenizer-config.ts';
import type { Extent, PreToken } from './tokenizer-pipelines.ts';
import { pipelineOf } from './tokenizer-pipelines.ts';

/** Tokens of a text without special tokens; offsets are UTF-16 code units into the untouched text. */
export interface TokenizedText {
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
  /** Words for tagging, see `domain/token-words`. */
  readonly words: readonly WordBounds[];
  /** Index of each word's first token. */
  readonly wordTokens: readonly number[];
  /** Index after each word's last token. */
  readonly wordTokenEnds: readonly number[];
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
  readonly extents: readonly Extent[];
}

const cacheLimit = 50_000;
const cachedLength = 256; // longer pre-tokens are rare and no two the same

/**
 * @param json parsed `tokenizer.json`
 * @throws AppError `engine/unsupported-tokenizer` for a pipeline that `tokenizer-config` does not read
 */
export function createTokenizer(json: unknown): OffsetTokenizer {
  const config = parseTokenizer(json);
  const pipeline = pipelineOf(config);
  const { model, added_tokens } = json as { model: object; added_tokens: object[] };
  const parts = { normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };
  const library = new Tokenizer({ ...parts, model, added_tokens }, {});
  const splitAdded = addedTokenSplitter(config.addedTokens.filter((token) => !token.normalized));
  const cache = new Map<string, Pieces>();

  const idOf = (token: string): number => {
    const id = library.token_to_id(token);
    if (id === undefined) throw new AppError('engine/unsupported-tokenizer', { reason: 'token without id' });
    return id;
  };
  const piecesOf = (characters: readonly string[]): Pieces => {
    const word = characters.join('');
    const known = cache.get(word);
    if (known) return known;
    const tokens = library.model?.encode([word]) ?? [];
    const pieces = { ids: tokens.map(idOf), tokens, extents: pipeline.extents(characters, tokens) };
    if (cache.size >= cacheLimit) cache.clear();
    if (word.length <= cachedLength) cache.set(word, pieces);
    return pieces;
  };

  /** Added tokens of the text as it stands, then the pre-tokens between them. */
  function* preTokens(text: string): Generator<PreToken> {
    let from = 0;
    for (const part of splitAdded(text)) {
      const to = from + part.text.length;
      if (part.id === undefined) yield* pipeline.preTokens(text, from, to);
      else yield { id: part.id, text: { characters: [part.text], starts: [from], ends: [to] } };
      from = to;
    }
  }

  return {
    prefixIds: config.prefixTokens.map(idOf),
    suffixIds: config.suffixTokens.map(idOf),
    tokenize: (text) => {
      const tokens: TokenColumns = { ids: [], tokens: [], starts: [], ends: [] };
      for (const preToken of preTokens(text)) append(tokens, preToken, piecesOf);
      return { ...tokens, ...wordsOfTokens(text, tokens.starts, tokens.ends, pipeline.words) };
    },
  };
}

interface TokenColumns {
  readonly ids: number[];
  readonly tokens: string[];
  readonly starts: number[];
  readonly ends: number[];
}

function append(
  columns: TokenColumns,
  { text, id }: PreToken,
  piecesOf: (characters: readonly string[]) => Pieces,
): void {
  const { characters, starts, ends } = text;
  const { ids, tokens, extents } =
    id === undefined
      ? piecesOf(characters)
      : { ids: [id], tokens: [characters.join('')], extents: [{ from: 0, to: characters.length }] };
  for (const [index, { from, to }] of extents.entries()) {
    columns.ids.push(ids[index] ?? 0);
    columns.tokens.push(tokens[index] ?? '');
    columns.starts.push(starts[from] ?? 0);
    columns.ends.push(ends[to - 1] ?? 0);
  }
}
