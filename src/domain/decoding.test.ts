/** Decoded spans are those of the best legal tag sequence, found here by trying every sequence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogitsCase } from '../testing/arbitraries.ts';
import { logit, logitsCase } from '../testing/arbitraries.ts';
import { decodeSpans, sigmoid } from './decoding.ts';
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';
import type { Scheme } from './tagging.ts';

type Tag = 'O' | 'B' | 'I';
const tagOrder: readonly Tag[] = ['O', 'B', 'I'];

const wordsOf = (count: number): { start: number; end: number }[] =>
  Array.from({ length: count }, (_, index) => ({ start: 5 * index, end: 5 * index + 4 }));

function decode(
  rows: readonly (readonly number[])[],
  scheme: Scheme = 'BIO',
  breaks: readonly number[] = [],
): Span[] {
  const columns = scheme === 'BIO' ? { begin: 0, inside: 1 } : { begin: 0, inside: 0 };
  const data = Float32Array.from(rows.flat());
  return decodeSpans(
    wordsOf(rows.length),
    { data, columns: scheme === 'BIO' ? 2 : 1 },
    [{ label: 'Teste', ...columns }],
    scheme,
    Uint8Array.from(rows, (_row, word) => breaks[word] ?? 0),
  );
}

/** Tags of one label from its spans: a span is a B and then only I. */
function tagsFrom(spans: readonly Span[], wordCount: number): Tag[] {
  return wordsOf(wordCount).map(({ start, end }) => {
    const span = spans.find((candidate) => candidate.start <= start && end <= candidate.end);
    return span === undefined ? 'O' : span.start === start ? 'B' : 'I';
  });
}

function* legalSequences(length: number, breaks: readonly number[]): Generator<Tag[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const head of legalSequences(length - 1, breaks)) {
    const goesOn = (head.at(-1) ?? 'O') !== 'O' && !breaks[length - 1];
    for (const tag of tagOrder) if (tag !== 'I' || goesOn) yield [...head, tag];
  }
}

const scoreOf = (tags: readonly Tag[], rows: readonly (readonly number[])[]): number =>
  tags.reduce((sum, tag, word) => sum + (tag === 'O' ? 0 : rows[word]![tag === 'B' ? 0 : 1]!), 0);

/** Ties prefer O, then B, then I, for the last word first. */
function isPreferred(tags: readonly Tag[], other: readonly Tag[]): boolean {
  for (let word = tags.length - 1; word >= 0; word--) {
    const difference = tagOrder.indexOf(tags[word]!) - tagOrder.indexOf(other[word]!);
    if (difference !== 0) return difference < 0;
  }
  return true;
}

const smallRows = (value: fc.Arbitrary<number>): fc.Arbitrary<[number, number][]> =>
  fc.array(fc.tuple(value, value), { maxLength: 6 });

const someBreaks = fc.array(fc.constantFrom(0, 0, 1), { maxLength: 6 });

describe('BIO', () => {
  test('the score of the decoded tags is the greatest of all legal sequences', () => {
    fc.assert(
      fc.property(smallRows(logit.map(Math.fround)), someBreaks, (rows, breaks) => {
        const all = [...legalSequences(rows.length, breaks)];
        const best = Math.max(...all.map((tags) => scoreOf(tags, rows)));
        const tags = tagsFrom(decode(rows, 'BIO', breaks), rows.length);
        expect(scoreOf(tags, rows)).toBeCloseTo(best, 9);
      }),
      { numRuns: 1000 },
    );
  });

  test('among equals the decoded tags are the first in the order O, B, I from the end', () => {
    fc.assert(
      fc.property(smallRows(fc.constantFrom(-1, 0, 0.5, 1)), someBreaks, (rows, breaks) => {
        const all = [...legalSequences(rows.length, breaks)];
        const best = Math.max(...all.map((tags) => scoreOf(tags, rows)));
        const winner = all
          .filter((tags) => scoreOf(tags, rows) === best)
          .reduce((a, b) => (isPreferred(a, b) ? a : b));
        expect(tagsFrom(decode(rows, 'BIO', breaks), rows.length)).toEqual(winner);
      }),
      { numRuns: 1000 },
    );
  });

  test('an I that no B opens is no entity, however sure', () => {
    expect(decode([[-9, 8]])).toEqual([]);
  });

  test('a weak B is taken when the I after it is worth it', () => {
    expect(
      decode([
        [-1, -9],
        [-9, 3],
      ]),
    ).toMatchObject([{ start: 0, end: 9 }]);
  });

  test('two entities side by side stay two', () => {
    expect(
      decode([
        [4, -4],
        [4, -4],
      ]),
    ).toMatchObject([
      { start: 0, end: 4 },
      { start: 5, end: 9 },
    ]);
  });

  test('a logit of exactly zero is not an entity', () => {
    expect(decode([[0, 0]])).toEqual([]);
    expect(decode([[0]], 'IO')).toEqual([]);
  });
});

