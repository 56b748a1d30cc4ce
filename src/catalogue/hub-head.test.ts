/** Heads of models from the hub are read as their configuration names them, or refused. */
import { describe, expect, test } from 'vitest';
import { headFrom } from '../domain/tagging.ts';
import { hubHead } from './hub-head.ts';

const configOf = (...names: string[]): object => ({ id2label: Object.fromEntries(names.entries()) });

describe('a head is read', () => {
  test('of one entity type, with a column for padding', () => {
    const head = hubHead(configOf('B-Disorder', 'I-Disorder', 'O', '<pad>'));
    expect(head).toEqual({
      outputs: ['B-Disorder', 'I-Disorder', 'O', '<pad>'],
      labels: ['Disorder'],
      scheme: 'BIO',
      activation: 'softmax',
    });
    expect(headFrom(head, head.labels).outside).toEqual([2, 3]);
  });

  test('of more than ten columns, which JSON may hold in any order', () => {
    const names = ['O', ...'abcdefg'.split('').flatMap((name) => [`B-${name}`, `I-${name}`])];
    const entries = [...names.entries()].reverse();
    const config = { id2label: Object.fromEntries(entries.map(([id, name]) => [String(id), name])) };
    expect(hubHead(config)).toMatchObject({ outputs: names, labels: 'abcdefg'.split('') });
  });

  test('of one column per label', () => {
    expect(hubHead(configOf('O', 'Problema', 'Teste'))).toMatchObject({
      labels: ['Problema', 'Teste'],
      scheme: 'IO',
    });
    expect(hubHead(configOf('O', 'I-Problema'))).toMatchObject({ labels: ['Problema'], scheme: 'IO' });
  });

  test('as multi-label when the configuration says so, and then O is no label', () => {
    const config = { ...configOf('O', 'B-Teste', 'I-Teste'), problem_type: 'multi_label_classification' };
    expect(hubHead(config)).toMatchObject({ activation: 'sigmoid', labels: ['Teste'] });
  });
});

describe('a head is refused', () => {
  test.each([
    ['without names', {}],
    ['that is no object', 'O'],
    ['with no columns', { id2label: {} }],
    ['with a gap', { id2label: { 0: 'O', 2: 'B-Teste' } }],
    ['with names that are no numbers', { id2label: { O: 'O' } }],
    ['without O', configOf('B-Teste', 'I-Teste')],
    ['with placeholders for names', configOf('LABEL_0', 'LABEL_1')],
    ['that begins entities it cannot continue', configOf('O', 'B-Teste')],
    ['of another scheme', configOf('O', 'B-Teste', 'I-Teste', 'E-Teste', 'S-Teste')],
  ])('%s', (_name, config) => {
    expect(() => hubHead(config)).toThrow(expect.objectContaining({ code: 'catalogue/invalid' }) as Error);
  });
});
