/** brat's stand-off: offsets in code points, text that is what the offsets hold, no line or column broken by a text. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nastyText } from '../testing/arbitraries.ts';
import { bratStandoff } from './annotation-brat.ts';

const span = (start: number, end: number, label = 'Problema') => ({ start, end, label, score: 0.5 });

const inked = (text: string): string => text.replaceAll(/[\s\u0085]/gu, '');

describe('bratStandoff', () => {
  test('spans are numbered, with label, offsets and text between tabs', () => {
    const spans = [span(0, 3), span(6, 9, 'Teste')];
    expect(bratStandoff('HAS e ECG', spans)).toBe('T1\tProblema 0 3\tHAS\nT2\tTeste 6 9\tECG\n');
  });

  test('no spans are no lines', () => {
    expect(bratStandoff('HAS', [])).toBe('');
  });

  test('offsets count code points: an emoji is one', () => {
    expect(bratStandoff('😀 dor 😀😀', [span(3, 6), span(7, 11)])).toBe(
      'T1\tProblema 2 5\tdor\nT2\tProblema 6 8\t😀😀\n',
    );
  });

  test.each([
    ['dor\ntorácica', 'T1\tProblema 0 3;4 12\tdor torácica\n'],
    ['dor \r\n  torácica', 'T1\tProblema 0 3;8 16\tdor torácica\n'],
    ['😀\n\n\tdor\u2028leve', 'T1\tProblema 0 1;4 7;8 12\t😀 dor leve\n'],
  ])('%j over line breaks is split', (text, expected) => {
    expect(bratStandoff(text, [span(0, text.length)])).toBe(expected);
  });

  test('what the offsets hold in a Python string is the text, on one line of three columns', () => {
    fc.assert(
      fc.property(nastyText, fc.nat(), fc.nat(), (raw, a, b) => {
        const points = Array.from(`x${raw}y`);
        const [from, to] = [a % points.length, b % points.length].sort((x, y) => x - y) as [number, number];
        const text = points.join('');
        const start = points.slice(0, from).join('').length;
        const end = points.slice(0, to + 1).join('').length;
        const surface = text.slice(start, end);
        // as of words: no white space at the ends
        fc.pre([points[from]!, points[to]!].every((point) => inked(point) !== ''));
        const [columns = [], ...others] = bratStandoff(text, [span(start, end)])
          .split('\n')
          .map((line) => line.split('\t'));
        expect(others).toEqual([['']]);
        expect(columns).toHaveLength(3);
        const fragments = columns[1]!
          .slice('Problema '.length)
          .split(';')
          .map((pair) => pair.split(' ').map(Number) as [number, number]);
        expect(fragments.map(([first, last]) => points.slice(first, last).join('')).join(' ')).toBe(
          columns[2],
        );
        expect(inked(columns[2]!)).toBe(inked(surface));
      }),
      { numRuns: 1000 },
    );
  });
});
