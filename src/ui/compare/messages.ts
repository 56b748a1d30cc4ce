/** The comparison's messages of the present language, as a function so that a change of language is seen. */
import { usePreferences } from '../context.ts';
import { compareEn } from './messages.en.ts';
import type { CompareMessages } from './messages.pt-BR.ts';
import { comparePtBR } from './messages.pt-BR.ts';

export function useCompareMessages(): () => CompareMessages {
  const preferences = usePreferences();
  return () => (preferences.language === 'en' ? compareEn : comparePtBR);
}
