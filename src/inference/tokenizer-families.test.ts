/** Whatever the family and the text: tokens in order, nothing of the text left out, words that can be tagged. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf16Positions } from '../domain/text.ts';
import { nastyText } from '../testing/arbitraries.ts';
import { createTokenizer } from './tokenizer.ts';

interface BytePairJson {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
}
const read = (family: string): BytePairJson =>
  JSON.parse(
    readFileSync(new URL(`../testing/fixtures/tokenizers/${family}.json`, import.meta.url), 'utf8'),
  ) as BytePairJson;

const addedTokens = ['[MASK]', '[SEP]', '|||IP_ADDRESS|||', '<eos>', '<unused3>', '\n\n\n', '▁▁', '<0x41>'];
const familyText = fc
  .array(fc.oneof(nastyText, fc.constantFrom('  ', '     ', ...addedTokens)), { maxLength: 5 })
  .map((parts) => parts.join(''));

/** What BERT's normaliser drops; what NFC composes with the character before it. */
const droppedBy: Readonly<Record<string, RegExp>> = {
  'cased-word-piece': /^[\p{White_Space}\p{C}\ufffd]*$/u,
  'byte-level': /^[\p{M}\u1100-\u11ff]*$/u,
  'byte-fallback': /^$/u,
};

describe.each(Object.keys(droppedBy))('%s', (family) => {
  const json = read(family);
  const tokenizer = createTokenizer(json);
  const dropped = droppedBy[family]!;

  test('tokens are in order, on whole characters, and leave out only what is dropped', () => {
    fc.assert(
      fc.property(familyText, (text) => {
        const wholes = new Set(utf16Positions(text));
        const { ids, tokens, starts, ends } = tokenizer.tokenize(text);
        expect([tokens.length, starts.length, ends.length]).toEqual([ids.length, ids.length, ids.length]);
        let position = 0;
        for (const [token, start] of starts.entries()) {
          const end = ends[token]!;
          expect(wholes.has(start) && wholes.has(end)).toBe(true);
          expect(end).toBeGreaterThan(start);
          expect(start).toBeGreaterThanOrEqual(starts[token - 1] ?? 0);
          expect(end).toBeGreaterThanOrEqual(position);
          if (start > position) expect(text.slice(position, start)).toMatch(dropped);
          position = end;
        }
        expect(text.slice(position)).toMatch(dropped);
      }),
      { numRuns: 1000 },
    );
  });

  test('words are in order, and each begins with a token of its own that touches it', () => {
    fc.assert(
      fc.property(familyText, (text) => {
        const { starts, ends, words, wordTokens } = tokenizer.tokenize(text);
        expect(wordTokens).toHaveLength(words.length);
        for (const [word, { start, end }] of words.entries()) {
          const token = wordTokens[word]!;
          expect(token).toBeGreaterThan(wordTokens[word - 1] ?? -1);
          expect(start).toBeGreaterThanOrEqual(words[word - 1]?.end ?? 0);
          expect(starts[token]).toBeLessThan(end);
          expect(ends[token]).toBeGreaterThan(start);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('the same text gives the same tokens, whatever came before it', () => {
    fc.assert(
      fc.property(familyText, familyText, (a, b) => {
        const fresh = createTokenizer(json).tokenize(b);
        tokenizer.tokenize(a);
        expect(tokenizer.tokenize(b)).toEqual(fresh);
      }),
      { numRuns: 30 },
    );
  });
});

test.each([
  ['byte-level', 'Ġ'],
  ['byte-fallback', '<0x0A>'],
])('a %s vocabulary that cannot spell every byte is refused', (family, byte) => {
  const json = read(family);
  const vocab = Object.fromEntries(Object.entries(json.model.vocab).filter(([token]) => token !== byte));
  expect(() => createTokenizer({ ...json, model: { ...json.model, vocab } })).toThrow(
    expect.objectContaining({
      code: 'engine/unsupported-tokenizer',
      details: { reason: `model.vocab: no byte ${byte}` },
    }) as Error,
  );
});

test('a space inside a piece of the vocabulary is no place to cut', () => {
  const json = read('byte-fallback') as { model: { vocab: Record<string, number>; merges: string[][] } };
  const vocab = { ...json.model.vocab, 'a▁': 9000, 'a▁b': 9001 };
  const merges = [['a', '▁'], ['a▁', 'b'], ...json.model.merges];
  const { tokens } = createTokenizer({ ...json, model: { ...json.model, vocab, merges } }).tokenize(
    'xa bx c',
  );
  expect(tokens).toContain('a▁b');
});

test('half a surrogate pair is what UTF-8 makes of it', () => {
  for (const family of ['byte-level', 'byte-fallback']) {
    const { ids, ...rest } = createTokenizer(read(family)).tokenize('a\ud83d b');
    expect({ ids, ...rest }).toEqual(createTokenizer(read(family)).tokenize('a\ufffd b'));
    expect(ids.length).toBeGreaterThan(3);
  }
});
