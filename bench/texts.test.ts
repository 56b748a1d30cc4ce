/** What is annotated is the project's own notes, whole and in order. */
import { expect, test } from 'vitest';
import { allNotes, partsOf, piecesOf, testNotes } from './texts.ts';

test('there are enough notes that the model never read, all different', () => {
  const notes = testNotes();
  expect(notes.length).toBeGreaterThanOrEqual(46);
  expect(new Set(notes.map(({ text }) => text)).size).toBe(notes.length);
});

test('all notes together are long enough for the longest text', () => {
  expect(allNotes().length).toBeGreaterThan(1_000_000);
});

test('pieces joined are the text, end at spaces where there are any, and are never too long', () => {
  const text = `nega febre ${'x'.repeat(30)} e dor`;
  const pieces = piecesOf(text, 12);
  expect(pieces.join('')).toBe(text);
  expect(Math.max(...pieces.map((piece) => piece.length))).toBeLessThanOrEqual(12);
  expect(pieces[0]).toBe('nega febre');
  expect(piecesOf('', 5)).toEqual([]);
});

test('parts are consecutive, and too short a text is refused', () => {
  expect(partsOf('abcdefg', 3, 2)).toEqual(['abc', 'def']);
  expect(() => partsOf('abcde', 3, 2)).toThrow(RangeError);
});
