/** An engine that answers when a test says so, for tests of the state above it. */
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import type { Span } from '../domain/span.ts';
import type { Annotation, AnnotationProgress, LoadReport } from '../inference/protocol.ts';
import type { AnnotationState } from '../state/annotation-state.svelte.ts';
import { syntheticModel } from './synthetic-model.ts';

const { entry: single } = await syntheticModel();

/** A model with two tag sets; the fake engine answers with whatever labels the test likes. */
export const entry: ModelEntry = {
  ...single,
  tagSets: [
    { id: 'first', labels: ['Problema', 'Teste'] },
    { id: 'second', labels: ['DIS', 'ABB'] },
  ],
};

export const report: LoadReport = {
  modelId: entry.id,
  revision: entry.revision,
  dtype: 'fp32',
  backend: 'wasm',
  threads: 1,
  selfCheck: { inputs: 1, maxDifference: 0, tolerance: 1 },
  loadMs: 1,
};

export interface Job {
  readonly modelId: string;
  readonly text: string;
  readonly signal: AbortSignal;
  readonly tell: (progress: AnnotationProgress) => void;
  readonly answer: (spans: readonly Span[]) => void;
  readonly fail: (error: ErrorData) => void;
}

/** Even a job that was given up may be answered. */
export class FakeEngine {
  running = { report };
  readonly jobs: Job[] = [];
  ready: Promise<void> = Promise.resolve();
  asked = 0;
  cancelled = 0;

  cancelLoading(): void {
    this.cancelled += 1;
  }

  async ensureReady(model: ModelEntry): Promise<void> {
    this.asked += 1;
    await this.ready;
    this.running = { report: { ...report, modelId: model.id } };
  }

  annotate(
    text: string,
    signal: AbortSignal,
    tell: (progress: AnnotationProgress) => void,
  ): Promise<Result<Annotation>> {
    return new Promise((resolve) => {
      this.jobs.push({
        modelId: this.running.report.modelId,
        text,
        signal,
        tell,
        answer: (spans) => {
          resolve({ ok: true, value: { spans, tokens: 1, windows: 1, reusedWindows: 0, elapsedMs: 1 } });
        },
        fail: (error) => {
          resolve({ ok: false, error });
        },
      });
    });
  }
}

/** Lets everything run that waits for nothing. */
export const settle = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve);
  });

export const span = (label: string, start = 0, end = 3): Span => ({ start, end, label, score: 0.9 });

/** Writes a text, runs, and answers the job with the given spans. */
export async function annotated(
  state: AnnotationState,
  engine: FakeEngine,
  text: string,
  spans: readonly Span[],
): Promise<void> {
  state.text = text;
  const run = state.run();
  await settle();
  engine.jobs.at(-1)?.answer(spans);
  await run;
}
