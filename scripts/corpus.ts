/** Reads the project's own notes, `corpus/<tag set>/notes-*.jsonl`, and checks them against the rules of their guides. */
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import type { MarkedText } from '../src/domain/markup.ts';
import { MarkupError, parseMarkup } from '../src/domain/markup.ts';

/** Folder of `corpus/` -> the labels that its guide names. */
export const corpusLabels: Readonly<Record<string, readonly string[]>> = {
  nested: ['Problema', 'Tratamento', 'Teste', 'Anatomia'],
  semclinbr: ['DIS', 'PRO', 'CHE', 'ANA', 'DEV', 'PHE', 'PHY', 'CON', 'LIV', 'ORG', 'ABB', 'NEG'],
  mama: [
    ...['RE', 'RP', 'HER2', 'FISH_CISH_SISH', 'HISTOPATHOLOGICAL_TYPE', 'SURGERY', 'MENOPAUSE'],
    ...['METASTASIS_PLACE', 'DISTANT_METASTASIS', 'BRCA'],
  ],
};

const corpusFolder = resolve(import.meta.dirname, '../corpus');

export interface Note extends MarkedText {
  readonly id: string;
  /** Where it stands: `corpus/mama/notes-01.jsonl:12`, lines from 1. */
  readonly place: string;
}

/** Index in a JSON string literal (after its opening quote) of the character that decodes to `index`. */
function rawIndex(literal: string, index: number): number {
  let raw = 0;
  for (let decoded = 0; decoded < index; decoded++) {
    if (literal.charAt(raw) !== '\\') raw += 1;
    else raw += literal.charAt(raw + 1) === 'u' ? 6 : 2;
  }
  return raw;
}

/** One line of a notes file. @throws SyntaxError that names file, line and column, both from 1 */
export function readNote(line: string, place: string): Note {
  let record: { id?: unknown; markup?: unknown };
  try {
    record = JSON.parse(line) as typeof record;
  } catch (error) {
    const at = /position (\d+)/u.exec(String(error))?.[1];
    throw new SyntaxError(`${place}:${String(Number(at ?? 0) + 1)}: not JSON: ${String(error)}`, {
      cause: error,
    });
  }
  const { id, markup } = record;
  if (typeof id !== 'string' || typeof markup !== 'string')
    throw new SyntaxError(`${place}:1: "id" and "markup" must be texts`);
  try {
    return { id, place, ...parseMarkup(markup) };
  } catch (error) {
    if (!(error instanceof MarkupError)) throw error;
    const opening = /"markup"\s*:\s*"/u.exec(line);
    const start = opening === null ? 0 : opening.index + opening[0].length;
    const column = start + rawIndex(line.slice(start), error.position) + 1;
    throw new SyntaxError(`${place}:${String(column)}: ${id}: ${error.message}`, { cause: error });
  }
}

/** The notes of one folder of `corpus/`, in file order. @throws SyntaxError as `readNote` */
export function readCorpus(name: string): Note[] {
  const folder = resolve(corpusFolder, name);
  return readdirSync(folder)
    .filter((file) => /^notes-\d+\.jsonl$/u.test(file))
    .sort()
    .flatMap((file) =>
      readFileSync(resolve(folder, file), 'utf8')
        .split('\n')
        .map((line, index) => ({ line, place: `corpus/${name}/${file}:${String(index + 1)}` }))
        .filter(({ line }) => line !== '')
        .map(({ line, place }) => readNote(line, place)),
    );
}

const isInsideWord = (text: string, position: number): boolean =>
  /^[\p{L}\p{N}]{2}$/u.test(text.slice(position - 1, position + 1));

/** What breaks the rules of a note taken alone: unknown labels, spans off word boundaries, same-label overlap. */
export function problemsOf({ id, place, text, spans }: Note, labels: readonly string[]): string[] {
  const problems: string[] = [];
  for (const { start, end, label } of spans) {
    const surface = text.slice(start, end);
    const where = `${place}: ${id}: "${surface}" ${label}`;
    if (!labels.includes(label)) problems.push(`${where}: unknown label`);
    if (surface.trim() !== surface || isInsideWord(text, start) || isInsideWord(text, end))
      problems.push(`${where}: not on word boundaries`);
  }
  for (const label of labels) {
    const own = spans
      .filter((span) => span.label === label)
      .sort((a, b) => a.start - b.start || a.end - b.end);
    for (const [index, span] of own.entries()) {
      if ((own[index + 1]?.start ?? Infinity) < span.end)
        problems.push(`${place}: ${id}: "${text.slice(span.start, span.end)}" overlaps another ${label}`);
    }
  }
  return problems;
}

const runLength = 8;

/** Runs of eight words that two notes share, folded to lower case; runs of numbers alone do not count. */
export function sharedRuns(notes: readonly Note[]): string[] {
  const owners = new Map<string, Note>();
  const shared: string[] = [];
  for (const note of notes) {
    const words = note.text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
    for (let first = 0; first + runLength <= words.length; first++) {
      const run = words.slice(first, first + runLength);
      if (run.every((word) => /^\d+$/u.test(word))) continue;
      const key = run.join(' ');
      const owner = owners.get(key) ?? note;
      if (owner !== note) shared.push(`${note.place}: ${note.id} shares with ${owner.id}: ${key}`);
      owners.set(key, owner);
    }
  }
  return shared;
}

/** Lower case without combining marks: how terms are compared. */
export const foldText = (text: string): string => text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '');
