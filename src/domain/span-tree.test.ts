/** Drawing the forest shows the text exactly, and each character under exactly the spans that cover it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { spansOver, textWithSpans } from '../testing/arbitraries.ts';
import type { Span } from './span.ts';
import type { SpanNode } from './span-tree.ts';
import { depthBelow, spanForest } from './span-tree.ts';

interface Drawing {
  text: string;
  /** Indices of the spans over each code unit. */
  readonly covers: number[][];
}

/** Draws as the view does: text up to the child, the child, and so on to the end. */
function draw(text: string, nodes: readonly SpanNode[]): Drawing {
  const drawing: Drawing = { text: '', covers: [] };
  const write = (from: number, to: number, above: readonly number[]): void => {
    drawing.text += text.slice(from, to);
    for (let unit = from; unit < to; unit++) drawing.covers.push([...above].sort((a, b) => a - b));
  };
  const walk = (children: readonly SpanNode[], from: number, to: number, above: readonly number[]): void => {
    let position = from;
    for (const child of children) {
      write(position, child.start, above);
      walk(child.children, child.start, child.end, [...above, child.index]);
      position = child.end;
    }
    write(position, to, above);
  };
  walk(nodes, 0, text.length, []);
  return drawing;
}

const everyNode = (nodes: readonly SpanNode[]): SpanNode[] =>
  nodes.flatMap((node) => [node, ...everyNode(node.children)]);

const span = (start: number, end: number, label = 'Teste'): Span => ({ start, end, label, score: 1 });

describe('spanForest', () => {
  test('drawing it gives the text back, and over each character the spans that cover it', () => {
    fc.assert(
      fc.property(textWithSpans, ({ text, spans }) => {
        const drawing = draw(text, spanForest(spans));
        expect(drawing.text).toBe(text);
        expect(drawing.covers).toEqual(
          Array.from({ length: text.length }, (_, unit) =>
            spans.flatMap(({ start, end }, index) => (start <= unit && unit < end ? [index] : [])),
          ),
        );
      }),
      { numRuns: 1000 },
    );
  });

  test('the parts of a span tile it, and only the last says so', () => {
    fc.assert(
      fc.property(spansOver(20), (spans) => {
        const nodes = everyNode(spanForest(spans));
        for (const [index, { start, end }] of spans.entries()) {
          const parts = nodes.filter((node) => node.index === index).sort((a, b) => a.start - b.start);
          expect(parts.map((part) => part.span)).toEqual(parts.map(() => spans[index]));
          expect([start, ...parts.map((part) => part.end)]).toEqual([
            ...parts.map((part) => part.start),
            end,
          ]);
          expect(parts.map((part) => part.isLastPart)).toEqual(parts.map((_, i) => i === parts.length - 1));
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('children lie inside their parent, in order and apart', () => {
    fc.assert(
      fc.property(spansOver(20), (spans) => {
        for (const node of everyNode(spanForest(spans))) {
          let position = node.start;
          for (const child of node.children) {
            expect(child.start).toBeGreaterThanOrEqual(position);
            expect(child.end).toBeGreaterThan(child.start);
            position = child.end;
          }
          expect(node.end).toBeGreaterThanOrEqual(position);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test('spans that only nest are never cut', () => {
    const spans = [span(0, 10), span(2, 8), span(2, 5), span(5, 8), span(2, 5, 'Anatomia')];
    expect(everyNode(spanForest(spans))).toHaveLength(spans.length);
  });

  test('of two that cross, the later is cut at the end of the earlier', () => {
    const parts = everyNode(spanForest([span(0, 6), span(4, 9, 'Anatomia')])).map(
      ({ start, end, index, isLastPart }) => [start, end, index, isLastPart],
    );
    expect(parts).toEqual([
      [0, 6, 0, true],
      [4, 6, 1, false],
      [6, 9, 1, true],
    ]);
  });

  test('no spans make no forest', () => {
    expect(spanForest([])).toEqual([]);
  });
});

test('depth counts the levels below', () => {
  const [root] = spanForest([span(0, 9), span(0, 5), span(1, 3), span(6, 8)]);
  expect(depthBelow(root!)).toBe(2);
  expect(depthBelow(root!.children[1]!)).toBe(0);
});
