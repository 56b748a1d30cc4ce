/** The head of a token classifier from the hub, such as `pucpr/clinicalnerpt-*`, as its `config.json` names it. */
import * as v from 'valibot';
import { AppError } from '../domain/errors.ts';
import type { Head } from '../domain/tagging.ts';
import { headFrom } from '../domain/tagging.ts';

const configSchema = v.object({
  id2label: v.record(v.pipe(v.string(), v.digits()), v.string()),
  problem_type: v.nullish(v.string()),
});

/** What a catalogue entry says of a head; `outputs` are in column order. */
export interface HubHead extends Pick<Head, 'scheme' | 'activation'> {
  readonly outputs: readonly string[];
  readonly labels: readonly string[];
}

const noLabel = /^(?:O|X|PAD|<.*>|\[.*\])$/u; // padding and special tokens have columns of their own in some models
const otherScheme = /^[ESLUM]-/u; // BIOES, BILOU, BMES: their tags would be lost without a word

/**
 * Labels in the order of their columns. A head is single-label unless the configuration calls it multi-label.
 * @param config parsed `config.json`
 * @throws AppError `catalogue/invalid` when it names no tags, not all of them, or tags of another scheme
 */
export function hubHead(config: unknown): HubHead {
  const parsed = v.safeParse(configSchema, config);
  if (!parsed.success) throw invalid(parsed.issues[0].message);
  const { id2label, problem_type } = parsed.output;
  const outputs = Object.keys(id2label).map((_id, column) => id2label[column] ?? '');
  if (outputs.length === 0 || outputs.includes('')) throw invalid('id2label has gaps');
  if (outputs.some((output) => otherScheme.test(output))) throw invalid('tags that are neither IO nor BIO');
  const scheme = outputs.some((output) => output.startsWith('B-')) ? 'BIO' : 'IO';
  const named = outputs.filter((output) => !noLabel.test(output));
  const labels = [...new Set(named.map((output) => output.replace(/^[BI]-/u, '')))];
  const activation = problem_type === 'multi_label_classification' ? 'sigmoid' : 'softmax';
  try {
    headFrom({ outputs, scheme, activation }, labels);
  } catch (thrown) {
    throw invalid(thrown instanceof Error ? thrown.message : 'labels without outputs');
  }
  return { outputs, labels, scheme, activation };
}

const invalid = (reason: string): AppError =>
  new AppError('catalogue/invalid', { place: 'config.json', reason });
