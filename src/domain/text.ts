/** Positions in text: UTF-16 code units (ours), code points (Python, brat), and what a reader sees as one character. */

/** UTF-16 position of every code point, with the length of the text as a last entry. */
export function utf16Positions(text: string): Uint32Array {
  const positions: number[] = [];
  let position = 0;
  for (const character of text) {
    positions.push(position);
    position += character.length;
  }
  positions.push(position);
  return Uint32Array.from(positions);
}

/** Code-point offset of a UTF-16 offset that does not split a surrogate pair. */
export function codePointOffset(text: string, offset: number): number {
  let count = 0;
  for (let position = 0; position < offset; count++) {
    position += (text.codePointAt(position) ?? 0) > 0xffff ? 2 : 1;
  }
  return count;
}

// marks (variation selectors are marks too) and the zero-width joiner
const extender = /\p{M}|\u200D/u;

/** Moves an end forward over combining marks, joiners and variation selectors, which belong to what they follow. */
export function includeMarks(text: string, end: number): number {
  let position = end;
  while (position < text.length) {
    const character = String.fromCodePoint(text.codePointAt(position) ?? 0);
    if (!extender.test(character)) break;
    position += character.length;
  }
  return position;
}
