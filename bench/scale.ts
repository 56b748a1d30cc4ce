/** Ten times the text, the first spans of a long one, and how soon a cancelled one makes room for the next. */
import type { BenchPage } from './browser.ts';
import type { Spread } from './statistics.ts';
import { quantile, spreadOf } from './statistics.ts';
import { partsOf } from './texts.ts';

export interface ScaleFigures {
  /** Milliseconds by number of characters. */
  readonly msByCharacters: Readonly<Record<string, Spread>>;
  /** Medians of ten times the text over those of once. */
  readonly costOfTenTimes: Readonly<Record<string, number>>;
  /** Until the first spans of the longest text arrive, on a warm engine. */
  readonly firstSpansMs: number | null;
  /** From the cancelling of the longest text to its end for the caller. */
  readonly cancelMs: Spread;
  /** From the cancelling to the answer of a short note that was asked for at once. */
  readonly nextAnswerMs: Spread;
}

const sizes = [
  { characters: 10_000, count: 5 },
  { characters: 100_000, count: 2 },
  { characters: 1_000_000, count: 1 },
];

export async function measureScale(
  bench: BenchPage,
  text: string,
  warmUp: readonly string[],
  threads: number,
): Promise<ScaleFigures> {
  const medians: number[] = [];
  const msByCharacters: Record<string, Spread> = {};
  let firstSpansMs: number | undefined;
  for (const { characters, count } of sizes) {
    await bench.load('engine', { kind: 'engine', dtype: 'q8', threads, backend: 'wasm' });
    for (const note of warmUp) await bench.annotate('engine', note);
    const times: number[] = [];
    for (const part of partsOf(text, characters, count)) {
      const timing = await bench.annotate('engine', part);
      times.push(timing.elapsedMs);
      firstSpansMs = timing.firstSpansMs;
    }
    await bench.dispose('engine');
    msByCharacters[characters] = spreadOf(times);
    medians.push(quantile(times, 0.5));
  }
  const costOfTenTimes = Object.fromEntries(
    sizes
      .slice(1)
      .map(({ characters }, index) => [characters, (medians[index + 1] ?? NaN) / (medians[index] ?? NaN)]),
  );
  return {
    msByCharacters,
    costOfTenTimes,
    firstSpansMs: firstSpansMs ?? null,
    ...(await measureCancel(bench, text, warmUp, threads)),
  };
}

async function measureCancel(
  bench: BenchPage,
  text: string,
  warmUp: readonly string[],
  threads: number,
): Promise<Pick<ScaleFigures, 'cancelMs' | 'nextAnswerMs'>> {
  const settled: number[] = [];
  const next: number[] = [];
  await bench.load('engine', { kind: 'engine', dtype: 'q8', threads, backend: 'wasm' });
  for (const note of warmUp) await bench.annotate('engine', note);
  for (let round = 0; round < 7; round++) {
    // never the same beginning: what was annotated before the end is remembered
    const long = text.slice(round * 20_000);
    const { cancelMs, nextAnswerMs } = await bench.cancel(
      'engine',
      long,
      `Nota ${String(round)}: nega febre.`,
    );
    settled.push(cancelMs);
    next.push(nextAnswerMs);
  }
  await bench.dispose('engine');
  return { cancelMs: spreadOf(settled), nextAnswerMs: spreadOf(next) };
}
