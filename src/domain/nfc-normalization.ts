/**
 * Canonical composition (NFC) with the source of every character kept as the `tokenizers` library keeps it: a composed
 * character comes from the first character it replaces, and what follows from the next one not yet used up. Where
 * marks change places the library counts characters and does not follow them; so does this.
 *
 * The Unicode tables are the engine's own, reached through `String.prototype.normalize`. They are newer than the
 * library's: marks that Unicode took in lately may be put in order here and left as they stand there.
 */
import type { AlignedText } from './aligned-text.ts';

/** A character, and how many source characters it adds to (1) or takes from (negative) those that stand there. */
interface Change {
  readonly character: string;
  readonly change: number;
}

/** Nothing below U+0300 is ever composed with what stands before it. */
const firstCombining = 0x300;
const isInert = (character: string): boolean => (character.codePointAt(0) ?? 0) < firstCombining;

/** U+0345 has the highest combining class of all, so every other mark of a class moves before it. */
const lastMark = '\u0345';
const isStarter = (c: string): boolean =>
  isInert(c) || !/\p{M}/u.test(c) || (c !== lastMark && (lastMark + c).normalize('NFD') === lastMark + c);

/** Whether the combining class of one decomposed mark is below another's: it then moves before it. */
const isClassBelow = (one: string, other: string): boolean =>
  one !== other && (other + one).normalize('NFD') !== other + one;

/** Marks by combining class, those of one class as they stand. Each kind of mark is compared once, however many. */
function inClassOrder(marks: readonly Change[]): Change[] {
  const kinds = [...new Set(marks.map((mark) => mark.character))].sort((a, b) =>
    isClassBelow(a, b) ? -1 : Number(isClassBelow(b, a)),
  );
  const ranks = new Map<string, number>();
  let rank = 0;
  for (const [index, kind] of kinds.entries()) {
    if (isClassBelow(kinds[index - 1] ?? kind, kind)) rank++;
    ranks.set(kind, rank);
  }
  const rankOf = (mark: Change): number => ranks.get(mark.character) ?? 0;
  return [...marks].sort((a, b) => rankOf(a) - rankOf(b));
}

function composed(first: string, second: string): string | undefined {
  if (isInert(second)) return undefined;
  const whole = (first + second).normalize('NFC');
  return Array.from(whole).length === 1 ? whole : undefined;
}

/** Decomposed characters in canonical order. */
function decompose(characters: readonly string[]): Change[] {
  const decomposed: Change[] = [];
  let marks: Change[] = [];
  const flush = (): void => {
    for (const mark of marks.length > 1 ? inClassOrder(marks) : marks) decomposed.push(mark);
    marks = [];
  };
  for (const character of characters) {
    for (const [index, part] of Array.from(character.normalize('NFD')).entries()) {
      const change = { character: part, change: index > 0 ? 1 : 0 };
      if (isStarter(part)) {
        flush();
        decomposed.push(change);
      } else marks.push(change);
    }
  }
  flush();
  return decomposed;
}

/** Composes decomposed characters: a starter takes the marks after it that no other mark blocks. */
function compose(decomposed: readonly Change[]): Change[] {
  const result: Change[] = [];
  let starter: Change | undefined;
  let between: Change[] = [];
  const flush = (): void => {
    if (starter) result.push(starter);
    for (const mark of between) result.push(mark);
    between = [];
  };
  for (const next of decomposed) {
    const last = between.at(-1);
    const isNextStarter = isStarter(next.character);
    const isReached = last ? !isNextStarter && isClassBelow(last.character, next.character) : true;
    const whole = starter && isReached ? composed(starter.character, next.character) : undefined;
    if (starter && whole !== undefined) {
      starter = { character: whole, change: starter.change + next.change - 1 };
    } else if (isNextStarter) {
      flush();
      starter = next;
    } else if (starter) {
      between.push(next);
    } else {
      result.push(next);
    }
  }
  flush();
  return result;
}

/** The engine sorts a run of marks in quadratic time. */
const manyMarks = /\p{M}{100}/u;

/** The text in NFC; every character keeps the range of its source. */
export function nfcNormalized(text: AlignedText): AlignedText {
  const whole = text.characters.join('');
  if (!manyMarks.test(whole) && whole.normalize('NFC') === whole) return text;
  const characters: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let source = 0;
  for (const { character, change } of compose(decompose(text.characters))) {
    const from = change > 0 ? source - 1 : source;
    characters.push(character);
    starts.push(text.starts[from] ?? 0);
    ends.push(text.ends[from] ?? 0);
    if (change <= 0) source += 1 - change;
  }
  return { characters, starts, ends };
}
