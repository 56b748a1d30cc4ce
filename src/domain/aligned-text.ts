/** Text on its way to a model, with the source of every character kept through normalisation. */

/** Characters (code points), and for each the UTF-16 range of the untouched text that it comes from. */
export interface AlignedText {
  readonly characters: readonly string[];
  readonly starts: readonly number[];
  readonly ends: readonly number[];
}

/**
 * `text[from, to)` as UTF-8 would have it, each character its own source; half a surrogate pair becomes U+FFFD.
 * @param from @param to UTF-16 offsets that split no surrogate pair
 */
export function alignedText(text: string, from: number, to: number): AlignedText {
  const characters = Array.from(text.slice(from, to).replaceAll(/\p{Cs}/gu, '\ufffd'));
  const starts: number[] = [];
  const ends: number[] = [];
  let position = from;
  for (const character of characters) {
    starts.push(position);
    position += character.length;
    ends.push(position);
  }
  return { characters, starts, ends };
}

/** Cuts a text into consecutive parts, given the parts' own characters in order. */
export function* cutInto(text: AlignedText, parts: Iterable<string>): Generator<AlignedText> {
  let from = 0;
  for (const part of parts) {
    const to = from + Array.from(part).length;
    yield sliceOf(text, from, to);
    from = to;
  }
}

/** Characters `[from, to)` of a text. */
export function sliceOf({ characters, starts, ends }: AlignedText, from: number, to: number): AlignedText {
  return {
    characters: characters.slice(from, to),
    starts: starts.slice(from, to),
    ends: ends.slice(from, to),
  };
}
