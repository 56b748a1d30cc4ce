/** Choosing a tag set costs no run; choosing a model makes the marks stale and loses nothing of the note. */
import { describe, expect, test } from 'vitest';
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import { FakeEngine, annotated, entry, settle, span } from '../testing/fake-engine.ts';
import { AnnotationState } from './annotation-state.svelte.ts';
import type { EngineState } from './engine-state.svelte.ts';
import { Preferences } from './preferences.svelte.ts';

const other: ModelEntry = { ...entry, id: 'other' };
const onlySecond: ModelEntry = { ...entry, id: 'only-second', tagSets: entry.tagSets.slice(1) };
const models = [entry, other, onlySecond];

function setUp(stored: Readonly<Record<string, string>> = {}) {
  const entries = new Map(Object.entries(stored));
  const preferences = new Preferences({
    getItem: (key) => entries.get(key) ?? null,
    setItem: (key, value) => void entries.set(key, value),
  });
  const engine = new FakeEngine();
  const state = new AnnotationState({ models }, engine as unknown as EngineState, preferences);
  return { engine, state, entries };
}

const spans = [span('Problema'), span('DIS'), span('Teste', 4, 8), span('ABB'), span('DIS', 4, 8)];
const labelsOfSpans = (state: AnnotationState): string[] => state.visibleSpans.map(({ label }) => label);

describe('the tag set', () => {
  test('decides at once which spans are shown, without another run', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor e tosse', spans);
    expect(labelsOfSpans(state)).toEqual(['Problema', 'Teste']);
    state.chooseTagSet('second');
    expect(labelsOfSpans(state)).toEqual(['DIS', 'ABB', 'DIS']);
    expect(state.spans).toHaveLength(3);
    expect([state.isStale, state.isBusy, engine.jobs.length, engine.asked]).toEqual([false, false, 1, 1]);
    state.chooseTagSet('first');
    expect(labelsOfSpans(state)).toEqual(['Problema', 'Teste']);
    expect(state.result?.spans).toEqual(spans);
  });

  test('does not disturb a job that is under way', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    state.chooseTagSet('second');
    expect([engine.jobs[0]!.signal.aborted, engine.cancelled, state.isBusy]).toEqual([false, 0, true]);
    engine.jobs[0]!.answer(spans);
    await run;
    expect(labelsOfSpans(state)).toEqual(['DIS', 'ABB', 'DIS']);
  });

  test('keeps which labels are hidden, each in its own set', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor e tosse', spans);
    state.toggleLabel('Problema');
    state.chooseTagSet('second');
    state.toggleLabel('ABB');
    expect(labelsOfSpans(state)).toEqual(['DIS', 'DIS']);
    expect(state.spans).toHaveLength(3);
    state.chooseTagSet('first');
    expect(labelsOfSpans(state)).toEqual(['Teste']);
  });

  test('lets go of a selected entity that it does not show', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor e tosse', spans);
    state.select(spans[0]);
    state.chooseTagSet('first');
    expect(state.selected).toEqual(spans[0]);
    state.chooseTagSet('second');
    expect(state.selected).toBeUndefined();
  });
});

describe('the model', () => {
  test('makes the marks of another stale, keeps note and marks, and the next run makes them anew', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', spans);
    state.chooseModel('other');
    expect([state.isStale, state.staleBecause]).toEqual([true, 'model']);
    expect([state.text, state.result?.text, labelsOfSpans(state)]).toEqual([
      'dor',
      'dor',
      ['Problema', 'Teste'],
    ]);
    await annotated(state, engine, 'dor', [span('Teste')]);
    expect(engine.jobs.map(({ modelId }) => modelId)).toEqual([entry.id, 'other']);
    expect([state.staleBecause, labelsOfSpans(state)]).toEqual([undefined, ['Teste']]);
  });

  test('that is chosen back makes its own marks current again', async () => {
    const { engine, state } = setUp();
    await annotated(state, engine, 'dor', spans);
    state.chooseModel('other');
    state.text = 'dor!';
    expect(state.staleBecause).toBe('text');
    state.text = 'dor';
    state.chooseModel(entry.id);
    expect([state.isStale, engine.jobs.length]).toEqual([false, 1]);
  });

  test('gives up the job and the loading of the one before, whose late answer changes nothing', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    state.chooseModel('other');
    expect([engine.jobs[0]!.signal.aborted, engine.cancelled]).toEqual([true, 1]);
    engine.jobs[0]!.answer(spans);
    await run;
    expect([state.result, state.isBusy, state.error, state.text]).toEqual([
      undefined,
      false,
      undefined,
      'dor',
    ]);
  });

  test('may be changed while a job runs, and the same text is then annotated by the new one', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const first = state.run();
    await settle();
    state.chooseModel('other');
    const second = state.run();
    await settle();
    expect(engine.jobs.map(({ modelId }) => modelId)).toEqual([entry.id, 'other']);
    engine.jobs[1]!.answer([span('Teste')]);
    engine.jobs[0]!.answer(spans);
    await Promise.all([first, second]);
    expect([state.result?.report.modelId, state.result?.spans]).toEqual(['other', [span('Teste')]]);
  });

  test('takes an error of the one before off the page', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    engine.jobs[0]!.fail({ code: 'engine/run-failed', details: { reason: 'x' } });
    await run;
    expect(state.error?.code).toBe('engine/run-failed');
    state.chooseModel('other');
    expect(state.error).toBeUndefined();
  });

  test('chosen again, or an unknown one when the first is in use, disturbs nothing', async () => {
    const { engine, state } = setUp();
    state.text = 'dor';
    const run = state.run();
    await settle();
    for (const id of [entry.id, 'unknown']) {
      state.chooseModel(id);
      expect([engine.jobs[0]!.signal.aborted, engine.cancelled, state.model.id]).toEqual([
        false,
        0,
        entry.id,
      ]);
    }
    engine.jobs[0]!.answer(spans);
    await run;
    expect(state.isStale).toBe(false);
  });

  test('that lacks the chosen tag set shows its own first, and the choice comes back with the model before', () => {
    const { state } = setUp({ 'prontoner.tagSet': 'first' });
    state.chooseModel('only-second');
    expect(state.tagSet.id).toBe('second');
    state.chooseModel('other');
    expect(state.tagSet.id).toBe('first');
  });
});

describe('the choices', () => {
  test('are there at the next visit', () => {
    const { state, entries } = setUp();
    state.chooseModel('other');
    state.chooseTagSet('second');
    expect(Object.fromEntries(entries)).toEqual({ 'prontoner.model': 'other', 'prontoner.tagSet': 'second' });
    const { state: next } = setUp(Object.fromEntries(entries));
    expect([next.model, next.tagSet.id]).toEqual([other, 'second']);
  });

  test.each(['', 'gone', '__proto__', 'constructor'])(
    'unknown to the catalogue (%j) are the first ones',
    (id) => {
      const { state } = setUp({ 'prontoner.model': id, 'prontoner.tagSet': id });
      expect([state.model, state.tagSet]).toEqual([entry, entry.tagSets[0]]);
    },
  );

  test('of a catalogue without models are refused', () => {
    const engine = new FakeEngine() as unknown as EngineState;
    expect(() => new AnnotationState({ models: [] }, engine, new Preferences(undefined))).toThrow(
      expect.objectContaining({ code: 'catalogue/invalid' }) as Error,
    );
  });
});
