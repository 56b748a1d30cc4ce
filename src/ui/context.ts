/** Hands the composition root's objects down to the components. */
import { getContext, setContext } from 'svelte';
import type { AnnotationState } from '../state/annotation-state.svelte.ts';
import type { EngineState } from '../state/engine-state.svelte.ts';
import type { LibraryComparison } from '../state/library-comparison.svelte.ts';
import type { ModelLibrary } from '../state/model-library.svelte.ts';
import type { Preferences } from '../state/preferences.svelte.ts';
import { en } from './messages.en.ts';
import type { Messages } from './messages.pt-BR.ts';
import { ptBR } from './messages.pt-BR.ts';

/** Everything that outlives a view. */
export interface AppContext {
  readonly preferences: Preferences;
  readonly library: ModelLibrary;
  readonly engine: EngineState;
  readonly annotation: AnnotationState;
  readonly comparison: LibraryComparison;
}

const key = Symbol('app');

export function provideApp(app: AppContext): void {
  setContext(key, app);
}

export function useApp(): AppContext {
  return getContext<AppContext>(key);
}

export function usePreferences(): Preferences {
  return useApp().preferences;
}

/** The messages of the present language, as a function so that a change of language is seen. */
export function useMessages(): () => Messages {
  const { preferences } = useApp();
  return () => (preferences.language === 'en' ? en : ptBR);
}
