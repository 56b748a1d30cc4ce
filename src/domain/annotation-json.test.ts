/** What a visitor takes away can be read again without loss. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textWithSpans } from '../testing/arbitraries.ts';
import { annotationJson } from './annotation-json.ts';

interface Exported {
  readonly text: string;
  readonly model: unknown;
  readonly tagSet: unknown;
  readonly offsetUnit: string;
  readonly spans: readonly { start: number; end: number; label: string; text: string; score: number }[];
}

const model = { modelId: 'm', revision: 'r', dtype: 'q8', backend: 'wasm' };
const source = { ...model, tagSet: 'semclinbr' };

describe('annotationJson', () => {
  test('the text and the spans come back as they were, unpaired surrogates too', () => {
    fc.assert(
      fc.property(textWithSpans, ({ text, spans }) => {
        const json = annotationJson(text, spans, source);
        const exported = JSON.parse(json) as Exported;
        expect(exported.text).toBe(text);
        expect(exported.spans.map(({ start, end, label }) => ({ start, end, label }))).toEqual(
          spans.map(({ start, end, label }) => ({ start, end, label })),
        );
        for (const [index, span] of exported.spans.entries()) {
          expect(exported.text.slice(span.start, span.end)).toBe(span.text);
          expect(Math.abs(span.score - spans[index]!.score)).toBeLessThanOrEqual(0.00005);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('its bytes are valid UTF-8 for every text', () => {
    fc.assert(
      fc.property(textWithSpans, ({ text, spans }) => {
        const json = annotationJson(text, spans, source);
        expect(
          new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(new TextEncoder().encode(json)),
        ).toBe(json);
      }),
      { numRuns: 1000 },
    );
  });

  test('it names the unit of its offsets, the model that made it and the tag set of its labels', () => {
    const exported = JSON.parse(annotationJson('', [], source)) as Exported;
    expect(exported.offsetUnit).toContain('UTF-16');
    expect(exported.model).toEqual(model);
    expect(exported.tagSet).toBe('semclinbr');
  });
});
