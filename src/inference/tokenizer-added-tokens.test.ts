/** Parts joined are the text; of several added tokens the leftmost, then the longest, is taken. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { addedTokenSplitter } from './tokenizer-added-tokens.ts';

const contents = ['[SEP]', '  ', '    ', '|||IP|||', '<a', '<a>', '\n\n', 'a.b', '$^*+?(){}/\\', '🫀'];
const split = addedTokenSplitter([
  ...contents.map((content, id) => ({ id, content, lstrip: false, normalized: false })),
  { id: 99, content: '[MASK]', lstrip: true, normalized: false },
]);

describe('addedTokenSplitter', () => {
  test.each<[string, (string | [string, number])[]]>([
    ['', []],
    ['dor', ['dor']],
    ['dor[SEP]', ['dor', ['[SEP]', 0]]],
    [
      '[SEP][SEP]',
      [
        ['[SEP]', 0],
        ['[SEP]', 0],
      ],
    ],
    ['x<a>y<ab', ['x', ['<a>', 5], 'y', ['<a', 4], 'b']],
    ['a       b', ['a', ['    ', 2], ['  ', 1], ' b']],
    ['a.b axb', [['a.b', 7], ' axb']],
    ['x$^*+?(){}/\\', ['x', ['$^*+?(){}/\\', 8]]],
    ['|||IP||||', [['|||IP|||', 3], '|']],
    ['dor 🫀\n\n', ['dor ', ['🫀', 9], ['\n\n', 6]]],
    ['dor \n [MASK]', ['dor', [' \n [MASK]', 99]]],
    ['[SEP]\u00a0[MASK] x', [['[SEP]', 0], ['\u00a0[MASK]', 99], ' x']],
  ])('%j', (text, expected) => {
    expect(
      [...split(text)].map((part) => (part.id === undefined ? part.text : [part.text, part.id])),
    ).toEqual(expected);
  });

  test('parts joined are the text, and none is empty', () => {
    const texts = fc
      .array(fc.oneof(nastyText, fc.constantFrom('[MASK]', ...contents)))
      .map((p) => p.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const parts = [...split(text)].map((part) => part.text);
        expect(parts.join('')).toBe(text);
        expect(parts).not.toContain('');
      }),
      { numRuns: 1000 },
    );
  });

  test('without added tokens a text is one part', () => {
    expect([...addedTokenSplitter([])('dor [SEP]')]).toEqual([{ text: 'dor [SEP]' }]);
    expect([...addedTokenSplitter([])('')]).toEqual([]);
  });
});
