/** The command's surroundings in memory: what it reads is given, what it writes is kept. */
import { resolve } from 'node:path';
import { Writable } from 'node:stream';
import type { Annotator } from '../cli/annotator-pool.ts';
import type { Surroundings } from '../cli/command.ts';
import { runCommand } from '../cli/command.ts';
import { en } from '../cli/messages.ts';

export const repositoryFolder = resolve(import.meta.dirname, '../..');

/** A span over the first word of each text. */
export const firstWordAnnotator: Annotator = {
  annotate: (text) => {
    const end = /^[^ ]*/u.exec(text)?.[0].length ?? 0;
    return Promise.resolve(end > 0 ? [{ start: 0, end, label: 'Problema', score: 0.75 }] : []);
  },
  close: () => Promise.resolve(),
};

export async function* bytesOf(...texts: readonly string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(new TextEncoder().encode(text));
}

export interface Run {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command on the site's own catalogue, without a model unless `startAnnotator` is given. */
export async function runInMemory(
  args: readonly string[],
  stdin: AsyncIterable<Uint8Array> = bytesOf(),
  changes: Partial<Surroundings> = {},
): Promise<Run> {
  let stdout = '';
  let stderr = '';
  const status = await runCommand(args, {
    stdin,
    stdout: new Writable({
      decodeStrings: false,
      write(chunk: string, _encoding, done) {
        stdout += chunk;
        done();
      },
    }),
    complain: (sentence) => {
      stderr += `${sentence}\n`;
    },
    messages: en,
    folder: repositoryFolder,
    siteFolder: repositoryFolder,
    cores: 2,
    startAnnotator: () => Promise.resolve(firstWordAnnotator),
    ...changes,
  });
  return { status, stdout, stderr };
}
