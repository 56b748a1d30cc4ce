/** The table keeps every text in its cell, and gives a spreadsheet nothing to run. */
import { describe, expect, test } from 'vitest';
import { csvHeader, csvRows } from './annotation-csv.ts';

const rowOf = (text: string, id = 'n1'): string =>
  csvRows(id, text, [{ start: 0, end: text.length, label: 'Teste', score: 0.98765 }]);

describe('csvRows', () => {
  test('a row has a cell for every column of the head', () => {
    expect(csvHeader).toBe('id,start,end,label,score,text\r\n');
    expect(rowOf('ECG')).toBe('n1,0,3,Teste,0.9877,ECG\r\n');
    expect(csvRows('n1', 'ECG', [])).toBe('');
  });

  test.each([
    ['dor, leve', '"dor, leve"'],
    ['dita "angina"', '"dita ""angina"""'],
    ['dor\nno peito', '"dor\nno peito"'],
    ['dor\r\nno peito', '"dor\r\nno peito"'],
    ['ação 😀', 'ação 😀'],
    ['=1+1', "'=1+1"],
    ['+2 edema', "'+2 edema"],
    ['-1 kg', "'-1 kg"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['=HYPERLINK("x","y")', `"'=HYPERLINK(""x"",""y"")"`],
    ['\t=1', "'\t=1"],
    ['PA = 120', 'PA = 120'],
  ])('%j becomes %j', (text, cell) => {
    expect(rowOf(text)).toBe(`n1,0,${text.length},Teste,0.9877,${cell}\r\n`);
  });

  test('an id is a cell like the others', () => {
    expect(rowOf('ECG', '=a,b')).toBe(`"'=a,b",0,3,Teste,0.9877,ECG\r\n`);
  });
});
