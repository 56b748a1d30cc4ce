/** Measurements are grouped by model, and a column is there only where a figure is. */
import { describe, expect, test } from 'vitest';
import type { MeasuredScores, ModelEntry } from '../../catalogue/model-catalogue.ts';
import { syntheticModel } from '../../testing/synthetic-model.ts';
import { figureOf, figuresOf, measuredRows, measuredTagSets } from './measured.ts';

const { entry } = await syntheticModel();
const text = { 'pt-BR': 'x', en: 'x' };
const score = { precision: 0.5, recall: 0.5, f1: 0.5, support: 1 };
const plain: MeasuredScores = {
  tagSet: 'b',
  dataset: text,
  protocol: text,
  caveat: text,
  command: 'x',
  date: '2026-01-01',
  notes: 1,
  micro: score,
  perLabel: {},
};
const full: MeasuredScores = {
  ...plain,
  macroF1: 0.1,
  schemes: { strict: 0.2, exact: 0.3, partial: 0.4, type: 0.5 },
  calibrationError: 0,
  floor: { name: text, microF1: 0.6, perLabelF1: {} },
};
const tagSets = ['a', 'b', 'c'].map((id) => ({ id, labels: [`L${id}`] }));
const modelOf = (id: string, scores: MeasuredScores[]): ModelEntry => ({ ...entry, id, tagSets, scores });
const models = [
  modelOf('one', [plain, { ...full, tagSet: 'a' }, { ...plain, macroF1: 0.3 }]),
  modelOf('two', [full]),
  modelOf('none', []),
];

describe('rows', () => {
  test('are the measurements of one tag set, model by model, each with its own id', () => {
    const rows = measuredRows(models, 'b');
    expect(rows.map(({ model }) => model.id)).toEqual(['one', 'one', 'two']);
    expect(rows.map(({ scores }) => scores.tagSet)).toEqual(['b', 'b', 'b']);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(3);
    expect(measuredRows(models, 'c')).toEqual([]);
  });

  test('are offered for the tag sets that were measured, in the order of the models', () => {
    expect(measuredTagSets(models)).toEqual(['a', 'b']);
    expect(measuredTagSets(models.slice(1))).toEqual(['b']);
    expect(measuredTagSets([])).toEqual([]);
  });
});

describe('columns', () => {
  test('are those that a row states, a zero too', () => {
    const [first, second, third] = measuredRows(models, 'b');
    expect(figuresOf([first!])).toEqual([]);
    expect(figuresOf([first!, second!])).toEqual(['macroF1']);
    expect(figuresOf([first!, third!])).toEqual(['macroF1', 'partial', 'type', 'calibrationError', 'floor']);
  });

  test('hold the figure that they name', () => {
    expect(figuresOf(measuredRows(models, 'b')).map((figure) => figureOf(full, figure))).toEqual([
      0.1, 0.4, 0.5, 0, 0.6,
    ]);
    expect(figureOf(plain, 'floor')).toBeUndefined();
  });
});
