/** Notes one after the other: our engine against the stock pipeline, and what of our time is not the runtime's. */
import type { BenchPage } from './browser.ts';
import type { EngineSetup } from './page/page.ts';
import type { Spread } from './statistics.ts';
import { ratiosOf, spreadOf } from './statistics.ts';

export interface Throughput {
  readonly threads: number;
  /** The build of ONNX Runtime under the pipeline: ours, or the one that the library takes by itself. */
  readonly pipelineRuntime: NonNullable<EngineSetup['runtime']>;
  /** Time of the pipeline over time of our engine, per round. */
  readonly speedup: Spread;
  readonly engineMsPerNote: Spread;
  readonly pipelineMsPerNote: Spread;
  /** Share of the time that is not `session.run`. */
  readonly engineOwnShare: Spread;
  readonly pipelineOwnShare: Spread;
}

interface Round {
  readonly elapsedMs: number;
  readonly runMs: number;
  readonly runs: number;
}

/** A fresh worker each round, warmed up with other notes: what it has seen before must not shorten anything. */
export async function engineRound(
  bench: BenchPage,
  setup: EngineSetup,
  notes: readonly string[],
  warmUp: readonly string[],
): Promise<Round> {
  await bench.load(setup.kind, setup);
  for (const text of warmUp) await bench.annotate(setup.kind, text);
  let [elapsedMs, runMs, runs] = [0, 0, 0];
  for (const text of notes) {
    const timing = await bench.annotate(setup.kind, text);
    elapsedMs += timing.elapsedMs;
    runMs += timing.runMs;
    runs += timing.runs;
  }
  await bench.dispose(setup.kind);
  if (runs < notes.length) throw new Error(`${String(notes.length)} notes took only ${String(runs)} runs`);
  return { elapsedMs, runMs, runs };
}

export async function measureThroughput(
  bench: BenchPage,
  notes: readonly string[],
  warmUp: readonly string[],
  threads: number,
  runtime: NonNullable<EngineSetup['runtime']>,
  rounds: number,
): Promise<Throughput> {
  const results: Record<EngineSetup['kind'], Round[]> = { engine: [], pipeline: [] };
  for (let index = 0; index < rounds; index++) {
    const order = index % 2 === 0 ? (['engine', 'pipeline'] as const) : (['pipeline', 'engine'] as const);
    for (const kind of order)
      results[kind].push(
        await engineRound(bench, { kind, dtype: 'q8', threads, backend: 'wasm', runtime }, notes, warmUp),
      );
  }
  const { engine, pipeline } = results;
  const elapsed = (all: readonly Round[]): number[] => all.map(({ elapsedMs }) => elapsedMs);
  const perNote = (all: readonly Round[]): Spread => spreadOf(elapsed(all).map((ms) => ms / notes.length));
  const ownShare = (all: readonly Round[]): Spread =>
    spreadOf(all.map(({ elapsedMs, runMs }) => 1 - runMs / elapsedMs));
  return {
    threads,
    pipelineRuntime: runtime,
    speedup: ratiosOf(elapsed(pipeline), elapsed(engine)),
    engineMsPerNote: perNote(engine),
    pipelineMsPerNote: perNote(pipeline),
    engineOwnShare: ownShare(engine),
    pipelineOwnShare: ownShare(pipeline),
  };
}
