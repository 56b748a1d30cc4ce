/** Words are BERT's, whatever the tokens; each has a token of its own. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bertWords } from './bert-normalization.ts';
import { nastyText } from '../testing/arbitraries.ts';
import { utf16Positions } from './text.ts';
import { casedWords, wordsOfTokens } from './token-words.ts';

/** A text cut into tokens anywhere. */
const cutText = fc.tuple(nastyText, fc.array(fc.nat(400))).map(([text, cuts]) => {
  const wholes = utf16Positions(text);
  const inside = cuts.map((cut) => wholes[cut % wholes.length]!);
  const places = [...new Set([0, ...inside, text.length])].sort((a, b) => a - b);
  return { text, starts: places.slice(0, -1), ends: places.slice(1) };
});

const of = (tokens: readonly string[]) => {
  const text = tokens.join('');
  const ends = tokens.map((_, index) => tokens.slice(0, index + 1).join('').length);
  const { words, wordTokens } = wordsOfTokens(text, [0, ...ends.slice(0, -1)], ends);
  return words.map(({ start, end }, index) => [text.slice(start, end), wordTokens[index]]);
};

describe('wordsOfTokens', () => {
  test.each<[string[], [string, number][]]>([
    [
      ['dor', ' forte', '.'],
      [
        ['dor', 0],
        ['forte', 1],
        ['.', 2],
      ],
    ],
    [
      ['tor', 'ácica', ' ', 'há'],
      [
        ['torácica', 0],
        ['há', 3],
      ],
    ],
    [
      [' (', '500', ' mg', ').'],
      [
        ['(', 0],
        ['500', 1],
        ['mg', 2],
        [').', 3],
      ],
    ],
    [
      ['8/', '8', 'h'],
      [
        ['8/', 0],
        ['8h', 1],
      ],
    ],
    [
      ['a', '.b'],
      [
        ['a', 0],
        ['.b', 1],
      ],
    ],
    [['\u200b', ' dor', '\n\n'], [['dor', 1]]],
    [
      ['[CLS]', 'a'],
      [
        ['[CLS]', 0],
        ['a', 1],
      ],
    ],
    [
      ['心电', '图'],
      [
        ['心电', 0],
        ['图', 1],
      ],
    ],
    [[' ', '\n'], []],
  ])('%j', (tokens, expected) => {
    expect(of(tokens)).toEqual(expected);
  });

  test('bytes of one character are one word', () => {
    expect(wordsOfTokens('🏥 x', [0, 0, 0, 0, 2, 3], [2, 2, 2, 2, 3, 4])).toEqual({
      words: [
        { start: 0, end: 2 },
        { start: 3, end: 4 },
      ],
      wordTokens: [0, 5],
      wordTokenEnds: [4, 6],
    });
  });

  test('every pre-token is in exactly one word, words are in order, and their first tokens too', () => {
    fc.assert(
      fc.property(cutText, ({ text, starts, ends }) => {
        const { words, wordTokens, wordTokenEnds } = wordsOfTokens(text, starts, ends);
        const preTokens = bertWords(text, 0, text.length, casedWords);
        for (const { starts: from, ends: to } of preTokens) {
          const around = words.filter(({ start, end }) => start <= from[0]! && to.at(-1)! <= end);
          expect(around).toHaveLength(1);
        }
        expect(wordTokens).toHaveLength(words.length);
        for (const [index, { start, end }] of words.entries()) {
          expect(start).toBeGreaterThanOrEqual(words[index - 1]?.end ?? 0);
          expect(end).toBeGreaterThan(start);
          const token = wordTokens[index]!;
          expect(token).toBeGreaterThan(wordTokens[index - 1] ?? -1);
          expect(starts[token]).toBeLessThan(end);
          expect(ends[token]).toBeGreaterThan(start);
          const last = wordTokenEnds[index]! - 1;
          expect(last).toBeGreaterThanOrEqual(token);
          expect(last).toBeLessThan(wordTokens[index + 1] ?? starts.length);
          expect(starts[last]).toBeLessThan(end); // tokens of nothing but space are no part of it
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a token a character gives the pre-tokens themselves', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const places = [...utf16Positions(text)];
        const { words } = wordsOfTokens(text, places.slice(0, -1), places.slice(1));
        const preTokens = bertWords(text, 0, text.length, casedWords);
        expect(words).toEqual(preTokens.map((word) => ({ start: word.starts[0], end: word.ends.at(-1) })));
      }),
      { numRuns: 1000 },
    );
  });
});
