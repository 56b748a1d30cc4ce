/** Reads the parts of a `tokenizer.json` that offsets depend on, and refuses pipelines that are not BERT's. */
import * as v from 'valibot';
import type { BertNormalizerOptions } from '../domain/bert-normalization.ts';
import { AppError } from '../domain/errors.ts';

const schema = v.object({
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
  post_processor: v.object({
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
  }),
  added_tokens: v.array(
    v.object({
      content: v.pipe(v.string(), v.nonEmpty()),
      single_word: v.literal(false),
      lstrip: v.literal(false),
      rstrip: v.literal(false),
      normalized: v.literal(false),
    }),
  ),
});

export interface BertTokenizerConfig {
  readonly normalizer: BertNormalizerOptions;
  readonly unknownToken: string;
  readonly continuingPrefix: string;
  readonly prefixTokens: readonly string[];
  readonly suffixTokens: readonly string[];
  readonly addedTokens: readonly string[];
}

/** @throws AppError `engine/unsupported-tokenizer` with the first place that does not fit */
export function parseBertTokenizer(json: unknown): BertTokenizerConfig {
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    const place = v.getDotPath(issue) ?? 'tokenizer.json';
    throw new AppError('engine/unsupported-tokenizer', {
      reason: `${place}: ${issue.message}`.slice(0, 200),
    });
  }
  const { normalizer, model, post_processor, added_tokens } = parsed.output;
  const template = post_processor.single;
  const sequence = template.findIndex((part) => 'Sequence' in part);
  const specialTokens = (from: number, to: number): string[] =>
    template.slice(from, to).flatMap((part) => ('SpecialToken' in part ? [part.SpecialToken.id] : []));
  return {
    normalizer: {
      cleanText: normalizer.clean_text,
      handleChineseChars: normalizer.handle_chinese_chars,
      // the library's rule: an unset value follows `lowercase`
      stripAccents: normalizer.strip_accents ?? normalizer.lowercase,
      lowercase: normalizer.lowercase,
    },
    unknownToken: model.unk_token,
    continuingPrefix: model.continuing_subword_prefix,
    prefixTokens: specialTokens(0, sequence),
    suffixTokens: specialTokens(sequence + 1, template.length),
    addedTokens: added_tokens.map((token) => token.content),
  };
}
