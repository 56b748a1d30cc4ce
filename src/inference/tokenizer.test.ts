/** Tokens lead back to the text they come from, whatever the text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf16Positions } from '../domain/text.ts';
import { nastyText } from '../testing/arbitraries.ts';
import { tokenizerJson } from '../testing/tokenizer-json.ts';
import { createTokenizer } from './tokenizer.ts';

const pieces = [
  'dor',
  'tora',
  '##cica',
  'coracao',
  'a',
  '##a',
  '##b',
  'l',
  '##o',
  ',',
  '.',
  '8',
  '/',
  '##h',
  'ﬁ',
];
const tokenizer = createTokenizer(tokenizerJson(pieces));

/** Tokens with the slices of the text they stand for. */
const slices = (text: string): [string, string][] => {
  const { tokens, starts, ends } = tokenizer.tokenize(text);
  return tokens.map((token, index) => [token, text.slice(starts[index], ends[index])]);
};

describe('tokenize', () => {
  test.each<[string, [string, string][]]>([
    ['', []],
    [' \n', []],
    [
      'Dor torácica.',
      [
        ['dor', 'Dor'],
        ['tora', 'torá'],
        ['##cica', 'cica'],
        ['.', '.'],
      ],
    ],
    [
      '8/8h',
      [
        ['8', '8'],
        ['/', '/'],
        ['8', '8'],
        ['##h', 'h'],
      ],
    ],
    ['corac\u0327a\u0303o', [['coracao', 'corac\u0327a\u0303o']]],
    ['d\u00ador', [['dor', 'd\u00ador']]],
    ['dor🫀', [['[UNK]', 'dor🫀']]],
    [
      '🫀, xyz',
      [
        ['[UNK]', '🫀'],
        [',', ','],
        ['[UNK]', 'xyz'],
      ],
    ],
    [
      'a[SEP]b',
      [
        ['a', 'a'],
        ['[SEP]', '[SEP]'],
        ['[UNK]', 'b'],
      ],
    ],
    [
      '[CLS][MASK]',
      [
        ['[CLS]', '[CLS]'],
        ['[MASK]', '[MASK]'],
      ],
    ],
    [
      '[sep]',
      [
        ['[UNK]', '['],
        ['[UNK]', 'sep'],
        ['[UNK]', ']'],
      ],
    ],
    ['a'.repeat(101), [['[UNK]', 'a'.repeat(101)]]],
  ])('%j', (text, expected) => {
    expect(slices(text)).toEqual(expected);
  });

  test('tokens tile their words, words are in order, and no position splits a character', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const { ids, tokens, starts, ends, words, wordTokens } = tokenizer.tokenize(text);
        expect([tokens.length, starts.length, ends.length]).toEqual([ids.length, ids.length, ids.length]);
        expect(wordTokens).toHaveLength(words.length);
        const wholes = new Set(utf16Positions(text));
        for (const position of [...starts, ...ends]) expect(wholes.has(position)).toBe(true);
        let position = 0;
        for (const [index, { start, end }] of words.entries()) {
          const first = wordTokens[index]!;
          const next = wordTokens[index + 1] ?? ids.length;
          expect(next).toBeGreaterThan(first);
          expect([starts[first], ends[next - 1]]).toEqual([start, end]);
          expect(start).toBeGreaterThanOrEqual(position);
          expect(end).toBeGreaterThan(start);
          position = end;
        }
        expect(position).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('the same text gives the same tokens, and a text after it is not affected', () => {
    fc.assert(
      fc.property(nastyText, nastyText, (a, b) => {
        const fresh = createTokenizer(tokenizerJson(pieces)).tokenize(b);
        tokenizer.tokenize(a);
        expect(tokenizer.tokenize(b)).toEqual(fresh);
      }),
      { numRuns: 100 },
    );
  });

  test('a word that is a property of every object is an unknown word', () => {
    for (const word of ['constructor', '__proto__', 'toString', 'hasOwnProperty'])
      expect(new Set(slices(word).map(([token]) => token))).toEqual(new Set(['[UNK]']));
  });
});

test('special tokens around the text come from the template', () => {
  expect([tokenizer.prefixIds, tokenizer.suffixIds]).toEqual([[2], [3]]);
});
