/** Three pipelines are read; anything else is refused by name, never tokenized wrongly. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { AppError } from '../domain/errors.ts';
import { tokenizerJson } from '../testing/tokenizer-json.ts';
import { parseTokenizer } from './tokenizer-config.ts';

const json = tokenizerJson(['dor']);

/** A committed `tokenizer.json`, to be changed at one place. */
interface BytePairJson {
  readonly normalizer: object;
  readonly pre_tokenizer: object;
  readonly model: object;
  readonly added_tokens: readonly object[];
}
const read = (family: string): BytePairJson =>
  JSON.parse(
    readFileSync(new URL(`../testing/fixtures/tokenizers/${family}.json`, import.meta.url), 'utf8'),
  ) as BytePairJson;
const byteLevel = read('byte-level');
const byteFallback = read('byte-fallback');

/** The place and reason with which a `tokenizer.json` is refused. */
function refusal(given: unknown): string {
  try {
    parseTokenizer(given);
  } catch (thrown) {
    expect(thrown).toMatchObject({ code: 'engine/unsupported-tokenizer' });
    return String((thrown as AppError).details['reason']);
  }
  throw new Error('not refused');
}

describe('parseTokenizer', () => {
  test("BERT's pipeline is read", () => {
    const { addedTokens, ...config } = parseTokenizer(json);
    expect(config).toEqual({
      pipeline: {
        family: 'word-piece',
        normalizer: { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true },
        unknownToken: '[UNK]',
        continuingPrefix: '##',
      },
      prefixTokens: ['[CLS]'],
      suffixTokens: ['[SEP]'],
    });
    expect(addedTokens.map(({ content }) => content)).toEqual(['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]']);
    expect(addedTokens[4]).toEqual({ id: 4, content: '[MASK]', lstrip: false, normalized: false });
  });

  test.each([
    [true, null, true],
    [false, null, false],
    [false, true, true],
    [true, false, false],
  ])('with lowercase %s a strip_accents of %s is %s', (lowercase, strip_accents, stripAccents) => {
    const normalizer = { ...json.normalizer, strip_accents, lowercase };
    expect(parseTokenizer({ ...json, normalizer }).pipeline).toMatchObject({ normalizer: { stripAccents } });
  });

  test.each([
    ['byte-level', byteLevel, ['[CLS]', '[SEP]']],
    ['byte-fallback', byteFallback, ['<bos>', '<eos>']],
  ])("%s BPE is read, with its template's tokens", (family, given, [prefix, suffix]) => {
    const config = parseTokenizer(given);
    expect(config.pipeline).toMatchObject({ family });
    expect([config.prefixTokens, config.suffixTokens]).toEqual([[prefix], [suffix]]);
    expect(config.addedTokens).toHaveLength(given.added_tokens.length);
  });

  test('a pre-tokenizer that has nothing to cut may be left out', () => {
    expect(parseTokenizer({ ...byteFallback, pre_tokenizer: null })).toEqual(parseTokenizer(byteFallback));
  });

  const addedToken = json.added_tokens[0]!;
  const template = json.post_processor.single;
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['a text', 'tokenizer'],
    ['an empty object', {}],
    ['byte-pair encoding', { ...json, model: { type: 'BPE', vocab: {}, merges: [] } }],
    ['a unigram model', { ...json, model: { type: 'Unigram', vocab: [] } }],
    ['no normaliser', { ...json, normalizer: null }],
    ['an NFC normaliser', { ...json, normalizer: { type: 'NFC' } }],
    [
      'a sequence of normalisers',
      { ...json, normalizer: { type: 'Sequence', normalizers: [json.normalizer] } },
    ],
    [
      'a byte-level pre-tokenizer',
      { ...json, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false } },
    ],
    ['a whitespace pre-tokenizer', { ...json, pre_tokenizer: { type: 'Whitespace' } }],
    ['no post-processor', { ...json, post_processor: null }],
    [
      'a template without the text',
      { ...json, post_processor: { ...json.post_processor, single: [template[0]] } },
    ],
    [
      'a template with the text twice',
      { ...json, post_processor: { ...json.post_processor, single: [...template, template[1]] } },
    ],
    [
      'an added token that takes spaces after it',
      { ...json, added_tokens: [{ ...addedToken, rstrip: true }] },
    ],
    ['an added token that is normalised', { ...json, added_tokens: [{ ...addedToken, normalized: true }] }],
    ['an empty added token', { ...json, added_tokens: [{ ...addedToken, content: '' }] }],
  ])('%s is refused', (_what, given) => {
    expect(refusal(given)).not.toBe('');
  });

  const wordStart = { type: 'Prepend', prepend: '▁' };
  test.each<[string, string, unknown]>([
    ['model.type', 'Unigram', { ...json, model: { type: 'Unigram', vocab: [] } }],
    ['normalizer.type', 'NFKC', { ...byteLevel, normalizer: { type: 'NFKC' } }],
    [
      'pre_tokenizer.add_prefix_space',
      'true',
      { ...byteLevel, pre_tokenizer: { ...byteLevel.pre_tokenizer, add_prefix_space: true } },
    ],
    [
      'pre_tokenizer.use_regex',
      'false',
      { ...byteLevel, pre_tokenizer: { ...byteLevel.pre_tokenizer, use_regex: false } },
    ],
    ['model.ignore_merges', 'true', { ...byteLevel, model: { ...byteLevel.model, ignore_merges: true } }],
    ['model.dropout', '0.1', { ...byteLevel, model: { ...byteLevel.model, dropout: 0.1 } }],
    [
      'model.end_of_word_suffix',
      '</w>',
      { ...byteLevel, model: { ...byteLevel.model, end_of_word_suffix: '</w>' } },
    ],
    [
      'added_tokens.0.rstrip',
      'true',
      { ...byteLevel, added_tokens: [{ ...byteLevel.added_tokens[0], rstrip: true }] },
    ],
    [
      'added_tokens.0.single_word',
      'true',
      { ...byteFallback, added_tokens: [{ ...byteFallback.added_tokens[0], single_word: true }] },
    ],
    ['normalizer.type', 'Prepend', { ...byteFallback, normalizer: wordStart }],
    [
      'normalizer.content',
      '_',
      { ...byteFallback, normalizer: { ...byteFallback.normalizer, content: '_' } },
    ],
    ['pre_tokenizer.type', 'Metaspace', { ...byteFallback, pre_tokenizer: { type: 'Metaspace' } }],
    [
      'pre_tokenizer.behavior',
      'Isolated',
      { ...byteFallback, pre_tokenizer: { ...byteFallback.pre_tokenizer, behavior: 'Isolated' } },
    ],
  ])('%s is named when it is %s', (place, value, given) => {
    expect(refusal(given)).toContain(`${place}: `);
    expect(refusal(given)).toContain(value);
  });
});
