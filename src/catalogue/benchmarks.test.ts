/** The stored figures hold together: counts, references, and sums that can be recomputed. */
import { describe, expect, test } from 'vitest';
import { AppError } from '../domain/errors.ts';
import type { BenchmarkRun } from './benchmarks.ts';
import { benchmarkFiles, benchmarks, parseBenchmarks } from './benchmarks.ts';

const files = benchmarkFiles as Record<string, Record<string, unknown>[]>;
const harmonic = (a: number, b: number): number => (a + b === 0 ? 0 : (2 * a * b) / (a + b));
const rowsOf = (table: BenchmarkRun['table']): BenchmarkRun[] =>
  benchmarks.runs.filter((run) => run.table === table);
const row = (id: string): BenchmarkRun => benchmarks.runs.find((run) => run.id === id)!;
const halfUnit = 0.5e-4 + 1e-9;

describe('what is stored', () => {
  test.each([
    ['semclinbr-single', 22],
    ['breast-cancer-single', 18],
    ['argilla', 18],
    ['imbalance', 9],
    ['imbalance-extended', 7],
    ['notebook', 4],
    ['stratification-demo', 2],
    ['llm', 7],
    ['llm-readme', 7],
  ] as const)('table %s has %i rows', (table, count) => {
    expect(rowsOf(table)).toHaveLength(count);
  });

  test('nine encoders with facts, seven hosted models, ten groups in the benchmark', () => {
    expect(benchmarks.models.filter((model) => model.facts !== undefined)).toHaveLength(9);
    expect(benchmarks.models.filter((model) => model.kind === 'llm')).toHaveLength(7);
    expect(benchmarks.groups).toHaveLength(10);
  });

  test('the 2020 table has seven models, thirteen entities and their mean', () => {
    const table = benchmarks.tables.find(({ id }) => id === 'biobertpt-2020')!;
    expect(table.rows).toHaveLength(7);
    for (const { cells } of table.rows) {
      const values = cells.filter((cell) => typeof cell === 'number');
      expect(values).toHaveLength(14);
      const entities = values.slice(0, 13);
      const mean = entities.reduce((sum, value) => sum + value, 0) / entities.length;
      expect(Math.abs(mean - values[13]!)).toBeLessThanOrEqual(halfUnit);
    }
  });

  test('every note, source, variant and protocol of the files is used', () => {
    const text = JSON.stringify([files['runs'], files['models'], files['tables']]);
    for (const kind of ['notes', 'variants', 'protocols', 'sources']) {
      for (const { id } of files[kind]!) {
        expect(text.includes(`"${String(id)}"`), `${kind}: ${String(id)}`).toBe(true);
      }
    }
  });
});

