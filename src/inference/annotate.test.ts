/** Spans do not depend on where windows fall, no token is dropped, and a job can be stopped between windows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../domain/errors.ts';
import type { Span } from '../domain/span.ts';
import { includeMarks } from '../domain/text.ts';
import { planWindows, windowSizes } from '../domain/windowing.ts';
import { nastyText } from '../testing/arbitraries.ts';
import {
  fakeLogit,
  fakeModel,
  fakeOutputs,
  fakeSession,
  fakeTokenizer,
  fillerWord,
} from '../testing/fake-model.ts';
import { tokenizerJson } from '../testing/tokenizer-json.ts';
import type { AnnotateHooks } from './annotate.ts';
import { annotate } from './annotate.ts';
import type { Session } from './session.ts';
import type { OffsetTokenizer } from './tokenizer.ts';
import { createTokenizer } from './tokenizer.ts';

const noHooks: AnnotateHooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };

/** Room for one token up to room for all; the overlap always smaller than the room. */
const sizes = fc
  .record({ capacity: fc.integer({ min: 1, max: 40 }), overlap: fc.nat(39) })
  .filter(({ capacity, overlap }) => overlap < capacity)
  .map(({ capacity, overlap }) => ({ contextTokens: capacity + 2, strideTokens: overlap }));

const spansOf = async (text: string, contextTokens: number, strideTokens: number): Promise<readonly Span[]> =>
  (await annotate(text, fakeModel(contextTokens, strideTokens), noHooks)).spans;

describe('windows', () => {
  test('spans are the same whatever the windows', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, sizes, async (text, { contextTokens, strideTokens }) => {
        expect(await spansOf(text, contextTokens, strideTokens)).toEqual(await spansOf(text, 1_000_000, 0));
      }),
      { numRuns: 1000 },
    );
  });

  test('lines put before a text move its spans by exactly their length', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, fc.nat(40), sizes, async (text, k, { contextTokens, strideTokens }) => {
        const filler = `${fillerWord}\n`.repeat(k);
        const below = `${fillerWord}\n${text}`; // so that the longest line is the same
        const moved = (await spansOf(below, contextTokens, strideTokens)).map((span) => ({
          ...span,
          start: span.start + filler.length,
          end: span.end + filler.length,
        }));
        expect(await spansOf(filler + below, contextTokens, strideTokens)).toEqual(moved);
      }),
      { numRuns: 1000 },
    );
  });

  test('what a model says of tokens near a cut is not taken', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, sizes, async (text, { contextTokens, strideTokens }) => {
        const { ids } = fakeTokenizer.tokenize(text);
        const windows = [...planWindows(ids, windowSizes(contextTokens - 2, strideTokens))];
        const margin = Math.floor(strideTokens / 2);
        const sound = fakeSession();
        const blindAtCuts: Session = {
          run: async (inputIds) => {
            const window = windows[sound.runs.length]!;
            const logits = await sound.run(inputIds);
            const poison = (from: number, to: number): void => {
              logits.data.fill(30, (1 + from) * logits.columns, (1 + to) * logits.columns);
            };
            if (window.start > 0) poison(0, margin);
            if (window.end < ids.length)
              poison(window.end - window.start - margin, window.end - window.start);
            return logits;
          },
        };
        const { spans } = await annotate(text, fakeModel(contextTokens, strideTokens, blindAtCuts), noHooks);
        expect(spans).toEqual(await spansOf(text, 1_000_000, 0));
      }),
      { numRuns: 1000 },
    );
  });

  test('a run sees at most the context, with the special tokens at its ends', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, sizes, async (text, { contextTokens, strideTokens }) => {
        const session = fakeSession();
        const { tokens, windows } = await annotate(
          text,
          fakeModel(contextTokens, strideTokens, session),
          noHooks,
        );
        expect(session.runs).toHaveLength(windows);
        const seen = new Set<number>();
        for (const ids of session.runs) {
          expect(ids.length).toBeLessThanOrEqual(contextTokens);
          expect([ids[0], ids.at(-1)]).toEqual([1, 2]);
          for (const id of ids.slice(1, -1)) seen.add(id);
        }
        const { ids } = fakeTokenizer.tokenize(text);
        expect(tokens).toBe(ids.length);
        expect(seen).toEqual(new Set(ids));
      }),
      { numRuns: 300 },
    );
  });
});

