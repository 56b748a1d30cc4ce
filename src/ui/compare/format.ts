/** Numbers as each language writes them: a comma for decimals in pt-BR, a point in en. */
import type { Language } from '../../state/preferences.svelte.ts';

const formats = new Map<string, Intl.NumberFormat>();

/** `value` with exactly `digits` decimals. */
export function formatNumber(value: number, digits: number, language: Language): string {
  const key = `${language}/${digits}`;
  let format = formats.get(key);
  if (format === undefined) {
    format = new Intl.NumberFormat(language, {
      minimumFractionDigits: digits,
      maximumFractionDigits: digits,
    });
    formats.set(key, format);
  }
  return format.format(value);
}

/** A score, with its standard deviation where there is one; `—` where it was not published. */
export function formatScore(
  value: number | undefined,
  std: number | undefined,
  language: Language,
  digits = 4,
): string {
  if (value === undefined) return '—';
  const mean = formatNumber(value, digits, language);
  return std === undefined ? mean : `${mean} ± ${formatNumber(std, digits, language)}`;
}
