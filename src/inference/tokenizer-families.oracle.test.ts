/** Every family of tokenizers gives the ids, tokens, offsets and words of Python's `tokenizers`, to the unit. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { utf16Positions } from '../domain/text.ts';
import type { OffsetTokenizer } from './tokenizer.ts';
import { createTokenizer } from './tokenizer.ts';

/** Positions in code points, in turn; `tokens` only where they are not what the ids stand for in the vocabulary. */
interface OracleItem {
  readonly ids: readonly number[];
  readonly offsets: readonly number[];
  readonly words: readonly number[];
  readonly tokens?: readonly string[];
}

interface TokenizerJson {
  readonly added_tokens: readonly { readonly id: number; readonly content: string }[];
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
}

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../testing/fixtures/tokenizers/${name}`, import.meta.url), 'utf8'));
const texts = read('texts.json') as string[];

/** Every `size`-th of the numbers, beginning with number `first`. */
const column = (numbers: readonly number[], first: number, size: number): number[] =>
  numbers.filter((_, index) => index % size === first);

function theirs(text: string, item: OracleItem, names: ReadonlyMap<number, string>) {
  const positions = utf16Positions(text);
  const places = (codePoints: readonly number[]) => codePoints.map((position) => positions[position]);
  const wordStarts = places(column(item.words, 0, 3));
  const wordEnds = places(column(item.words, 1, 3));
  return {
    ids: item.ids,
    tokens: item.tokens ?? item.ids.map((id) => names.get(id)),
    starts: places(column(item.offsets, 0, 2)),
    ends: places(column(item.offsets, 1, 2)),
    words: wordStarts.map((start, word) => ({ start, end: wordEnds[word] })),
    wordTokens: column(item.words, 2, 3),
  };
}

function ours(text: string, tokenizer: OffsetTokenizer) {
  const { ids, tokens, starts, ends, words, wordTokens } = tokenizer.tokenize(text);
  return { ids, tokens, starts, ends, words, wordTokens };
}

test('the committed strings are many and hard', () => {
  expect(texts.length).toBeGreaterThan(500);
  const all = texts.join('|');
  for (const hard of [
    '\r\n',
    '\t',
    '\u00a0',
    '\u200b',
    '\u200d',
    '\u00ad',
    '\ufeff',
    '\u0303',
    '👩🏽',
    '38,5 ºC',
  ])
    expect(all).toContain(hard);
  for (const hard of [
    '8/8h',
    ' '.repeat(33),
    '\n'.repeat(33),
    '中',
    'שָׁ',
    '\u0000',
    '|||IP_ADDRESS|||',
    '<eos>',
    '[MASK]',
  ])
    expect(all).toContain(hard);
  expect(Math.max(...texts.map((text) => text.length))).toBeGreaterThan(250);
});

describe.each(['cased-word-piece', 'byte-level', 'byte-fallback'])('%s', (family) => {
  const json = read(`${family}.json`) as TokenizerJson;
  const items = read(`${family}.encodings.json`) as OracleItem[];
  const tokenizer = createTokenizer(json);
  const names = new Map(Object.entries(json.model.vocab).map(([token, id]) => [id, token]));
  for (const { id, content } of json.added_tokens) names.set(id, content);

  test('ids, tokens, offsets and words agree on every string', () => {
    expect(items).toHaveLength(texts.length);
    const mismatches = texts
      .map((text, index) => ({
        text,
        ours: ours(text, tokenizer),
        theirs: theirs(text, items[index]!, names),
      }))
      .filter((item) => JSON.stringify(item.ours) !== JSON.stringify(item.theirs));
    expect(mismatches).toEqual([]);
  });

  test('a string has the same tokens after the others as it has alone', () => {
    const text = texts.join('\n').slice(0, 2000);
    expect(tokenizer.tokenize(text)).toEqual(createTokenizer(json).tokenize(text));
  });
});
