/** The shape of `static-models/catalogue.json`. What one part says of another is checked in `model-checks.ts`. */
import * as v from 'valibot';

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

const tagSetSchema = v.object({
  id: identifier,
  labels: v.pipe(v.array(labelName), v.minLength(1)),
  /** By label, points of threshold, precision and recall. */
  curves: v.optional(
    v.record(v.string(), v.pipe(v.array(v.strictTuple([share, share, share])), v.minLength(1))),
  ),
});

const buildSchema = v.object({
  dtype: v.picklist(['fp32', 'fp16', 'q8', 'q4', 'q4f16']),
  path: filePath,
  /** Largest difference to PyTorch's logits that the self-check accepts. */
  tolerance: v.pipe(v.number(), v.minValue(0)),
  /** Share of tokens whose labels agree with the fp32 build, measured at export. */
  agreementWithFp32: share,
  /** By tag set, on the part of the notes that was kept for tests. */
  microF1: v.optional(v.record(v.string(), share)),
});

const scoreSchema = v.object({
  precision: share,
  recall: share,
  f1: share,
  support: v.pipe(v.number(), v.minValue(0)),
});

/** One measurement; it states only what was measured. */
const measuredSchema = v.object({
  tagSet: v.string(),
  dataset: localized,
  protocol: localized,
  /** What a reader must know before comparing the figures. */
  caveat: localized,
  command: v.string(),
  date: v.string(),
  notes: count,
  micro: scoreSchema,
  macroF1: v.optional(share),
  /** 95 % confidence interval of the micro F1. */
  interval: v.optional(v.strictTuple([share, share])),
  /** Micro F1 by the way in which a span counts as found. */
  schemes: v.optional(v.object({ strict: share, exact: share, partial: share, type: share })),
  /** Expected calibration error of the spans' scores. */
  calibrationError: v.optional(share),
  perLabel: v.record(v.string(), scoreSchema),
  floor: v.optional(v.object({ name: localized, microF1: share, perLabelF1: v.record(v.string(), share) })),
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
  /** `sigmoid`: every output is a yes or no of its own; `softmax`: the outputs, `O` among them, are one distribution. */
  activation: v.picklist(['sigmoid', 'softmax']),
  /** How a word's logits come from its tokens' (`domain/aggregation.ts`); `first` where nothing is said. */
  aggregation: v.optional(v.picklist(['first', 'max', 'average'])),
  tagSets: v.pipe(v.array(tagSetSchema), v.minLength(1)),
  /** Tag names in column order, as `id2label` in a hub model's `config.json` has them (`hub-head.ts`). */
  outputs: v.pipe(v.array(v.string()), v.minLength(1)),
  contextTokens: count,
  strideTokens: count,
  licence: v.string(),
  attribution: v.array(v.object({ name: localized, licence: localized, url: webAddress, use: localized })),
  files: v.pipe(v.array(fileSchema), v.minLength(1)),
  builds: v.pipe(v.array(buildSchema), v.minLength(1)),
  scores: v.array(measuredSchema),
});

export const catalogueSchema = v.object({
  schemaVersion: v.literal(2),
  chunkBytes: v.pipe(count, v.maxValue(8 * 1024 * 1024)),
  models: v.array(modelSchema),
});

export type ModelCatalogue = v.InferOutput<typeof catalogueSchema>;
export type ModelEntry = v.InferOutput<typeof modelSchema>;
export type TagSet = v.InferOutput<typeof tagSetSchema>;
export type ModelFile = v.InferOutput<typeof fileSchema>;
export type ModelBuild = v.InferOutput<typeof buildSchema>;
export type MeasuredScores = v.InferOutput<typeof measuredSchema>;
export type Dtype = ModelBuild['dtype'];
