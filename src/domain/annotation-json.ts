/** The JSON that a visitor takes away: the text, its spans, and what is needed to make them again. */
import type { Span } from './span.ts';

export interface AnnotationSource {
  readonly modelId: string;
  readonly revision: string;
  readonly dtype: string;
  readonly backend: string;
  /** The scheme that the labels belong to. */
  readonly tagSet: string;
}

export function annotationJson(text: string, spans: readonly Span[], source: AnnotationSource): string {
  const { tagSet, ...model } = source;
  const document = {
    format: 'prontoner-annotation',
    version: 1,
    offsetUnit: 'UTF-16 code unit, end exclusive',
    model,
    tagSet,
    text,
    spans: spans.map(({ start, end, label, score }) => ({
      start,
      end,
      label,
      text: text.slice(start, end),
      score: Number(score.toFixed(4)),
    })),
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
