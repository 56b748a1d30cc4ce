/** A published table made ready to be shown: every cell a string in the present language. */
import type {
  BenchmarkModel,
  BenchmarkRun,
  PlainTable,
  Protocol,
  Source,
} from '../../catalogue/benchmarks.ts';
import type { Language } from '../../state/preferences.svelte.ts';
import { formatNumber, formatScore } from './format.ts';
import type { CompareMessages } from './messages.pt-BR.ts';

export interface TableView {
  readonly id: string;
  readonly title: string;
  readonly head: string;
  readonly columns: readonly { readonly name: string; readonly isNumeric: boolean }[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly string[] }[];
  readonly source?: Source;
  readonly protocol?: Protocol;
  readonly confidence?: BenchmarkRun['confidence'];
  readonly notes: readonly string[];
}

type Cell = PlainTable['rows'][number]['cells'][number];

const unique = (texts: readonly string[]): string[] => [...new Set(texts)];

function cellText(cell: Cell, digits: number, language: Language): string {
  if (cell === null) return '—';
  if (typeof cell === 'number') return formatNumber(cell, digits, language);
  return typeof cell === 'string' ? cell : cell[language];
}

export function viewOfPlainTable(table: PlainTable, language: Language): TableView {
  const { id, source, confidence, protocol } = table;
  return {
    id,
    source,
    confidence,
    ...(protocol === undefined ? {} : { protocol }),
    title: table.title[language],
    head: table.head[language],
    columns: table.columns.map(({ name, digits }) => ({
      name: name[language],
      isNumeric: digits !== undefined,
    })),
    rows: table.rows.map(({ name, cells }) => ({
      name: typeof name === 'string' ? name : name[language],
      cells: cells.map((cell, column) => cellText(cell, table.columns[column]?.digits ?? 0, language)),
    })),
    notes: table.notes.map((note) => note[language]),
  };
}

/**
 * One published table of runs. The columns are those that at least one row fills; the first column is what tells
 * the rows apart: the method where the model is the same throughout, else the model.
 */
export function viewOfRuns(
  id: keyof CompareMessages['other']['tables'],
  runs: readonly BenchmarkRun[],
  messages: CompareMessages,
  language: Language,
): TableView {
  const { other, details, table, published } = messages;
  const scoreDigits = id === 'stratification-demo' ? 3 : 4;
  const isOneModel = new Set(runs.map((run) => run.model.id)).size === 1;
  const columns: { name: string; isNumeric: boolean; text: (run: BenchmarkRun) => string }[] = [];
  if (new Set(runs.map((run) => run.dataset)).size > 1) {
    columns.push({ name: published.dataset, isNumeric: false, text: (run) => other.datasets[run.dataset] });
  }
  if (new Set(runs.map((run) => run.scheme)).size > 1) {
    columns.push({ name: other.scheme, isNumeric: false, text: (run) => table.schemes[run.scheme] });
  }
  for (const average of ['macro', 'micro'] as const) {
    for (const measure of ['precision', 'recall', 'f1', 'auc'] as const) {
      if (runs.every((run) => run[average][measure] === undefined)) continue;
      const nameOf = average === 'macro' ? other.macroOf : other.microOf;
      const text = (run: BenchmarkRun): string => {
        const std = measure === 'auc' ? undefined : run[average][`${measure}Std`];
        return formatScore(run[average][measure], std, language, scoreDigits);
      };
      columns.push({ name: nameOf(details[measure]), isNumeric: true, text });
    }
  }
  if (runs.some((run) => run.threshold !== undefined)) {
    const text = (run: BenchmarkRun): string => formatScore(run.threshold, undefined, language, 2);
    columns.push({ name: details.threshold, isNumeric: true, text });
  }
  if (runs.some((run) => run.loss !== undefined)) {
    const text = (run: BenchmarkRun): string => formatScore(run.loss, run.lossStd, language);
    columns.push({ name: details.loss, isNumeric: true, text });
  }
  if (runs.some((run) => run.matchesReport !== undefined)) {
    const text = (run: BenchmarkRun): string => (run.matchesReport === true ? other.yes : other.no);
    columns.push({ name: other.agrees, isNumeric: false, text });
  }
  const first = runs[0];
  const nameOfRow = (run: BenchmarkRun): string => (isOneModel ? run.variant.text[language] : run.model.name);
  return {
    id,
    ...(first && { source: first.source, protocol: first.protocol, confidence: first.confidence }),
    title: other.tables[id],
    head: isOneModel ? other.method : table.columns.model,
    columns,
    rows: runs.map((run) => ({
      name: nameOfRow(run),
      cells: columns.map(({ text }) => text(run)),
    })),
    notes: notesOfRuns(runs, nameOfRow, language),
  };
}

/** Every note once; one that holds for a single row of several names that row. */
function notesOfRuns(
  runs: readonly BenchmarkRun[],
  nameOfRow: (run: BenchmarkRun) => string,
  language: Language,
): string[] {
  const texts = unique(runs.flatMap((run) => run.notes.map((note) => note[language])));
  return texts.map((text) => {
    const [only, ...others] = runs.filter((run) => run.notes.some((note) => note[language] === text));
    return only && others.length === 0 && runs.length > 1 ? `${nameOfRow(only)}: ${text}` : text;
  });
}

/** The facts of the encoders, one row each. */
export function viewOfEncoders(
  models: readonly BenchmarkModel[],
  messages: CompareMessages,
  language: Language,
): TableView {
  const { facts: names, tables } = messages.other;
  const count = (value: number | undefined): string =>
    value === undefined ? '—' : formatNumber(value, 0, language);
  const known = models.flatMap((model) => (model.facts ? [{ ...model, facts: model.facts }] : []));
  const numeric = [
    names.millions,
    names.nonEmbedding,
    names.computed,
    names.layers,
    names.hidden,
    names.heads,
    names.feedForward,
    names.vocabulary,
    names.context,
  ];
  const worded = [names.tokenizer, names.licence, names.onnx];
  const first = known[0]?.facts;
  return {
    id: 'encoders',
    ...(first && { source: first.source, confidence: first.confidence }),
    title: tables.encoders,
    head: messages.table.columns.model,
    columns: [
      ...numeric.map((name) => ({ name, isNumeric: true })),
      ...worded.map((name) => ({ name, isNumeric: false })),
    ],
    rows: known.map(({ name, facts }) => ({
      name,
      cells: [
        count(facts.parametersMillions),
        count(facts.parametersNonEmbeddingMillions),
        count(facts.parametersComputed),
        count(facts.layers),
        count(facts.hidden),
        count(facts.heads),
        count(facts.feedForward),
        count(facts.vocabulary),
        count(facts.contextTokens),
        facts.tokenizer[language],
        facts.licence ?? messages.details.undeclared,
        facts.onnx.map((build) => onnxText(build, language)).join('; ') || names.noOnnx,
      ],
    })),
    notes: unique(known.flatMap(({ facts }) => facts.notes.map((note) => note[language]))),
  };
}

function onnxText(
  { dtype, size, unit, approximate }: NonNullable<BenchmarkModel['facts']>['onnx'][number],
  language: Language,
): string {
  return `${dtype} ${approximate ? '≈ ' : ''}${formatNumber(size, unit === 'GB' ? 2 : 0, language)} ${unit}`;
}
