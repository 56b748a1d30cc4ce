/** UTF-16 and code-point offsets are inverse to each other, and marks stay with what they follow. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { codePointOffset, includeMarks, utf16Positions } from './text.ts';

describe('code points', () => {
  test('to UTF-16 and back is the identity on every position', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const positions = utf16Positions(text);
        expect(positions).toHaveLength(Array.from(text).length + 1);
        expect(Array.from(positions, (position) => codePointOffset(text, position))).toEqual([
          ...positions.keys(),
        ]);
      }),
      { numRuns: 1000 },
    );
  });

  test('slices by code points and by UTF-16 units are the same text', () => {
    fc.assert(
      fc.property(nastyText, fc.nat(), fc.nat(), (text, a, b) => {
        const characters = Array.from(text);
        const from = a % (characters.length + 1);
        const to = b % (characters.length + 1);
        const positions = utf16Positions(text);
        expect(text.slice(positions[from], positions[to])).toBe(characters.slice(from, to).join(''));
      }),
      { numRuns: 1000 },
    );
  });

  test('the sample of the three units comes out as Python counts it', () => {
    const text = 'Doença: hipotensão 🫀 e coração';
    expect(text).toHaveLength(31);
    expect(text.indexOf('coração')).toBe(24);
    expect(codePointOffset(text, 24)).toBe(23);
    expect(utf16Positions(text)[23]).toBe(24);
    expect(codePointOffset(text.normalize('NFD'), text.normalize('NFD').indexOf('c', 20))).toBe(25);
  });
});

describe('includeMarks', () => {
  test('it passes marks and joiners only, and all of them', () => {
    fc.assert(
      fc.property(nastyText, fc.nat(), (text, seed) => {
        const positions = utf16Positions(text);
        const end = positions[seed % positions.length]!;
        const moved = includeMarks(text, end);
        expect(text.slice(end, moved)).toMatch(/^[\p{M}\u200D]*$/u);
        expect(text.slice(moved)).not.toMatch(/^[\p{M}\u200D]/u);
        expect(includeMarks(text, moved)).toBe(moved);
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['irma\u0303 ', 4, 5],
    ['e\u0327\u0301 ', 1, 3],
    ['❤\ufe0f ', 1, 2],
    ['👨\u200d👩', 2, 3],
    ['abc', 3, 3],
    ['abc', 1, 1],
    ['a\u{1d165}', 1, 3], // a mark outside the basic plane
    ['a\ud83d', 1, 1],
  ])('%j ends at %i, with its marks at %i', (text, end, moved) => {
    expect(includeMarks(text, end)).toBe(moved);
  });
});
