/** Composition root: the only place that wires the layers together. */
import { mount } from 'svelte';
import catalogueJson from '../static-models/catalogue.json';
import App from './App.svelte';
import { parseCatalogue } from './catalogue/model-catalogue.ts';
import { errorDataFrom } from './domain/errors.ts';
import { probeCapabilities } from './inference/capabilities.ts';
import { AnnotationState } from './state/annotation-state.svelte.ts';
import { EngineState } from './state/engine-state.svelte.ts';
import { LibraryComparison } from './state/library-comparison.svelte.ts';
import { ModelLibrary } from './state/model-library.svelte.ts';
import { Preferences } from './state/preferences.svelte.ts';
import { chooseStore } from './storage/chunk-store.ts';
import { en } from './ui/messages.en.ts';
import { ptBR } from './ui/messages.pt-BR.ts';
import './ui/tokens.css';

function preferenceStore(): Storage | undefined {
  try {
    return localStorage;
  } catch {
    return undefined; // blocked by the browser's settings
  }
}

function spawnWorker(): Worker {
  return new Worker(new URL('./inference/ner.worker.ts', import.meta.url), { type: 'module', name: 'ner' });
}

function spawnReferenceWorker(): Worker {
  return new Worker(new URL('./inference/reference.worker.ts', import.meta.url), {
    type: 'module',
    name: 'reference',
  });
}

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

/** Wires the layers together and shows the page. */
async function start(target: HTMLElement, preferences: Preferences): Promise<void> {
  const [capabilities, { store, refused }] = await Promise.all([probeCapabilities(), chooseStore()]);
  const library = new ModelLibrary(parseCatalogue(catalogueJson), store, document.baseURI, refused);
  await library.refresh();
  const engine = new EngineState(capabilities, library, preferences, spawnWorker, preferenceStore());
  await engine.lookForCrash();
  const annotation = new AnnotationState(library.catalogue, engine, preferences);
  const comparison = new LibraryComparison(library, engine, annotation, {
    ours: spawnWorker,
    library: spawnReferenceWorker,
  });
  // another tab may have downloaded or deleted a model in the meantime
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible' && !library.download) void library.refresh();
  });
  mount(App, { target, props: { app: { preferences, library, engine, annotation, comparison } } });
}

/** When not even the page can be shown: the sentence alone, in the visitor's language. */
function showFailure(target: HTMLElement, preferences: Preferences, thrown: unknown): void {
  const { code, details } = errorDataFrom(thrown);
  const sentence = document.createElement('p');
  sentence.setAttribute('role', 'alert');
  sentence.textContent = (preferences.language === 'en' ? en : ptBR).errors[code](details);
  target.replaceChildren(sentence);
}

const preferences = new Preferences(preferenceStore());
start(target, preferences).catch((thrown: unknown) => {
  showFailure(target, preferences, thrown);
});
