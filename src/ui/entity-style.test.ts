/** Labels of one tag set are told apart by tone, line and code, legibly in both themes; each has its texts. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parseCatalogue } from '../catalogue/model-catalogue.ts';
import { entityStyle } from './entity-style.ts';
import { en } from './messages.en.ts';
import { ptBR } from './messages.pt-BR.ts';

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), 'utf8');
const css = read('./tones.css') + read('./tokens.css');
const served = parseCatalogue(JSON.parse(read('../../static-models/catalogue.json'))).models;

const tagSets: [string, string[]][] = [
  ['nestedclinbr', ['Problema', 'Tratamento', 'Teste', 'Anatomia']],
  ['semclinbr', ['DIS', 'PRO', 'CHE', 'ANA', 'DEV', 'PHE', 'PHY', 'CON', 'LIV', 'ORG', 'ABB', 'NEG']],
  [
    'mama',
    'RE RP HER2 FISH_CISH_SISH HISTOPATHOLOGICAL_TYPE SURGERY MENOPAUSE METASTASIS_PLACE DISTANT_METASTASIS BRCA'.split(
      ' ',
    ),
  ],
  ...served.flatMap(({ tagSets: own }) => own.map(({ id, labels }): [string, string[]] => [id, labels])),
];

/** The two values of a `light-dark()` token. */
function colours(token: string): [string, string] {
  const found = new RegExp(`--${token}: light-dark\\((#\\w{6}), (#\\w{6})\\)`, 'u').exec(css);
  return [found![1]!, found![2]!];
}

/** Linear red, green and blue, 0 to 1. */
const linear = (hex: string): [number, number, number] => {
  const channel = (at: number): number => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  return [channel(1), channel(3), channel(5)];
};

/** Contrast ratio of WCAG 2. */
function contrast(a: string, b: string): number {
  const [dark, light] = [a, b]
    .map(linear)
    .map(([red, green, blue]) => 0.2126 * red + 0.7152 * green + 0.0722 * blue)
    .sort((first, second) => first - second);
  return (light! + 0.05) / (dark! + 0.05);
}

/** Lightness and the two hue axes of OKLab, in which distances are about as large as they look. */
function oklab(hex: string): [number, number, number] {
  const [red, green, blue] = linear(hex);
  const l = Math.cbrt(0.41222 * red + 0.53633 * green + 0.05145 * blue);
  const m = Math.cbrt(0.2119 * red + 0.6807 * green + 0.1074 * blue);
  const s = Math.cbrt(0.0883 * red + 0.28172 * green + 0.62998 * blue);
  return [
    0.21045 * l + 0.79362 * m - 0.00407 * s,
    1.978 * l - 2.42859 * m + 0.45059 * s,
    0.0259 * l + 0.78277 * m - 0.80868 * s,
  ];
}
const distance = (a: string, b: string): number => {
  const [first, second] = [oklab(a), oklab(b)];
  return Math.hypot(...first.map((value, axis) => value - second[axis]!));
};

const numbers = Array.from({ length: 12 }, (_, index) => index + 1);
const washed = numbers.slice(0, 10);

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_theme, theme) => {
  const tone = (number: number): string => colours(`tone-${number}`)[theme];
  const wash = (number: number): string => colours(`wash-${number}`)[theme];
  const grounds = ['paper', 'surface', 'accent-soft'].map((token) => colours(token)[theme]);

  test.each(numbers)('tone %i is legible as text on its wash, on paper and in a selected row', (number) => {
    // the attributes have no wash of their own and may lie on any other
    const washes = number > 10 ? washed.map(wash) : [wash(number)];
    for (const ground of [...grounds, ...washes])
      expect(contrast(tone(number), ground), ground).toBeGreaterThanOrEqual(4.5);
  });

  test.each(washed)('the note stays legible on wash %i', (number) => {
    expect(contrast(colours('ink')[theme], wash(number))).toBeGreaterThanOrEqual(10);
  });

  test('no two tones look the same', () => {
    for (const a of numbers)
      for (const b of numbers.filter((other) => other > a))
        expect(distance(tone(a), tone(b)), `${a} and ${b}`).toBeGreaterThan(0.09);
  });
});

test('no two tones have the same line', () => {
  const lines = numbers.map((number) => {
    const rule = new RegExp(`\\.tone-${number} \\{[^}]*--pattern: (\\w+);[^}]*--weight: (\\d)px;`, 'u').exec(
      css,
    );
    return `${rule![1]} ${rule![2]}`;
  });
  expect(new Set(lines).size).toBe(numbers.length);
});

describe.each(tagSets)('tag set %s', (id, labels) => {
  test('has a tone and a code of its own for each label', () => {
    const styles = labels.map(entityStyle);
    expect(styles.map(({ className }) => className)).toEqual(labels.map((_label, at) => `tone-${at + 1}`));
    expect(new Set(styles.map(({ code }) => code.toLowerCase())).size).toBe(labels.length);
  });

  test.each([
    ['pt-BR', ptBR],
    ['en', en],
  ])('has names and meanings in %s, no two labels the same', (_language, messages) => {
    expect(Object.keys(messages.tagSets)).toContain(id);
    expect(new Set(labels.map((label) => messages.labels[label])).size).toBe(labels.length);
    for (const label of labels) expect(messages.definitions[label], label).toMatch(/\S{3}/u);
  });
});

test.each(['Outro', '__proto__', 'constructor'])('the unknown label %s has the plain style', (label) => {
  expect(entityStyle(label)).toEqual({ className: 'tone-other', code: label.slice(0, 3) });
});
