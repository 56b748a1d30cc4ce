/**
 * Shapes of the published benchmark figures in `benchmarks/*.json`. A field that is absent was not published;
 * nothing is filled in. Scores are shares from 0 to 1.
 */
import * as v from 'valibot';

const id = v.pipe(v.string(), v.regex(/^[\w./-]{1,100}$/u));
const share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));
const count = v.pipe(v.number(), v.integer(), v.minValue(0));
const positive = v.pipe(v.number(), v.gtValue(0));
const localized = v.strictObject({ 'pt-BR': v.string(), en: v.string() });
const address = v.pipe(v.string(), v.url(), v.startsWith('https://'));
const confidence = v.picklist(['high', 'medium', 'low']);
const maybe = v.exactOptional;

const optionalScores = {
  precision: maybe(share),
  recall: maybe(share),
  auc: maybe(share),
  f1Std: maybe(share),
  precisionStd: maybe(share),
  recallStd: maybe(share),
};

const groupScoreSchema = v.strictObject({
  tp: count,
  fp: count,
  fn: count,
  precision: share,
  recall: share,
  f1: share,
});

export const runSchema = v.strictObject({
  id,
  table: v.picklist([
    'semclinbr-single',
    'breast-cancer-single',
    'notebook',
    'imbalance',
    'imbalance-extended',
    'stratification-demo',
    'argilla',
    'llm',
    'llm-readme',
  ]),
  dataset: v.picklist(['semclinbr', 'breast-cancer', 'breast-cancer-argilla']),
  model: id,
  scheme: v.picklist(['IO', 'BIO', 'none', 'unstated']),
  variant: id,
  /** Trainings behind the row; with more than one, scores are means and `*Std` standard deviations. */
  runs: v.picklist([1, 10]),
  converged: v.boolean(),
  protocol: id,
  source: id,
  confidence,
  notes: v.array(id),
  micro: v.strictObject({ f1: share, ...optionalScores }),
  macro: v.strictObject({ f1: maybe(share), ...optionalScores }),
  threshold: maybe(share),
  loss: maybe(positive),
  lossStd: maybe(positive),
  stoppedEpoch: maybe(count),
  testNotes: maybe(count),
  notesPerSecond: maybe(positive),
  patience: maybe(count),
  effectiveBatch: maybe(count),
  perLabelAuc: maybe(v.record(v.string(), share)),
  perLabelThresholds: maybe(v.strictObject({ microF1: share, macroF1: share })),
  perGroup: maybe(v.record(id, groupScoreSchema)),
  matchesReport: maybe(v.boolean()),
});

const modelFactsSchema = v.strictObject({
  parametersMillions: count,
  parametersNonEmbeddingMillions: maybe(count),
  /** Summed from the configuration: encoder, embeddings and, for BERT, the pooler. */
  parametersComputed: count,
  layers: count,
  hidden: count,
  heads: count,
  feedForward: count,
  vocabulary: count,
  tokenizer: localized,
  contextTokens: count,
  licence: maybe(v.string()),
  onnx: v.array(
    v.strictObject({
      dtype: v.string(),
      size: positive,
      unit: v.picklist(['MB', 'GB']),
      approximate: v.boolean(),
    }),
  ),
  source: id,
  confidence,
  notes: v.array(id),
});

export const modelSchema = v.strictObject({
  id,
  name: v.string(),
  family: v.string(),
  kind: v.picklist(['encoder', 'llm']),
  facts: maybe(modelFactsSchema),
});

export const protocolSchema = v.strictObject({
  id,
  /** The sign drawn beside the name, so that protocols differ without colour. */
  mark: v.picklist(['grid', 'overlap', 'exact', 'unknown']),
  name: localized,
  meaning: localized,
});

export const sourceSchema = v.strictObject({
  id,
  name: localized,
  address: maybe(address),
  meaning: localized,
});
export const textSchema = v.strictObject({ id, text: localized });

/** The semantic groups of SemClinBr that the 2026 benchmark scores. */
export const groupSchema = v.strictObject({ id, name: localized });

const textOrLocalized = v.union([v.string(), localized]);

/** A published table kept as it is: numbers, or `null` where the source has none. */
export const plainTableSchema = v.strictObject({
  id,
  section: v.picklist(['results-2020', 'cost', 'published', 'corpora', 'settings']),
  title: localized,
  head: localized,
  /** `digits`: decimals of a numeric column; absent for text. */
  columns: v.array(v.strictObject({ name: localized, digits: maybe(count) })),
  rows: v.array(
    v.strictObject({
      name: textOrLocalized,
      cells: v.array(v.nullable(v.union([v.number(), textOrLocalized]))),
    }),
  ),
  source: id,
  confidence,
  notes: v.array(id),
  protocol: maybe(id),
});

export const filesSchema = v.strictObject({
  runs: v.array(runSchema),
  models: v.array(modelSchema),
  protocols: v.array(protocolSchema),
  sources: v.array(sourceSchema),
  notes: v.array(textSchema),
  variants: v.array(textSchema),
  groups: v.array(groupSchema),
  tables: v.array(plainTableSchema),
});

export type Localized = v.InferOutput<typeof localized>;
export type RunRecord = v.InferOutput<typeof runSchema>;
export type ModelFactsRecord = v.InferOutput<typeof modelFactsSchema>;
export type ModelRecord = v.InferOutput<typeof modelSchema>;
export type Protocol = v.InferOutput<typeof protocolSchema>;
export type Source = v.InferOutput<typeof sourceSchema>;
export type TextRecord = v.InferOutput<typeof textSchema>;
export type SemanticGroup = v.InferOutput<typeof groupSchema>;
export type PlainTableRecord = v.InferOutput<typeof plainTableSchema>;
