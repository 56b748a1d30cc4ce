/** After an edit only what changed is run, and the result is exactly that of a fresh run. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import type { RecordingSession } from '../testing/fake-model.ts';
import { fakeModel, fakeSession } from '../testing/fake-model.ts';
import type { AnnotateHooks, LoadedModel } from './annotate.ts';
import { annotate } from './annotate.ts';
import { WindowCache } from './window-cache.ts';

const noHooks: AnnotateHooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };

/** A session whose logits depend on all that it is given, as a real model's do: a wrong window shows at once. */
function sensitiveSession(): RecordingSession {
  const plain = fakeSession();
  return {
    runs: plain.runs,
    run: async (ids) => {
      const logits = await plain.run(ids);
      const sum = ids.reduce((hash, id) => (Math.imul(hash, 31) + id) >>> 0, 7);
      return {
        ...logits,
        data: logits.data.map((value, index) => value + (((sum + index) >>> 3) % 9) / 4 - 1),
      };
    },
  };
}

const cached = (contextTokens: number, strideTokens: number, session: RecordingSession): LoadedModel => ({
  ...fakeModel(contextTokens, strideTokens, session),
  cache: new WindowCache(1 << 20),
});

/** Different words all along, as in a note. */
const word = (index: number): string => (Math.imul(index + 1, 2654435761) >>> 0).toString(36).slice(0, 6);
const note = Array.from({ length: 1500 }, (_, index) => word(index))
  .join(' ')
  .slice(0, 10_000);

describe('an edit', () => {
  test.each([0, 700, 5000, 9990])(
    'of one word at %i of 10,000 characters runs few of the windows',
    async (at) => {
      const session = sensitiveSession();
      const model = cached(512, 64, session);
      const before = await annotate(note, model, noHooks);
      expect([before.windows, before.reusedWindows]).toEqual([session.runs.length, 0]);
      expect(before.windows).toBeGreaterThan(10);
      session.runs.length = 0;
      const edited = `${note.slice(0, at)} febre ${note.slice(at)}`;
      const after = await annotate(edited, model, noHooks);
      expect(session.runs.length).toBeLessThanOrEqual(4);
      expect(after.reusedWindows).toBe(after.windows - session.runs.length);
      const { spans } = await annotate(edited, fakeModel(512, 64, sensitiveSession()), noHooks);
      expect(after.spans).toEqual(spans);
    },
  );

  test('undone runs nothing, as does the same text', async () => {
    const session = sensitiveSession();
    const model = cached(512, 64, session);
    const before = await annotate(note, model, noHooks);
    await annotate(`febre ${note}`, model, noHooks);
    session.runs.length = 0;
    expect(await annotate(note, model, noHooks)).toEqual({ ...before, reusedWindows: before.windows });
    expect(session.runs).toEqual([]);
  });

  test('after an edit, however many, the result is that of a fresh run', async () => {
    const edit = fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      removed: fc.nat(20),
      added: nastyText,
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(nastyText, { maxLength: 4 }).map((parts) => parts.join(' ')),
        fc.array(edit, { minLength: 1, maxLength: 6 }),
        fc.constantFrom([12, 4], [24, 8], [40, 12], [9, 0]),
        async (start, edits, [contextTokens, strideTokens]) => {
          const model = cached(contextTokens, strideTokens, sensitiveSession());
          let text = start;
          for (const { at, removed, added } of edits) {
            const position = Math.floor(at * text.length);
            text = text.slice(0, position) + added + text.slice(position + removed);
            const fresh = fakeModel(contextTokens, strideTokens, sensitiveSession());
            const { spans, windows } = await annotate(text, model, noHooks);
            expect({ spans, windows }).toEqual(
              (({ spans, windows }) => ({ spans, windows }))(await annotate(text, fresh, noHooks)),
            );
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});

test('a run that fails leaves nothing in the cache', async () => {
  const session = sensitiveSession();
  const model = cached(512, 64, session);
  const failing = { ...model, session: { run: () => Promise.reject(new Error('out of memory')) } };
  await expect(annotate(note, failing, noHooks)).rejects.toThrow('out of memory');
  const { reusedWindows } = await annotate(note, model, noHooks);
  expect(reusedWindows).toBe(0);
});
