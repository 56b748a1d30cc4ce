/** Tokens and words read block by block are those of the whole text, for every family of tokenizers. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { tokenizerJson } from '../testing/tokenizer-json.ts';
import { TokenStream, blockEnd } from './token-stream.ts';
import { createTokenizer } from './tokenizer.ts';

const fixture = (family: string): unknown =>
  JSON.parse(readFileSync(new URL(`../testing/fixtures/tokenizers/${family}.json`, import.meta.url), 'utf8'));
const tokenizers = {
  'uncased word pieces': createTokenizer(tokenizerJson(['dor', 'no', 'peito', '##s', 'a', 'e', '.', ','])),
  'cased word pieces': createTokenizer(fixture('cased-word-piece')),
  'byte-level': createTokenizer(fixture('byte-level')),
  'byte fallback': createTokenizer(fixture('byte-fallback')),
};

const spaces = fc.constantFrom(
  ' ',
  '  ',
  '\n',
  '\n\n',
  ' \n ',
  '\r\n',
  '\t',
  '. ',
  ' [MASK]',
  ' <eos>\n',
  '   x',
);
const texts = fc.array(fc.oneof(nastyText, spaces), { maxLength: 12 }).map((parts) => parts.join(''));

function read(stream: TokenStream): { blocks: number; lengths: number[] } {
  const lengths = [0];
  while (!stream.isComplete) {
    stream.readBlock();
    lengths.push(stream.ids.length);
  }
  return { blocks: lengths.length - 1, lengths };
}

describe.each(Object.entries(tokenizers))('%s', (_family, tokenizer) => {
  test('blocks give what the whole text gives', () => {
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 40 }), (text, length) => {
        fc.pre(cutsOf(text, length).every((cut) => isBetweenWords(text, cut)));
        const stream = new TokenStream(text, tokenizer, length);
        read(stream);
        const { ids, words, wordTokens, wordTokenEnds } = tokenizer.tokenize(text);
        expect([stream.ids, stream.words]).toEqual([ids, words]);
        expect([stream.wordTokens, stream.wordTokenEnds]).toEqual([wordTokens, wordTokenEnds]);
      }),
      { numRuns: 500 },
    );
  });
});

function cutsOf(text: string, length: number): number[] {
  const cuts: number[] = [];
  for (let position = 0; position < text.length;) cuts.push((position = blockEnd(text, position, length)));
  return cuts;
}

const isBetweenWords = (text: string, cut: number): boolean =>
  cut === text.length || (/[ \n]/u.test(text.charAt(cut)) && /[\p{L}\p{N}\p{P}]/u.test(text.charAt(cut - 1)));

describe('blockEnd', () => {
  test('cuts before the last space after a word that is within the length', () => {
    expect(cutsOf('dor no peito há dias', 8)).toEqual([6, 12, 20]);
    expect(cutsOf('dor  no\n\npeito', 8)).toEqual([7, 14]);
  });

  test('goes on to the next such space, up to four times the length', () => {
    expect(cutsOf('paralelepípedo no', 5)).toEqual([14, 17]);
    expect(cutsOf('paralelepípedo', 2)).toEqual([8, 14]);
  });

  test('splits no pair, and ends', () => {
    fc.assert(
      fc.property(nastyText, fc.integer({ min: 1, max: 9 }), (text, length) => {
        for (const cut of cutsOf(text, length)) {
          expect(text.slice(cut - 1, cut + 1)).not.toMatch(/^[\uD800-\uDBFF][\uDC00-\uDFFF]$/u);
        }
        expect(cutsOf(text, length).at(-1) ?? 0).toBe(text.length);
      }),
    );
  });
});

test('a text is read a block at a time', () => {
  const text = 'dor no peito. '.repeat(3000);
  const { blocks, lengths } = read(new TokenStream(text, tokenizers['uncased word pieces']));
  expect(blocks).toBe(Math.ceil(text.length / 8000));
  expect(lengths[1]).toBeLessThan(lengths.at(-1)! / 4);
});
