/** GPT-2's byte-level pre-tokenizer: words with the space before them, spelled in 256 printable characters, a byte each. */
import type { AlignedText } from './aligned-text.ts';
import { cutInto } from './aligned-text.ts';

// White_Space, not \s: JavaScript's \s takes U+FEFF for a space and not U+0085
const wordPattern =
  /'(?:[stmd]|re|ve|ll)| ?\p{L}+| ?\p{N}+| ?[^\p{White_Space}\p{L}\p{N}]+|\p{White_Space}+(?!\P{White_Space})|\p{White_Space}+/gu;

const isPrintable = (byte: number): boolean => (byte > 0x20 && byte < 0x7f) || (byte > 0xa0 && byte !== 0xad);

/** The character of every byte: its own in Latin-1 where that is printable, else the next free one from U+0100. */
export const byteCharacters: readonly string[] = ((): string[] => {
  let free = 0x100;
  return Array.from({ length: 256 }, (_, byte) => String.fromCodePoint(isPrintable(byte) ? byte : free++));
})();

/** UTF-8 bytes of a code point that is no surrogate. */
export function utf8Bytes(code: number): number[] {
  const tail = (shift: number): number => 0x80 | ((code >> shift) & 0x3f);
  if (code < 0x80) return [code];
  if (code < 0x800) return [0xc0 | (code >> 6), tail(0)];
  if (code < 0x10000) return [0xe0 | (code >> 12), tail(6), tail(0)];
  return [0xf0 | (code >> 18), tail(12), tail(6), tail(0)];
}

function spelled({ characters, starts, ends }: AlignedText): AlignedText {
  const bytes = { characters: [] as string[], starts: [] as number[], ends: [] as number[] };
  for (const [index, character] of characters.entries()) {
    for (const byte of utf8Bytes(character.codePointAt(0) ?? 0)) {
      bytes.characters.push(byteCharacters[byte] ?? '');
      bytes.starts.push(starts[index] ?? 0);
      bytes.ends.push(ends[index] ?? 0);
    }
  }
  return bytes;
}

function* words(text: string): Generator<string> {
  for (const [word] of text.matchAll(wordPattern)) yield word;
}

/** Words of a well-formed text in order, none of it left out; each byte comes from the whole character it is part of. */
export function* byteLevelWords(text: AlignedText): Generator<AlignedText> {
  for (const word of cutInto(text, words(text.characters.join('')))) yield spelled(word);
}
