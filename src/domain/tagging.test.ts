/** Output names lead to the right columns, or the model is refused. */
import { expect, test } from 'vitest';
import { labelColumnsFrom } from './tagging.ts';

test('BIO takes the B and the I column of each label, wherever they stand', () => {
  expect(
    labelColumnsFrom(['O', 'I-Teste', 'B-Anatomia', 'B-Teste', 'I-Anatomia'], ['Teste', 'Anatomia'], 'BIO'),
  ).toEqual([
    { label: 'Teste', begin: 3, inside: 1 },
    { label: 'Anatomia', begin: 2, inside: 4 },
  ]);
});

test.each([[['Problema', 'Teste']], [['I-Problema', 'I-Teste']]])(
  'IO takes one column from %j',
  (outputs) => {
    expect(labelColumnsFrom(outputs, ['Teste'], 'IO')).toEqual([{ label: 'Teste', begin: 1, inside: 1 }]);
  },
);

test.each([
  ['BIO', ['B-Teste']],
  ['BIO', ['I-Teste']],
  ['BIO', ['Teste']],
  ['IO', ['B-Teste']],
  ['IO', []],
] as const)('%s refuses %j for lack of a column of Teste', (scheme, outputs) => {
  expect(() => labelColumnsFrom(outputs, ['Teste'], scheme)).toThrow(RangeError);
});
