/** The site's own measurements of one tag set, as rows of a table that has only the columns that something fills. */
import type { MeasuredScores, ModelEntry } from '../../catalogue/model-catalogue.ts';

export interface MeasuredRow {
  readonly id: string;
  readonly model: ModelEntry;
  readonly scores: MeasuredScores;
}

/** Figures that an entry may leave out. */
const optionalFigures = {
  macroF1: ({ macroF1 }) => macroF1,
  partial: ({ schemes }) => schemes?.partial,
  type: ({ schemes }) => schemes?.type,
  calibrationError: ({ calibrationError }) => calibrationError,
  floor: ({ floor }) => floor?.microF1,
} satisfies Record<string, (scores: MeasuredScores) => number | undefined>;

export type OptionalFigure = keyof typeof optionalFigures;

export function figureOf(scores: MeasuredScores, figure: OptionalFigure): number | undefined {
  return optionalFigures[figure](scores);
}

/** Tag sets that some model was measured with, in the order of the models' own lists. */
export function measuredTagSets(models: readonly ModelEntry[]): string[] {
  const ids = models.flatMap(({ tagSets, scores }) =>
    tagSets.map(({ id }) => id).filter((id) => scores.some(({ tagSet }) => tagSet === id)),
  );
  return [...new Set(ids)];
}

/** One row per measurement, those of one model together. */
export function measuredRows(models: readonly ModelEntry[], tagSet: string): MeasuredRow[] {
  return models.flatMap((model) =>
    model.scores
      .map((scores, index) => ({ id: `${model.id}/${index}`, model, scores }))
      .filter(({ scores }) => scores.tagSet === tagSet),
  );
}

/** The optional figures that at least one row states. */
export function figuresOf(rows: readonly MeasuredRow[]): OptionalFigure[] {
  const figures = Object.keys(optionalFigures) as OptionalFigure[];
  return figures.filter((figure) => rows.some(({ scores }) => figureOf(scores, figure) !== undefined));
}
