/**
 * Line breaks that no entity runs over. Tokenizers drop white space, so a model cannot see where a line ends; in lists
 * and in notes with one statement a line, it would join what stands on two lines. Text that was wrapped at a fixed
 * width (from a PDF, an e-mail) breaks its lines anywhere, also inside entities: there a break means nothing.
 *
 * A break is hard when a line without words lies there, or when the first word of the next line would still have fitted
 * on the line before it, so that no wrapping at the width of the text's longest line explains the break.
 */

export interface Bounds {
  readonly start: number;
  readonly end: number;
}

interface Line {
  readonly start: number;
  /** Code points, trailing white space not counted. */
  readonly length: number;
  /** Code points of what stands before the first white space, indentation not counted. */
  readonly firstWordLength: number;
}

/**
 * One flag per word: 1 when a hard line break lies between the word before it and this word. Takes time in proportion
 * to the text.
 *
 * @param words in text order, not overlapping, in UTF-16 code units
 */
export function hardBreaksBefore(text: string, words: readonly Bounds[]): Uint8Array {
  return hardBreakFinder(text)(words);
}

/**
 * The same for words that are known bit by bit: each call takes words from the last of the call before on, or after it.
 * The first word of a call has no flag.
 */
export function hardBreakFinder(text: string): (words: readonly Bounds[]) => Uint8Array {
  const lines = linesOf(text);
  const width = lines.reduce((longest, { length }) => Math.max(longest, length), 0);
  let line = 0;
  const lineAt = (position: number): number => {
    while ((lines[line + 1]?.start ?? Infinity) <= position) line += 1;
    return line;
  };
  return (words) => {
    const flags = new Uint8Array(words.length);
    for (let word = 1; word < words.length; word++) {
      const before = lineAt((words[word - 1]?.end ?? 1) - 1);
      const after = lineAt(words[word]?.start ?? 0);
      const joined = (lines[before]?.length ?? 0) + 1 + (lines[after]?.firstWordLength ?? 0);
      flags[word] = after - before > 1 || (after - before === 1 && joined <= width) ? 1 : 0;
    }
    return flags;
  };
}

function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (const [index, part] of text.split(/(\r\n|[\n\r\u2028\u2029])/).entries()) {
    if (index % 2 === 0) {
      const [firstWord = ''] = /\S+/.exec(part) ?? [];
      lines.push({ start, length: codePoints(part.trimEnd()), firstWordLength: codePoints(firstWord) });
    }
    start += part.length;
  }
  return lines;
}

/** Counted as Python counts, so that both decoders agree. */
const codePoints = (text: string): number => Array.from(text).length;
