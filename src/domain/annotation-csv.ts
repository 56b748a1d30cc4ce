/** Spans as a table for spreadsheets: RFC 4180, one row a span, offsets in UTF-16 code units. */
import type { Span } from './span.ts';

export const csvHeader = 'id,start,end,label,score,text\r\n';

export function csvRows(id: string, text: string, spans: readonly Span[]): string {
  return spans
    .map(({ start, end, label, score }) => {
      const cells = [id, String(start), String(end), label, score.toFixed(4), text.slice(start, end)];
      return `${cells.map(csvCell).join(',')}\r\n`;
    })
    .join('');
}

/** What a spreadsheet would take for a formula gets an apostrophe before it: notes are not to be run. */
function csvCell(value: string): string {
  const harmless = /^[=+\-@\t\r]/u.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
