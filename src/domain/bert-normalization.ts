/**
 * The normaliser and pre-tokenizer of BERT, with the source of every character kept. It does what
 * `BertNormalizer` and `BertPreTokenizer` of the `tokenizers` library do, character by character, so that each
 * piece can be led back to the untouched text.
 */
import type { AlignedText } from './aligned-text.ts';

export interface BertNormalizerOptions {
  readonly cleanText: boolean;
  readonly handleChineseChars: boolean;
  readonly stripAccents: boolean;
  readonly lowercase: boolean;
}

const isWhitespace = (c: string): boolean => /\p{White_Space}/u.test(c);
const isControl = (c: string): boolean => /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/u.test(c) && !/[\t\n\r]/u.test(c);
// ASCII punctuation includes the symbols that Unicode does not call punctuation
// (the library's tables are older: some 120 signs of recent Unicode versions, none of them Latin, are not cut there)
const isPunctuation = (c: string): boolean => /[$+<=>^`|~\p{P}]/u.test(c);
const isNonspacingMark = (c: string): boolean => /\p{Mn}/u.test(c);

const cjkRanges: readonly (readonly [number, number])[] = [
  [0x4e00, 0x9fff],
  [0x3400, 0x4dbf],
  [0x20000, 0x2a6df],
  [0x2a700, 0x2b73f],
  [0x2b740, 0x2b81f],
  [0x2b920, 0x2ceaf],
  [0xf900, 0xfaff],
  [0x2f800, 0x2fa1f],
];
const isCjk = (code: number): boolean =>
  code >= 0x3400 && cjkRanges.some(([low, high]) => code >= low && code <= high);

/** Normalised characters of one source character; none when the normaliser drops it. */
function normalize(character: string, options: BertNormalizerOptions): string[] {
  let characters = [character];
  if (options.stripAccents)
    characters = Array.from(character.normalize('NFD')).filter((c) => !isNonspacingMark(c));
  if (options.lowercase) characters = characters.flatMap((c) => Array.from(c.toLowerCase()));
  return characters;
}

/**
 * Words of `text[from, to)` in order: their normalised characters, and where those come from.
 * @param from @param to UTF-16 offsets that split no surrogate pair
 */
export function bertWords(
  text: string,
  from: number,
  to: number,
  options: BertNormalizerOptions,
): AlignedText[] {
  const words: AlignedText[] = [];
  let characters: string[] = [];
  let starts: number[] = [];
  let ends: number[] = [];
  const close = (): void => {
    if (characters.length > 0) words.push({ characters, starts, ends });
    [characters, starts, ends] = [[], [], []];
  };
  for (let position = from; position < to;) {
    const start = position;
    const code = text.codePointAt(start) ?? 0;
    const end = start + (code > 0xffff ? 2 : 1);
    position = end;
    const source = text.slice(start, end);
    if (options.cleanText && (code === 0 || code === 0xfffd || isControl(source))) continue;
    if (isWhitespace(source)) {
      close();
      continue;
    }
    const alone = options.handleChineseChars && isCjk(code);
    if (alone) close();
    for (const character of normalize(source, options)) {
      const isolated = isPunctuation(character);
      if (isolated) close();
      characters.push(character);
      starts.push(start);
      ends.push(end);
      if (isolated) close();
    }
    if (alone) close();
  }
  close();
  return words;
}
