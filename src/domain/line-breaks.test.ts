/** A break is hard where no wrapping at the width of the longest line explains it; a plain search says the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { bertWords } from './bert-normalization.ts';
import type { Bounds } from './line-breaks.ts';
import { hardBreaksBefore } from './line-breaks.ts';
import { casedWords } from './token-words.ts';

const wordsOf = (text: string): Bounds[] =>
  bertWords(text, 0, text.length, casedWords).map(({ starts, ends }) => ({
    start: starts[0]!,
    end: ends.at(-1)!,
  }));

/** The words that start after a hard break. */
function cutsOf(text: string): string[] {
  const words = wordsOf(text);
  const flags = hardBreaksBefore(text, words);
  return words.filter((_word, index) => flags[index]).map(({ start, end }) => text.slice(start, end));
}

/** Words of letters in lines of at most `width` characters, as a mail program wraps them. */
function wrapped(words: readonly string[], width: number, lineEnd: string): string {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.join(lineEnd);
}

const lineEnd = fc.constantFrom('\n', '\r\n', '\r', '\u2028', '\u2029');
const letters = fc.stringMatching(/^[a-zé]{1,9}$/u);

describe('a break is hard', () => {
  test.each([
    ['after a statement that left room', 'Nega febre\nRefere tosse produtiva há dias', ['Refere']],
    ['at each item of a list', '- AAS\n- losartana\n- metformina 850 mg', ['-', '-']],
    ['after a blank line', 'carcinoma ductal\n\ninvasivo', ['invasivo']],
    ['after a line of white space', 'carcinoma ductal\r\n \t\r\ninvasivo', ['invasivo']],
    ['after a line of what is no word', 'carcinoma ductal\n\u200b\ninvasivo', ['invasivo']],
    ['when trailing spaces hide the room', 'abcd efg     \nijk lmnopqrs', ['ijk']],
    ['when indentation hides the room', 'abcd efg\n       ijk lmno', ['ijk']],
  ])('%s', (_name, text, cuts) => {
    expect(cutsOf(text)).toEqual(cuts);
  });
});

describe('a break is not hard', () => {
  test.each([
    ['where the next word did not fit', 'abcd efgh\nijk lmnopqrs'],
    ['where a long word with a hyphen did not fit', 'hormonioterapia\npós-operatória foi'],
    ['before or after all words', '\n\nDor torácica\n\n'],
    ['at a form feed or a next-line control', 'Dor\ftorácica\u0085intensa'],
  ])('%s', (_name, text) => {
    expect(cutsOf(text)).toEqual([]);
  });

  test('in a text of one line', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        expect(cutsOf(text.replaceAll(/[\r\n\u2028\u2029]/g, ' '))).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  test('in a paragraph wrapped at the width of its longest line', () => {
    fc.assert(
      fc.property(
        fc.array(letters, { maxLength: 40 }),
        fc.integer({ min: 10, max: 40 }),
        lineEnd,
        (...all) => {
          const [words, width, end] = all;
          const filled = ['x'.repeat(width), ...words]; // so that one line is as long as the width
          expect(cutsOf(wrapped(filled, width, end))).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('any of the five line ends gives the same flags', () => {
  fc.assert(
    fc.property(fc.array(fc.array(letters, { maxLength: 5 }), { maxLength: 8 }), lineEnd, (lines, end) => {
      const texts = ['\n', end].map((own) => lines.map((words) => words.join(' ')).join(own));
      const [expected, actual] = texts.map((text) => hardBreaksBefore(text, wordsOf(text)));
      expect(actual).toEqual(expected);
    }),
    { numRuns: 500 },
  );
});

test('a plain search over the lines between two words says the same', () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const words = wordsOf(text);
      const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
      const width = Math.max(...lines.map((line) => Array.from(line.trimEnd()).length));
      const expected = words.map(({ start }, index) => {
        const previous = words[index - 1];
        if (!previous) return 0;
        const gap = text.slice(previous.end, start).split(/\r\n|[\n\r\u2028\u2029]/);
        if (gap.length !== 2) return gap.length > 2 ? 1 : 0;
        const before = text.slice(0, previous.end + gap[0]!.length).split(/[\n\r\u2028\u2029]/);
        const after = text.slice(start - gap[1]!.length).split(/[\n\r\u2028\u2029]/)[0]!;
        const next = after.trim().split(/\s/)[0]!;
        return Array.from(before.at(-1)!.trimEnd()).length + 1 + Array.from(next).length <= width ? 1 : 0;
      });
      expect([...hardBreaksBefore(text, words)]).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});
