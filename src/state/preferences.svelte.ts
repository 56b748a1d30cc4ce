/**
 * The visitor's choices, remembered on this device: language, theme, backend, build, threads, model, tag set. No text is
 * kept here.
 */
import type { BackendPreference, BuildPreference, ThreadPreference } from '../inference/backend-choice.ts';
import { threadCounts } from '../inference/backend-choice.ts';

export const languages = ['pt-BR', 'en'] as const;
export type Language = (typeof languages)[number];
export const themes = ['system', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];
export const backendPreferences = ['auto', 'webgpu', 'wasm'] as const satisfies readonly BackendPreference[];
export const buildPreferences = ['auto', 'fp32', 'q8'] as const satisfies readonly BuildPreference[];
export const threadPreferences: readonly ThreadPreference[] = [0, ...threadCounts];

/** The part of `Storage` that preferences need; reading or writing may throw where storage is blocked. */
export interface PreferenceStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
}

const keyOf = (name: string): string => `prontoner.${name}`;

export class Preferences {
  readonly #store: PreferenceStore | undefined;
  #language = $state<Language>('pt-BR');
  #theme = $state<Theme>('system');
  #backend = $state<BackendPreference>('auto');
  #build = $state<BuildPreference>('auto');
  #threads = $state<ThreadPreference>(0);
  #model = $state('');
  #tagSet = $state('');

  constructor(store: PreferenceStore | undefined) {
    this.#store = store;
    this.#language = this.#read('language', languages) ?? 'pt-BR';
    this.#theme = this.#read('theme', themes) ?? 'system';
    this.#backend = this.#read('backend', backendPreferences) ?? 'auto';
    this.#build = this.#read('build', buildPreferences) ?? 'auto';
    this.#threads = Number(this.#read('threads', threadPreferences.map(String)) ?? 0);
    this.#model = this.#stored('model') ?? '';
    this.#tagSet = this.#stored('tagSet') ?? '';
  }

  get language(): Language {
    return this.#language;
  }

  set language(value: Language) {
    this.#language = value;
    this.#write('language', value);
  }

  get theme(): Theme {
    return this.#theme;
  }

  set theme(value: Theme) {
    this.#theme = value;
    this.#write('theme', value);
  }

  get backend(): BackendPreference {
    return this.#backend;
  }

  set backend(value: BackendPreference) {
    this.#backend = value;
    this.#write('backend', value);
  }

  get build(): BuildPreference {
    return this.#build;
  }

  set build(value: BuildPreference) {
    this.#build = value;
    this.#write('build', value);
  }

  /** Threads of WASM; 0 leaves them to the measurement. */
  get threads(): ThreadPreference {
    return this.#threads;
  }

  set threads(value: ThreadPreference) {
    this.#threads = value;
    this.#write('threads', String(value));
  }

  /** Id of a model of some catalogue, or nothing; who uses it asks whether the present catalogue knows it. */
  get model(): string {
    return this.#model;
  }

  set model(value: string) {
    this.#model = value;
    this.#write('model', value);
  }

  /** Id of a tag set of some model, or nothing. */
  get tagSet(): string {
    return this.#tagSet;
  }

  set tagSet(value: string) {
    this.#tagSet = value;
    this.#write('tagSet', value);
  }

  #read<T extends string>(name: string, allowed: readonly T[]): T | undefined {
    const stored = this.#stored(name);
    return allowed.find((value) => value === stored);
  }

  #stored(name: string): string | undefined {
    try {
      return this.#store?.getItem(keyOf(name)) ?? undefined;
    } catch {
      return undefined; // storage is blocked: the default holds for this visit
    }
  }

  #write(name: string, value: string): void {
    try {
      this.#store?.setItem(keyOf(name), value);
    } catch {
      // storage is blocked: the choice holds for this visit
    }
  }
}
