/**
 * Draws a marked text into an element, a few blocks a frame, so that long notes never freeze the page. When it is given
 * more of the same annotation it adds to what stands there.
 */
import type { Span } from '../../domain/span.ts';
import type { SpanNode } from '../../domain/span-tree.ts';
import { spanForest } from '../../domain/span-tree.ts';
import type { TextBlock } from '../../domain/text-blocks.ts';
import { textBlocks } from '../../domain/text-blocks.ts';
import type { DescribeSpan } from './marks.ts';
import { markedBlock } from './marks.ts';

const blockLength = 1500;
const blocksPerFrame = 8;

interface MarkedBlock extends TextBlock {
  readonly roots: readonly SpanNode[];
}

export class TextPainter {
  readonly #container: HTMLElement;
  #text = '';
  #describe: DescribeSpan | undefined;
  /** Spans of the blocks that are drawn or waiting, and where those end. */
  #spans: readonly Span[] = [];
  #end = 0;
  #queue: MarkedBlock[] = [];
  #frame = 0;

  constructor(container: HTMLElement) {
    this.#container = container;
  }

  /**
   * @param spans in text order
   * @param finishedLength all spans that begin before this position are known; what stands after it is not drawn yet
   */
  show(text: string, spans: readonly Span[], finishedLength: number, describe: DescribeSpan): void {
    const isMore =
      text === this.#text &&
      describe === this.#describe &&
      finishedLength >= this.#end &&
      this.#spans.every((span, index) => span === spans[index]);
    if (!isMore) {
      this.#container.replaceChildren();
      [this.#text, this.#describe, this.#spans, this.#end, this.#queue] = [text, describe, [], 0, []];
    }
    this.#enqueue(spans, finishedLength);
    cancelAnimationFrame(this.#frame);
    this.#step();
  }

  stop(): void {
    cancelAnimationFrame(this.#frame);
  }

  #enqueue(spans: readonly Span[], finishedLength: number): void {
    const first = this.#spans.length;
    const roots = spanForest(spans.slice(first), first);
    const blocks = textBlocks(this.#text, roots, blockLength, this.#end, finishedLength);
    // the last one ends where knowledge does, which may be in the middle of a line
    if (finishedLength < this.#text.length) blocks.pop();
    let next = 0;
    for (const block of blocks) {
      const own = next;
      while ((roots[next]?.end ?? Infinity) <= block.end) next += 1;
      this.#queue.push({ ...block, roots: roots.slice(own, next) });
      this.#end = block.end;
    }
    let count = first;
    while ((spans[count]?.start ?? Infinity) < this.#end) count += 1;
    this.#spans = spans.slice(0, count);
  }

  #step(): void {
    const describe = this.#describe;
    if (!describe) return;
    for (const block of this.#queue.splice(0, blocksPerFrame)) {
      const element = document.createElement('div');
      element.className = 'block';
      element.append(markedBlock(this.#text, block, block.roots, describe));
      this.#container.append(element);
    }
    this.#container.toggleAttribute('aria-busy', this.#queue.length > 0);
    if (this.#queue.length > 0)
      this.#frame = requestAnimationFrame(() => {
        this.#step();
      });
  }
}
