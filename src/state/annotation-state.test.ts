/** The newest text and model win, an error keeps the text, and what the visitor stopped leaves no trace. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AppError } from '../domain/errors.ts';
import { FakeEngine, annotated, entry, report, settle, span } from '../testing/fake-engine.ts';
import { AnnotationState, maxTextLength } from './annotation-state.svelte.ts';
import type { EngineState } from './engine-state.svelte.ts';
import { Preferences } from './preferences.svelte.ts';

function setUp(): { engine: FakeEngine; state: AnnotationState } {
  const engine = new FakeEngine();
  const catalogue = { models: [entry] };
  return {
    engine,
    state: new AnnotationState(catalogue, engine as unknown as EngineState, new Preferences(undefined)),
  };
}

describe('a run', () => {
  test('shows the spans with the text they belong to and what made them', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', [span('Problema')]);
    expect(state.result).toMatchObject({ text: 'dor', spans: [span('Problema')], report });
    expect([state.isBusy, state.isStale, state.error, state.progress]).toEqual([
      false,
      false,
      undefined,
      undefined,
    ]);
  });

  test('is busy until it ends, and tells its progress', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    expect(state.isBusy).toBe(true);
    await settle();
    const progress = { windows: 1, finishedLength: 2, spans: [] };
    engine.jobs[0]!.tell(progress);
    expect(state.progress).toEqual(progress);
    engine.jobs[0]!.answer([]);
    await run;
    expect([state.isBusy, state.progress]).toEqual([false, undefined]);
  });

  test('shows the beginning as it comes, and the same spans when it ends', async () => {
    const { engine, state } = setUp();
    const [first, second, third] = [span('Problema', 0, 3), span('Teste', 4, 6), span('Problema', 7, 9)];
    state.text = 'dor no peito';
    const run = state.run();
    await settle();
    const { tell, answer } = engine.jobs[0]!;
    tell({ windows: 1, finishedLength: 4, spans: [first] });
    expect(state.partial).toEqual({ text: 'dor no peito', finishedLength: 4, spans: [first] });
    tell({ windows: 2, finishedLength: 7, spans: [second] });
    expect(state.partial).toEqual({ text: 'dor no peito', finishedLength: 7, spans: [first, second] });
    expect([state.spans, state.result]).toEqual([[first, second], undefined]);
    const shown = state.spans;
    answer([{ ...first }, { ...second }, third]);
    await run;
    expect(state.partial).toBeUndefined();
    expect(state.result?.spans).toEqual([first, second, third]);
    expect(state.spans[0]).toBe(shown[0]);
    expect(state.spans[1]).toBe(shown[1]);
  });

  test('of a newer text takes nothing from the one before', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const before = state.run();
    await settle();
    engine.jobs[0]!.tell({ windows: 1, finishedLength: 3, spans: [span('Problema')] });
    state.text = 'sem dor';
    const run = state.run();
    expect(state.partial).toBeUndefined();
    await settle();
    engine.jobs[0]!.tell({ windows: 2, finishedLength: 3, spans: [span('Problema')] });
    engine.jobs[1]!.tell({ windows: 1, finishedLength: 4, spans: [] });
    expect(state.partial).toEqual({ text: 'sem dor', finishedLength: 4, spans: [] });
    engine.jobs[1]!.answer([span('Teste', 4, 7)]);
    engine.jobs[0]!.answer([span('Problema')]);
    await Promise.all([before, run]);
    expect(state.result).toMatchObject({ text: 'sem dor', spans: [span('Teste', 4, 7)] });
  });

  test('that fails or is stopped leaves no beginning behind', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', [span('Problema')]);
    for (const code of ['engine/run-failed', 'engine/cancelled'] as const) {
      state.text = `sem ${state.text}`;
      const run = state.run();
      await settle();
      engine.jobs.at(-1)!.tell({ windows: 1, finishedLength: 4, spans: [] });
      expect(state.partial).toBeDefined();
      engine.jobs.at(-1)!.fail({ code, details: {} });
      await run;
      expect([state.partial, state.result?.text, state.spans]).toEqual([
        undefined,
        'dor',
        [span('Problema')],
      ]);
    }
  });

  test.each(['', ' ', '\r\n\t\u00a0'])(
    'of the blank text %j clears the result and asks nothing',
    async (text) => {
      const { engine, state } = setUp();
      await annotated(state, engine, 'dor', [span('Problema')]);
      state.select(span('Problema'));
      state.text = text;
      await state.run();
      expect([state.result, state.selected, state.isBusy]).toEqual([undefined, undefined, false]);
      expect(engine.jobs).toHaveLength(1);
    },
  );
});

describe('the newest text', () => {
  test('gives up the job of the text before', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    state.text = 'dor no peito';
    expect(engine.jobs[0]!.signal.aborted).toBe(true);
    engine.jobs[0]!.answer([span('Problema')]);
    await run;
    expect([state.result, state.isBusy, state.error]).toEqual([undefined, false, undefined]);
  });

  test('makes the result on the page stale, and the text before makes it current again', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', []);
    state.text = 'dor!';
    expect(state.isStale).toBe(true);
    state.text = 'dor';
    expect(state.isStale).toBe(false);
  });

  test('that is no other text gives up nothing', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    state.text = 'dor';
    expect(engine.jobs[0]!.signal.aborted).toBe(false);
    engine.jobs[0]!.answer([]);
    await run;
    expect(state.result?.text).toBe('dor');
  });

  test('does not show the progress of the text before', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    void state.run();
    await settle();
    engine.jobs[0]!.tell({ windows: 1, finishedLength: 1, spans: [span('Problema')] });
    state.text = 'dor no peito';
    const run = state.run();
    expect(state.progress).toBeUndefined();
    await settle();
    engine.jobs[0]!.tell({ windows: 2, finishedLength: 2, spans: [span('Problema')] });
    expect([state.progress, state.partial]).toEqual([undefined, undefined]);
    engine.jobs[1]!.answer([]);
    await run;
  });

  test('wins, in whatever order the jobs are answered or fail', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('answer', 'fail'), { minLength: 1, maxLength: 5 }),
        async (scheduler, outcomes) => {
          const { engine, state } = setUp();
          const runs: Promise<void>[] = [];
          for (const [index, outcome] of outcomes.entries()) {
            state.text = `texto ${index}`;
            runs.push(state.run());
            await settle();
            const job = engine.jobs.at(-1)!;
            void scheduler.schedule(Promise.resolve(), outcome).then(() => {
              job.tell({ windows: 1, finishedLength: 1, spans: [] });
              if (outcome === 'answer') job.answer([span(`L${index}`)]);
              else job.fail({ code: 'engine/run-failed', details: { reason: `${index}` } });
            });
          }
          await scheduler.waitIdle();
          await Promise.all(runs);
          const last = outcomes.length - 1;
          expect([state.isBusy, state.progress]).toEqual([false, undefined]);
          if (outcomes[last] === 'answer') {
            expect(state.result).toMatchObject({ text: `texto ${last}`, spans: [{ label: `L${last}` }] });
            expect(state.error).toBeUndefined();
          } else {
            expect(state.result).toBeUndefined();
            expect(state.error).toEqual({ code: 'engine/run-failed', details: { reason: `${last}` } });
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

describe('what goes wrong', () => {
  test('a text that is too long is refused whole and kept, with the result before it', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', [span('Problema')]);
    const text = 'a'.repeat(maxTextLength + 1);
    state.text = text;
    await state.run();
    expect(state.error).toEqual({
      code: 'input/too-long',
      details: { characters: maxTextLength + 1, most: maxTextLength },
    });
    expect([state.text, state.result?.text, state.isBusy]).toEqual([text, 'dor', false]);
    expect(engine.jobs).toHaveLength(1);
    expect(engine.asked).toBe(1);
  });

  test('a text of exactly the most is annotated', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'a'.repeat(maxTextLength), []);
    expect([state.error, state.result?.text.length]).toEqual([undefined, maxTextLength]);
  });

  test('an error keeps text and result, goes with the next text, and the next run works', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', [span('Problema')]);
    state.text = 'febre';
    const run = state.run();
    await settle();
    engine.jobs[1]!.fail({ code: 'engine/worker-died', details: { reason: 'x' } });
    await run;
    expect(state.error?.code).toBe('engine/worker-died');
    expect([state.text, state.result?.text, state.isBusy]).toEqual(['febre', 'dor', false]);
    state.text = 'febre!';
    expect(state.error).toBeUndefined();
    await annotated(state, engine, 'febre!', []);
    expect(state.result?.text).toBe('febre!');
  });

  test('an engine that cannot be made ready is an error, and its text is not sent', async () => {
    const { engine, state } = setUp();
    engine.ready = Promise.reject(new AppError('download/offline', { path: 'a' }));
    state.text = 'dor';
    await state.run();
    expect(state.error).toEqual({ code: 'download/offline', details: { path: 'a' } });
    expect([engine.jobs.length, state.text]).toEqual([0, 'dor']);
    engine.ready = Promise.resolve();
    await annotated(state, engine, 'dor', []);
    expect(state.error).toBeUndefined();
  });

  test('what the visitor stopped is no error', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    state.cancel();
    engine.jobs[0]!.fail({ code: 'engine/cancelled', details: {} });
    await run;
    expect([state.error, state.isBusy, state.text]).toEqual([undefined, false, 'dor']);
    engine.ready = Promise.reject(new AppError('download/cancelled'));
    await state.run();
    expect([state.error, state.isBusy]).toEqual([undefined, false]);
  });

  test('cancelling with nothing to cancel does nothing', () => {
    const { state } = setUp();
    state.cancel();
    expect([state.isBusy, state.error]).toEqual([false, undefined]);
  });
});

describe('labels and selection', () => {
  const spans = [span('Problema'), span('Teste'), span('Problema', 4, 8)];

  test('a label that is switched off is hidden, and comes back', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor e tosse', spans);
    expect(state.visibleSpans).toEqual(spans);
    state.toggleLabel('Problema');
    expect(state.visibleSpans).toEqual([span('Teste')]);
    state.toggleLabel('Teste');
    expect(state.visibleSpans).toEqual([]);
    state.toggleLabel('Problema');
    expect(state.visibleSpans).toEqual([span('Problema'), span('Problema', 4, 8)]);
    expect(state.result?.spans).toEqual(spans);
  });

  test('a hidden label stays hidden in the next result', async () => {
    const { engine, state } = setUp();
    state.toggleLabel('Teste');
    await annotated(state, engine, 'dor', spans);
    expect(state.visibleSpans).toHaveLength(2);
  });

  test('a new result has no selection', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', spans);
    state.select(spans[1]);
    expect(state.selected).toEqual(spans[1]);
    await annotated(state, engine, 'tosse', spans);
    expect(state.selected).toBeUndefined();
  });
});
