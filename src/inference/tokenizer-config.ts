/** Reads the parts of a `tokenizer.json` that offsets depend on, and refuses every pipeline but three. */
import * as v from 'valibot';
import type { BertNormalizerOptions } from '../domain/bert-normalization.ts';
import { AppError } from '../domain/errors.ts';

const template = v.object({
  type: v.literal('TemplateProcessing'),
  single: v.pipe(
    v.array(
      v.union([
        v.object({ SpecialToken: v.object({ id: v.string() }) }),
        v.object({ Sequence: v.object({ id: v.string() }) }),
      ]),
    ),
    v.check((parts) => parts.filter((part) => 'Sequence' in part).length === 1, 'the text exactly once'),
  ),
});

const addedToken = {
  id: v.pipe(v.number(), v.integer()),
  content: v.pipe(v.string(), v.nonEmpty()),
  single_word: v.literal(false),
  lstrip: v.boolean(),
  rstrip: v.literal(false),
};

const wordPiece = v.object({
  normalizer: v.object({
    type: v.literal('BertNormalizer'),
    clean_text: v.boolean(),
    handle_chinese_chars: v.boolean(),
    strip_accents: v.nullish(v.boolean()),
    lowercase: v.boolean(),
  }),
  pre_tokenizer: v.object({ type: v.literal('BertPreTokenizer') }),
  model: v.object({
    type: v.literal('WordPiece'),
    unk_token: v.string(),
    continuing_subword_prefix: v.string(),
  }),
  post_processor: template,
  // BERT's normaliser would have to be run on the token too
  added_tokens: v.array(v.object({ ...addedToken, normalized: v.literal(false) })),
});

const bytePairModel = {
  type: v.literal('BPE'),
  dropout: v.nullish(v.literal(0)),
  continuing_subword_prefix: v.nullish(v.literal('')),
  end_of_word_suffix: v.nullish(v.literal('')),
  ignore_merges: v.nullish(v.literal(false)),
  vocab: v.record(v.string(), v.number()),
};
const bytePairTokens = v.array(v.object({ ...addedToken, normalized: v.boolean() }));

const byteLevel = v.object({
  normalizer: v.object({ type: v.literal('NFC') }),
  pre_tokenizer: v.object({
    type: v.literal('ByteLevel'),
    add_prefix_space: v.literal(false),
    use_regex: v.nullish(v.literal(true)),
  }),
  model: v.object({ ...bytePairModel, byte_fallback: v.nullish(v.literal(false)) }),
  post_processor: template,
  added_tokens: bytePairTokens,
});

const byteFallback = v.object({
  normalizer: v.object({
    type: v.literal('Replace'),
    pattern: v.object({ String: v.literal(' ') }),
    content: v.literal('▁'),
  }),
  // cuts at spaces, of which the normaliser has left none
  pre_tokenizer: v.nullish(
    v.object({
      type: v.literal('Split'),
      pattern: v.object({ String: v.literal(' ') }),
      behavior: v.literal('MergedWithPrevious'),
      invert: v.literal(false),
    }),
  ),
  model: v.object({ ...bytePairModel, byte_fallback: v.literal(true) }),
  post_processor: template,
  added_tokens: bytePairTokens,
});

const family = v.object({
  model: v.variant('type', [
    v.object({ type: v.literal('WordPiece') }),
    v.object({ type: v.literal('BPE'), byte_fallback: v.nullish(v.boolean()) }),
  ]),
});

/** A token found as it is written, before (`normalized`: after) the normaliser. */
export interface AddedToken {
  readonly id: number;
  readonly content: string;
  /** Takes the white space before it. */
  readonly lstrip: boolean;
  readonly normalized: boolean;
}

export interface WordPiecePipeline {
  readonly family: 'word-piece';
  readonly normalizer: BertNormalizerOptions;
  readonly unknownToken: string;
  readonly continuingPrefix: string;
}

export interface BytePairPipeline {
  /** GPT-2's byte-level pieces after NFC, or Gemma's of characters with bytes as a last resort. */
  readonly family: 'byte-level' | 'byte-fallback';
  readonly vocabulary: readonly string[];
}

export interface TokenizerConfig {
  readonly pipeline: WordPiecePipeline | BytePairPipeline;
  readonly prefixTokens: readonly string[];
  readonly suffixTokens: readonly string[];
  readonly addedTokens: readonly AddedToken[];
}

/**
 * Checks a parsed `tokenizer.json`: BERT's WordPiece (cased or not), byte-level BPE as of ModernBERT, or BPE with byte
 * fallback as of Gemma 2.
 * @throws AppError `engine/unsupported-tokenizer` with the first place that does not fit
 */
export function parseTokenizer(json: unknown): TokenizerConfig {
  const { model } = checked(family, json);
  if (model.type === 'WordPiece') {
    const config = checked(wordPiece, json);
    const { clean_text, handle_chinese_chars, strip_accents, lowercase } = config.normalizer;
    return withTokens(config, {
      family: 'word-piece',
      normalizer: {
        cleanText: clean_text,
        handleChineseChars: handle_chinese_chars,
        // the library's rule: an unset value follows `lowercase`
        stripAccents: strip_accents ?? lowercase,
        lowercase,
      },
      unknownToken: config.model.unk_token,
      continuingPrefix: config.model.continuing_subword_prefix,
    });
  }
  const isFallback = model.byte_fallback === true;
  const config = isFallback ? checked(byteFallback, json) : checked(byteLevel, json);
  return withTokens(config, {
    family: isFallback ? 'byte-fallback' : 'byte-level',
    vocabulary: Object.keys(config.model.vocab),
  });
}

function checked<Schema extends v.GenericSchema>(schema: Schema, json: unknown): v.InferOutput<Schema> {
  const parsed = v.safeParse(schema, json);
  if (parsed.success) return parsed.output;
  const [issue] = parsed.issues;
  const reason = `${v.getDotPath(issue) ?? 'tokenizer.json'}: ${issue.message}`.slice(0, 200);
  throw new AppError('engine/unsupported-tokenizer', { reason });
}

function withTokens(
  config: {
    readonly post_processor: v.InferOutput<typeof template>;
    readonly added_tokens: readonly AddedToken[];
  },
  pipeline: TokenizerConfig['pipeline'],
): TokenizerConfig {
  const parts = config.post_processor.single;
  const sequence = parts.findIndex((part) => 'Sequence' in part);
  const specialTokens = (from: number, to: number): string[] =>
    parts.slice(from, to).flatMap((part) => ('SpecialToken' in part ? [part.SpecialToken.id] : []));
  return {
    pipeline,
    prefixTokens: specialTokens(0, sequence),
    suffixTokens: specialTokens(sequence + 1, parts.length),
    addedTokens: config.added_tokens.map(({ id, content, lstrip, normalized }) => ({
      id,
      content,
      lstrip,
      normalized,
    })),
  };
}
