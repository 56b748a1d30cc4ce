/**
 * From text to what a model takes in one piece, and from the model's pieces back to its characters: what differs
 * between the families of tokenizers.
 */
import type { AlignedText } from '../domain/aligned-text.ts';
import { alignedText, cutInto } from '../domain/aligned-text.ts';
import { bertWords } from '../domain/bert-normalization.ts';
import type { BertNormalizerOptions } from '../domain/bert-normalization.ts';
import { byteCharacters, byteLevelWords, utf8Bytes } from '../domain/byte-level.ts';
import { AppError } from '../domain/errors.ts';
import { nfcNormalized } from '../domain/nfc-normalization.ts';
import { casedWords } from '../domain/token-words.ts';
import type { AddedTokenSplitter } from './tokenizer-added-tokens.ts';
import { addedTokenSplitter } from './tokenizer-added-tokens.ts';
import type { BytePairPipeline, TokenizerConfig, WordPiecePipeline } from './tokenizer-config.ts';

/** A pre-token, or an added token found after the normaliser. */
export interface PreToken {
  readonly text: AlignedText;
  /** Of the added token. */
  readonly id?: number;
}

/** Characters `[from, to)` of a pre-token. */
export interface Extent {
  readonly from: number;
  readonly to: number;
}

export interface Pipeline {
  /** Pre-tokens of `text[from, to)`, in the characters of the model's vocabulary. */
  preTokens(text: string, from: number, to: number): Iterable<PreToken>;
  /** Which characters of a pre-token each of its pieces stands for. */
  extents(preToken: readonly string[], pieces: readonly string[]): Extent[];
  /** What words for tagging are made with. */
  readonly words: BertNormalizerOptions;
}

/** @throws AppError `engine/unsupported-tokenizer` when a vocabulary cannot spell every byte */
export function pipelineOf({ pipeline, addedTokens }: TokenizerConfig): Pipeline {
  if (pipeline.family === 'word-piece') return wordPiecePipeline(pipeline);
  const normalized = addedTokens.filter((token) => token.normalized);
  return pipeline.family === 'byte-level'
    ? byteLevelPipeline(
        pipeline,
        addedTokenSplitter(normalized.map((t) => ({ ...t, content: t.content.normalize('NFC') }))),
      )
    : byteFallbackPipeline(
        pipeline,
        addedTokenSplitter(normalized.map((t) => ({ ...t, content: t.content.replaceAll(' ', '▁') }))),
      );
}

const lengthOf = (text: string): number => Array.from(text).length;

function consecutive(lengths: readonly number[]): Extent[] {
  let from = 0;
  return lengths.map((length) => ({ from, to: (from += length) }));
}

function wordPiecePipeline(pipeline: WordPiecePipeline): Pipeline {
  return {
    *preTokens(text, from, to) {
      for (const word of bertWords(text, from, to, pipeline.normalizer)) yield { text: word };
    },
    extents: (word, pieces) =>
      consecutive(
        pieces.map((piece, index) =>
          piece === pipeline.unknownToken
            ? word.length
            : lengthOf(index > 0 ? piece.slice(pipeline.continuingPrefix.length) : piece),
        ),
      ),
    words: pipeline.normalizer,
  };
}

function byteLevelPipeline(pipeline: BytePairPipeline, added: AddedTokenSplitter): Pipeline {
  requireAll(pipeline, byteCharacters);
  return {
    *preTokens(text, from, to) {
      for (const part of withAdded(nfcNormalized(alignedText(text, from, to)), added)) {
        if (part.id !== undefined) yield part;
        else for (const word of byteLevelWords(part.text)) yield { text: word };
      }
    },
    extents: (_word, pieces) => consecutive(pieces.map((piece) => piece.length)),
    words: casedWords,
  };
}

const byteToken = /^<0x[\dA-F]{2}>$/u;

function byteFallbackPipeline(pipeline: BytePairPipeline, added: AddedTokenSplitter): Pipeline {
  const byteTokens = Array.from(
    { length: 256 },
    (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
  requireAll(pipeline, byteTokens);
  const joiners = spaceJoiners(pipeline.vocabulary);
  return {
    *preTokens(text, from, to) {
      const source = alignedText(text, from, to);
      const characters = source.characters.map((c) => (c === ' ' ? '▁' : c));
      for (const part of withAdded({ ...source, characters }, added)) {
        if (part.id !== undefined) yield part;
        else
          for (const word of cutInto(part.text, cutBeforeSpaces(part.text.characters, joiners)))
            yield { text: word };
      }
    },
    extents: byteFallbackExtents,
    words: casedWords,
  };
}

function requireAll({ vocabulary }: BytePairPipeline, tokens: readonly string[]): void {
  const known = new Set(vocabulary);
  const missing = tokens.find((token) => !known.has(token));
  if (missing === undefined) return;
  throw new AppError('engine/unsupported-tokenizer', { reason: `model.vocab: no byte ${missing}` });
}

function* withAdded(text: AlignedText, added: AddedTokenSplitter): Generator<PreToken> {
  const parts = [...added(text.characters.join(''))];
  let index = 0;
  const texts = parts.map((part) => part.text);
  for (const cut of cutInto(text, texts)) yield { ...parts[index++], text: cut };
}

/** What stands before a space inside some piece of the vocabulary. */
function spaceJoiners(vocabulary: readonly string[]): ReadonlySet<string> {
  const joiners = new Set<string>();
  for (const piece of vocabulary) {
    if (piece.lastIndexOf('▁') < 1) continue;
    const characters = Array.from(piece);
    for (const [index, character] of characters.entries())
      if (index > 0 && character === '▁') joiners.add(characters[index - 1] ?? '');
  }
  return joiners;
}

/**
 * The model takes the whole text as one word. No piece reaches over a space unless one in the vocabulary does, so the
 * pieces of the parts are those of the whole, and the parts are short and often the same.
 */
function* cutBeforeSpaces(characters: readonly string[], joiners: ReadonlySet<string>): Generator<string> {
  let from = 0;
  for (let index = 1; index < characters.length; index++) {
    if (characters[index] !== '▁' || joiners.has(characters[index - 1] ?? '')) continue;
    yield characters.slice(from, index).join('');
    from = index;
  }
  if (from < characters.length) yield characters.slice(from).join('');
}

/** A character that the vocabulary lacks has a piece for each of its bytes; all stand for the whole character. */
function byteFallbackExtents(word: readonly string[], pieces: readonly string[]): Extent[] {
  let from = 0;
  let bytesLeft = 0;
  return pieces.map((piece) => {
    const start = from;
    if (!byteToken.test(piece)) {
      from += lengthOf(piece);
      return { from: start, to: from };
    }
    if (bytesLeft === 0) bytesLeft = utf8Bytes(word[from]?.codePointAt(0) ?? 0).length;
    bytesLeft--;
    if (bytesLeft === 0) from++;
    return { from: start, to: start + 1 };
  });
}
