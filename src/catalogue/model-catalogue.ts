/** What the site serves under `static-models/`: data that is parsed, never trusted. */
import * as v from 'valibot';
import { AppError } from '../domain/errors.ts';
import { labelColumnsFrom } from '../domain/tagging.ts';

const digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/u));
const identifier = v.pipe(v.string(), v.regex(/^[a-z0-9][a-z0-9.-]{0,63}$/u));
const filePath = v.pipe(v.string(), v.regex(/^[\w-][\w.-]*(?:\/[\w-][\w.-]*)*$/u));
const labelName = v.pipe(v.string(), v.regex(/^[\w&-]{1,40}$/u));
const count = v.pipe(v.number(), v.integer(), v.minValue(1));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const localized = v.object({ 'pt-BR': v.string(), en: v.string() });
const webAddress = v.pipe(v.string(), v.url(), v.startsWith('https://'));

const fileSchema = v.object({
  path: filePath,
  sizeBytes: count,
  sha256: digest,
  /** SHA-256 of each piece of `chunkBytes` bytes; the last piece may be shorter. */
  chunks: v.pipe(v.array(digest), v.minLength(1)),
});

const buildSchema = v.object({
  dtype: v.picklist(['fp32', 'fp16', 'q8', 'q4', 'q4f16']),
  path: filePath,
  /** Largest difference to PyTorch's logits that the self-check accepts. */
  tolerance: v.pipe(v.number(), v.minValue(0)),
  /** Share of tokens whose labels agree with the fp32 build, measured at export. */
  agreementWithFp32: share,
});

const scoreSchema = v.object({ precision: share, recall: share, f1: share, support: v.number() });

const measuredSchema = v.object({
  dataset: localized,
  protocol: localized,
  /** What a reader must know before comparing the figures. */
  caveat: localized,
  command: v.string(),
  date: v.string(),
  micro: scoreSchema,
  perLabel: v.record(v.string(), scoreSchema),
  floor: v.object({ name: localized, microF1: share, perLabelF1: v.record(v.string(), share) }),
});

const modelSchema = v.object({
  id: identifier,
  revision: identifier,
  name: localized,
  description: localized,
  architecture: v.string(),
  parameters: count,
  language: v.string(),
  scheme: v.picklist(['BIO', 'IO']),
  activation: v.literal('sigmoid'),
  labels: v.pipe(v.array(labelName), v.minLength(1)),
  outputs: v.pipe(v.array(v.string()), v.minLength(1)),
  contextTokens: count,
  strideTokens: count,
  licence: v.string(),
  attribution: v.array(v.object({ name: localized, licence: localized, url: webAddress, use: localized })),
  files: v.pipe(v.array(fileSchema), v.minLength(1)),
  builds: v.pipe(v.array(buildSchema), v.minLength(1)),
  scores: v.array(measuredSchema),
});

const catalogueSchema = v.object({
  schemaVersion: v.literal(1),
  chunkBytes: v.pipe(count, v.maxValue(8 * 1024 * 1024)),
  models: v.array(modelSchema),
});

export type ModelCatalogue = v.InferOutput<typeof catalogueSchema>;
export type ModelEntry = v.InferOutput<typeof modelSchema>;
export type ModelFile = v.InferOutput<typeof fileSchema>;
export type ModelBuild = v.InferOutput<typeof buildSchema>;
export type MeasuredScores = v.InferOutput<typeof measuredSchema>;
export type Dtype = ModelBuild['dtype'];

/** Files that every build of a model needs beside its graph. */
const commonPaths = ['config.json', 'tokenizer.json', 'self-check.json'];

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
  for (const model of parsed.output.models) checkModel(model, parsed.output.chunkBytes);
  return parsed.output;
}

function checkModel(model: ModelEntry, chunkBytes: number): void {
  const refuse = (reason: string): never => {
    throw new AppError('catalogue/invalid', { place: model.id, reason });
  };
  for (const file of model.files) {
    if (file.chunks.length !== Math.ceil(file.sizeBytes / chunkBytes))
      refuse(`${file.path}: wrong number of chunks`);
  }
  if (model.strideTokens >= model.contextTokens) refuse('strideTokens is not less than contextTokens');
  try {
    labelColumnsFrom(model.outputs, model.labels, model.scheme);
  } catch (thrown) {
    refuse(thrown instanceof Error ? thrown.message : 'labels without outputs');
  }
  const paths = new Set(model.files.map((file) => file.path));
  for (const path of [...commonPaths, ...model.builds.map((build) => build.path)]) {
    if (!paths.has(path)) refuse(`${path} is not among the files`);
  }
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
