/** Output names lead to the right columns, or the model is refused. */
import { describe, expect, test } from 'vitest';
import { headFrom, labelColumnsFrom } from './tagging.ts';

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

describe('a softmax head', () => {
  const outputs = ['<pad>', 'B-Disorder', 'I-Disorder', 'O', 'B-Drug', 'I-Drug'];

  test('counts every column of no label as outside', () => {
    const model = { outputs, scheme: 'BIO', activation: 'softmax' } as const;
    expect(headFrom(model, ['Disorder', 'Drug']).outside).toEqual([0, 3]);
    expect(headFrom(model, ['Disorder']).outside).toEqual([0, 3, 4, 5]);
  });

  test('is refused without O, which a sigmoid head does not need', () => {
    const model = { outputs: ['B-Teste', 'I-Teste'], scheme: 'BIO' } as const;
    expect(() => headFrom({ ...model, activation: 'softmax' }, ['Teste'])).toThrow(RangeError);
    expect(headFrom({ ...model, activation: 'sigmoid' }, ['Teste'])).toMatchObject({ outside: [] });
  });
});
