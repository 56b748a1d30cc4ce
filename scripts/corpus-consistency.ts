/** Finds terms that one set of notes labels otherwise than the whole corpus does, for the second reading. */
import type { Note } from './corpus.ts';
import { foldText } from './corpus.ts';

interface Use {
  readonly labels: string;
  readonly note: Note;
  readonly at: number;
}

const wordPattern = /[\p{L}\p{N}]+/gu;
const longestTerm = 4;
const excerptCharacters = 25;

/** Runs of one to four words: [start, end, folded text]. */
function* termsOf({ text }: Note): Generator<[start: number, end: number, term: string]> {
  const words = [...text.matchAll(wordPattern)].map(
    (match) => [match.index, match.index + match[0].length] as const,
  );
  for (const [index, [start]] of words.entries()) {
    for (const [, end] of words.slice(index, index + longestTerm))
      yield [start, end, foldText(text.slice(start, end))];
  }
}

/** Folded surface -> every label that a span with this surface has somewhere. */
function labelsByTerm(notes: readonly Note[]): Map<string, Set<string>> {
  const terms = new Map<string, Set<string>>();
  for (const { text, spans } of notes) {
    for (const { start, end, label } of spans) {
      const term = foldText(text.slice(start, end));
      terms.set(term, (terms.get(term) ?? new Set()).add(label));
    }
  }
  return terms;
}

/** Those of `possible` that some span over [start, end) has, `-` for none: nested in a longer one counts too. */
const labelsAt = (note: Note, start: number, end: number, possible: ReadonlySet<string>): string => {
  const found = note.spans.filter(
    (span) => span.start <= start && span.end >= end && possible.has(span.label),
  );
  return [...new Set(found.map((span) => span.label))].sort().join('+') || '-';
};

/**
 * Lines such as `note-12: "hb 9,8" - (elsewhere PHE 5, - 1): ...context...`, for uses in `own` whose labels are a
 * minority among all uses of the term in `all`. Differences are hints: nesting and context may explain them.
 */
export function inconsistentTerms(own: readonly Note[], all: readonly Note[]): string[] {
  const possible = labelsByTerm(all);
  const uses = new Map<string, Use[]>();
  for (const note of all) {
    for (const [start, end, term] of termsOf(note)) {
      const labels = possible.get(term);
      if (labels === undefined) continue;
      const found = uses.get(term) ?? [];
      found.push({ labels: labelsAt(note, start, end, labels), note, at: start });
      uses.set(term, found);
    }
  }
  const mine = new Set(own);
  const lines: string[] = [];
  for (const [term, found] of uses) {
    const counts = new Map<string, number>();
    for (const use of found) counts.set(use.labels, (counts.get(use.labels) ?? 0) + 1);
    const most = Math.max(...counts.values());
    for (const { labels, note, at } of found) {
      const count = counts.get(labels) ?? 0;
      if (!mine.has(note) || count * 2 > most || most < 2) continue;
      const summary = [...counts]
        .sort((a, b) => b[1] - a[1])
        .map(([name, times]) => `${name} ${String(times)}`);
      const context = note.text.slice(
        Math.max(0, at - excerptCharacters),
        at + term.length + excerptCharacters,
      );
      lines.push(
        `${note.id}: "${term}" is ${labels} (all notes: ${summary.join(', ')}): …${JSON.stringify(context).slice(1, -1)}…`,
      );
    }
  }
  return lines.sort();
}
