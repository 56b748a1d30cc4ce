/** Words tile the text, and their characters are its UTF-8 bytes. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { alignedText } from './aligned-text.ts';
import { byteCharacters, byteLevelWords, utf8Bytes } from './byte-level.ts';

const wordsOf = (text: string) => [...byteLevelWords(alignedText(text, 0, text.length))];

describe('byteLevelWords', () => {
  test('their bytes are the text, and each byte comes from its whole character', () => {
    fc.assert(
      fc.property(nastyText, (text) => {
        const words = wordsOf(text);
        const spelled = words.flatMap((word) => word.characters);
        const bytes = Uint8Array.from(spelled.map((character) => byteCharacters.indexOf(character)));
        expect(bytes).toEqual(new TextEncoder().encode(text)); // which replaces half pairs too
        const starts = words.flatMap((word) => word.starts);
        const ends = words.flatMap((word) => word.ends);
        let position = 0;
        for (const [index, start] of starts.entries()) {
          const isSame = index > 0 && start === starts[index - 1];
          expect([start, ends[index]]).toEqual(isSame ? [start, ends[index - 1]] : [position, ends[index]]);
          position = ends[index]!;
        }
        expect(position).toBe(text.length);
      }),
      { numRuns: 1000 },
    );
  });

  test.each<[string, string[]]>([
    ['dor torácica', ['dor', 'ĠtorÃ¡cica']],
    ['38,5 ºC', ['38', ',', '5', 'ĠÂºC']],
    ['a  b', ['a', 'Ġ', 'Ġb']],
    ['a\n\nb ', ['a', 'Ċ', 'Ċ', 'b', 'Ġ']],
    ["d'água it's", ['d', "'", 'Ã¡gua', 'Ġit', "'s"]],
    ['a\u0085b', ['a', 'Âħ', 'b']],
    ['a\ufeffb', ['a', 'ï»¿', 'b']],
    ['8/8h', ['8', '/', '8', 'h']],
    ['', []],
  ])('%j is cut into %j', (text, words) => {
    expect(wordsOf(text).map((word) => word.characters.join(''))).toEqual(words);
  });

  test('every byte has a character of its own, and ASCII is itself', () => {
    expect(new Set(byteCharacters).size).toBe(256);
    expect(byteCharacters.slice(0x21, 0x7f).join('')).toBe(
      String.fromCharCode(...Array.from({ length: 0x5e }, (_, index) => 0x21 + index)),
    );
    expect([byteCharacters[0x20], byteCharacters[0x0a], byteCharacters[0xad]]).toEqual(['Ġ', 'Ċ', 'Ń']);
  });

  test.each([0, 0x7f, 0x80, 0x7ff, 0x800, 0xffff, 0x10000, 0x10ffff])('code point %i in UTF-8', (code) => {
    expect(utf8Bytes(code)).toEqual([...new TextEncoder().encode(String.fromCodePoint(code))]);
  });
});
