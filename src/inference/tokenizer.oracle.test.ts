/** Ids, tokens, offsets and words of every committed string are those of Python's `tokenizers`, to the unit. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCatalogue } from '../catalogue/model-catalogue.ts';
import { utf16Positions } from '../domain/text.ts';
import { createTokenizer } from './tokenizer.ts';

/** What Python's `tokenizers` gives for a text, special tokens included; offsets in code points. */
interface OracleItem {
  readonly text: string;
  readonly ids: readonly number[];
  readonly tokens: readonly string[];
  readonly offsets: readonly (readonly [number, number])[];
  readonly wordIds: readonly (number | null)[];
}

const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
const items = read('../testing/fixtures/offsets.json') as OracleItem[];
const [model] = parseCatalogue(read('../../static-models/catalogue.json')).models;
const tokenizer = createTokenizer(read(`../../static-models/${model!.id}/${model!.revision}/tokenizer.json`));

function ours(text: string) {
  const { ids, tokens, starts, ends, wordTokens } = tokenizer.tokenize(text);
  const wordIds = ids.map((_id, token) => wordTokens.filter((first) => first <= token).length - 1);
  return { ids, tokens, offsets: starts.map((start, token) => [start, ends[token]]), wordIds };
}

function theirs({ text, ids, tokens, offsets, wordIds }: OracleItem) {
  const positions = utf16Positions(text);
  const { prefixIds, suffixIds } = tokenizer;
  const inner = <T>(values: readonly T[]): T[] =>
    values.slice(prefixIds.length, values.length - suffixIds.length);
  return {
    ids: inner(ids),
    tokens: inner(tokens),
    offsets: inner(offsets).map(([start, end]) => [positions[start], positions[end]]),
    wordIds: inner(wordIds),
  };
}

describe("Python's tokenizers", () => {
  test('the committed strings are many and hard', () => {
    expect(items.length).toBeGreaterThan(450);
    const all = items.map((item) => item.text).join('\n');
    for (const hard of ['\r\n', '\u200b', '\u200d', '\u00ad', '\ufeff', '\u0303', '👩🏽', '🇧🇷', 'º', '[CLS]'])
      expect(all).toContain(hard);
  });

  test('special tokens before and after the text are those that Python adds', () => {
    for (const { ids } of items) {
      expect(ids.slice(0, tokenizer.prefixIds.length)).toEqual(tokenizer.prefixIds);
      expect(ids.slice(ids.length - tokenizer.suffixIds.length)).toEqual(tokenizer.suffixIds);
    }
  });

  test('ids, tokens, offsets and words agree on every string', () => {
    const mismatches = items
      .map((item) => ({ text: item.text, ours: ours(item.text), theirs: theirs(item) }))
      .filter((item) => JSON.stringify(item.ours) !== JSON.stringify(item.theirs));
    expect(mismatches).toEqual([]);
  });
});
