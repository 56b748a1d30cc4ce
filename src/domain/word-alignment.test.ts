/** Words without offsets find their place, or none, and never a wrong one of their own text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { bertWords } from './bert-normalization.ts';
import { casedWords } from './token-words.ts';
import { alignWords } from './word-alignment.ts';

const lowered = { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true };

const surfaces = (text: string, words: string[]): (string | undefined)[] =>
  alignWords(text, words, lowered, '##').map((range) => range && text.slice(range.start, range.end));

describe('alignWords', () => {
  test.each([
    ['Coração, HAS', ['coracao', ', has'], ['Coração', ', HAS']],
    ['dor e dor', ['dor', 'dor'], ['dor', 'dor']],
    ['losartana 50 mg', ['losa ##rtan ##a 50', 'mg'], ['losartana 50', 'mg']],
    ['losartana', ['losa', '##rtan ##a'], ['losa', 'rtana']],
    ['item ## 3', ['item', '# #', '3'], ['item', '##', '3']],
    ['38,5 ºC', ['38 , 5', 'ºc'], ['38,5', 'ºC']],
    ['febre 🫀 alta', ['febre [UNK] alta', 'alta'], [undefined, 'alta']],
    ['dor', ['tosse', '', 'dor'], [undefined, undefined, 'dor']],
    ['dor', ['dor', 'dor'], ['dor', undefined]],
    ['', ['dor'], [undefined]],
  ])('%j with %j', (text, words, expected) => {
    expect(surfaces(text, words)).toEqual(expected);
  });

  test('a repeated word is taken where it comes first after the word before', () => {
    expect(alignWords('dor, dor, dor', ['dor', ',', 'dor'], lowered)).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 4 },
      { start: 5, end: 8 },
    ]);
  });

  test('without a mark of its own a piece is looked for as it is', () => {
    expect(alignWords('a##b', ['##b'], casedWords)).toEqual([{ start: 1, end: 4 }]);
  });

  test('all words of a text, in order, are found exactly where they stand', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const words = bertWords(text, 0, text.length, lowered);
        const ranges = alignWords(
          text,
          words.map(({ characters }) => characters.join('')),
          lowered,
        );
        expect(ranges).toEqual(words.map(({ starts, ends }) => ({ start: starts[0], end: ends.at(-1) })));
      }),
      { numRuns: 1000 },
    );
  });
});
