/** A text drawn as it comes is the text drawn at once, and what stands on the page is never drawn again. */
import { afterEach, describe, expect, test } from 'vitest';
import type { Span } from '../../domain/span.ts';
import type { DescribeSpan } from './marks.ts';
import { TextPainter } from './text-painter.ts';

const describeSpan: DescribeSpan = ({ span }) => span.label;
const line = 'Refere dor torácica há 2 dias, em uso de losartana 50 mg.\n';
const text = line.repeat(200);
const spans: readonly Span[] = Array.from({ length: 200 }, (_, index) => {
  const start = index * line.length;
  return [
    { start: start + 7, end: start + 19, label: 'Problema', score: 0.9 },
    { start: start + 11, end: start + 19, label: 'Anatomia', score: 0.8 },
    { start: start + 41, end: start + 56, label: 'Tratamento', score: 0.7 },
  ];
}).flat();

function setUp(): { container: HTMLElement; painter: TextPainter } {
  const container = document.createElement('div');
  document.body.append(container);
  return { container, painter: new TextPainter(container) };
}

const drawn = (container: HTMLElement): Promise<void> =>
  expect.poll(() => container.hasAttribute('aria-busy')).toBe(false);
const known = (end: number): readonly Span[] => spans.filter(({ start }) => start < end);
const marks = (container: HTMLElement): (string | undefined)[][] =>
  Array.from(container.querySelectorAll('mark'), ({ textContent, dataset }) => [
    textContent,
    dataset['index'],
  ]);

afterEach(() => {
  document.body.replaceChildren();
});

describe('TextPainter', () => {
  test('adds to what it has drawn, up to the whole', async () => {
    const atOnce = setUp();
    atOnce.painter.show(text, spans, text.length, describeSpan);
    await drawn(atOnce.container);
    expect(atOnce.container.textContent).toBe(text);
    expect(marks(atOnce.container)).toHaveLength(spans.length);

    const { container, painter } = setUp();
    let first: Element | null = null;
    for (let end = 2000; end < text.length; end += 1234) {
      painter.show(text, known(end), end, describeSpan);
      await drawn(container);
      expect(text.slice(0, end).startsWith(container.textContent)).toBe(true);
      expect(end - container.textContent.length).toBeLessThanOrEqual(1500);
      first ??= container.firstElementChild;
      expect(container.firstElementChild).toBe(first);
    }
    painter.show(text, spans, text.length, describeSpan);
    await drawn(container);
    expect(container.firstElementChild).toBe(first);
    expect([container.textContent, marks(container)]).toEqual([text, marks(atOnce.container)]);
  });

  test('cuts a line nowhere but where the whole drawn at once would', async () => {
    const { container, painter } = setUp();
    for (let end = 10; end < text.length; end += 777) painter.show(text, known(end), end, describeSpan);
    painter.show(text, spans, text.length, describeSpan);
    await drawn(container);
    for (const block of container.children) expect(block.textContent.endsWith('\n')).toBe(true);
  });

  test.each<[string, string, readonly Span[]]>([
    ['another text', line.repeat(100), spans.slice(0, 300)],
    ['hidden labels', text, spans.filter(({ label }) => label !== 'Anatomia')],
    ['fewer spans', text, spans.slice(0, 3)],
  ])('draws %s anew', async (_what, next, nextSpans) => {
    const { container, painter } = setUp();
    painter.show(text, spans, text.length, describeSpan);
    const first = container.firstElementChild;
    painter.show(next, nextSpans, next.length, describeSpan);
    await drawn(container);
    expect(container.firstElementChild).not.toBe(first);
    expect([container.textContent, marks(container).length]).toEqual([next, nextSpans.length]);
  });
});
