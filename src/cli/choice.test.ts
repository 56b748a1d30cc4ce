/** The model that a command line means, and what it is told when it means none. */
import { expect, test } from 'vitest';
import type { MeasuredScores, ModelEntry } from '../catalogue/model-catalogue.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import { choose } from './choice.ts';
import { UsageError } from './usage-error.ts';

const { entry: base } = await syntheticModel();

function entry(id: string, f1ByTagSet: Readonly<Record<string, readonly number[]>>): ModelEntry {
  const text = { 'pt-BR': '', en: '' };
  const scores = Object.entries(f1ByTagSet).flatMap(([tagSet, values]) =>
    values.map((f1): MeasuredScores => ({
      ...{ tagSet, dataset: text, protocol: text, caveat: text, command: '', date: '', notes: 1 },
      micro: { precision: f1, recall: f1, f1, support: 1 },
      perLabel: {},
    })),
  );
  const tagSets = Object.keys(f1ByTagSet).map((tagSet) => ({ id: tagSet, labels: [`${tagSet}-label`] }));
  return { ...base, id, tagSets, scores };
}

const graph = { path: 'g', tolerance: 1, agreementWithFp32: 1 };
const small = {
  ...entry('site-modernbert-small', { nested: [0.7, 0.72], groups: [0.6] }),
  builds: [
    { ...graph, dtype: 'fp32' as const },
    { ...graph, dtype: 'q8' as const },
  ],
};
const large = entry('site-modernbert-large', { nested: [0.71], groups: [0.6], breast: [] });
const other = entry('site-other', { breast: [0.3] });
const models = [small, large, other];

test.each([
  [{}, small.id, 'nested', 'q8'],
  [{ tags: 'nested' }, small.id, 'nested', 'q8'],
  [{ tags: 'groups' }, small.id, 'groups', 'q8'],
  [{ tags: 'breast' }, other.id, 'breast', 'fp32'],
  [{ model: large.id }, large.id, 'nested', 'fp32'],
  [{ model: 'modernbert-large', tags: 'breast' }, large.id, 'breast', 'fp32'],
  [{ model: 'other' }, other.id, 'breast', 'fp32'],
  [{ model: 'small', dtype: 'fp32' }, small.id, 'nested', 'fp32'],
])('%j means %s, %s, %s', (wish, model, tagSet, dtype) => {
  const choice = choose(models, wish);
  expect([choice.model.id, choice.tagSet.id, choice.build.dtype]).toEqual([model, tagSet, dtype]);
});

test('an id is itself even when it is a part of another', () => {
  const short = { ...other, id: 'site' };
  expect(choose([...models, short], { model: 'site' }).model).toBe(short);
});

test.each([
  [{ model: 'nobody' }, '--model', models.map(({ id }) => id)],
  [{ model: '' }, '--model', models.map(({ id }) => id)],
  [{ model: 'modernbert' }, '--model', [small.id, large.id]],
  [{ tags: 'flat' }, '--tags', ['nested', 'groups', 'breast']],
  [{ model: 'small', tags: 'breast' }, '--tags', ['nested', 'groups']],
  [{ model: 'other', dtype: 'q8' }, '--dtype', ['fp32']],
])('%j is refused with what is possible', (wish, option, possible) => {
  let thrown: unknown;
  try {
    choose(models, wish);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(UsageError);
  expect((thrown as UsageError).problem).toMatchObject({ option, possible });
});
