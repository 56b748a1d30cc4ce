/** Spans given region by region are those of the whole text, and a region never waits long for its end. */
import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { bertWords } from './bert-normalization.ts';
import type { WordBounds } from './decoding.ts';
import { decodeSpans } from './decoding.ts';
import { hardBreaksBefore } from './line-breaks.ts';
import type { Span } from './span.ts';
import { StreamedDecoder, lastSeam } from './streamed-decoding.ts';
import type { Thresholds } from './tag-scores.ts';
import type { Activation, Head, Scheme } from './tagging.ts';
import { headFrom } from './tagging.ts';

vi.setConfig({ testTimeout: 60_000 });

const columns = 5;
const outputs = ['B-Problema', 'I-Problema', 'B-Teste', 'I-Teste', 'O'];
const headOf = (scheme: Scheme, activation: Activation = 'sigmoid'): Head =>
  headFrom({ outputs, scheme, activation }, ['Problema', 'Teste']);
const wordOptions = { cleanText: true, handleChineseChars: true, stripAccents: false, lowercase: false };

const wordsOf = (text: string): WordBounds[] =>
  bertWords(text, 0, text.length, wordOptions).map(({ starts, ends }) => ({
    start: starts[0]!,
    end: ends.at(-1)!,
  }));

/** Quarters, so that paths of the same score are common. */
const logit = fc.integer({ min: -8, max: 8 }).map((quarters) => quarters / 4);

const input = fc.record({
  text: fc.array(nastyText, { maxLength: 3 }).map((parts) => parts.join('\n')),
  logits: fc.array(logit, { minLength: 1, maxLength: 200 }),
  cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
  head: fc
    .tuple(fc.constantFrom<Scheme>('BIO', 'IO'), fc.constantFrom<Activation>('sigmoid', 'softmax'))
    .map(([scheme, activation]) => headOf(scheme, activation)),
  thresholds: fc.record({ Problema: fc.constantFrom(0.5, 0.2), Teste: fc.constantFrom(0.5, 0.9) }),
});

function streamed(
  text: string,
  words: readonly WordBounds[],
  data: Float32Array,
  cuts: readonly number[],
  head: Head,
  thresholds: Thresholds = {},
): { spans: Span[]; ends: number[] } {
  const decoder = new StreamedDecoder(text, head, columns, thresholds);
  const [spans, ends]: [Span[], number[]] = [[], []];
  for (let [word, turn] = [0, 0]; word < words.length; turn++) {
    const end = Math.min(words.length, word + cuts[turn % cuts.length]!);
    const found = decoder.push(words.slice(word, end), data.slice(word * columns, end * columns));
    for (const span of found) {
      expect(span.end).toBeLessThanOrEqual(decoder.end);
      expect(span.start).toBeGreaterThanOrEqual(ends.at(-1) ?? 0);
      spans.push(span);
    }
    ends.push(decoder.end);
    word = end;
  }
  spans.push(...decoder.finish());
  expect(decoder.end).toBe(text.length);
  return { spans, ends };
}

describe('StreamedDecoder', () => {
  test('gives in parts what decoding the whole gives', () => {
    fc.assert(
      fc.property(input, ({ text, logits, cuts, head, thresholds }) => {
        const words = wordsOf(text);
        const data = Float32Array.from(
          { length: words.length * columns },
          (_, index) => logits[index % logits.length]!,
        );
        const atOnce = streamed(text, words, data, [Infinity], head, thresholds).spans;
        expect(streamed(text, words, data, cuts, head, thresholds).spans).toEqual(atOnce);
        const breaks = hardBreaksBefore(text, words);
        const plain = decodeSpans(words, { data, columns }, head, breaks, thresholds);
        const claims = (spans: readonly Span[]) =>
          spans.map(({ start, label, score }) => [start, label, score]);
        expect(claims(atOnce)).toEqual(claims(plain)); // their ends may take marks along
      }),
      { numRuns: 2000 },
    );
  });

  test('finishes all but the last entity when the text has words outside', () => {
    const text = 'sem dor no peito hoje mas com muita febre alta';
    const words = wordsOf(text);
    const tags = ['', 'B', 'I', 'I', '', '', '', '', 'B', 'I'];
    const data = Float32Array.from(
      tags.flatMap((tag) => [tag === 'B' ? 4 : -4, tag === 'I' ? 4 : -5, -4, -5, 0]),
    );
    const { spans, ends } = streamed(text, words, data, [5], headOf('BIO'));
    expect(spans.map(({ start, end }) => text.slice(start, end))).toEqual(['dor no peito', 'febre alta']);
    expect(ends).toEqual([text.indexOf('hoje'), text.indexOf('febre')]);
  });
});

describe('lastSeam', () => {
  const seamOf = (rows: readonly (readonly number[])[], scheme: Scheme = 'BIO'): number | undefined =>
    lastSeam({ data: Float32Array.from(rows.flatMap((row) => [...row, 0])), columns }, headOf(scheme));
  const out = [-4, -5, -4, -5];

  test('is the last word outside, for all labels at once', () => {
    expect(seamOf([out, out])).toBe(1);
    expect(seamOf([out, out, [-4, 1, -4, -4]])).toBe(1);
    expect(seamOf([out, [4, -4, -4, -5], [-4, 4, -4, -5], [-4, 4, -4, -5]])).toBe(1);
    expect(
      seamOf([
        [-4, 4, -4, -4],
        [-4, -4, -4, 4],
      ]),
    ).toBe(undefined);
  });

  test('is not a weak word that strong words after it may join to an entity', () => {
    expect(seamOf([out, [-4, -1, -4, -4], [-4, 9, -4, -4]])).toBe(0);
  });

  test('is no word that a run of another scheme goes through', () => {
    expect(seamOf([out, [4, -4, -4, -4]], 'IO')).toBe(1);
    expect(seamOf([out, [-4, 1, -4, -4]], 'IO')).toBe(0);
  });

  test('is not there without words', () => {
    expect(seamOf([])).toBe(undefined);
  });
});
