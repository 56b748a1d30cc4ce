/** What the tables show: decimals of the language, gaps as gaps, and every published table reachable. */
import { describe, expect, test } from 'vitest';
import { benchmarks } from '../../catalogue/benchmarks.ts';
import { formatNumber, formatScore } from './format.ts';
import { compareEn } from './messages.en.ts';
import { comparePtBR } from './messages.pt-BR.ts';
import { otherSections } from './other-sections.ts';
import { mainRows } from './rows.ts';
import type { TableView } from './table-view.ts';

const portuguese = otherSections(benchmarks, comparePtBR, 'pt-BR').flatMap((section) => section.tables);
const english = otherSections(benchmarks, compareEn, 'en').flatMap((section) => section.tables);
const find = (tables: readonly TableView[], id: string): TableView =>
  tables.find((table) => table.id === id)!;
const rowOf = (table: TableView, name: string): readonly string[] =>
  table.rows.find((row) => row.name === name)!.cells;

describe('numbers', () => {
  test('have a comma in Portuguese, a point in English', () => {
    expect(formatNumber(0.683, 4, 'pt-BR')).toBe('0,6830');
    expect(formatNumber(0.683, 4, 'en')).toBe('0.6830');
    expect(formatNumber(65129, 0, 'pt-BR')).toBe('65.129');
    expect(formatScore(0.7646, 0.0094, 'pt-BR')).toBe('0,7646 ± 0,0094');
  });

  test('that were not published are a dash, never a zero', () => {
    expect(formatScore(undefined, undefined, 'en')).toBe('—');
    expect(rowOf(find(portuguese, 'anonymed'), 'mBERT-syn').at(-1)).toBe('—');
  });
});

describe('the other tables', () => {
  test('are the same in both languages', () => {
    expect(english.map((table) => table.id)).toEqual(portuguese.map((table) => table.id));
  });

  test('together with the main rows show every run and every table of the files', () => {
    const inMain = [...mainRows(benchmarks.runs, 'semclinbr'), ...mainRows(benchmarks.runs, 'breast-cancer')];
    const imbalanceTwice = 9; // in the main rows and as the published table
    const runTables = [
      'imbalance',
      'imbalance-extended',
      'stratification-demo',
      'argilla',
      'argilla-notebook',
    ];
    const inOther = [...runTables, 'llm-readme'].map((id) => find(english, id).rows.length);
    const shown = inMain.length + inOther.reduce((sum, count) => sum + count, 0);
    expect(shown - imbalanceTwice).toBe(benchmarks.runs.length);
    for (const { id } of benchmarks.tables) expect(find(english, id).rows.length).toBeGreaterThan(0);
  });

  test('rows have a cell for every column', () => {
    for (const { columns, rows } of english) {
      for (const row of rows) expect(row.cells).toHaveLength(columns.length);
    }
  });

  test('the summary that disagrees with its report says so and names the model', () => {
    const table = find(english, 'llm-readme');
    expect(rowOf(table, 'gemini-2.5-pro').at(-1)).toBe('no');
    expect(table.notes.some((note) => note.startsWith('gemini-2.5-pro: '))).toBe(true);
  });

  test('an undeclared licence is called that', () => {
    expect(rowOf(find(english, 'encoders'), 'BioBERTpt (clin)')).toContain('not declared');
  });
});
