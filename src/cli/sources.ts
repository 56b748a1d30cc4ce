/** Where notes come from: standard input or files, read as they are needed. */
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { parse, resolve } from 'node:path';
import { linesOf } from './lines.ts';
import type { LineProblem, Note } from './note-line.ts';
import { decodeUtf8, parseNoteLine } from './note-line.ts';

interface Place {
  readonly source: string;
  /** From 1; absent when the source is one note, or could not be read at all. */
  readonly line?: number;
}

export type SourceItem = Place &
  (
    | { readonly note: Note; readonly problem?: never }
    | { readonly note?: never; readonly problem: LineProblem | 'input/unreadable' }
  );

/** Notes of JSON Lines; a line that is none is an item of its own, so that items and lines can be counted. */
export async function* notesFromLines(
  source: string,
  chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<SourceItem> {
  let line = 0;
  try {
    for await (const bytes of linesOf(chunks)) {
      line += 1;
      const parsed = parseNoteLine(bytes);
      yield typeof parsed === 'string' ? { source, line, problem: parsed } : { source, line, note: parsed };
    }
  } catch {
    yield { source, problem: 'input/unreadable' };
  }
}

/** Notes of files, one file after the other: `.jsonl` holds many, `.txt` is one. */
export async function* notesFromFiles(files: readonly string[], folder: string): AsyncGenerator<SourceItem> {
  for (const source of files) {
    const path = resolve(folder, source);
    if (/\.jsonl$/iu.test(source)) yield* notesFromLines(source, createReadStream(path));
    else yield await noteFromText(source, path);
  }
}

async function noteFromText(source: string, path: string): Promise<SourceItem> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch {
    return { source, problem: 'input/unreadable' };
  }
  // a byte order mark stays, or every offset into the file would be off by one
  const text = decodeUtf8(bytes, { ignoreBOM: true });
  if (text === undefined) return { source, problem: 'input/not-utf8' };
  const id = parse(path).name;
  return { source, note: { id, idJson: JSON.stringify(id), text } };
}
