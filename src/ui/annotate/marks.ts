/** Builds the marked text of one block from text nodes and `<mark>` elements; no HTML is ever parsed. */
import type { SpanNode } from '../../domain/span-tree.ts';
import { depthBelow } from '../../domain/span-tree.ts';
import type { TextBlock } from '../../domain/text-blocks.ts';
import { entityStyle } from '../entity-style.ts';

export type DescribeSpan = (node: SpanNode) => string;

/** The text of `block` with the marks of `roots`, all of which lie inside the block. */
export function markedBlock(
  text: string,
  block: TextBlock,
  roots: readonly SpanNode[],
  describe: DescribeSpan,
): DocumentFragment {
  const fragment = document.createDocumentFragment();
  appendPieces(fragment, text, block.start, block.end, roots, describe);
  return fragment;
}

function appendPieces(
  parent: Node,
  text: string,
  from: number,
  to: number,
  nodes: readonly SpanNode[],
  describe: DescribeSpan,
): void {
  let position = from;
  for (const node of nodes) {
    if (node.start > position) parent.appendChild(document.createTextNode(text.slice(position, node.start)));
    parent.appendChild(markOf(text, node, describe));
    position = node.end;
  }
  if (to > position) parent.appendChild(document.createTextNode(text.slice(position, to)));
}

function markOf(text: string, node: SpanNode, describe: DescribeSpan): HTMLElement {
  const mark = document.createElement('mark');
  const { className, code } = entityStyle(node.span.label);
  mark.classList.add('entity', className, `level-${String(Math.min(depthBelow(node), 4))}`);
  if (node.isLastPart) mark.dataset['code'] = code;
  mark.dataset['index'] = String(node.index);
  mark.title = describe(node);
  appendPieces(mark, text, node.start, node.end, node.children, describe);
  return mark;
}
