/** How the columns of a model's output stand for tags: one `B-` and one `I-` column per label (BIO), or one (IO). */

export type Scheme = 'BIO' | 'IO';

export interface LabelColumns {
  readonly label: string;
  /** Column of the tag that begins a span; under IO the same column as `inside`. */
  readonly begin: number;
  readonly inside: number;
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
