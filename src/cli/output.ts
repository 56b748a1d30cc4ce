/** The formats in which spans leave the command. */
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { bratStandoff } from '../domain/annotation-brat.ts';
import { csvHeader, csvRows } from '../domain/annotation-csv.ts';
import type { Span } from '../domain/span.ts';
import type { Note } from './note-line.ts';
import type { Format } from './options.ts';

export interface Failure {
  /** Of the note, as JSON, or `null` when it is unknown. */
  readonly idJson: string;
  readonly line?: number | undefined;
  readonly code: string;
}

/** What each thing becomes on standard output. */
export interface Output {
  readonly head: string;
  spans(note: Note, spans: readonly Span[]): string | Promise<string>;
  /** For a line that gave no spans; empty in formats that have no place for it. */
  failure(failure: Failure): string;
}

const scoreDigits = 4;

const jsonl: Output = {
  head: '',
  spans({ idJson }, spans) {
    const rounded = spans.map(({ start, end, label, score }) => ({
      start,
      end,
      label,
      score: Number(score.toFixed(scoreDigits)),
    }));
    return `{"id":${idJson},"spans":${JSON.stringify(rounded)}}\n`;
  },
  failure({ idJson, line, code }) {
    const place = line === undefined ? '' : `"line":${String(line)},`;
    return `{"id":${idJson},${place}"error":${JSON.stringify(code)}}\n`;
  },
};

const csv: Output = {
  head: csvHeader,
  spans: ({ id, text }, spans) => csvRows(id, text, spans),
  failure: () => '',
};

const brat = (hasTitles: boolean): Output => ({
  head: '',
  spans({ id, text }, spans) {
    const title = hasTitles ? `# ${id.replaceAll(/\s/gu, ' ')}\n` : '';
    return title + bratStandoff(text, spans);
  },
  failure: () => '',
});

/** One `.txt` and one `.ann` a note. Files that are there already are somebody's work and are never replaced. */
const bratFolder = (folder: string): Output => ({
  head: '',
  async spans({ id, text }, spans) {
    const path = resolve(folder, fileNameOf(id));
    await mkdir(folder, { recursive: true });
    await writeFile(`${path}.txt`, text, { flag: 'wx' });
    await writeFile(`${path}.ann`, bratStandoff(text, spans), { flag: 'wx' });
    return '';
  },
  failure: () => '',
});

/** An id may hold anything; a file name must not lead out of its folder or hide. */
function fileNameOf(id: string): string {
  return id.replaceAll(/[^\p{L}\p{M}\p{N}._-]/gu, '_').replace(/^\.+/u, '_') || '_';
}

/**
 * @param outFolder absolute; only for `ann`
 * @param isOneNote true when there can be no second note, so that none needs a title
 */
export function createOutput(format: Format, outFolder: string | undefined, isOneNote: boolean): Output {
  switch (format) {
    case 'jsonl':
      return jsonl;
    case 'csv':
      return csv;
    case 'ann':
      return outFolder === undefined ? brat(!isOneNote) : bratFolder(outFolder);
  }
}
