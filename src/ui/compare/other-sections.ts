/** The order of the tables that are not part of the main comparison. */
import type { Benchmarks } from '../../catalogue/benchmarks.ts';
import type { Language } from '../../state/preferences.svelte.ts';
import type { CompareMessages } from './messages.pt-BR.ts';
import type { TableView } from './table-view.ts';
import { viewOfEncoders, viewOfPlainTable, viewOfRuns } from './table-view.ts';

export interface OtherSection {
  readonly id: keyof CompareMessages['other']['sections'];
  readonly title: string;
  readonly tables: readonly TableView[];
}

export function otherSections(
  { runs, models, tables }: Benchmarks,
  messages: CompareMessages,
  language: Language,
): OtherSection[] {
  const runTable = (
    id: Exclude<Parameters<typeof viewOfRuns>[0], 'encoders' | 'argilla-notebook'>,
  ): TableView =>
    viewOfRuns(
      id,
      runs.filter((run) => run.table === id),
      messages,
      language,
    );
  const argillaNotebook = runs.filter(
    (run) => run.table === 'notebook' && run.dataset === 'breast-cancer-argilla',
  );
  const plainTables = (section: string): TableView[] =>
    tables.filter((table) => table.section === section).map((table) => viewOfPlainTable(table, language));

  const content: Record<OtherSection['id'], TableView[]> = {
    imbalance: [runTable('imbalance'), runTable('imbalance-extended'), runTable('stratification-demo')],
    earlier: [runTable('argilla'), viewOfRuns('argilla-notebook', argillaNotebook, messages, language)],
    summaries: [runTable('llm-readme')],
    'results-2020': plainTables('results-2020'),
    published: plainTables('published'),
    cost: plainTables('cost'),
    encoders: [viewOfEncoders(models, messages, language)],
    corpora: plainTables('corpora'),
    settings: plainTables('settings'),
  };
  return (Object.keys(content) as OtherSection['id'][]).map((id) => ({
    id,
    title: messages.other.sections[id],
    tables: content[id],
  }));
}
