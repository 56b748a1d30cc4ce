/** The page with two models of two tag sets: what is chosen is shown at once, and everything on the page follows. */
import axe from 'axe-core';
import { flushSync, mount, unmount } from 'svelte';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import App from '../../App.svelte';
import type { ModelCatalogue, ModelEntry } from '../../catalogue/model-catalogue.ts';
import type { Span } from '../../domain/span.ts';
import type { NerWorker } from '../../inference/protocol.ts';
import { AnnotationState } from '../../state/annotation-state.svelte.ts';
import { EngineState } from '../../state/engine-state.svelte.ts';
import { LibraryComparison } from '../../state/library-comparison.svelte.ts';
import { ModelLibrary } from '../../state/model-library.svelte.ts';
import { Preferences } from '../../state/preferences.svelte.ts';
import { createMemoryStore } from '../../storage/chunk-store.ts';
import { fakeSite } from '../../testing/fake-site.ts';
import { deviceWith } from '../../testing/capabilities.ts';
import { fakeWorker } from '../../testing/fake-worker.ts';
import { syntheticModel } from '../../testing/synthetic-model.ts';
import '../tokens.css';

const { entry: single, chunkBytes, contents } = await syntheticModel();
const tagSets = [
  { id: 'nestedclinbr', labels: ['Problema', 'Teste'] },
  { id: 'semclinbr', labels: ['DIS', 'ABB', 'NEG'] },
];
const modelOf = (id: string, name: string, sets = tagSets): ModelEntry => ({
  ...single,
  id,
  name: { 'pt-BR': name, en: name },
  tagSets: sets,
});
const note = 'HAS, nega dor';
const span = (label: string, start: number, end: number): Span => ({ start, end, label, score: 0.9 });
const spans = [
  span('Problema', 0, 3),
  span('ABB', 0, 3),
  span('DIS', 0, 3),
  span('NEG', 5, 9),
  span('Problema', 10, 13),
  span('DIS', 10, 13),
];
const capabilities = deviceWith({ isIsolated: false, logicalCores: 1 });

/** Texts that the worker was asked to annotate, with the model that was loaded. */
let runs: string[] = [];
let close: (() => void) | undefined;

function open(models: ModelEntry[]): { annotation: AnnotationState; preferences: Preferences } {
  const catalogue: ModelCatalogue = { schemaVersion: 2, chunkBytes, models };
  const preferences = new Preferences(undefined);
  const library = new ModelLibrary(catalogue, createMemoryStore(), 'https://site.example/');
  const spawn = (): Worker => {
    let loaded = '';
    const api: NerWorker = {
      load: ({ model, build, backend, threads }) => {
        loaded = model.id;
        const selfCheck = { inputs: 1, maxDifference: 0, tolerance: 1 };
        const { id: modelId, revision } = model;
        const value = { modelId, revision, dtype: build.dtype, backend, threads, selfCheck, loadMs: 1 };
        return Promise.resolve({ ok: true, value });
      },
      time: () => Promise.resolve({ ok: true, value: { medianMs: 1, runs: 1, tokens: 1 } }),
      annotate: (_jobId, text) => {
        runs.push(`${loaded}: ${text}`);
        return Promise.resolve({
          ok: true,
          value: { spans, tokens: 4, windows: 1, reusedWindows: 0, elapsedMs: 1 },
        });
      },
      cancel: () => undefined,
    };
    return fakeWorker(api).worker;
  };
  const engine = new EngineState(capabilities, library, preferences, spawn);
  const annotation = new AnnotationState(catalogue, engine, preferences);
  const comparison = new LibraryComparison(library, engine, annotation, { ours: spawn, library: spawn });
  const page = mount(App, {
    target: document.body,
    props: { app: { preferences, library, engine, annotation, comparison } },
  });
  close = () => {
    void unmount(page);
    engine.unload();
  };
  flushSync();
  return { annotation, preferences };
}

async function openAnnotated(models: ModelEntry[]) {
  const opened = open(models);
  opened.annotation.text = note;
  await opened.annotation.run();
  flushSync();
  return opened;
}

const all = (selector: string): Element[] => [...document.querySelectorAll(selector)];
const textOf = (selector: string): string | undefined =>
  document.querySelector(selector)?.textContent.replaceAll(/\s+/gu, ' ').trim();
const shownLabels = (): (string | null)[] =>
  all('[data-testid=entities] tbody tr').map((row) => row.getAttribute('data-label'));
const chips = (): (string | null)[] =>
  all('button[data-label]').map((chip) => chip.getAttribute('data-label'));
const choose = (id: string): void => {
  document.querySelector<HTMLInputElement>(`input[type=radio][value=${id}]`)!.click();
  flushSync();
};

const two = [modelOf('one', 'Um'), modelOf('two', 'Dois')];

