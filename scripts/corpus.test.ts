/** The project's own notes keep the rules of their guide: markup, labels, word boundaries, no shared sentences. */
import { readFileSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MarkedText } from '../src/domain/markup.ts';
import { parseMarkup } from '../src/domain/markup.ts';

const folder = resolve(import.meta.dirname, '../corpus/nested');
const labels = ['Problema', 'Tratamento', 'Teste', 'Anatomia'];

interface Note extends MarkedText {
  readonly id: string;
}

const notes: Note[] = readdirSync(folder)
  .filter((name) => /^notes-\d+\.jsonl$/u.test(name))
  .flatMap((name) => readFileSync(resolve(folder, name), 'utf8').split('\n'))
  .filter((line) => line !== '')
  .map((line) => {
    const { id, markup } = JSON.parse(line) as { id: string; markup: string };
    return { id, ...parseMarkup(markup) };
  });

const isInsideWord = (text: string, position: number): boolean =>
  /^[\p{L}\p{N}]{2}$/u.test(text.slice(position - 1, position + 1));

describe('corpus/nested', () => {
  test('has notes, each with an id of its own', () => {
    expect(notes.length).toBeGreaterThan(100);
    expect(new Set(notes.map((note) => note.id)).size).toBe(notes.length);
  });

  test('labels only what the guide names', () => {
    const used = new Set(notes.flatMap((note) => note.spans.map((span) => span.label)));
    expect([...used].sort()).toEqual([...labels].sort());
  });

  test('starts and ends spans on word boundaries', () => {
    const broken = notes.flatMap(({ id, text, spans }) =>
      spans
        .filter(({ start, end }) => {
          const surface = text.slice(start, end);
          return surface.trim() !== surface || isInsideWord(text, start) || isInsideWord(text, end);
        })
        .map((span) => `${id}: ${text.slice(span.start, span.end)}`),
    );
    expect(broken).toEqual([]);
  });

  test('never lets spans of one label overlap', () => {
    const overlapping = notes.flatMap(({ id, spans }) =>
      labels
        .filter((label) => {
          const own = spans.filter((span) => span.label === label).sort((a, b) => a.start - b.start);
          return own.some((span, index) => (own[index + 1]?.start ?? Infinity) < span.end);
        })
        .map((label) => `${id}: ${label}`),
    );
    expect(overlapping).toEqual([]);
  });

  test('shares no run of eight words between two notes', () => {
    const owners = new Map<string, string>();
    const shared: string[] = [];
    for (const { id, text } of notes) {
      const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
      for (let first = 0; first + 8 <= words.length; first++) {
        const run = words.slice(first, first + 8);
        if (run.every((word) => /^\d+$/u.test(word))) continue;
        const key = run.join(' ');
        const owner = owners.get(key) ?? id;
        if (owner !== id) shared.push(`${owner}, ${id}: ${key}`);
        owners.set(key, owner);
      }
    }
    expect(shared).toEqual([]);
  });
});
