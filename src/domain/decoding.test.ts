/** Decoded spans are those of the best legal tag sequence, found here by trying every sequence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LogitsCase } from '../testing/arbitraries.ts';
import { logit, logitsCase } from '../testing/arbitraries.ts';
import { decodeSpans, sigmoid } from './decoding.ts';
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';
import type { Scheme } from './tagging.ts';
import { headFrom } from './tagging.ts';

type Tag = 'O' | 'B' | 'I';
const tagOrder: readonly Tag[] = ['O', 'B', 'I'];

const wordsOf = (count: number): { start: number; end: number }[] =>
  Array.from({ length: count }, (_, index) => ({ start: 5 * index, end: 5 * index + 4 }));

function decode(
  rows: readonly (readonly number[])[],
  scheme: Scheme = 'BIO',
  breaks: readonly number[] = [],
): Span[] {
  const outputs = scheme === 'BIO' ? ['B-Teste', 'I-Teste'] : ['Teste'];
  const data = Float32Array.from(rows.flat());
  return decodeSpans(
    wordsOf(rows.length),
    { data, columns: outputs.length },
    headFrom({ outputs, scheme, activation: 'sigmoid' }, ['Teste']),
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

describe('any head', () => {
  const decodeCase = ({ words, logits, head, breaks }: LogitsCase): Span[] =>
    decodeSpans(words, logits, head, breaks);

  test('spans start and end with words, are in text order, and have a score from 0 to 1', () => {
    fc.assert(
      fc.property(logitsCase(12, 'sigmoid', 'softmax'), (input) => {
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
      fc.property(logitsCase(12, 'sigmoid', 'softmax'), (input) => {
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
      fc.property(logitsCase(12, 'sigmoid', 'softmax'), (input) => {
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
      fc.property(logitsCase(12, 'sigmoid', 'softmax'), (input) => {
        const spans = decodeCase(input);
        for (const { label } of input.head.labels) {
          const own = spans.filter((span) => span.label === label);
          for (const [index, span] of own.slice(1).entries())
            expect(span.start).toBeGreaterThanOrEqual(own[index]!.end);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('under sigmoid a label is decoded as if it were the only one', () => {
    fc.assert(
      fc.property(logitsCase(8, 'sigmoid'), (input) => {
        const alone = input.head.labels.flatMap((label) =>
          decodeCase({ ...input, head: { ...input.head, labels: [label] } }),
        );
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

describe('softmax', () => {
  const outputs = ['O', 'B-Teste', 'I-Teste'];
  const head = headFrom({ outputs, scheme: 'BIO', activation: 'softmax' }, ['Teste']);
  const decodeRows = (rows: readonly (readonly number[])[], own = head): Span[] =>
    decodeSpans(
      wordsOf(rows.length),
      { data: Float32Array.from(rows.flat()), columns: rows[0]?.length ?? 3 },
      own,
      new Uint8Array(rows.length),
    );

  test('no two spans overlap, whatever their labels', () => {
    fc.assert(
      fc.property(logitsCase(12, 'softmax'), ({ words, logits, head: own, breaks }) => {
        const spans = decodeSpans(words, logits, own, breaks);
        for (const [index, span] of spans.slice(1).entries())
          expect(span.start).toBeGreaterThanOrEqual(spans[index]!.end);
      }),
      { numRuns: 1000 },
    );
  });

  test('with one label, and 0 for O, the spans are those of the log odds', () => {
    fc.assert(
      fc.property(smallRows(logit.map(Math.fround)), (rows) => {
        const bounds = decodeRows(rows.map((row) => [0, ...row])).map(({ start, end }) => [start, end]);
        expect(bounds).toEqual(decode(rows).map(({ start, end }) => [start, end]));
      }),
      { numRuns: 1000 },
    );
  });

  test('columns of no label count together', () => {
    const split = headFrom({ ...head, outputs: ['<pad>', ...outputs] }, ['Teste']);
    expect(decodeRows([[0, 0.5, -9]])).toHaveLength(1);
    expect(decodeRows([[0, 0, 0.5, -9]], split)).toEqual([]);
    expect(decodeRows([[0, 0, 0.8, -9]], split)).toHaveLength(1);
  });

  test('the score is the product of the tags’ shares of their words, and of what goes to no I after them', () => {
    const shares = [
      [0.1, 0.7, 0.2],
      [0.2, 0.2, 0.6],
      [0.8, 0.1, 0.1],
    ];
    const logs = shares.map((row) => row.map((share) => Math.log(share) + 3));
    expect(decodeRows(logs)[0]!.score).toBeCloseTo(0.7 * 0.6 * 0.9, 6);
    expect(decodeRows(logs.slice(0, 2))[0]!.score).toBeCloseTo(0.7 * 0.6, 6);
  });
});

describe('thresholds', () => {
  const input = logitsCase(12, 'sigmoid', 'softmax');
  const levels = fc.double({ min: 0, max: 1, noNaN: true });
  const decodeAt = (
    { words, logits, head, breaks }: LogitsCase,
    threshold?: number,
    label?: string,
  ): Span[] => {
    const own = head.labels.map((one) => one.label).filter((name) => label === undefined || name === label);
    const thresholds = Object.fromEntries(own.map((name) => [name, threshold ?? 0.5]));
    return decodeSpans(words, logits, head, breaks, threshold === undefined ? undefined : thresholds);
  };
  const wordsIn = (spans: readonly Span[], { words }: LogitsCase): number =>
    spans.reduce(
      (sum, span) => sum + words.filter(({ start, end }) => span.start <= start && end <= span.end).length,
      0,
    );

  test('of one half change nothing', () => {
    fc.assert(
      fc.property(input, (own) => {
        expect(decodeAt(own, 0.5)).toEqual(decodeAt(own));
      }),
    );
  });

  test('let no more words through when they are higher: all at 0, none at 1', () => {
    fc.assert(
      fc.property(input, levels, levels, (own, a, b) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((level) =>
          wordsIn(decodeAt(own, level), own),
        );
        expect(high).toBeLessThanOrEqual(low!);
        expect(decodeAt(own, 1)).toEqual([]);
        const rows = own.head.activation === 'softmax' ? 1 : own.head.labels.length;
        expect(wordsIn(decodeAt(own, 0), own)).toBe(rows * own.words.length);
      }),
      { numRuns: 1000 },
    );
  });

  test('of one label leave the others alone under sigmoid', () => {
    fc.assert(
      fc.property(logitsCase(12, 'sigmoid'), levels, (own, level) => {
        const { label } = own.head.labels[0]!;
        const others = (spans: readonly Span[]): Span[] => spans.filter((span) => span.label !== label);
        expect(others(decodeAt(own, level, label))).toEqual(others(decodeAt(own)));
      }),
    );
  });

  test('move which spans there are and never the score of a span', () => {
    fc.assert(
      fc.property(input, levels, (own, level) => {
        const before = decodeAt(own);
        for (const span of decodeAt(own, level)) {
          const same = before.find(({ start, end, label }) => {
            return start === span.start && end === span.end && label === span.label;
          });
          if (same) expect(span.score).toBe(same.score);
        }
      }),
    );
  });

  test('are probabilities of a word by itself', () => {
    const one = wordOfProbability(0.3);
    expect(decodeSpans(one.words, one.logits, one.head, one.breaks, { Teste: 0.31 })).toEqual([]);
    expect(decodeSpans(one.words, one.logits, one.head, one.breaks, { Teste: 0.29 })).toHaveLength(1);
  });
});

const wordOfProbability = (probability: number): LogitsCase => ({
  head: headFrom({ outputs: ['Teste'], scheme: 'IO', activation: 'sigmoid' }, ['Teste']),
  words: wordsOf(1),
  logits: { data: Float32Array.of(Math.log(probability / (1 - probability))), columns: 1 },
  breaks: new Uint8Array(1),
});
