/** Words lead back to the text: in order, apart, inside the bounds, on whole characters. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import type { AlignedText } from './aligned-text.ts';
import type { BertNormalizerOptions } from './bert-normalization.ts';
import { bertWordBounds, bertWords } from './bert-normalization.ts';
import { utf16Positions } from './text.ts';

const all: BertNormalizerOptions = {
  cleanText: true,
  handleChineseChars: true,
  stripAccents: true,
  lowercase: true,
};
const none: BertNormalizerOptions = {
  cleanText: false,
  handleChineseChars: false,
  stripAccents: false,
  lowercase: false,
};
const options = fc.record({
  cleanText: fc.boolean(),
  handleChineseChars: fc.boolean(),
  stripAccents: fc.boolean(),
  lowercase: fc.boolean(),
});

const normalized = (words: readonly AlignedText[]): string[] => words.map((word) => word.characters.join(''));
const wordsOf = (text: string, given = all): string[] => normalized(bertWords(text, 0, text.length, given));

describe('positions', () => {
  test('words and their characters are in order, apart, and on whole characters of the text', () => {
    fc.assert(
      fc.property(nastyText, options, (text, given) => {
        const wholes = new Set(utf16Positions(text));
        let position = 0;
        for (const { characters, starts, ends } of bertWords(text, 0, text.length, given)) {
          expect(characters.length).toBeGreaterThan(0);
          expect([starts.length, ends.length]).toEqual([characters.length, characters.length]);
          expect(starts[0]).toBeGreaterThanOrEqual(position);
          for (const [index, start] of starts.entries()) {
            const end = ends[index]!;
            expect(wholes.has(start) && wholes.has(end)).toBe(true);
            expect(end).toBeGreaterThan(start);
            // several characters may come from one, but never one from several
            const before = starts[index - 1];
            if (before !== undefined && before !== start)
              expect(start).toBeGreaterThanOrEqual(ends[index - 1]!);
          }
          position = ends.at(-1)!;
        }
        expect(position).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('a part of a text has the words that it has alone, moved by its start', () => {
    fc.assert(
      fc.property(nastyText, nastyText, nastyText, (before, text, after) => {
        const joined = `${before} ${text} ${after}`;
        const from = before.length + 1;
        const moved = bertWords(text, 0, text.length, all).map(({ characters, starts, ends }) => ({
          characters,
          starts: starts.map((start) => start + from),
          ends: ends.map((end) => end + from),
        }));
        expect(bertWords(joined, from, from + text.length, all)).toEqual(moved);
      }),
      { numRuns: 1000 },
    );
  });

  test('a text split at spaces has the words of its parts', () => {
    fc.assert(
      fc.property(nastyText, nastyText, (a, b) => {
        expect(wordsOf(`${a} ${b}`)).toEqual([...wordsOf(a), ...wordsOf(b)]);
      }),
      { numRuns: 1000 },
    );
  });
});

describe('normalisation', () => {
  test('composed and decomposed accents give the same words', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(wordsOf(text.normalize('NFD'))).toEqual(wordsOf(text.normalize('NFC')));
      }),
      { numRuns: 1000 },
    );
  });

  test('nothing is left to strip, to lower or to clean in a word', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        for (const word of wordsOf(text))
          expect(word).not.toMatch(/[\p{White_Space}\p{Mn}\p{Cc}\p{Cs}\ufffd]/u);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['T: 38,5 ºC', ['t', ':', '38', ',', '5', 'ºc']],
    ['dipirona 8/8h', ['dipirona', '8', '/', '8h']],
    ['Coração', ['coracao']],
    ['Corac\u0327a\u0303o', ['coracao']],
    ['pa\u00adla\u200bvra', ['palavra']],
    ['a\u00a0b\r\nc\td', ['a', 'b', 'c', 'd']],
    ['心电图ECG', ['心', '电', '图', 'ecg']],
    ['İ ß ﬁ', ['i', 'ß', 'ﬁ']],
    ['R$ 5 <3 x^2', ['r', '$', '5', '<', '3', 'x', '^', '2']],
    ['\ufeff\u0000\ufffd\ud83d', []],
    ['', []],
  ])('%j has the words %j', (text, words) => {
    expect(wordsOf(text)).toEqual(words);
  });

  test('without options only spaces and punctuation cut, and nothing is changed', () => {
    expect(wordsOf('Coração, É\u0301 心电', none)).toEqual(['Coração', ',', 'É\u0301', '心电']);
  });

  test('lower case alone keeps accents; a character that grows keeps its place', () => {
    const [word] = bertWords('xİy', 0, 3, { ...none, lowercase: true });
    expect(word).toEqual({ characters: ['x', 'i', '\u0307', 'y'], starts: [0, 1, 1, 2], ends: [1, 2, 2, 3] });
  });
});

describe('bounds alone', () => {
  test.each([
    ['all options', all],
    ['none', none],
  ])('are those of the words, under %s', (_name, options) => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const words = bertWords(text, 0, text.length, options);
        expect(bertWordBounds(text, options)).toEqual(
          words.map(({ starts, ends }) => ({ start: starts[0], end: ends.at(-1) })),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('a text with more different characters than are remembered has the same words again', () => {
    const text = Array.from({ length: 12_000 }, (_, index) => String.fromCodePoint(0xac00 - index)).join(' ');
    expect(bertWordBounds(text, all)).toEqual(bertWordBounds(text, { ...all }));
  });
});
