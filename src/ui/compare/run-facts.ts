/** The remaining facts of a run and of its model, as label and value pairs; what is not known is left out. */
import type { BenchmarkRun } from '../../catalogue/benchmarks.ts';
import type { Language } from '../../state/preferences.svelte.ts';
import { formatNumber, formatScore } from './format.ts';
import type { CompareMessages } from './messages.pt-BR.ts';

export interface Fact {
  readonly name: string;
  readonly value: string;
}

export function factsOfRun(run: BenchmarkRun, { details }: CompareMessages, language: Language): Fact[] {
  const facts: Fact[] = [];
  const add = (name: string, value: number | undefined, digits = 0): void => {
    if (value !== undefined) facts.push({ name, value: formatNumber(value, digits, language) });
  };
  add(details.threshold, run.threshold, 2);
  if (run.perLabelThresholds) {
    const { microF1, macroF1 } = run.perLabelThresholds;
    const value = details.perLabelValue(
      formatNumber(microF1, 4, language),
      formatNumber(macroF1, 4, language),
    );
    facts.push({ name: details.perLabelThresholds, value });
  }
  add(details.testNotes, run.testNotes);
  add(details.stoppedEpoch, run.stoppedEpoch);
  add(details.patience, run.patience);
  add(details.batch, run.effectiveBatch);
  if (run.loss !== undefined) {
    facts.push({ name: details.loss, value: formatScore(run.loss, run.lossStd, language) });
  }
  add(details.notesPerSecond, run.notesPerSecond, 1);
  return facts;
}

export function factsOfModel(
  { facts }: BenchmarkRun['model'],
  { details }: CompareMessages,
  language: Language,
): Fact[] {
  if (facts === undefined) return [];
  const count = (value: number): string => formatNumber(value, 0, language);
  return [
    { name: details.parameters, value: details.millions(count(facts.parametersMillions)) },
    { name: details.context, value: details.tokens(count(facts.contextTokens)) },
    { name: details.licence, value: facts.licence ?? details.undeclared },
  ];
}
