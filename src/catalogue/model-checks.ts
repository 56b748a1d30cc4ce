/** What the parts of a model's entry say of one another, which no schema of one part can hold. */
import { headFrom } from '../domain/tagging.ts';
import type { ModelEntry, TagSet } from './model-schema.ts';

/** Files that every build of a model needs beside its graph. */
export const commonPaths = ['config.json', 'tokenizer.json', 'self-check.json'];

/** All labels of a model, one tag set after the other. */
export function labelsOf(model: { readonly tagSets: readonly Pick<TagSet, 'labels'>[] }): string[] {
  return model.tagSets.flatMap(({ labels }) => labels);
}

/** What is wrong with an entry, one sentence each, worst first; none when it is sound. */
export function problemsOf(model: ModelEntry, chunkBytes: number): string[] {
  return [...fileProblems(model, chunkBytes), ...labelProblems(model), ...figureProblems(model)];
}

function fileProblems(model: ModelEntry, chunkBytes: number): string[] {
  const paths = new Set(model.files.map(({ path }) => path));
  return [
    ...model.files
      .filter(({ chunks, sizeBytes }) => chunks.length !== Math.ceil(sizeBytes / chunkBytes))
      .map(({ path }) => `${path}: wrong number of chunks`),
    ...[...commonPaths, ...model.builds.map(({ path }) => path)]
      .filter((path) => !paths.has(path))
      .map((path) => `${path} is not among the files`),
  ];
}

function labelProblems(model: ModelEntry): string[] {
  const labels = labelsOf(model);
  const problems = [
    ...repeated(model.tagSets.map(({ id }) => id)).map((id) => `tag set ${id} twice`),
    ...repeated(labels).map((label) => `label ${label} twice`),
    ...model.tagSets.flatMap(({ id, labels: own, curves = {} }) =>
      strangers(Object.keys(curves), own).map((label) => `${id}: curve of ${label}, which is no label of it`),
    ),
  ];
  if (model.strideTokens >= model.contextTokens) problems.push('strideTokens is not less than contextTokens');
  try {
    headFrom(model, labels);
  } catch (thrown) {
    problems.push(thrown instanceof Error ? thrown.message : 'labels without outputs');
  }
  return problems;
}

function figureProblems(model: ModelEntry): string[] {
  const ids = model.tagSets.map(({ id }) => id);
  return [
    ...model.builds.flatMap(({ dtype, microF1 = {} }) =>
      strangers(Object.keys(microF1), ids).map((id) => `${dtype}: F1 of unknown tag set ${id}`),
    ),
    ...model.scores.flatMap(({ tagSet, perLabel, floor, interval }, index) => {
      const place = `scores.${index}`;
      const own = model.tagSets.find(({ id }) => id === tagSet)?.labels;
      if (!own) return [`${place}: unknown tag set ${tagSet}`];
      const scored = [...Object.keys(perLabel), ...Object.keys(floor?.perLabelF1 ?? {})];
      return [
        ...strangers(scored, own).map((label) => `${place}: ${label} is no label of ${tagSet}`),
        ...(interval && interval[0] > interval[1] ? [`${place}: interval upside down`] : []),
      ];
    }),
  ];
}

const repeated = (names: readonly string[]): string[] =>
  names.filter((name, index) => names.indexOf(name) !== index);

const strangers = (names: readonly string[], known: readonly string[]): string[] =>
  names.filter((name) => !known.includes(name));
