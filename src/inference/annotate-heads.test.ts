/** Any head, any aggregation: the spans are those of the whole text's logits; other thresholds run nothing. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Aggregation } from '../domain/aggregation.ts';
import { aggregatedLogits } from '../domain/aggregation.ts';
import { decodeSpans } from '../domain/decoding.ts';
import { hardBreaksBefore } from '../domain/line-breaks.ts';
import type { Span } from '../domain/span.ts';
import type { Thresholds } from '../domain/tag-scores.ts';
import type { Activation, Scheme } from '../domain/tagging.ts';
import { headFrom } from '../domain/tagging.ts';
import { fakeLogit, fakeModel, fakeSession, fakeTokenizer } from '../testing/fake-model.ts';
import type { AnnotateHooks, LoadedModel } from './annotate.ts';
import { annotate } from './annotate.ts';
import { WindowCache } from './window-cache.ts';

const noHooks: AnnotateHooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };
const labels = ['Disorder', 'Drug'];
const outputs = ['B-Disorder', 'I-Disorder', 'B-Drug', 'I-Drug', 'O', '<pad>'];

interface Kind {
  readonly scheme: Scheme;
  readonly activation: Activation;
  readonly aggregation: Aggregation;
}
const kind: fc.Arbitrary<Kind> = fc.record({
  scheme: fc.constantFrom<Scheme>('BIO', 'IO'),
  activation: fc.constantFrom<Activation>('sigmoid', 'softmax'),
  aggregation: fc.constantFrom<Aggregation>('first', 'max', 'average'),
});
const thresholds = fc.record({ Disorder: fc.constantFrom(0.2, 0.5), Drug: fc.constantFrom(0.5, 0.8) });

/** Up to six letters, which make three tokens, in lines. */
const words = fc.array(fc.tuple(fc.stringMatching(/^[a-z]{1,6}$/u), fc.constantFrom(' ', ' ', '  ', '\n')), {
  maxLength: 40,
});
const text = words.map((pairs) => pairs.flat().join(''));

function modelOf(own: Kind, contextTokens: number): LoadedModel & { runs: number[][] } {
  const session = fakeSession(outputs.length);
  const model = fakeModel(contextTokens, 6, session); // three tokens on each side, as long as the longest word
  const entry = { ...model.entry, ...own, outputs, tagSets: [{ id: 'hub', labels }] };
  return { ...model, entry, cache: new WindowCache(1 << 20), runs: session.runs };
}

/** By the definitions, with all tokens' logits at once. */
function expected(given: string, own: Kind, levels?: Thresholds): Span[] {
  const { ids, words: bounds, wordTokens, wordTokenEnds } = fakeTokenizer.tokenize(given);
  const columns = outputs.length;
  const tokens = Float32Array.from(ids.flatMap((id) => outputs.map((_, column) => fakeLogit(id, column))));
  const ranges = wordTokens.map((first, word) => ({ first, end: wordTokenEnds[word]! }));
  const data = aggregatedLogits({ data: tokens, columns }, ranges, own.activation, own.aggregation);
  const head = headFrom({ ...own, outputs }, labels);
  return decodeSpans(bounds, { data, columns }, head, hardBreaksBefore(given, bounds), levels);
}

describe('a head', () => {
  test('of any kind gives the spans of the whole text, wherever windows fall', async () => {
    await fc.assert(
      fc.asyncProperty(
        text,
        kind,
        thresholds,
        fc.integer({ min: 12, max: 60 }),
        async (given, own, levels, size) => {
          const { spans } = await annotate(given, modelOf(own, size), noHooks, levels);
          const whole = expected(given, own, levels);
          expect(spans).toEqual(
            whole.map((span) => ({ ...span, score: expect.closeTo(span.score, 9) as number })),
          );
        },
      ),
      { numRuns: 500 },
    );
  });

  test('without an aggregation takes each word’s first token', async () => {
    const { entry, ...rest } = modelOf({ scheme: 'BIO', activation: 'softmax', aggregation: 'first' }, 60);
    const { aggregation, ...silent } = entry;
    expect(aggregation).toBe('first');
    const note = 'paciente nega febre tosse dispneia edema palidez';
    const { spans } = await annotate(note, { ...rest, entry: silent }, noHooks);
    expect(spans.length).toBeGreaterThan(0);
    expect(spans).toEqual((await annotate(note, { ...rest, entry }, noHooks)).spans);
  });
});

test('other thresholds are applied without running the model again', async () => {
  const model = modelOf({ scheme: 'BIO', activation: 'sigmoid', aggregation: 'first' }, 60);
  const note = 'paciente nega febre tosse dispneia edema palidez astenia tontura';
  const [none, all] = [
    { Disorder: 1, Drug: 1 },
    { Disorder: 0, Drug: 0 },
  ];
  const { spans } = await annotate(note, model, noHooks);
  const runs = model.runs.length;
  expect(runs).toBeGreaterThan(0);
  expect((await annotate(note, model, noHooks, none)).spans).toEqual([]);
  const covered = (await annotate(note, model, noHooks, all)).spans.map(({ end, start }) => end - start);
  expect(covered.length).toBeGreaterThan(0);
  expect((await annotate(note, model, noHooks)).spans).toEqual(spans);
  expect(model.runs).toHaveLength(runs);
});
