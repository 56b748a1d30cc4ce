/** Added tokens written out in a text are those tokens, as in the library the model was trained with. */
import type { AddedToken } from './tokenizer-config.ts';

/** A part of a text: one added token, or text between them. */
export interface TextPart {
  readonly text: string;
  /** Of the added token. */
  readonly id?: number;
}

/** Cuts a text at added tokens; the parts joined are the text. */
export type AddedTokenSplitter = (text: string) => Iterable<TextPart>;

const escaped = (literal: string): string => literal.replaceAll(/[$()*+./?[\\\]^{|}]/gu, '\\$&');

/** A splitter that takes the leftmost token, and of several that begin there the longest. */
export function addedTokenSplitter(tokens: readonly AddedToken[]): AddedTokenSplitter {
  if (tokens.length === 0) return (text) => (text === '' ? [] : [{ text }]);
  const byContent = new Map(tokens.map((token) => [token.content, token]));
  const longestFirst = [...byContent.keys()].sort((a, b) => b.length - a.length);
  const pattern = new RegExp(longestFirst.map(escaped).join('|'), 'gu');
  return (text) => split(text, pattern, byContent);
}

function* split(
  text: string,
  pattern: RegExp,
  byContent: ReadonlyMap<string, AddedToken>,
): Generator<TextPart> {
  let position = 0;
  for (const match of text.matchAll(pattern)) {
    const token = byContent.get(match[0]);
    if (!token) continue;
    const start = token.lstrip ? beforeSpaces(text, position, match.index) : match.index;
    const end = match.index + match[0].length;
    if (start > position) yield { text: text.slice(position, start) };
    yield { text: text.slice(start, end), id: token.id };
    position = end;
  }
  if (position < text.length) yield { text: text.slice(position) };
}

/** Where the white space that ends at `to` begins, not before `from`. */
function beforeSpaces(text: string, from: number, to: number): number {
  let start = to;
  while (start > from && /\p{White_Space}/u.test(text.charAt(start - 1))) start--;
  return start;
}
