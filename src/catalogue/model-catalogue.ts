/** What the site serves under `static-models/`: data that is parsed, never trusted. */
import * as v from 'valibot';
import { AppError } from '../domain/errors.ts';
import { commonPaths, labelsOf, problemsOf } from './model-checks.ts';
import type {
  Dtype,
  MeasuredScores,
  ModelBuild,
  ModelCatalogue,
  ModelEntry,
  ModelFile,
  TagSet,
} from './model-schema.ts';
import { catalogueSchema } from './model-schema.ts';

export type { Dtype, MeasuredScores, ModelBuild, ModelCatalogue, ModelEntry, ModelFile, TagSet };
export { labelsOf };

/** @throws AppError `catalogue/invalid` naming the first place that does not fit */
export function parseCatalogue(json: unknown): ModelCatalogue {
  const parsed = v.safeParse(catalogueSchema, json);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    throw new AppError('catalogue/invalid', {
      place: v.getDotPath(issue) ?? 'catalogue',
      reason: issue.message,
    });
  }
  for (const model of parsed.output.models) {
    const [reason] = problemsOf(model, parsed.output.chunkBytes);
    if (reason !== undefined) throw new AppError('catalogue/invalid', { place: model.id, reason });
  }
  return parsed.output;
}

/** The files that one build needs, the graph last. */
export function filesOfBuild(model: ModelEntry, build: ModelBuild): ModelFile[] {
  return [...commonPaths, build.path].flatMap((path) => model.files.filter((file) => file.path === path));
}

export function sizeOfBuild(model: ModelEntry, build: ModelBuild): number {
  return filesOfBuild(model, build).reduce((sum, file) => sum + file.sizeBytes, 0);
}

/** Address of a model's file on the site, relative to the page. */
export function addressOfFile(model: Pick<ModelEntry, 'id' | 'revision'>, path: string): string {
  return `static-models/${model.id}/${model.revision}/${path}`;
}
