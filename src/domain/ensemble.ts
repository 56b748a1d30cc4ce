/**
 * Several taggers as one. Spans are the same when their bounds and their label are; a tagger has a say on the labels it
 * knows only, so that models of one entity type each go together with models of many.
 */
import type { Span } from './span.ts';
import { compareSpans } from './span.ts';

export interface TaggerResult {
  /** All labels that the tagger can give. */
  readonly labels: readonly string[];
  readonly spans: readonly Span[];
}

/** Found by one, by all, or by more than half of the taggers that know the label. */
export type EnsembleRule = 'union' | 'intersection' | 'vote';

const needed: Readonly<Record<EnsembleRule, (taggers: number) => number>> = {
  union: () => 1,
  intersection: (taggers) => taggers,
  vote: (taggers) => Math.floor(taggers / 2) + 1,
};

/**
 * The spans on which the taggers agree as the rule asks, in text order, each with the mean score of those who found it.
 * Spans of one label may overlap, as no one tagger's do.
 */
export function combinedSpans(taggers: readonly TaggerResult[], rule: EnsembleRule): Span[] {
  const found = new Map<string, { span: Span; scores: number[] }>();
  for (const { spans } of taggers) {
    const own = new Map(spans.map((span) => [`${span.start} ${span.end} ${span.label}`, span]));
    for (const [key, span] of own) {
      const entry = found.get(key) ?? { span, scores: [] };
      entry.scores.push(span.score);
      found.set(key, entry);
    }
  }
  const combined: Span[] = [];
  for (const { span, scores } of found.values()) {
    const knowing = taggers.filter(({ labels }) => labels.includes(span.label)).length;
    if (scores.length < needed[rule](knowing)) continue;
    combined.push({ ...span, score: scores.reduce((sum, score) => sum + score, 0) / scores.length });
  }
  return combined.sort(compareSpans);
}
