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

/** What becomes of one source character. */
interface Treatment {
  readonly isSpace: boolean;
  /** A word of its own, as every Chinese character is. */
  readonly isAlone: boolean;
  /** Its normalised characters; none when the normaliser drops it. */
  readonly characters: readonly string[];
  /** For each of them, whether it is punctuation and so a word of its own. */
  readonly isolated: readonly boolean[];
}

const dropped: Treatment = { isSpace: false, isAlone: false, characters: [], isolated: [] };
const space: Treatment = { ...dropped, isSpace: true };

function treat(source: string, code: number, options: BertNormalizerOptions): Treatment {
  if (options.cleanText && (code === 0 || code === 0xfffd || isControl(source))) return dropped;
  if (isWhitespace(source)) return space;
  let characters = [source];
  if (options.stripAccents)
    characters = Array.from(source.normalize('NFD')).filter((c) => !isNonspacingMark(c));
  if (options.lowercase) characters = characters.flatMap((c) => Array.from(c.toLowerCase()));
  return {
    isSpace: false,
    isAlone: options.handleChineseChars && isCjk(code),
    characters,
    isolated: characters.map(isPunctuation),
  };
}

/** A text has few different characters, and asking Unicode about each of its characters is most of the work. */
const knownLimit = 10_000;
const knownByOptions = new WeakMap<BertNormalizerOptions, Map<number, Treatment>>();

/** @returns what becomes of a character under these options, computed once for most */
function treatmentsUnder(options: BertNormalizerOptions): (source: string, code: number) => Treatment {
  const known = knownByOptions.get(options) ?? new Map<number, Treatment>();
  knownByOptions.set(options, known);
  return (source, code) => {
    let treatment = known.get(code);
    if (!treatment) {
      treatment = treat(source, code, options);
      if (known.size >= knownLimit) known.clear();
      known.set(code, treatment);
    }
    return treatment;
  };
}

/**
 * Goes through `text[from, to)`: `take` hears of every normalised character with its source, `close` of every place
 * where a word ends, also of several at the same place.
 */
function scan(
  text: string,
  from: number,
  to: number,
  options: BertNormalizerOptions,
  take: (character: string, start: number, end: number) => void,
  close: () => void,
): void {
  const treatmentOf = treatmentsUnder(options);
  for (let position = from; position < to;) {
    const start = position;
    const code = text.codePointAt(start) ?? 0;
    const end = start + (code > 0xffff ? 2 : 1);
    position = end;
    const { isSpace, isAlone, characters, isolated } = treatmentOf(text.slice(start, end), code);
    if (isSpace || isAlone) close();
    for (let index = 0; index < characters.length; index++) {
      if (isolated[index]) close();
      take(characters[index] ?? '', start, end);
      if (isolated[index]) close();
    }
    if (isAlone) close();
  }
  close();
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
  const take = (character: string, start: number, end: number): void => {
    characters.push(character);
    starts.push(start);
    ends.push(end);
  };
  const close = (): void => {
    if (characters.length === 0) return;
    words.push({ characters, starts, ends });
    [characters, starts, ends] = [[], [], []];
  };
  scan(text, from, to, options, take, close);
  return words;
}

/** Where the words of a text stand in it, in UTF-16 code units, end exclusive. */
export function bertWordBounds(
  text: string,
  options: BertNormalizerOptions,
): { readonly start: number; readonly end: number }[] {
  const bounds: { start: number; end: number }[] = [];
  let first = -1;
  let last = -1;
  const take = (_character: string, start: number, end: number): void => {
    if (first < 0) first = start;
    last = end;
  };
  const close = (): void => {
    if (first >= 0) bounds.push({ start: first, end: last });
    first = -1;
  };
  scan(text, 0, text.length, options, take, close);
  return bounds;
}
