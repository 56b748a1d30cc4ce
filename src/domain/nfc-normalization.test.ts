/** The engine's own NFC, with sources that are in order and cover the text but for marks that were composed. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { alignedText } from './aligned-text.ts';
import { nfcNormalized } from './nfc-normalization.ts';
import { utf16Positions } from './text.ts';

const nfc = (text: string) => nfcNormalized(alignedText(text, 0, text.length));
const wellFormed = (text: string): string => text.replaceAll(/\p{Cs}/gu, '\ufffd');

const hardMarks = ['\u0301', '\u0327', '\u0323', '\u0338', '\u0345', '\u0334', '\u0344', '\u0f71', '\u0f73'];
const bases = [
  'a',
  'á',
  'ǭ',
  '=',
  '\u212b',
  '\u1100',
  '\u1161',
  '\u11a8',
  '\u09c7',
  '\u09be',
  '\u0958',
  '中',
];
const markedText = fc
  .array(fc.oneof(fc.constantFrom(...hardMarks), fc.constantFrom(...bases)), { maxLength: 12 })
  .map((parts) => parts.join(''));
const anyText = fc.oneof(nastyText, markedText);

describe('nfcNormalized', () => {
  test('gives the characters of String.prototype.normalize', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(nfc(text).characters.join('')).toBe(wellFormed(text).normalize('NFC'));
      }),
      { numRuns: 2000 },
    );
  });

  test('leaves composed text as it is, also where a run of marks is too long to ask', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const composed = `${text}a${'\u0301'.repeat(120)}`.normalize('NFC');
        expect(nfc(composed)).toEqual(alignedText(composed, 0, composed.length));
      }),
      { numRuns: 1000 },
    );
  });

  test('sources are whole characters of the text, in order, and none but a mark or a Hangul letter is left out', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const wholes = new Set(utf16Positions(text));
        const { starts, ends } = nfc(text);
        let position = 0;
        for (const [index, start] of starts.entries()) {
          expect(wholes.has(start) && wholes.has(ends[index]!)).toBe(true);
          expect(start).toBeGreaterThanOrEqual(starts[index - 1] ?? 0);
          expect(ends[index]).toBeGreaterThan(start);
          if (start > position) expect(text.slice(position, start)).toMatch(/^[\p{M}\u1100-\u11ff]+$/u);
          position = ends[index]!;
        }
        expect(text.slice(position)).toMatch(/^[\p{M}\u1100-\u11ff]*$/u);
      }),
      { numRuns: 2000 },
    );
  });

  test.each<[string, [string, number, number][]]>([
    [
      'e\u0301x',
      [
        ['é', 0, 1],
        ['x', 2, 3],
      ],
    ],
    [
      'a\u0327\u0301b',
      [
        ['á', 0, 1],
        ['\u0327', 2, 3],
        ['b', 3, 4],
      ],
    ],
    [
      '\u1100\u1161\u11a8x',
      [
        ['각', 0, 1],
        ['x', 3, 4],
      ],
    ],
    [
      'a\u0958b',
      [
        ['a', 0, 1],
        ['क', 1, 2],
        ['\u093c', 1, 2],
        ['b', 2, 3],
      ],
    ],
    [
      'x\u0344',
      [
        ['ẍ', 0, 1],
        ['\u0301', 1, 2],
      ],
    ],
    [
      '\u0344x',
      [
        ['\u0308', 0, 1],
        ['\u0301', 0, 1],
        ['x', 1, 2],
      ],
    ],
    [
      '\u{1d160}',
      [
        ['\u{1d158}', 0, 2],
        ['\u{1d165}', 0, 2],
        ['\u{1d16e}', 0, 2],
      ],
    ],
    ['', []],
  ])('%j comes from where Python says', (text, expected) => {
    const { characters, starts, ends } = nfc(text);
    expect(characters.map((character, index) => [character, starts[index], ends[index]])).toEqual(expected);
  });
});
