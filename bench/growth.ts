/**
 * How many times as long ten times the input takes, on texts and spans that make careless code quadratic (which would take a
 * hundred times; memory that no longer fits the caches makes it more than ten): `npx tsx bench/growth.ts` prints JSON.
 */
import { bertWords } from '../src/domain/bert-normalization.ts';
import { hardBreaksBefore } from '../src/domain/line-breaks.ts';
import { spanForest } from '../src/domain/span-tree.ts';
import { textBlocks } from '../src/domain/text-blocks.ts';
import { includeMarks, utf16Positions } from '../src/domain/text.ts';

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

/** The best of five: what else the machine does can only add to it. */
function timeMs(work: () => void): number {
  work();
  const times = Array.from({ length: 5 }, () => {
    const started = performance.now();
    work();
    return performance.now() - started;
  });
  return Math.min(...times);
}

function growth(work: (times: number) => void): number {
  const small = timeMs(() => {
    work(1);
  });
  const large = timeMs(() => {
    work(10);
  });
  return Number((large / small).toFixed(1));
}

const ofTexts = nasty.map(([name, unit]) => [
  name,
  growth((times) => {
    everything(unit.repeat(Math.ceil((times * 60_000) / unit.length)));
  }),
]);
const ofSpans = [1, 2, 5].map((size) => [
  size === 1 ? 'spans in a row' : `spans of which ${String(size)} cross`,
  growth((times) => {
    const spans = Array.from({ length: times * 2000 }, (_, index) => ({
      start: 2 * index,
      end: 2 * index + size,
      label: 'x',
      score: 1,
    }));
    spanForest(spans);
  }),
]);
process.stdout.write(`${JSON.stringify(Object.fromEntries([...ofTexts, ...ofSpans]), null, 2)}\n`);
