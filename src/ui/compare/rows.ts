/** Which published rows are shown and in what order: pure functions, no formatting and no components. */
import type { BenchmarkRun, Protocol } from '../../catalogue/benchmarks.ts';
import type { Language } from '../../state/preferences.svelte.ts';

export type MainDataset = 'semclinbr' | 'breast-cancer';
export type View = MainDataset | 'other';

/** The columns of the main table, in their order. */
export const sortKeys = [
  'model',
  'microF1',
  'macroF1',
  'protocol',
  'scheme',
  'kind',
  'runs',
  'source',
] as const;
export type SortKey = (typeof sortKeys)[number];

export interface Sorting {
  readonly key: SortKey;
  readonly descending: boolean;
}

export interface RowFilter {
  readonly kind: 'all' | BenchmarkRun['model']['kind'];
  readonly scheme: 'all' | BenchmarkRun['scheme'];
  /** Every word must occur somewhere in the row; case and accents do not count. */
  readonly text: string;
}

export interface RowSection {
  readonly protocol: Protocol;
  readonly rows: readonly BenchmarkRun[];
}

export const noFilter: RowFilter = { kind: 'all', scheme: 'all', text: '' };
export const firstSorting: Sorting = { key: 'microF1', descending: true };

/** The tables whose rows stand in the main view; the others are shown as they were published. */
const mainTables: ReadonlySet<BenchmarkRun['table']> = new Set([
  'semclinbr-single',
  'breast-cancer-single',
  'imbalance',
  'notebook',
  'llm',
]);

export function mainRows(runs: readonly BenchmarkRun[], dataset: MainDataset): BenchmarkRun[] {
  return runs.filter((run) => run.dataset === dataset && mainTables.has(run.table));
}

const fold = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();

function searchableText(run: BenchmarkRun, language: Language): string {
  const { model, variant, protocol, source, scheme } = run;
  return fold(
    [
      model.name,
      model.id,
      model.family,
      scheme,
      variant.text[language],
      protocol.name[language],
      source.name[language],
    ].join(' '),
  );
}

export function filterRows(
  rows: readonly BenchmarkRun[],
  filter: RowFilter,
  language: Language,
): BenchmarkRun[] {
  const words = fold(filter.text).split(/\s+/u).filter(Boolean);
  return rows.filter((run) => {
    if (filter.kind !== 'all' && run.model.kind !== filter.kind) return false;
    if (filter.scheme !== 'all' && run.scheme !== filter.scheme) return false;
    const text = searchableText(run, language);
    return words.every((word) => text.includes(word));
  });
}

function sortValue(run: BenchmarkRun, key: SortKey, language: Language): string | number | undefined {
  switch (key) {
    case 'model':
      return run.model.name;
    case 'kind':
      return run.model.kind;
    case 'scheme':
      return run.scheme;
    case 'runs':
      return run.runs;
    case 'microF1':
      return run.micro.f1;
    case 'macroF1':
      return run.macro.f1;
    case 'protocol':
      return run.protocol.name[language];
    case 'source':
      return run.source.name[language];
  }
}

function compareValues(a: string | number, b: string | number, language: Language): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a).localeCompare(String(b), language);
}

/**
 * Sorts a copy. Whatever the direction, runs that did not converge come last and values that were not published
 * come after those that were; ties fall back to the model's name and the row's id.
 */
export function sortRows(
  rows: readonly BenchmarkRun[],
  { key, descending }: Sorting,
  language: Language,
): BenchmarkRun[] {
  return [...rows].sort((a, b) => {
    if (a.converged !== b.converged) return a.converged ? -1 : 1;
    const [left, right] = [sortValue(a, key, language), sortValue(b, key, language)];
    if (left === undefined || right === undefined) {
      if (left !== right) return left === undefined ? 1 : -1;
    } else {
      const order = compareValues(left, right, language);
      if (order !== 0) return descending ? -order : order;
    }
    return a.model.name.localeCompare(b.model.name, language) || (a.id < b.id ? -1 : 1);
  });
}

/** Rows under the protocol they were counted with, in the order of `protocols`; the order of the rows is kept. */
export function sectionsByProtocol(
  rows: readonly BenchmarkRun[],
  protocols: readonly Protocol[],
): RowSection[] {
  return protocols.flatMap((protocol) => {
    const own = rows.filter((run) => run.protocol.id === protocol.id);
    return own.length === 0 ? [] : [{ protocol, rows: own }];
  });
}

/** A click on the sorted column turns it round; another column starts high for numbers and at A for text. */
export function nextSorting(present: Sorting, key: SortKey): Sorting {
  if (present.key === key) return { key, descending: !present.descending };
  return { key, descending: key === 'microF1' || key === 'macroF1' || key === 'runs' };
}