describe('spans', () => {
  test('a span is whole words of the text, with the marks that follow', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, async (text) => {
        const { words } = fakeTokenizer.tokenize(text);
        for (const { start, end } of await spansOf(text, 64, 16)) {
          const first = words.findIndex((word) => word.start === start);
          const last = words.findIndex((word) => includeMarks(text, word.end) === end);
          expect(first).toBeGreaterThanOrEqual(0);
          expect(last).toBeGreaterThanOrEqual(first);
          const inner = words.slice(first, last + 1).map((word) => text.slice(word.start, word.end));
          expect(text.slice(start, end).match(/\S+/gu)).toEqual(inner);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('a span takes the marks of its last letter along', async () => {
    const tokenizer = createTokenizer(tokenizerJson(['irma', 'dor']));
    const session: Session = {
      run: (ids) =>
        Promise.resolve({ data: new Float32Array(4 * ids.length).fill(5), rows: ids.length, columns: 4 }),
    };
    const text = 'irma\u0303 dor';
    const { spans } = await annotate(text, { ...fakeModel(64, 16, session), tokenizer }, noHooks);
    expect(new Set(spans.map(({ start, end }) => text.slice(start, end)))).toEqual(
      new Set(['irma\u0303', 'dor']),
    );
  });

  test('a mark that is a word of its own is not in the span before it', async () => {
    const tokenizer = createTokenizer(tokenizerJson(['#', '\u20E3']));
    const session: Session = {
      run: (ids) =>
        Promise.resolve({ data: new Float32Array(4 * ids.length).fill(5), rows: ids.length, columns: 4 }),
    };
    const text = '#\uFE0F\u20E3';
    const { spans } = await annotate(text, { ...fakeModel(64, 16, session), tokenizer }, noHooks);
    const own = spans.filter(({ label }) => label === 'Problema');
    expect(own.map(({ start, end }) => text.slice(start, end))).toEqual(['#\uFE0F', '\u20E3']);
  });

  test('a word is judged by its first token', async () => {
    const [word] = Array.from({ length: 5000 }, (_, index) => `p${index.toString(36)}zzzz`).filter(
      (candidate) => {
        const [id] = fakeTokenizer.tokenize(candidate).ids;
        return fakeLogit(id!, 0) > 0;
      },
    );
    const spans = await spansOf(word!, 64, 16);
    expect(spans).toContainEqual(expect.objectContaining({ start: 0, end: word!.length, label: 'Problema' }));
  });

  test('a text without words has no spans and needs no run', async () => {
    const session = fakeSession();
    expect(await annotate(' \n\t', fakeModel(64, 16, session), noHooks)).toEqual({
      spans: [],
      tokens: 0,
      windows: 0,
      reusedWindows: 0,
    });
    expect(session.runs).toEqual([]);
  });
});

describe('running', () => {
  const text = 'dor no peito há três dias com piora aos esforços'.repeat(4);

  test('progress tells each window, and of the spans in their order what is finished', async () => {
    await fc.assert(
      fc.asyncProperty(nastyText, sizes, async (note, { contextTokens, strideTokens }) => {
        const told: Span[] = [];
        const lengths = [0];
        let count = 0;
        const onProgress: AnnotateHooks['onProgress'] = ({ windows, spans, finishedLength }) => {
          expect(windows).toBe(++count);
          for (const span of spans) {
            expect(span.start).toBeGreaterThanOrEqual(lengths.at(-1)!);
            expect(span.end).toBeLessThanOrEqual(finishedLength);
            told.push(span);
          }
          expect(finishedLength).toBeGreaterThanOrEqual(lengths.at(-1)!);
          lengths.push(finishedLength);
        };
        const model = fakeModel(contextTokens, strideTokens);
        const { spans, windows } = await annotate(note, model, { ...noHooks, onProgress });
        expect([told, count]).toEqual([spans, windows]);
        if (count > 0) expect(lengths.at(-1)).toBe(note.length);
      }),
      { numRuns: 500 },
    );
  });

  test('the first spans of a long text are told when little of it has been read', async () => {
    const long = `${text} ${`${fillerWord} `.repeat(20)}`.repeat(500);
    const tokenized: number[] = [];
    const model = fakeModel(64, 16);
    const tokenizer: OffsetTokenizer = {
      ...fakeTokenizer,
      tokenize: (block) => {
        tokenized.push(block.length);
        return fakeTokenizer.tokenize(block);
      },
    };
    const stop = new AppError('engine/cancelled');
    const onProgress: AnnotateHooks['onProgress'] = ({ spans }) => {
      if (spans.length > 0) throw stop;
    };
    await expect(annotate(long, { ...model, tokenizer }, { ...noHooks, onProgress })).rejects.toBe(stop);
    expect(tokenized).toHaveLength(1);
    expect(tokenized[0]).toBeLessThan(long.length / 10);
  });

  test.each([0, 1, 3])('what the checkpoint throws stops the job after %i windows', async (allowed) => {
    const session = fakeSession();
    const checkpoint = (): Promise<void> =>
      session.runs.length < allowed ? Promise.resolve() : Promise.reject(new AppError('engine/cancelled'));
    await expect(annotate(text, fakeModel(12, 4, session), { ...noHooks, checkpoint })).rejects.toMatchObject(
      {
        code: 'engine/cancelled',
      },
    );
    expect(session.runs).toHaveLength(allowed);
  });

  test('logits with other columns than the catalogue says are refused', async () => {
    const session = fakeSession(fakeOutputs.length + 1);
    await expect(annotate(text, fakeModel(64, 16, session), noHooks)).rejects.toMatchObject({
      code: 'engine/bad-output',
    });
  });

  test('a failing run fails the job', async () => {
    const error = new Error('out of memory');
    await expect(
      annotate(text, fakeModel(64, 16, { run: () => Promise.reject(error) }), noHooks),
    ).rejects.toBe(error);
  });
});
