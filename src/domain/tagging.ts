/** How the columns of a model's output stand for tags: one `B-` and one `I-` column per label (BIO), or one (IO). */

export type Scheme = 'BIO' | 'IO';

/** `sigmoid`: every column is a yes or no of its own, and labels overlap. `softmax`: a word has one tag of all. */
export type Activation = 'sigmoid' | 'softmax';

export interface LabelColumns {
  readonly label: string;
  /** Column of the tag that begins a span; under IO the same column as `inside`. */
  readonly begin: number;
  readonly inside: number;
}

/** How to read a row of logits. */
export interface Head {
  readonly scheme: Scheme;
  readonly activation: Activation;
  readonly labels: readonly LabelColumns[];
  /** Under softmax the columns of no label: `O`, padding, and labels that were left out. Under sigmoid none. */
  readonly outside: readonly number[];
}

/** @throws RangeError when a label lacks a column, or a softmax lacks `O` */
export function headFrom(
  model: { readonly outputs: readonly string[]; readonly scheme: Scheme; readonly activation: Activation },
  labels: readonly string[],
): Head {
  const { outputs, scheme, activation } = model;
  const columns = labelColumnsFrom(outputs, labels, scheme);
  if (activation === 'sigmoid') return { scheme, activation, labels: columns, outside: [] };
  if (!outputs.includes('O')) throw new RangeError('no output column for O');
  const taken = new Set(columns.flatMap(({ begin, inside }) => [begin, inside]));
  const outside = [...outputs.keys()].filter((column) => !taken.has(column));
  return { scheme, activation, labels: columns, outside };
}

/**
 * @param outputs tag names in column order: `B-X` and `I-X` under BIO, `X` or `I-X` under IO
 * @throws RangeError when a label lacks a column
 */
export function labelColumnsFrom(
  outputs: readonly string[],
  labels: readonly string[],
  scheme: Scheme,
): LabelColumns[] {
  const column = (label: string, ...names: string[]): number => {
    const index = outputs.findIndex((output) => names.includes(output));
    if (index < 0) throw new RangeError(`no output column for ${label}`);
    return index;
  };
  return labels.map((label) => {
    const inside = scheme === 'BIO' ? column(label, `I-${label}`) : column(label, label, `I-${label}`);
    return { label, inside, begin: scheme === 'BIO' ? column(label, `B-${label}`) : inside };
  });
}