beforeEach(() => {
  runs = [];
  location.hash = '#/anotar';
  vi.stubGlobal('fetch', fakeSite(contents).fetch);
});
afterEach(() => {
  close?.();
  close = undefined;
  vi.unstubAllGlobals();
});

describe('the tag set', () => {
  test('changes marks, table, counts, legend, introduction and announcement at once, without a run', async () => {
    await openAnnotated(two);
    expect(shownLabels()).toEqual(['Problema', 'Problema']);
    expect(chips()).toEqual(['Problema', 'Teste']);
    expect(textOf('.visually-hidden[role=status]')).toBe('Problemas e tratamentos: 2 entidades encontradas');
    choose('semclinbr');
    expect(shownLabels()).toEqual(['ABB', 'DIS', 'NEG', 'DIS']);
    expect(chips()).toEqual(['DIS', 'ABB', 'NEG']);
    expect(textOf('button[data-label=DIS] .count')).toBe('2');
    expect(all('mark.entity').map((mark) => mark.getAttribute('data-code'))).toEqual([
      'abb',
      'DIS',
      'neg',
      'DIS',
    ]);
    expect(textOf('.visually-hidden[role=status]')).toBe('SemClinBr: 4 entidades encontradas');
    expect(textOf('.intro p')).toContain('abreviaturas');
    expect(textOf('[data-testid=tag-set-about]')).toContain('UMLS');
    expect(document.querySelector('[data-testid=annotated-text]')?.textContent).toBe(note);
    expect(runs).toEqual([`one: ${note}`]);
  });

  test('decides what the JSON holds', async () => {
    await openAnnotated(two);
    choose('semclinbr');
    const copied = vi.spyOn(navigator.clipboard, 'writeText').mockResolvedValue();
    document.querySelector<HTMLButtonElement>('.export button')!.click();
    const json = JSON.parse(copied.mock.calls[0]![0]) as { tagSet: string; spans: { label: string }[] };
    expect(json.tagSet).toBe('semclinbr');
    expect(json.spans.map(({ label }) => label)).toEqual(['ABB', 'DIS', 'NEG', 'DIS']);
    copied.mockRestore();
  });

  test('has its labels explained before anything is annotated', () => {
    open(two);
    choose('semclinbr');
    expect(all('dt').map((term) => term.textContent.trim())).toEqual([
      'DISDistúrbios',
      'abbAbreviatura',
      'negNegação',
    ]);
  });
});

describe('the model', () => {
  test('makes the marks stale, and a model that is not on the device waits for the visitor', async () => {
    const { annotation, preferences } = await openAnnotated(two);
    const select = document.querySelector<HTMLSelectElement>('[data-testid=model]')!;
    expect([...select.options].map(({ text }) => text)).toEqual(['Um · 0,0 MB', 'Dois · 0,0 MB']);
    select.value = 'two';
    select.dispatchEvent(new Event('change', { bubbles: true }));
    flushSync();
    expect([annotation.model.id, preferences.model]).toEqual(['two', 'two']);
    expect(textOf('.stale')).toContain('modelo');
    expect(textOf('.button.primary')).toContain('Baixar o modelo');
    expect(textOf('[data-testid=status]')).toContain('Modelo ainda não carregado');
    await new Promise((resolve) => setTimeout(resolve, 1000)); // longer than a hand rests
    expect(runs).toEqual([`one: ${note}`]);
    document.querySelector<HTMLButtonElement>('.button.primary')!.click();
    await expect.poll(() => runs).toEqual([`one: ${note}`, `two: ${note}`]);
    await expect.poll(() => document.querySelector('.stale')).toBeNull();
    annotation.chooseModel('one'); // on the device: read again by itself
    await expect.poll(() => runs.at(-1), { timeout: 5000 }).toBe(`one: ${note}`);
  });
});

describe('what offers no choice', () => {
  test('is left out', () => {
    open([modelOf('one', 'Um', tagSets.slice(0, 1))]);
    expect(all('[data-testid=model], main input[type=radio]')).toEqual([]);
  });

  test('leaves the other choice in place', () => {
    open([modelOf('one', 'Um')]);
    expect(all('[data-testid=model]')).toEqual([]);
    expect(all('main input[type=radio]')).toHaveLength(2);
  });
});

describe.each(['light', 'dark'] as const)('axe finds nothing in the %s theme', (theme) => {
  test.each(tagSets.map(({ id }) => id))('with %s', async (id) => {
    const { preferences } = await openAnnotated(two);
    preferences.theme = theme;
    choose(id);
    expect(chips()).toEqual(tagSets.find((tagSet) => tagSet.id === id)!.labels);
    const { violations } = await axe.run(document.querySelector('main')!, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
    });
    expect(violations.map((found) => [found.id, found.nodes.map((node) => node.html)])).toEqual([]);
  });
});
