/** Which model, build and tag set a command line means. */
import type { ModelBuild, ModelEntry, TagSet } from '../catalogue/model-catalogue.ts';
import { UsageError } from './usage-error.ts';

export interface Wish {
  /** An id, or a part of one that no other model has. */
  readonly model?: string | undefined;
  readonly tags?: string | undefined;
  readonly dtype?: string | undefined;
}

export interface Choice {
  readonly model: ModelEntry;
  readonly build: ModelBuild;
  readonly tagSet: TagSet;
}

/** @throws UsageError that lists what there is */
export function choose(models: readonly ModelEntry[], wish: Wish): Choice {
  const named = wish.model === undefined ? undefined : modelNamed(models, wish.model);
  const offered = named ? [named] : models;
  const tagSets = [...new Set(offered.flatMap((entry) => entry.tagSets.map(({ id }) => id)))];
  const tags = wish.tags ?? tagSets[0] ?? '';
  const model = named ?? bestModelFor(models, tags);
  const tagSet = model?.tagSets.find(({ id }) => id === tags);
  if (!model || !tagSet) throw new UsageError({ option: '--tags', given: tags, possible: tagSets });
  return { model, tagSet, build: buildOf(model, wish.dtype) };
}

function modelNamed(models: readonly ModelEntry[], name: string): ModelEntry {
  const exact = models.find(({ id }) => id === name);
  const similar = name === '' ? [] : models.filter(({ id }) => id.includes(name));
  const [only] = exact ? [exact] : similar.length === 1 ? similar : [];
  if (only) return only;
  const possible = (similar.length > 1 ? similar : models).map(({ id }) => id);
  throw new UsageError({ option: '--model', given: name, possible });
}

/** The model with the highest micro F1 measured on a tag set; the catalogue's first among equals. */
function bestModelFor(models: readonly ModelEntry[], tags: string): ModelEntry | undefined {
  const f1Of = ({ scores }: ModelEntry): number =>
    Math.max(-1, ...scores.filter(({ tagSet }) => tagSet === tags).map(({ micro }) => micro.f1));
  return models
    .filter(({ tagSets }) => tagSets.some(({ id }) => id === tags))
    .reduce<ModelEntry | undefined>(
      (best, model) => (best && f1Of(best) >= f1Of(model) ? best : model),
      undefined,
    );
}

/** The 8-bit build unless another is wanted, as in the browser on a CPU. */
function buildOf({ builds }: ModelEntry, dtype: string | undefined): ModelBuild {
  const build = builds.find((candidate) => candidate.dtype === (dtype ?? 'q8'));
  const [first] = builds;
  if (build) return build;
  if (dtype === undefined && first) return first;
  throw new UsageError({ option: '--dtype', given: dtype ?? '', possible: builds.map((item) => item.dtype) });
}
