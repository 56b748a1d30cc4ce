/** The texts that are annotated: the project's own notes. */
import { readFileSync } from 'node:fs';
import { readCorpus } from '../scripts/corpus.ts';

const splitFile = new URL('../corpus/semclinbr/split.json', import.meta.url);

/** Notes of SemClinBr's scheme that the model never read, in the order of the split. */
export function testNotes(): { id: string; text: string }[] {
  const split = JSON.parse(readFileSync(splitFile, 'utf8')) as { stratified: { test: string[] } };
  const notes = new Map(readCorpus('semclinbr').map((note) => [note.id, note]));
  return split.stratified.test.flatMap((id) => {
    const note = notes.get(id);
    return note ? [{ id, text: note.text }] : [];
  });
}

/** All notes of the corpora, one after the other; none comes twice. */
export function allNotes(): string {
  const texts = ['semclinbr', 'nested', 'mama'].flatMap((name) => readCorpus(name).map(({ text }) => text));
  return texts.join('\n\n');
}

/** Consecutive parts of `length` UTF-16 code units. @throws RangeError when the text is too short for so many */
export function partsOf(text: string, length: number, count: number): string[] {
  if (text.length < length * count) throw new RangeError(`only ${String(text.length)} characters`);
  return Array.from({ length: count }, (_, index) => text.slice(index * length, (index + 1) * length));
}

/** The text cut at spaces into pieces of at most `most` characters, as whoever must not lose its end cuts it. */
export function piecesOf(text: string, most: number): string[] {
  const pieces: string[] = [];
  for (let from = 0; from < text.length;) {
    const space = text.lastIndexOf(' ', from + most);
    const to = from + most >= text.length || space <= from ? from + most : space;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}
