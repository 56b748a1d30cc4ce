/** What several taggers agree on lies between what all of them found and what any of them found. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EnsembleRule, TaggerResult } from './ensemble.ts';
import { combinedSpans } from './ensemble.ts';
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';

const rules: EnsembleRule[] = ['union', 'intersection', 'vote'];
const names = ['Disorder', 'Procedure', 'Chemical'];

/** A tagger of some labels with spans in a short text, so that taggers often agree. */
const tagger: fc.Arbitrary<TaggerResult> = fc.subarray(names, { minLength: 1 }).chain((labels) =>
  fc.record({
    labels: fc.constant(labels),
    spans: fc.uniqueArray(
      fc
        .record({
          start: fc.nat(2),
          size: fc.integer({ min: 1, max: 2 }),
          label: fc.constantFrom(...labels),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
        })
        .map(({ start, size, label, score }) => ({ start, end: start + size, label, score })),
      { selector: (span) => keyOf(span), maxLength: 6 },
    ),
  }),
);
const taggers = fc.array(tagger, { maxLength: 5 });

const keyOf = ({ start, end, label }: Span): string => `${start} ${end} ${label}`;
const keysOf = (spans: readonly Span[]): string[] => spans.map(keyOf);
const findersOf = (span: Span, all: readonly TaggerResult[]): Span[] =>
  all.flatMap(({ spans }) => spans.filter((own) => keyOf(own) === keyOf(span)));

describe('union, vote and intersection', () => {
  test('each holds the next', () => {
    fc.assert(
      fc.property(taggers, (all) => {
        const [union, vote, intersection] = (['union', 'vote', 'intersection'] as const).map((rule) =>
          keysOf(combinedSpans(all, rule)),
        );
        expect(union).toEqual(expect.arrayContaining(vote!));
        expect(vote).toEqual(expect.arrayContaining(intersection!));
      }),
    );
  });

  test('a span counts as often as taggers found it, among those that know its label', () => {
    fc.assert(
      fc.property(taggers, (all) => {
        const every = all.flatMap(({ spans }) => spans);
        const share = (span: Span): number =>
          findersOf(span, all).length / all.filter(({ labels }) => labels.includes(span.label)).length;
        const expected = (keep: (span: Span) => boolean): string[] =>
          [...new Set(keysOf(every.filter(keep)))].sort();
        const found = (rule: EnsembleRule): string[] => keysOf(combinedSpans(all, rule)).sort();
        expect(found('union')).toEqual(expected(() => true));
        expect(found('vote')).toEqual(expected((span) => share(span) > 0.5));
        expect(found('intersection')).toEqual(expected((span) => share(span) === 1));
      }),
    );
  });
});

describe.each(rules)('%s', (rule) => {
  test('is in text order, with no span twice, and scores are means of those who found it', () => {
    fc.assert(
      fc.property(taggers, (all) => {
        const spans = combinedSpans(all, rule);
        expect(spans).toEqual([...spans].sort(compareSpans));
        expect(new Set(keysOf(spans)).size).toBe(spans.length);
        for (const span of spans) {
          const scores = findersOf(span, all).map(({ score }) => score);
          expect(span.score).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / scores.length, 12);
        }
      }),
    );
  });

  test('does not depend on the order of the taggers', () => {
    fc.assert(
      fc.property(taggers, (all) => {
        const turned = combinedSpans([...all].reverse(), rule);
        expect(keysOf(turned)).toEqual(keysOf(combinedSpans(all, rule)));
      }),
    );
  });

  test('of one tagger, or of one several times, is that tagger', () => {
    fc.assert(
      fc.property(tagger, fc.integer({ min: 1, max: 4 }), (one, times) => {
        const spans = combinedSpans(Array<TaggerResult>(times).fill(one), rule);
        expect(keysOf(spans)).toEqual(keysOf([...one.spans].sort(compareSpans)));
      }),
    );
  });

  test('of taggers that share no label is all that they found', () => {
    const disorder = { start: 0, end: 3, label: 'Disorder', score: 0.9 };
    const chemical = { start: 0, end: 9, label: 'Chemical', score: 0.7 };
    const all = [
      { labels: ['Disorder'], spans: [disorder] },
      { labels: ['Chemical'], spans: [chemical] },
    ];
    expect(combinedSpans(all, rule)).toEqual([chemical, disorder]);
  });

  test('of no taggers is nothing', () => {
    expect(combinedSpans([], rule)).toEqual([]);
  });
});
