/**
 * Spans as a forest for drawing: nested spans inside the ones that hold them. Where two spans cross, the later one
 * is cut at the end of the earlier, and its parts know that they belong together.
 */
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';

export interface SpanNode {
  readonly start: number;
  readonly end: number;
  readonly span: Span;
  /** Position of the span in the list given, the same for all parts of one span. */
  readonly index: number;
  readonly isLastPart: boolean;
  readonly children: SpanNode[];
}

/**
 * Roots in text order.
 * @param spans in any order, with `start < end`
 * @param firstIndex position of the first of them in a longer list
 */
export function spanForest(spans: readonly Span[], firstIndex = 0): SpanNode[] {
  const roots: SpanNode[] = [];
  const open: SpanNode[] = [];
  const queue = spans
    .map((span, index) => ({ start: span.start, span, index: firstIndex + index }))
    .sort((a, b) => compareSpans(b.span, a.span)); // taken from the end
  for (let next = queue.pop(); next; next = queue.pop()) {
    const { start, span, index } = next;
    while (open.length > 0 && (open.at(-1)?.end ?? 0) <= start) open.pop();
    const parent = open.at(-1);
    const end = parent ? Math.min(span.end, parent.end) : span.end;
    const node: SpanNode = { start, end, span, index, isLastPart: end === span.end, children: [] };
    (parent?.children ?? roots).push(node);
    open.push(node);
    if (end < span.end) insertRest(queue, { start: end, span, index });
  }
  return roots;
}

interface Pending {
  readonly start: number;
  readonly span: Span;
  readonly index: number;
}

/** Puts the rest of a cut span where the queue's order (last is next) wants it. */
function insertRest(queue: Pending[], rest: Pending): void {
  let position = queue.length;
  const comesFirst = (other: Pending): boolean =>
    other.start < rest.start || (other.start === rest.start && other.span.end > rest.span.end);
  while (position > 0 && comesFirst(queue[position - 1] as Pending)) position -= 1;
  queue.splice(position, 0, rest);
}

/** Levels of marks below a node, itself not counted. */
export function depthBelow(node: SpanNode): number {
  return node.children.reduce((depth, child) => Math.max(depth, 1 + depthBelow(child)), 0);
}
