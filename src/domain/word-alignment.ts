/**
 * Where words without offsets stand in a text: what a library returns that forgets positions is looked for in the
 * text, normalised as its tokenizer does it, one word after the other.
 */
import type { BertNormalizerOptions } from './bert-normalization.ts';
import { bertWords } from './bert-normalization.ts';

/** UTF-16 code units of the untouched text, end exclusive. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** A text without its spaces, as the tokenizer normalises it; for every code unit, where it comes from. */
interface Normalized {
  readonly text: string;
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

function normalized(text: string, options: BertNormalizerOptions): Normalized {
  const starts: number[] = [];
  const ends: number[] = [];
  let joined = '';
  for (const word of bertWords(text, 0, text.length, options)) {
    for (const [index, character] of word.characters.entries()) {
      joined += character;
      for (let unit = 0; unit < character.length; unit++) {
        starts.push(word.starts[index] ?? 0);
        ends.push(word.ends[index] ?? 0);
      }
    }
  }
  return { text: joined, starts, ends };
}

/** A word as the pieces spell it: word pieces that continue a word lose their mark. */
function withoutMarks(word: string, continuingPrefix: string): string {
  if (continuingPrefix === '') return word;
  return word
    .split(' ')
    .map((piece) =>
      piece.length > continuingPrefix.length && piece.startsWith(continuingPrefix)
        ? piece.slice(continuingPrefix.length)
        : piece,
    )
    .join(' ');
}

/**
 * The nearest place of each word after the one before it; undefined for a word that is nowhere in the rest of the text,
 * as one that stands for characters the vocabulary lacks. Words that were left out in between may mislead: a repeated
 * word is taken where it comes first.
 * @param words in text order @param continuingPrefix mark of a piece that continues a word, `##` for WordPiece
 */
export function alignWords(
  text: string,
  words: readonly string[],
  options: BertNormalizerOptions,
  continuingPrefix = '',
): (TextRange | undefined)[] {
  const source = normalized(text, options);
  let position = 0;
  return words.map((word) => {
    const wanted = normalized(withoutMarks(word, continuingPrefix), options).text;
    const from = wanted === '' ? -1 : source.text.indexOf(wanted, position);
    if (from < 0) return undefined;
    position = from + wanted.length;
    return { start: source.starts[from] ?? 0, end: source.ends[position - 1] ?? 0 };
  });
}