describe('IO', () => {
  test('an entity is a longest run of words with a positive logit', () => {
    fc.assert(
      fc.property(fc.array(logit, { maxLength: 20 }), (values) => {
        const rows = values.map((value) => [value]);
        const covered = wordsOf(rows.length).map(({ start }) =>
          decode(rows, 'IO').some((span) => span.start <= start && start < span.end),
        );
        expect(covered).toEqual(values.map((value) => value > 0));
      }),
      { numRuns: 1000 },
    );
  });

  test('runs are cut at line breaks only', () => {
    expect(decode([[1], [2], [3]], 'IO', [0, 0, 1])).toMatchObject([
      { start: 0, end: 9 },
      { start: 10, end: 14 },
    ]);
    expect(decode([[1], [2], [-1], [3]], 'IO')).toMatchObject([
      { start: 0, end: 9 },
      { start: 15, end: 19 },
    ]);
  });
});

describe('any scheme', () => {
  const decodeCase = ({ words, logits, columns, scheme, breaks }: LogitsCase): Span[] =>
    decodeSpans(words, logits, columns, scheme, breaks);

  test('spans start and end with words, are in text order, and have a score from 0 to 1', () => {
    fc.assert(
      fc.property(logitsCase(12), (input) => {
        const spans = decodeCase(input);
        for (const span of spans) {
          expect(input.words.map((word) => word.start)).toContain(span.start);
          expect(input.words.map((word) => word.end)).toContain(span.end);
          expect(span.end).toBeGreaterThan(span.start);
          expect(span.score).toBeGreaterThanOrEqual(0);
          expect(span.score).toBeLessThanOrEqual(1);
        }
        expect(spans).toEqual([...spans].sort(compareSpans));
      }),
      { numRuns: 1000 },
    );
  });

  test('no span goes on where the word before ends a line', () => {
    fc.assert(
      fc.property(logitsCase(12), (input) => {
        for (const { start, end } of decodeCase(input)) {
          const inside = input.words.filter((word) => start < word.start && word.start < end);
          for (const word of inside) expect(input.breaks[input.words.indexOf(word)]).toBe(0);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('what stands between two breaks is decoded as if it were the whole text', () => {
    fc.assert(
      fc.property(logitsCase(12), (input) => {
        const { words, logits, breaks } = input;
        logits.data.forEach((value, index) => (logits.data[index] = Math.round(value * 64) / 64)); // exact sums
        const firsts = [0, ...words.keys()].filter((word, index) => index === 0 || breaks[word]);
        const parts = firsts.map((first, index) => {
          const last = firsts[index + 1] ?? words.length;
          const data = logits.data.slice(first * logits.columns, last * logits.columns);
          const none = new Uint8Array(last - first);
          return decodeCase({
            ...input,
            words: words.slice(first, last),
            logits: { ...logits, data },
            breaks: none,
          });
        });
        expect(decodeCase(input)).toEqual(parts.flat());
      }),
      { numRuns: 1000 },
    );
  });

  test('spans of one label never overlap', () => {
    fc.assert(
      fc.property(logitsCase(12), (input) => {
        const spans = decodeCase(input);
        for (const { label } of input.columns) {
          const own = spans.filter((span) => span.label === label);
          for (const [index, span] of own.slice(1).entries())
            expect(span.start).toBeGreaterThanOrEqual(own[index]!.end);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a label is decoded as if it were the only one', () => {
    fc.assert(
      fc.property(logitsCase(8), (input) => {
        const alone = input.columns.flatMap((column) => decodeCase({ ...input, columns: [column] }));
        expect(decodeCase(input)).toEqual(alone.sort(compareSpans));
      }),
      { numRuns: 1000 },
    );
  });

  test('the score is the probability that every tag of the span is right and that it ends there', () => {
    const rows = [
      [2, -9],
      [-9, 1],
    ];
    expect(decode(rows)[0]!.score).toBeCloseTo(sigmoid(2) * sigmoid(1), 12);
    expect(decode([...rows, [-9, -3]])[0]!.score).toBeCloseTo(sigmoid(2) * sigmoid(1) * sigmoid(3), 12);
  });

  test('sigmoid stays a probability at the ends of the number line', () => {
    expect([-1e6, -800, 0, 800, 1e6].map(sigmoid)).toEqual([0, 0, 0.5, 1, 1]);
  });
});
