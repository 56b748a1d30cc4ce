/** Ten times the text takes about ten times as long, on the texts that make careless code quadratic. */
import { describe, expect, test, vi } from 'vitest';
import { bertWords } from './bert-normalization.ts';
import { hardBreaksBefore } from './line-breaks.ts';
import { spanForest } from './span-tree.ts';
import { textBlocks } from './text-blocks.ts';
import { includeMarks, utf16Positions } from './text.ts';

vi.setConfig({ testTimeout: 60_000 });

const nasty: readonly (readonly [string, string])[] = [
  ['one letter', 'a'],
  ['spaces', ' '],
  ['line ends', '\n'],
  ['CRLF', '\r\n'],
  ['hyphens', '-'],
  ['digits', '7'],
  ['combining marks', '\u0301'],
  ['zero-width joiners', '\u200d'],
  ['control characters', '\u0007'],
  ['emoji', '🫀'],
  ['lone surrogates', '\ud83d'],
  ['mixed', 'PA 150x90 mmHg, coração\u0301 🫀\t心\n'],
];

const options = { cleanText: true, handleChineseChars: true, stripAccents: true, lowercase: true };

function everything(text: string): void {
  const words = bertWords(text, 0, text.length, options);
  hardBreaksBefore(
    text,
    words.map(({ starts, ends }) => ({ start: starts[0] ?? 0, end: ends.at(-1) ?? 0 })),
  );
  utf16Positions(text);
  includeMarks(text, 0);
  textBlocks(text, [], 4000);
}

/** The best of three: what else the machine does can only add to it. */
function timeMs(work: () => void): number {
  const times = [1, 2, 3].map(() => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.max(Math.min(...times), 1);
}

/** Ten times the text; a square would make it a hundred. Memory that no longer fits the caches makes it more than ten. */
const mostTimes = 60;

describe('time grows with the length, not with its square', () => {
  test.each(nasty)('%s', (_name, unit) => {
    const repeated = (length: number): string => unit.repeat(Math.ceil(length / unit.length));
    const small = repeated(60_000);
    const large = repeated(600_000);
    everything(small);
    expect(
      timeMs(() => {
        everything(large);
      }),
    ).toBeLessThanOrEqual(
      mostTimes *
        timeMs(() => {
          everything(small);
        }),
    );
  });

  test('spans in a row and spans that cross', () => {
    const spans = (count: number, size: number) =>
      Array.from({ length: count }, (_, index) => ({
        start: 2 * index,
        end: 2 * index + size,
        label: 'x',
        score: 1,
      }));
    for (const size of [1, 2, 5]) {
      spanForest(spans(2000, size));
      const largeMs = timeMs(() => spanForest(spans(20_000, size)));
      expect(largeMs).toBeLessThanOrEqual(mostTimes * timeMs(() => spanForest(spans(2000, size))));
    }
  });
});
