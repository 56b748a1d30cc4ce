/** Filtering, sorting and grouping of the published rows. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { BenchmarkRun } from '../../catalogue/benchmarks.ts';
import { benchmarks } from '../../catalogue/benchmarks.ts';
import {
  filterRows,
  firstSorting,
  mainRows,
  nextSorting,
  noFilter,
  sectionsByProtocol,
  sortKeys,
  sortRows,
} from './rows.ts';

const semClinBr = mainRows(benchmarks.runs, 'semclinbr');
const breastCancer = mainRows(benchmarks.runs, 'breast-cancer');
const ids = (rows: readonly BenchmarkRun[]): string[] => rows.map((run) => run.id);
const anySorting = fc.record({ key: fc.constantFrom(...sortKeys), descending: fc.boolean() });
const anyRows = fc.shuffledSubarray([...semClinBr, ...breastCancer]);

describe('the main rows', () => {
  test('hold the single runs, the ten-run means, the notebooks and the hosted models', () => {
    expect(semClinBr).toHaveLength(22 + 5 + 2 + 7);
    expect(breastCancer).toHaveLength(18 + 4 + 1);
  });

  test('leave out the summary that disagrees with the reports', () => {
    expect(ids(semClinBr).some((id) => id.endsWith('-readme'))).toBe(false);
  });
});

describe('filtering', () => {
  test('by kind and by scheme', () => {
    expect(filterRows(semClinBr, { ...noFilter, kind: 'llm' }, 'en')).toHaveLength(7);
    expect(filterRows(semClinBr, { ...noFilter, scheme: 'BIO' }, 'en')).toHaveLength(11 + 1);
  });

  test('by words in any order, without regard to case or accents', () => {
    const filter = { ...noFilter, text: 'ESTRATIFICACAO  mmbert' };
    expect(ids(filterRows(semClinBr, filter, 'pt-BR'))).toEqual([
      'semclinbr-mmbert-base-io-10runs-stratified',
    ]);
  });

  test('words are those of the present language', () => {
    const filter = { ...noFilter, text: 'stratification' };
    expect(filterRows(semClinBr, filter, 'en')).toHaveLength(1);
    expect(filterRows(semClinBr, filter, 'pt-BR')).toHaveLength(0);
  });

  test('nothing is filtered at first', () => {
    expect(filterRows(semClinBr, noFilter, 'pt-BR')).toEqual(semClinBr);
  });
});

describe('sorting', () => {
  test('starts with the highest micro-F1', () => {
    const scores = sortRows(semClinBr, firstSorting, 'en').map((run) => run.micro.f1);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  test('runs that did not converge are last in either direction', () => {
    for (const descending of [true, false]) {
      const sorted = sortRows(breastCancer, { key: 'microF1', descending }, 'en');
      expect(sorted.slice(-4).every((run) => !run.converged)).toBe(true);
      expect(sorted.slice(0, -4).every((run) => run.converged)).toBe(true);
    }
  });

  test('a score that was not published is after those that were', () => {
    const demo = benchmarks.runs.filter((run) => run.table === 'stratification-demo');
    for (const descending of [true, false]) {
      const sorted = sortRows([...demo, ...semClinBr], { key: 'macroF1', descending }, 'en');
      expect(sorted.slice(-2).every((run) => run.macro.f1 === undefined)).toBe(true);
    }
  });

  test('keeps every row and does not depend on the order it is given', () => {
    fc.assert(
      fc.property(anyRows, anySorting, (rows, sorting) => {
        const sorted = sortRows(rows, sorting, 'pt-BR');
        expect(ids(sorted)).toEqual(ids(sortRows([...rows].reverse(), sorting, 'pt-BR')));
        expect(new Set(sorted)).toEqual(new Set(rows));
      }),
    );
  });

  test('a second click turns the column round; a new column starts high for numbers, at A for text', () => {
    expect(nextSorting(firstSorting, 'microF1')).toEqual({ key: 'microF1', descending: false });
    expect(nextSorting(firstSorting, 'macroF1')).toEqual({ key: 'macroF1', descending: true });
    expect(nextSorting(firstSorting, 'model')).toEqual({ key: 'model', descending: false });
  });
});

describe('grouping by protocol', () => {
  test('never mixes two protocols and loses no row', () => {
    fc.assert(
      fc.property(anyRows, anySorting, (rows, sorting) => {
        const sorted = sortRows(rows, sorting, 'en');
        const sections = sectionsByProtocol(sorted, benchmarks.protocols);
        for (const { protocol, rows: own } of sections) {
          expect(own.every((run) => run.protocol.id === protocol.id)).toBe(true);
          expect(ids(own)).toEqual(ids(sorted).filter((id) => own.some((run) => run.id === id)));
        }
        expect(sections.reduce((sum, section) => sum + section.rows.length, 0)).toBe(rows.length);
      }),
    );
  });

  test('encoders and hosted models stand in different groups', () => {
    const sections = sectionsByProtocol(semClinBr, benchmarks.protocols);
    expect(sections.map((section) => section.rows.length)).toEqual([29, 7]);
  });
});
