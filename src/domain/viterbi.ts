/**
 * The best legal tag sequence of labels that exclude one another: a word has one tag, and I follows only B or I of its
 * own label. Exact, in time proportional to words times labels.
 */
import type { Scheme } from './tagging.ts';

/** O, then B and I of each label in turn. */
export const outside = 0;
export const beginOf = (label: number): number => 2 * label + 1;
export const insideOf = (label: number): number => 2 * label + 2;
/** Of a tag that is not `outside`. */
export const labelOf = (tag: number): number => (tag - 1) >> 1;
export const isBegin = (tag: number): boolean => tag % 2 === 1;

/** Row-major, one row per word: what each tag is worth there; under IO a label's two tags are worth the same. */
export interface TagScores {
  readonly data: Float64Array;
  readonly labels: number;
}

/**
 * One tag per word, a span always beginning with B. Ties prefer the first tag in the order above.
 * @param breaks one flag per word: 1 where no span goes on from the word before
 */
export function bestTags(scores: TagScores, scheme: Scheme, breaks: Uint8Array): Uint16Array {
  return scheme === 'BIO' ? bestBio(scores, breaks) : bestIo(scores, breaks);
}

/** Every word by itself; neighbours of one label are one span. */
function bestIo({ data, labels }: TagScores, breaks: Uint8Array): Uint16Array {
  const width = 1 + 2 * labels;
  const tags = new Uint16Array(data.length / width);
  for (let word = 0; word < tags.length; word++) {
    const best = firstGreatest(data, word * width, width);
    if (best === outside) continue;
    const label = labelOf(best);
    const before = tags[word - 1] ?? outside;
    const goesOn = before !== outside && labelOf(before) === label && !breaks[word];
    tags[word] = goesOn ? insideOf(label) : beginOf(label);
  }
  return tags;
}

/** Viterbi. The best tag before O and before any B is the same; before I it is B or I of the same label. */
function bestBio({ data, labels }: TagScores, breaks: Uint8Array): Uint16Array {
  const width = 1 + 2 * labels;
  const tags = new Uint16Array(data.length / width);
  const bestBefore = new Uint16Array(tags.length);
  const isInsideBefore = new Uint8Array(tags.length * labels);
  const totals = new Float64Array(width).fill(-Infinity);
  let best = outside; // before the first word there is no entity
  let bestTotal = 0;
  for (let word = 0; word < tags.length; word++) {
    const row = word * width;
    const before = bestTotal;
    bestBefore[word] = best;
    best = outside;
    bestTotal = before + (data[row + outside] ?? 0);
    totals[outside] = bestTotal;
    for (let label = 0, begin = beginOf(0); label < labels; label++, begin += 2) {
      const inside = begin + 1;
      const fromBegin = totals[begin] ?? -Infinity;
      const fromInside = totals[inside] ?? -Infinity;
      if (fromInside > fromBegin) isInsideBefore[word * labels + label] = 1;
      const toBegin = before + (data[row + begin] ?? 0);
      const goingOn = breaks[word] ? -Infinity : Math.max(fromBegin, fromInside);
      const toInside = goingOn + (data[row + inside] ?? 0);
      totals[begin] = toBegin;
      totals[inside] = toInside;
      if (toBegin > bestTotal) {
        best = begin;
        bestTotal = toBegin;
      }
      if (toInside > bestTotal) {
        best = inside;
        bestTotal = toInside;
      }
    }
  }
  for (let word = tags.length - 1, tag = best; word >= 0; word--) {
    tags[word] = tag;
    if (tag === outside || isBegin(tag)) tag = bestBefore[word] ?? outside;
    else if (!isInsideBefore[word * labels + labelOf(tag)]) tag = beginOf(labelOf(tag));
  }
  return tags;
}

function firstGreatest(values: Float64Array, from: number, count: number): number {
  let best = 0;
  for (let index = 1; index < count; index++) {
    if ((values[from + index] ?? 0) > (values[from + best] ?? 0)) best = index;
  }
  return best;
}
