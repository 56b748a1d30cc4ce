/** Long texts with the served model: the same spans wherever windows fall, and close to those of the parts by themselves. */
import { beforeAll, describe, expect, test } from 'vitest';
import { readCorpus } from '../../scripts/corpus.ts';
import type { Span } from '../domain/span.ts';
import type { LoadedModel } from '../inference/annotate.ts';
import { annotate } from '../inference/annotate.ts';
import { loadModel, readCatalogue } from './model-loading.ts';

const hooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };
const separator = '\n\n';
const notes = ['nested', 'semclinbr', 'mama'].flatMap((name) =>
  readCorpus(name)
    .slice(0, 12)
    .map(({ text }) => text),
);
const text = notes.join(separator);
const timeoutMs = 240_000;

const claim = ({ start, end, label }: Span): string => `${start}-${end} ${label}`;
const movedBy = (spans: readonly Span[], offset: number): string[] =>
  spans.map((span) => claim({ ...span, start: span.start + offset, end: span.end + offset }));

let model: LoadedModel;
let spans: readonly Span[];
beforeAll(async () => {
  const [entry] = (await readCatalogue('.')).models;
  model = await loadModel(
    '.',
    entry!,
    entry!.builds.find(({ dtype }) => dtype === 'q8')!,
  );
  const result = await annotate(text, model, hooks);
  spans = result.spans;
  expect(result.windows).toBeGreaterThan(20);
  expect(spans.length).toBeGreaterThan(500);
}, timeoutMs);

describe('the spans of a long text', () => {
  test.each([1, 7, 50, 400])(
    'are the same after %i other sentences, but for the windows next to them',
    async (count) => {
      const before = 'Sem outras queixas. '.repeat(count).trim() + separator;
      const result = await annotate(before + text, model, hooks);
      const found = new Set(movedBy(result.spans, -before.length));
      const far = spans.filter(({ start }) => start >= 2000);
      expect(far.length).toBeGreaterThan(500);
      expect(far.filter((span) => !found.has(claim(span)))).toEqual([]);
      const isNear = ({ start }: Span): boolean => start < 2000;
      const near = spans.filter((span) => isNear(span) && found.has(claim(span)));
      expect(near.length / spans.filter(isNear).length).toBeGreaterThanOrEqual(0.9);
    },
    timeoutMs,
  );

  // a model sees other text around a note in a long text, so these differ a little however windows are cut:
  // F1 of one against the other was 0.974 over 200 notes (bench/windows.ts)
  test(
    'agree with those of its notes by themselves to at least 0.95',
    async () => {
      let [same, alone, position] = [0, 0, 0];
      const found = new Set(spans.map(claim));
      for (const note of notes) {
        const own = movedBy((await annotate(note, model, hooks)).spans, position);
        alone += own.length;
        same += own.filter((span) => found.has(span)).length;
        position += note.length + separator.length;
      }
      expect((2 * same) / (alone + spans.length)).toBeGreaterThanOrEqual(0.95);
    },
    timeoutMs,
  );
});
