/** Every error has a sentence in both languages, whatever its details. */
import { describe, expect, test } from 'vitest';
import type { ErrorDetails } from '../domain/errors.ts';
import { errorCodes } from '../domain/errors.ts';
import { en } from './messages.en.ts';
import { ptBR } from './messages.pt-BR.ts';

const details: ErrorDetails = {
  path: 'onnx/model.onnx',
  status: 404,
  receivedBytes: 10,
  expectedBytes: 20,
  reason: 'why',
  place: 'models.0',
  maxDifference: 0.5,
  tolerance: 0.1,
  deadlineMs: 60_000,
  characters: 1_000_001,
  most: 1_000_000,
};

/** Every text below an object, by its place. */
function textsOf(value: unknown, place = ''): [string, string][] {
  if (typeof value === 'string') return [[place, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => textsOf(inner, `${place}.${key}`));
}

function placesOf(value: unknown, place = ''): string[] {
  if (typeof value !== 'object' || value === null) return [place];
  return Object.entries(value).flatMap(([key, inner]) => placesOf(inner, `${place}.${key}`));
}

describe.each([
  ['pt-BR', ptBR],
  ['en', en],
])('%s', (_language, messages) => {
  test.each(errorCodes)('%s has a sentence, with details and without', (code) => {
    for (const given of [details, {}]) {
      const sentence = messages.errors[code](given);
      expect(sentence.length).toBeGreaterThan(10);
      expect(sentence).toMatch(/[.!?]$/u);
      expect(sentence).not.toMatch(/undefined|\[object/u);
    }
  });

  test('no text is empty', () => {
    expect(textsOf(messages).length).toBeGreaterThan(50);
    expect(textsOf(messages).filter(([, text]) => text.trim() === '')).toEqual([]);
  });
});

test('the two languages say the same things in other words', () => {
  expect(placesOf(en).sort()).toEqual(placesOf(ptBR).sort());
  for (const code of errorCodes) expect(en.errors[code](details)).not.toBe(ptBR.errors[code](details));
});
