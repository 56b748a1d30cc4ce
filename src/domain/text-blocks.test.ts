/** Blocks are the whole text, and cut neither what must stay together nor a character. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { disjointRanges, nastyText } from '../testing/arbitraries.ts';
import { textBlocks } from './text-blocks.ts';

const input = fc
  .record({ text: nastyText, targetLength: fc.integer({ min: 1, max: 60 }) })
  .chain((given) => disjointRanges(given.text.length).map((kept) => ({ ...given, kept })));

const splitsPair = (text: string, cut: number): boolean =>
  /^[\uD800-\uDBFF][\uDC00-\uDFFF]$/.test(text.slice(cut - 1, cut + 1));

describe('textBlocks', () => {
  test('together they are the text, in order, with no gap and none empty', () => {
    fc.assert(
      fc.property(input, ({ text, kept, targetLength }) => {
        const blocks = textBlocks(text, kept, targetLength);
        expect(blocks.map(({ start, end }) => text.slice(start, end)).join('')).toBe(text);
        let position = 0;
        for (const { start, end } of blocks) {
          expect(start).toBe(position);
          expect(end).toBeGreaterThan(start);
          position = end;
        }
        expect(position).toBe(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('no kept range is cut', () => {
    fc.assert(
      fc.property(input, ({ text, kept, targetLength }) => {
        for (const { end: cut } of textBlocks(text, kept, targetLength))
          expect(kept.filter(({ start, end }) => start < cut && cut < end)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  test('no surrogate pair is cut unless a kept range ends inside it', () => {
    fc.assert(
      fc.property(input, ({ text, kept, targetLength }) => {
        for (const { end: cut } of textBlocks(text, kept, targetLength)) {
          if (!kept.some(({ end }) => end === cut)) expect(splitsPair(text, cut)).toBe(false);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a block is longer than asked for only to keep a pair or a range together', () => {
    fc.assert(
      fc.property(input, ({ text, kept, targetLength }) => {
        for (const { start, end } of textBlocks(text, kept, targetLength)) {
          if (!kept.some((range) => range.end === end))
            expect(end - start).toBeLessThanOrEqual(targetLength + 1);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('lines are preferred to spaces, and spaces to a cut in a word', () => {
    const cuts = (text: string): string[] =>
      textBlocks(text, [], 8).map(({ start, end }) => text.slice(start, end));
    expect(cuts('ab cd\nef gh')).toEqual(['ab cd\n', 'ef gh']);
    expect(cuts('abc def ghi')).toEqual(['abc def ', 'ghi']);
    expect(cuts('abcdefghijk')).toEqual(['abcdefgh', 'ijk']);
    expect(cuts('abcdefg🫀jk')).toEqual(['abcdefg🫀', 'jk']);
  });

  test('a kept range that begins at a cut begins the next block', () => {
    expect(textBlocks('ab cd ef', [{ start: 3, end: 5 }], 4)).toEqual([
      { start: 0, end: 3 },
      { start: 3, end: 6 },
      { start: 6, end: 8 },
    ]);
  });

  test('an empty text has no blocks', () => {
    expect(textBlocks('', [], 10)).toEqual([]);
  });
});
