/** Cuts a text into blocks that can be drawn one after another: at line ends, or at a space in very long lines. */

export interface TextBlock {
  readonly start: number;
  readonly end: number;
}

/**
 * Blocks of about `targetLength` code units; together they are `text[from, to)`, and none cuts a range of `kept`.
 * @param kept ranges in text order that do not overlap, none of them across `from` or `to`
 */
export function textBlocks(
  text: string,
  kept: readonly TextBlock[],
  targetLength: number,
  from = 0,
  to = text.length,
): TextBlock[] {
  const blocks: TextBlock[] = [];
  let next = 0; // first kept range that ends after the cut in question
  for (let start = from; start < to;) {
    let end = Math.min(start + targetLength, to);
    if (end < to) {
      const part = text.slice(start, end); // a search in the whole text would go back to its beginning each time
      const cut = part.lastIndexOf('\n') + 1 || part.lastIndexOf(' ') + 1;
      if (cut > 0) end = start + cut;
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
