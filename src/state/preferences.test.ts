/** Choices are remembered where the browser lets them be, and never break the page where it does not. */
import { describe, expect, test } from 'vitest';
import type { PreferenceStore } from './preferences.svelte.ts';
import {
  Preferences,
  backendPreferences,
  buildPreferences,
  languages,
  themes,
} from './preferences.svelte.ts';

class MapStore implements PreferenceStore {
  readonly entries: Map<string, string>;

  constructor(entries: Readonly<Record<string, string>> = {}) {
    this.entries = new Map(Object.entries(entries));
  }

  getItem(key: string): string | null {
    return this.entries.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.entries.set(key, value);
  }
}

const blocked: PreferenceStore = {
  getItem: () => {
    throw new DOMException('', 'SecurityError');
  },
  setItem: () => {
    throw new DOMException('', 'QuotaExceededError');
  },
};

const choices = ({ language, theme, backend, build, model, tagSet }: Preferences): unknown => ({
  language,
  theme,
  backend,
  build,
  model,
  tagSet,
});
const defaults = {
  language: 'pt-BR',
  theme: 'system',
  backend: 'auto',
  build: 'auto',
  model: '',
  tagSet: '',
};

describe('preferences', () => {
  test('start with the defaults, and nothing is written unasked', () => {
    const store = new MapStore();
    expect(choices(new Preferences(store))).toEqual(defaults);
    expect(store.entries.size).toBe(0);
  });

  test('every choice is there at the next visit', () => {
    for (const language of languages)
      for (const theme of themes)
        for (const backend of backendPreferences)
          for (const build of buildPreferences) {
            const store = new MapStore();
            const chosen = { language, theme, backend, build, model: 'm', tagSet: 'semclinbr' };
            Object.assign(new Preferences(store), chosen);
            expect(choices(new Preferences(store))).toEqual(chosen);
          }
  });

  test.each(['', 'EN', 'fr', 'dark ', 'fp16', '__proto__', 'null', '{"a":1}'])(
    'an unknown stored value %j gives the defaults',
    (value) => {
      const names = ['language', 'theme', 'backend', 'build'];
      const store = new MapStore(Object.fromEntries(names.map((name) => [`prontoner.${name}`, value])));
      expect(choices(new Preferences(store))).toEqual(defaults);
    },
  );

  test.each([
    ['blocked', blocked],
    ['missing', undefined],
  ])('with storage %s a choice holds for the visit', (_what, store) => {
    const preferences = new Preferences(store);
    expect(choices(preferences)).toEqual(defaults);
    const chosen = {
      language: 'en',
      theme: 'dark',
      backend: 'wasm',
      build: 'fp32',
      model: 'm',
      tagSet: 'semclinbr',
    } as const;
    Object.assign(preferences, chosen);
    expect(choices(preferences)).toEqual(chosen);
    expect(choices(new Preferences(store))).toEqual(defaults);
  });

  test('are written under the names of this site only', () => {
    const store = new MapStore({ language: 'en' });
    const preferences = new Preferences(store);
    expect(preferences.language).toBe('pt-BR');
    preferences.language = 'en';
    expect([...store.entries]).toEqual([
      ['language', 'en'],
      ['prontoner.language', 'en'],
    ]);
  });
});
