/** brat stand-off annotation: one line a span, offsets in code points, end exclusive. */
import type { Span } from './span.ts';

// brat reads a document line by line and an annotation column by column, so no fragment may hold these
const betweenBreaks = /[^\t\n\v\f\r\u0085\u2028\u2029]+/gu;

/** `T1<tab>LABEL start end<tab>text`; a span over a line break is split: `LABEL start end;start end`. */
export function bratStandoff(text: string, spans: readonly Span[]): string {
  const codePoints = codePointOffsets(text);
  const lines = spans.map((span, index) => {
    const fragments = fragmentsOf(text, span);
    const offsets = fragments.map(
      ({ start, surface }) => `${codePoints[start] ?? 0} ${codePoints[start + surface.length] ?? 0}`,
    );
    const surfaces = fragments.map(({ surface }) => surface);
    return `T${index + 1}\t${span.label} ${offsets.join(';')}\t${surfaces.join(' ')}\n`;
  });
  return lines.join('');
}

/** The parts of a span between line breaks and tabs, without the white space around them. */
function fragmentsOf(text: string, { start, end }: Span): { start: number; surface: string }[] {
  return [...text.slice(start, end).matchAll(betweenBreaks)]
    .map(({ 0: part, index }) => ({
      start: start + index + part.length - part.trimStart().length,
      surface: part.trim(),
    }))
    .filter(({ surface }) => surface !== '');
}

/** Code-point offset of every UTF-16 offset, in one pass: a text may hold thousands of spans. */
function codePointOffsets(text: string): Uint32Array {
  const offsets = new Uint32Array(text.length + 1);
  let position = 0;
  let count = 0;
  for (const character of text) {
    offsets.fill(count, position, position + character.length);
    position += character.length;
    count += 1;
  }
  offsets[position] = count;
  return offsets;
}