describe('invariants', () => {
  test('precision and recall come together, and single-run micro-F1 is their harmonic mean', () => {
    for (const { id, runs, micro } of benchmarks.runs) {
      expect(micro.precision === undefined, id).toBe(micro.recall === undefined);
      if (micro.precision === undefined || micro.recall === undefined) continue;
      const bound = harmonic(micro.precision, micro.recall);
      expect(micro.f1, id).toBeGreaterThanOrEqual(Math.min(micro.precision, micro.recall));
      expect(micro.f1, id).toBeLessThanOrEqual(Math.max(micro.precision, micro.recall));
      if (runs === 1) expect(Math.abs(micro.f1 - bound), id).toBeLessThanOrEqual(2 * halfUnit);
    }
  });

  test('a mean of F1 never exceeds the harmonic mean of mean precision and mean recall', () => {
    for (const { id, micro, macro } of benchmarks.runs) {
      for (const { f1, precision, recall } of [micro, macro]) {
        if (f1 === undefined || precision === undefined || recall === undefined) continue;
        expect(f1, id).toBeLessThanOrEqual(harmonic(precision, recall) + 2 * halfUnit);
      }
    }
  });

  test('standard deviations are given exactly for the rows of ten runs', () => {
    for (const { id, runs, micro, macro } of benchmarks.runs) {
      expect([micro.f1Std !== undefined, macro.f1Std !== undefined], id).toEqual([runs === 10, runs === 10]);
    }
  });

  test('the hosted models recompute from their counts, per group and in all', () => {
    for (const { id, micro, macro, perGroup } of rowsOf('llm')) {
      const groups = Object.values(perGroup!);
      expect(groups, id).toHaveLength(10);
      for (const { tp, fp, fn, precision, recall, f1 } of groups) {
        expect(Math.abs(tp / (tp + fp) - precision), id).toBeLessThanOrEqual(halfUnit);
        expect(Math.abs(tp / (tp + fn) - recall), id).toBeLessThanOrEqual(halfUnit);
        expect(Math.abs((2 * tp) / (2 * tp + fp + fn) - f1), id).toBeLessThanOrEqual(halfUnit);
      }
      const total = (key: 'tp' | 'fp' | 'fn'): number => groups.reduce((sum, group) => sum + group[key], 0);
      const [tp, fp, fn] = [total('tp'), total('fp'), total('fn')];
      expect(Math.abs((2 * tp) / (2 * tp + fp + fn) - micro.f1), id).toBeLessThanOrEqual(halfUnit);
      const mean = groups.reduce((sum, group) => sum + group.f1, 0) / groups.length;
      expect(Math.abs(mean - macro.f1!), id).toBeLessThanOrEqual(2 * halfUnit);
    }
  });

  test('the four BERTimbau runs on breast cancer, and no others, did not converge', () => {
    const failed = benchmarks.runs.filter((run) => !run.converged);
    expect(failed).toHaveLength(4);
    expect(new Set(failed.map((run) => run.model.family))).toEqual(new Set(['BERTimbau']));
    expect(new Set(failed.map((run) => run.table))).toEqual(new Set(['breast-cancer-single']));
  });

  test('encoder and hosted-model rows never share a protocol', () => {
    const kindsOf = new Map<string, Set<string>>();
    for (const { protocol, model } of benchmarks.runs) {
      kindsOf.set(protocol.id, (kindsOf.get(protocol.id) ?? new Set()).add(model.kind));
    }
    for (const kinds of kindsOf.values()) expect(kinds.size).toBe(1);
  });

  test('the extended table agrees with table S.3 within one unit of its fourth decimal', () => {
    for (const method of ['stratified', 'weighted', 'clamped', 'oversampling']) {
      const printed = row(`breast-cancer-mmbert-base-io-10runs-${method}`);
      const exact = row(`breast-cancer-mmbert-base-io-10runs-extended-${method}`);
      expect(Math.abs(printed.micro.f1 - exact.micro.f1), method).toBeLessThan(1e-4);
      expect(Math.abs(printed.macro.f1! - exact.macro.f1!), method).toBeLessThan(1e-4);
    }
  });

  test('the working table disagrees with the reports for gemini-2.5-pro alone', () => {
    for (const summary of rowsOf('llm-readme')) {
      const report = rowsOf('llm').find((run) => run.model.id === summary.model.id)!;
      const agrees = Math.abs(report.micro.f1 - summary.micro.f1) < 1.5e-4;
      expect(agrees, summary.id).toBe(summary.model.id !== 'gemini-2.5-pro');
      expect(summary.matchesReport).toBe(agrees);
    }
  });
});

describe('parsing', () => {
  const broken = (kind: string, change: Record<string, unknown>): unknown => ({
    ...files,
    [kind]: files[kind]!.map((record, index) => (index === 0 ? { ...record, ...change } : record)),
  });

  test.each([
    ['an unknown protocol', broken('runs', { protocol: 'guess' })],
    ['an unknown source', broken('runs', { source: 'guess' })],
    ['an unknown note', broken('runs', { notes: ['guess'] })],
    ['an unknown model', broken('runs', { model: 'guess' })],
    ['a score in percent', broken('runs', { micro: { f1: 76 } })],
    ['a field nobody knows', broken('runs', { f1: 0.5 })],
    ['a row twice', { ...files, runs: [...files['runs']!, files['runs']![0]] }],
    ['a table with ragged rows', broken('tables', { rows: [{ name: 'x', cells: [1] }] })],
    ['an address that is not https', broken('sources', { address: 'http://example.org/' })],
  ])('%s is refused', (_what, data) => {
    expect(() => parseBenchmarks(data)).toThrow(AppError);
  });
});
