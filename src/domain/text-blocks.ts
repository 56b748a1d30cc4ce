/** Cuts a text into blocks that can be drawn one after another: at line ends, or at a space in very long lines. */

export interface TextBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * Blocks of about `targetLength` code units; together they are the whole text, and none cuts a range of `kept`.
 * @param kept ranges in text order that do not overlap
 */
export function textBlocks(text: string, kept: readonly TextBlock[], targetLength: number): TextBlock[] {
  const blocks: TextBlock[] = [];
  let next = 0; // first kept range that ends after the cut in question
  for (let start = 0; start < text.length;) {
    let end = Math.min(start + targetLength, text.length);
    if (end < text.length) {
      const lineEnd = text.lastIndexOf('\n', end - 1) + 1;
      const space = text.lastIndexOf(' ', end - 1) + 1;
      const cut = lineEnd > start ? lineEnd : space;
      if (cut > start) end = cut;
      else if (isInsidePair(text, end)) end += 1;
    }
    while ((kept[next]?.end ?? Infinity) <= end) next += 1;
    const range = kept[next];
    if (range && range.start < end) end = range.end;
    blocks.push({ start, end });
    start = end;
  }
  return blocks;
}

function isInsidePair(text: string, position: number): boolean {
  return /^[\uDC00-\uDFFF]/.test(text.charAt(position)) && /^[\uD800-\uDBFF]/.test(text.charAt(position - 1));
}
