/** The project's own notes keep the rules of their guides: markup, labels, word boundaries, no shared sentences. */
import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inconsistentTerms } from './corpus-consistency.ts';
import { corpusLabels, problemsOf, readCorpus, readNote, sharedRuns } from './corpus.ts';

const folders = readdirSync(resolve(import.meta.dirname, '../corpus'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map((entry) => entry.name);

describe.each(folders)('corpus/%s', (name) => {
  const notes = readCorpus(name);
  const labels = corpusLabels[name] ?? [];

  test('has notes, each with an id of its own', () => {
    expect(notes.length).toBeGreaterThan(0);
    expect(new Set(notes.map((note) => note.id)).size).toBe(notes.length);
  });

  test('uses every label that its guide names', () => {
    const used = new Set(notes.flatMap((note) => note.spans.map((span) => span.label)));
    expect([...used].sort()).toEqual([...labels].sort());
  });

  test('labels whole words, with known labels that never overlap themselves', () => {
    expect(notes.flatMap((note) => problemsOf(note, labels))).toEqual([]);
  });
});

test('no two notes of the corpus share a run of eight words', () => {
  expect(sharedRuns(folders.flatMap(readCorpus))).toEqual([]);
});

describe('the checker', () => {
  const note = (markup: string, id = 'a') => readNote(JSON.stringify({ id, markup }), `x.jsonl:${id}`);

  test('names file, line and column of a markup error, also after escapes', () => {
    const markup = 'Linha "um"\n\tcom {HAS|DIS} e {dor';
    const line = JSON.stringify({ id: 'n-1', markup });
    const column = line.indexOf('{dor') + 1;
    expect(() => readNote(line, 'corpus/x/notes-01.jsonl:7')).toThrow(
      `corpus/x/notes-01.jsonl:7:${String(column)}: n-1: span that is not closed`,
    );
  });

  test('names file and line of a line that is not JSON or not a note', () => {
    expect(() => readNote('{"id": ', 'n.jsonl:3')).toThrow(/^n\.jsonl:3:\d+: not JSON/u);
    expect(() => readNote('{"id":"a"}', 'n.jsonl:3')).toThrow('n.jsonl:3:1: "id" and "markup"');
  });

  test.each([
    ['{dor |DIS}de', 'not on word boundaries'],
    ['{dor|DIS}es', 'not on word boundaries'],
    ['{dor|DOR}', 'unknown label'],
    ['{dor {forte|DIS}|DIS}', 'overlaps another DIS'],
    ['{dor|DIS+DIS}', 'overlaps another DIS'],
  ])('finds what is wrong in %s', (markup, problem) => {
    expect(problemsOf(note(markup), ['DIS']).join()).toContain(problem);
  });

  test('finds eight words that two notes share, and not eight numbers', () => {
    const one = note('a b c d e f g h i');
    expect(sharedRuns([one, note('x B c d e F g h i', 'b')])).toHaveLength(1);
    expect(sharedRuns([note('1 2 3 4 5 6 7 8'), note('1 2 3 4 5 6 7 8', 'b')])).toEqual([]);
  });

  test('lists a term that the other notes label, unless it stands inside a longer span of that label', () => {
    const others = [note('{dor|DIS}', 'b'), note('{dor|DIS}', 'c'), note('{dor|DIS}', 'd')];
    const own = note('sem Dor');
    expect(inconsistentTerms([own], [own, ...others])).toEqual([
      'a: "dor" is - (all notes: DIS 3, - 1): …sem Dor…',
    ]);
    const nested = note('{dor forte|DIS}');
    expect(inconsistentTerms([nested], [nested, ...others])).toEqual([]);
  });
});
