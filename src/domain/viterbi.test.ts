/** The tags are the best legal ones of several labels, found here by trying every sequence. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Scheme } from './tagging.ts';
import { beginOf, bestTags, insideOf, isBegin, labelOf, outside } from './viterbi.ts';

interface Case {
  readonly labels: number;
  /** Tag scores, one row a word. */
  readonly rows: readonly (readonly number[])[];
  readonly breaks: readonly number[];
}

const cases = (value: fc.Arbitrary<number>, maxWords: number): fc.Arbitrary<Case> =>
  fc.integer({ min: 1, max: 3 }).chain((labels) =>
    fc.record({
      labels: fc.constant(labels),
      rows: fc.array(fc.array(value, { minLength: 1 + 2 * labels, maxLength: 1 + 2 * labels }), {
        maxLength: maxWords,
      }),
      breaks: fc.array(fc.constantFrom(0, 0, 1), { minLength: maxWords, maxLength: maxWords }),
    }),
  );

const decode = ({ labels, rows, breaks }: Case, scheme: Scheme): number[] => [
  ...bestTags({ data: Float64Array.from(rows.flat()), labels }, scheme, Uint8Array.from(breaks)),
];

/** Whether a tag may follow another under BIO; under IO also never B where the label could have gone on. */
function mayFollow(tag: number, before: number, isBreak: boolean, scheme: Scheme): boolean {
  const isSame = tag !== outside && before !== outside && labelOf(tag) === labelOf(before);
  if (tag !== outside && !isBegin(tag)) return isSame && !isBreak;
  return scheme === 'BIO' || tag === outside || !isSame || isBreak;
}

function* legalSequences(
  input: Case,
  scheme: Scheme,
  length = input.rows.length,
): Generator<readonly number[]> {
  if (length === 0) {
    yield [];
    return;
  }
  for (const head of legalSequences(input, scheme, length - 1)) {
    for (let tag = 0; tag < 1 + 2 * input.labels; tag++)
      if (mayFollow(tag, head.at(-1) ?? outside, input.breaks[length - 1] === 1, scheme))
        yield [...head, tag];
  }
}

const scoreOf = (tags: readonly number[], { rows }: Case): number =>
  tags.reduce((sum, tag, word) => sum + rows[word]![tag]!, 0);

/** Of equals the one whose last tags come first. */
function preferred(a: readonly number[], b: readonly number[]): readonly number[] {
  for (let word = a.length - 1; word >= 0; word--)
    if (a[word] !== b[word]) return a[word]! < b[word]! ? a : b;
  return a;
}

function bruteForce(input: Case, scheme: Scheme): readonly number[] {
  const all = [...legalSequences(input, scheme)];
  const best = Math.max(...all.map((tags) => scoreOf(tags, input)));
  return all.filter((tags) => scoreOf(tags, input) === best).reduce(preferred);
}

const eighths = fc.integer({ min: -24, max: 24 }).map((value) => value / 8); // sums are exact
const fewValues = fc.constantFrom(-1, 0, 0.5, 1); // ties are common

describe('BIO', () => {
  test.each([
    ['any scores', eighths],
    ['many ties', fewValues],
  ])('no legal sequence is better, and of equals the first is taken: %s', (_name, value) => {
    fc.assert(
      fc.property(cases(value, 4), (input) => {
        expect(decode(input, 'BIO')).toEqual(bruteForce(input, 'BIO'));
      }),
      { numRuns: 500 },
    );
  });

  test('adding the same to all tags of a word changes nothing', () => {
    fc.assert(
      fc.property(cases(eighths, 9), eighths, (input, shift) => {
        const rows = input.rows.map((row, word) =>
          word % 2 === 0 ? row.map((value) => value + shift) : row,
        );
        expect(decode({ ...input, rows }, 'BIO')).toEqual(decode(input, 'BIO'));
      }),
      { numRuns: 500 },
    );
  });
});

test('IO takes the best tag of every word, and B where a span begins', () => {
  fc.assert(
    fc.property(cases(fewValues, 4), (drawn) => {
      // both tags of a label are worth the same under IO
      const rows = drawn.rows.map((row) => row.map((value, tag) => (isBegin(tag) ? row[tag + 1]! : value)));
      const input = { ...drawn, rows };
      const tags = decode(input, 'IO');
      for (const [word, row] of rows.entries()) {
        const best = row.indexOf(Math.max(...row));
        expect(tags[word] === outside ? -1 : labelOf(tags[word]!)).toBe(
          best === outside ? -1 : labelOf(best),
        );
      }
      expect(
        tags.every((tag, word) => mayFollow(tag, tags[word - 1] ?? outside, input.breaks[word] === 1, 'IO')),
      ).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('two labels are never mixed in one span', () => {
  const rows = [
    [0, 5, -9, -9, -9],
    [0, -9, -9, -9, 4],
    [0, -9, 3, -9, -9],
  ];
  expect(decode({ labels: 2, rows, breaks: [0, 0, 0] }, 'BIO')).toEqual([beginOf(0), outside, outside]);
  expect(decode({ labels: 2, rows: [rows[0]!, rows[2]!], breaks: [0, 0] }, 'BIO')).toEqual([
    beginOf(0),
    insideOf(0),
  ]);
});
