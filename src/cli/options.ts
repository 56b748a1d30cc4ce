/** The command line as data; what it names is looked up elsewhere. */
import { extname } from 'node:path';
import { parseArgs } from 'node:util';
import type { Wish } from './choice.ts';
import { UsageError } from './usage-error.ts';

export const formats = ['jsonl', 'ann', 'csv'] as const;
export type Format = (typeof formats)[number];

export interface Options extends Wish {
  readonly format: Format;
  /** Folder for one `.ann` and one `.txt` a note. */
  readonly out: string | undefined;
  /** Notes annotated at once, each on one thread. */
  readonly threads: number;
  /** None: standard input. */
  readonly files: readonly string[];
  readonly help: boolean;
}

const mostThreads = 256;
export const fileEndings = ['.txt', '.jsonl'] as const;

/** @throws UsageError */
export function parseOptions(args: readonly string[], cores: number): Options {
  const { values, positionals } = parse(args);
  const format = formats.find((name) => name === (values.format ?? 'jsonl'));
  if (!format) throw new UsageError({ option: '--format', given: values.format ?? '', possible: formats });
  if (values.out !== undefined && format !== 'ann')
    throw new UsageError({ option: '--out', given: `--format ${format}`, possible: ['--format ann'] });
  const threads = values.threads === undefined ? Math.min(cores, mostThreads) : Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1 || threads > mostThreads)
    throw new UsageError({
      option: '--threads',
      given: values.threads ?? '',
      possible: [`1–${String(mostThreads)}`],
    });
  for (const file of positionals)
    if (!fileEndings.some((ending) => ending === extname(file).toLowerCase()))
      throw new UsageError({ option: 'FILE', given: file, possible: fileEndings });
  const { model, tags, dtype, out, help = false } = values;
  return { model, tags, dtype, format, out, threads, files: positionals, help };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        ...{ model: text, tags: text, dtype: text, format: text, out: text, threads: text },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (cause) {
    throw new UsageError({ reason: cause instanceof Error ? cause.message : String(cause) }, cause);
  }
}
