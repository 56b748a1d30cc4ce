/** Published figures of Portuguese clinical NER: parsed once, with every reference between records resolved. */
import * as v from 'valibot';
import { AppError } from '../domain/errors.ts';
import type {
  Localized,
  ModelFactsRecord,
  ModelRecord,
  PlainTableRecord,
  Protocol,
  RunRecord,
  SemanticGroup,
  Source,
  TextRecord,
} from './benchmarks-schema.ts';
import { filesSchema } from './benchmarks-schema.ts';
import groups from './benchmarks/groups.json';
import models from './benchmarks/models.json';
import notes from './benchmarks/notes.json';
import protocols from './benchmarks/protocols.json';
import runsBreastCancer from './benchmarks/runs-breast-cancer.json';
import runsLlm from './benchmarks/runs-llm.json';
import runsSemClinBr from './benchmarks/runs-semclinbr.json';
import sources from './benchmarks/sources.json';
import tables2020 from './benchmarks/tables-2020.json';
import tablesCorpora from './benchmarks/tables-corpora.json';
import tablesPublished from './benchmarks/tables-published.json';
import tablesSettings from './benchmarks/tables-settings.json';
import variants from './benchmarks/variants.json';

export type ModelFacts = Omit<ModelFactsRecord, 'source' | 'notes'> & {
  readonly source: Source;
  readonly notes: readonly Localized[];
};
export type BenchmarkModel = Omit<ModelRecord, 'facts'> & { readonly facts?: ModelFacts };
export type BenchmarkRun = Omit<RunRecord, 'model' | 'variant' | 'protocol' | 'source' | 'notes'> & {
  readonly model: BenchmarkModel;
  readonly variant: TextRecord;
  readonly protocol: Protocol;
  readonly source: Source;
  readonly notes: readonly Localized[];
};
export type PlainTable = Omit<PlainTableRecord, 'protocol' | 'source' | 'notes'> & {
  readonly protocol?: Protocol;
  readonly source: Source;
  readonly notes: readonly Localized[];
};
export type { Localized, Protocol, SemanticGroup, Source };

export interface Benchmarks {
  readonly runs: readonly BenchmarkRun[];
  readonly models: readonly BenchmarkModel[];
  readonly protocols: readonly Protocol[];
  readonly groups: readonly SemanticGroup[];
  readonly tables: readonly PlainTable[];
}

/** What the JSON files hold, before anything about it is believed. */
export const benchmarkFiles: unknown = {
  runs: [...runsSemClinBr, ...runsBreastCancer, ...runsLlm],
  models,
  protocols,
  sources,
  notes,
  variants,
  groups,
  tables: [...tables2020, ...tablesSettings, ...tablesPublished, ...tablesCorpora],
};

function refuse(place: string, reason: string): never {
  throw new AppError('catalogue/invalid', { place, reason });
}

/** A look-up that refuses double ids when it is made and unknown ones when it is asked. */
function lookup<T extends { readonly id: string }>(kind: string, records: readonly T[]): (id: string) => T {
  const byId = new Map(records.map((record) => [record.id, record]));
  if (byId.size !== records.length) refuse(kind, 'an id occurs twice');
  return (id) => byId.get(id) ?? refuse(kind, `unknown id ${id}`);
}

/** @throws AppError `catalogue/invalid` naming the first place that does not fit */
export function parseBenchmarks(files: unknown): Benchmarks {
  const parsed = v.safeParse(filesSchema, files);
  if (!parsed.success) {
    const issue = parsed.issues[0];
    refuse(v.getDotPath(issue) ?? 'benchmarks', issue.message);
  }
  const data = parsed.output;
  const protocolOf = lookup('protocols', data.protocols);
  const sourceOf = lookup('sources', data.sources);
  const noteOf = lookup('notes', data.notes);
  const variantOf = lookup('variants', data.variants);
  const groupOf = lookup('groups', data.groups);
  const notesOf = (ids: readonly string[]): Localized[] => ids.map((id) => noteOf(id).text);

  const withFacts = data.models.map(({ facts, ...model }): BenchmarkModel =>
    facts === undefined
      ? model
      : { ...model, facts: { ...facts, source: sourceOf(facts.source), notes: notesOf(facts.notes) } },
  );
  const modelOf = lookup('models', withFacts);
  lookup('runs', data.runs);
  lookup('tables', data.tables);

  return {
    models: withFacts,
    protocols: data.protocols,
    groups: data.groups,
    runs: data.runs.map((run) => {
      Object.keys(run.perGroup ?? {}).forEach(groupOf);
      return {
        ...run,
        model: modelOf(run.model),
        variant: variantOf(run.variant),
        protocol: protocolOf(run.protocol),
        source: sourceOf(run.source),
        notes: notesOf(run.notes),
      };
    }),
    tables: data.tables.map(({ protocol, ...table }) => {
      if (table.rows.some((row) => row.cells.length !== table.columns.length))
        refuse(table.id, 'ragged rows');
      const resolved = { ...table, source: sourceOf(table.source), notes: notesOf(table.notes) };
      return protocol === undefined ? resolved : { ...resolved, protocol: protocolOf(protocol) };
    }),
  };
}

export const benchmarks: Benchmarks = parseBenchmarks(benchmarkFiles);
