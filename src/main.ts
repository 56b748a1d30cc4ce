/** Composition root: the only place that wires the layers together. */
import { mount } from 'svelte';
import catalogueJson from '../static-models/catalogue.json';
import App from './App.svelte';
import { parseCatalogue } from './catalogue/model-catalogue.ts';
import { AppError } from './domain/errors.ts';
import { probeCapabilities } from './inference/capabilities.ts';
import { AnnotationState } from './state/annotation-state.svelte.ts';
import { EngineState } from './state/engine-state.svelte.ts';
import { ModelLibrary } from './state/model-library.svelte.ts';
import { Preferences } from './state/preferences.svelte.ts';
import { chooseStore } from './storage/chunk-store.ts';
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

const target = document.getElementById('app');
if (!target) throw new Error('index.html has no #app');

const preferences = new Preferences(preferenceStore());
const [capabilities, { store, refused }] = await Promise.all([probeCapabilities(), chooseStore()]);
const library = new ModelLibrary(parseCatalogue(catalogueJson), store, document.baseURI, refused);
await library.refresh();
const engine = new EngineState(capabilities, library, preferences, spawnWorker);
const [model] = library.catalogue.models;
if (!model) throw new AppError('catalogue/invalid', { place: 'models', reason: 'empty' });
const annotation = new AnnotationState(model, engine);
mount(App, { target, props: { app: { preferences, library, engine, annotation } } });
