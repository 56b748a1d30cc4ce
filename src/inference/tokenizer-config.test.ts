/** Only BERT's pipeline is read; anything else is refused by name, never tokenized wrongly. */
import { describe, expect, test } from 'vitest';
import type { AppError } from '../domain/errors.ts';
import { tokenizerJson } from '../testing/tokenizer-json.ts';
import { parseBertTokenizer } from './tokenizer-config.ts';

const json = tokenizerJson(['dor']);

describe('parseBertTokenizer', () => {
  test("BERT's pipeline is read", () => {
    expect(parseBertTokenizer(json)).toEqual({
      normalizer: { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true },
      unknownToken: '[UNK]',
      continuingPrefix: '##',
      prefixTokens: ['[CLS]'],
      suffixTokens: ['[SEP]'],
      addedTokens: ['[PAD]', '[UNK]', '[CLS]', '[SEP]', '[MASK]'],
    });
  });

  test.each([
    [true, true],
    [false, false],
  ])('with lowercase %s an unset strip_accents is %s', (lowercase, stripAccents) => {
    const normalizer = { ...json.normalizer, strip_accents: null, lowercase };
    expect(parseBertTokenizer({ ...json, normalizer }).normalizer.stripAccents).toBe(stripAccents);
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
    ['an added token that strips spaces', { ...json, added_tokens: [{ ...addedToken, lstrip: true }] }],
    ['an added token that is normalised', { ...json, added_tokens: [{ ...addedToken, normalized: true }] }],
    ['an empty added token', { ...json, added_tokens: [{ ...addedToken, content: '' }] }],
  ])('%s is refused', (_what, given) => {
    const refused: unknown = (() => {
      try {
        return parseBertTokenizer(given);
      } catch (thrown) {
        return thrown;
      }
    })();
    expect(refused).toMatchObject({ code: 'engine/unsupported-tokenizer' });
    expect(String((refused as AppError).details['reason'])).not.toBe('');
  });
});
