/** Arbitraries for tests: clinical text with everything in it that breaks offsets, spans over it, and logits. */
import fc from 'fast-check';
import { vi } from 'vitest';
import type { Activation, Head, Scheme } from '../domain/tagging.ts';
import { headFrom } from '../domain/tagging.ts';
import type { Span } from '../domain/span.ts';

vi.setConfig({ testTimeout: 60_000 }); // a thousand cases are many for a machine that is busy with other work

const clinicalFragments = [
  'Paciente com HAS e DM2, em uso de losartana 50 mg 12/12h.',
  'Nega dor torácica, síncope ou palpitações.',
  'T: 38,5 ºC',
  'dipirona 1 g EV 8/8h',
  'PA 150x90 mmHg',
  'sopro +2/+6 em foco aórtico',
  'hipotensão',
  'D. João',
  'FC=88bpm;SatO2 96%aa',
  'Hb 9,8→10,2',
  'Ca²⁺',
  'ﬁbrilação atrial',
  "uso d'água",
  'pós-operatório',
  '[CLS] exame [SEP]',
  'İstanbul ß',
  'paralelepípedo'.repeat(9), // longer than a word the model takes in pieces
];

/** What hides in pasted notes: line ends, invisible characters, marks without a base, halves of pairs. */
const oddities = [
  '\r\n',
  '\n\n',
  '\r',
  '\t',
  '\u00a0',
  '\u2028',
  '\u200b',
  '\u200c',
  '\u200d',
  '\u00ad',
  '\ufeff',
  '\u202ereverso\u202c',
  '\u0301',
  '\u0303\u0327',
  'Z\u0351\u036b\u0343\u036aa\u0302\u0323\u0307lgo',
  'q\u0323\u0307',
  '\ufe0f',
  '\u0000',
  '\u0007',
  '\u0085',
  '\u001b[0m',
  '\ufffd',
  '\ue000',
  '\ud83d',
  '\ude00',
  '\ude00\ud83d',
  '👨‍👩‍👧‍👦',
  '👩🏽‍⚕️',
  '🇧🇷',
  '🇧🇷🇵',
  '1️⃣',
  '🏳️‍🌈',
  '🫀',
  '𝔉𝔯𝔞𝔨',
  '𠀋𠮷',
  '心电图ECG正常',
  'مرحبا بالعالم',
  'שָׁלוֹם',
  'हिन्दी क्षेत्र',
  '한국어',
  'ｶﾀｶﾅ',
  '<img src=x onerror=alert(1)>',
];

const isWellFormed = (text: string): boolean => !/\p{Cs}/u.test(text);

/** Text as nasty as a pasted note can be: clinical Portuguese, NFC and NFD, and the oddities above. */
export const nastyText: fc.Arbitrary<string> = fc
  .array(
    fc.oneof(
      { weight: 4, arbitrary: fc.constantFrom(...clinicalFragments) },
      { weight: 2, arbitrary: fc.constantFrom(...clinicalFragments).map((text) => text.normalize('NFD')) },
      { weight: 4, arbitrary: fc.constantFrom(...oddities) },
      { weight: 3, arbitrary: fc.constantFrom(' ', '\n', '. ', ', ', '-', '/') },
      { weight: 2, arbitrary: fc.string({ unit: 'grapheme', maxLength: 12 }) },
      { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
      { weight: 1, arbitrary: fc.string({ maxLength: 12 }) },
    ),
    { maxLength: 14 },
  )
  .map((parts) => parts.join(''));

/** The same without unpaired surrogates, for what only takes well-formed text. */
export const nastyWellFormedText: fc.Arbitrary<string> = nastyText.map((text) =>
  isWellFormed(text) ? text : text.replaceAll(/\p{Cs}/gu, ''),
);

const labelNames = ['Problema', 'Tratamento', 'Teste', 'Anatomia'] as const;

/** Spans over `[0, length)` that nest, cross, touch and repeat, in any order. */
export function spansOver(length: number): fc.Arbitrary<Span[]> {
  if (length === 0) return fc.constant([]);
  const span = fc
    .record({
      start: fc.nat(length - 1),
      size: fc.integer({ min: 1, max: length }),
      label: fc.constantFrom(...labelNames),
      score: fc.double({ min: 0, max: 1, noNaN: true }),
    })
    .map(({ start, size, label, score }) => ({ start, end: Math.min(start + size, length), label, score }));
  return fc.array(span, { maxLength: 12 });
}

export const textWithSpans: fc.Arbitrary<{ text: string; spans: Span[] }> = nastyText.chain((text) =>
  spansOver(text.length).map((spans) => ({ text, spans })),
);

/** Ranges in text order that do not overlap, some of them touching. */
export function disjointRanges(length: number): fc.Arbitrary<{ start: number; end: number }[]> {
  return fc.uniqueArray(fc.nat(length), { maxLength: 16 }).map((cuts) => {
    const sorted = cuts.sort((a, b) => a - b);
    return sorted.flatMap((start, index) => {
      const end = sorted[index + 1];
      return end === undefined || index % 3 === 2 ? [] : [{ start, end }];
    });
  });
}

/** Logits, many of them equal, so that ties are common; or any finite 32-bit value a model may give. */
export const logit: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(-2, -1, -0.5, 0, 0.5, 1, 2),
  fc.float({ min: -40, max: 40, noNaN: true }),
);

export interface LogitsCase {
  readonly head: Head;
  readonly words: { start: number; end: number }[];
  readonly logits: { data: Float32Array; columns: number };
  readonly breaks: Uint8Array;
}

/** Logits of `0..maxWords` words under any head, with words of 1 to 4 units, gaps of 0 to 2, some of them breaks. */
export function logitsCase(
  maxWords: number,
  ...activations: [Activation, ...Activation[]]
): fc.Arbitrary<LogitsCase> {
  return fc
    .record({
      scheme: fc.constantFrom<Scheme[]>('BIO', 'IO'),
      activation: fc.constantFrom(...activations),
      labels: fc.subarray([...labelNames], { minLength: 1 }),
      gaps: fc.array(fc.tuple(fc.nat(2), fc.integer({ min: 1, max: 4 }), fc.constantFrom(0, 0, 0, 1)), {
        maxLength: maxWords,
      }),
    })
    .chain(({ scheme, activation, labels, gaps }) => {
      const tags = labels.flatMap((label) => (scheme === 'BIO' ? [`B-${label}`, `I-${label}`] : [label]));
      const outputs = activation === 'softmax' ? ['<pad>', ...tags, 'O'] : tags;
      let position = 0;
      const words = gaps.map(([gap, size]) => {
        const start = position + gap;
        position = start + size;
        return { start, end: position };
      });
      const size = words.length * outputs.length;
      return fc.array(logit, { minLength: size, maxLength: size }).map((values) => ({
        head: headFrom({ outputs, scheme, activation }, labels),
        words,
        logits: { data: Float32Array.from(values), columns: outputs.length },
        breaks: Uint8Array.from(gaps, ([, , isBreak], word) => (word === 0 ? 0 : isBreak)),
      }));
    });
}
