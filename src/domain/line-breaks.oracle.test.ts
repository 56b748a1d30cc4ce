/** Hard breaks, and the spans decoded between them, are those of the Python decoder that the models are scored with. */
import { describe, expect, test } from 'vitest';
import fixture from '../testing/fixtures/line-breaks.json';
import { decodeSpans } from './decoding.ts';
import { hardBreaksBefore } from './line-breaks.ts';
import { headFrom } from './tagging.ts';

const outputs = ['B-Problema', 'I-Problema'];
const head = headFrom({ outputs, scheme: 'BIO', activation: 'sigmoid' }, ['Problema']);

describe.each(fixture)('$text', ({ text, words, hardBreaks, logits, spans }) => {
  const bounds = words.map(([start, end]) => ({ start: start!, end: end! }));
  const breaks = hardBreaksBefore(text, bounds);

  test('hard breaks', () => {
    expect([...breaks]).toEqual(hardBreaks);
  });

  test('spans', () => {
    const data = Float32Array.from(logits.flat());
    const decoded = decodeSpans(bounds, { data, columns: 2 }, head, breaks);
    expect(decoded).toEqual(
      spans.map((span) => ({ ...span, score: expect.closeTo(span.score, 5) as number })),
    );
  });
});

test('the fixture has texts with hard breaks, without them, and without words', () => {
  expect(fixture.some(({ hardBreaks }) => hardBreaks.includes(1))).toBe(true);
  expect(fixture.some(({ hardBreaks, words }) => words.length > 0 && !hardBreaks.includes(1))).toBe(true);
  expect(fixture.some(({ words }) => words.length === 0)).toBe(true);
});
