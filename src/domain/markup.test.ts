import { describe, expect, test } from 'vitest';
import { parseMarkup } from './markup.ts';

describe('parseMarkup', () => {
  test('gives the text without the markup, and one span per label', () => {
    expect(parseMarkup('{HAS|DIS+ABB} e {dor em {MSE|ANA}|DIS}.')).toEqual({
      text: 'HAS e dor em MSE.',
      spans: [
        { start: 0, end: 3, label: 'DIS' },
        { start: 0, end: 3, label: 'ABB' },
        { start: 13, end: 16, label: 'ANA' },
        { start: 6, end: 16, label: 'DIS' },
      ],
    });
  });

  test.each(['{dor', 'dor}', '{dor|}', '{|DIS}', 'a|b', '{dor|DIS', '{{dor|DIS}', '{dor|<b>}'])(
    'refuses %s',
    (markup) => {
      expect(() => parseMarkup(markup)).toThrow(SyntaxError);
    },
  );
});
