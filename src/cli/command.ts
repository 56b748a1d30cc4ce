/** The command from its arguments to its exit status; what it touches outside is handed in. */
import { resolve } from 'node:path';
import type { Writable } from 'node:stream';
import type { ErrorCode } from '../domain/errors.ts';
import { AppError, errorDataFrom } from '../domain/errors.ts';
import type { Annotator } from './annotator-pool.ts';
import { AnnotatorPool } from './annotator-pool.ts';
import type { Choice } from './choice.ts';
import { choose } from './choice.ts';
import { mapInOrder } from './map-in-order.ts';
import type { Messages } from './messages.ts';
import { readCatalogue } from './model-loading.ts';
import type { Options } from './options.ts';
import { parseOptions } from './options.ts';
import type { Output } from './output.ts';
import { createOutput } from './output.ts';
import type { SourceItem } from './sources.ts';
import { notesFromFiles, notesFromLines } from './sources.ts';
import { UsageError } from './usage-error.ts';
import type { AnnotatorSetup } from './worker-annotator.ts';
import type { Outcome } from './writing.ts';
import { write, writeOutcomes } from './writing.ts';

export interface Surroundings {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Writable;
  /** Writes one sentence to standard error. */
  readonly complain: (sentence: string) => void;
  readonly messages: Messages;
  /** Paths of the command line start here. */
  readonly folder: string;
  /** Holds `static-models/`. */
  readonly siteFolder: string;
  readonly cores: number;
  readonly startAnnotator: (setup: AnnotatorSetup) => Promise<Annotator>;
}

/** 0: all went well; 1: something could not be annotated; 2: the command line cannot be followed. */
export type ExitStatus = 0 | 1 | 2;

/** Runs the command. It reports on standard error and never throws on purpose. */
export async function runCommand(args: readonly string[], around: Surroundings): Promise<ExitStatus> {
  const { messages, complain } = around;
  try {
    const options = parseOptions(args, around.cores);
    if (options.help) {
      await write(around.stdout, `${messages.usage}\n`);
      return 0;
    }
    const { models } = await readCatalogue(around.siteFolder);
    return await annotateAll(options, choose(models, options), around);
  } catch (thrown) {
    if (thrown instanceof UsageError) {
      complain(`${messages.usageProblem(thrown.problem)}\n${messages.usage}`);
      return 2;
    }
    if (isBrokenPipe(thrown)) return 0; // the reader has what it wanted
    complain(messages.error(errorDataFrom(thrown)));
    return 1;
  }
}

async function annotateAll(
  options: Options,
  { model, build, tagSet }: Choice,
  around: Surroundings,
): Promise<ExitStatus> {
  const setup = { siteFolder: around.siteFolder, model: { ...model, tagSets: [tagSet] }, build };
  const pool = await AnnotatorPool.start(options.threads, () => around.startAnnotator(setup));
  try {
    const items =
      options.files.length > 0
        ? notesFromFiles(options.files, around.folder)
        : notesFromLines('stdin', around.stdin);
    // one note on each thread and one waiting for it
    const outcomes = mapInOrder(items, 2 * options.threads, (item) => annotateItem(item, pool));
    return (await writeOutcomes(outcomes, outputOf(options, around.folder), around)) ? 0 : 1;
  } finally {
    await pool.close();
  }
}

function outputOf({ format, out, files }: Options, folder: string): Output {
  const isOneNote = files.length === 1 && /\.txt$/iu.test(files[0] ?? '');
  return createOutput(format, out === undefined ? undefined : resolve(folder, out), isOneNote);
}

const failuresOfOneNote: readonly ErrorCode[] = ['engine/run-failed', 'engine/bad-output'];

async function annotateItem(item: SourceItem, annotator: Annotator): Promise<Outcome> {
  if (!item.note) return { item };
  try {
    return { item, spans: await annotator.annotate(item.note.text) };
  } catch (error) {
    if (error instanceof AppError && failuresOfOneNote.includes(error.code)) return { item, error };
    throw error;
  }
}

const isBrokenPipe = (thrown: unknown): boolean =>
  thrown instanceof Error && (thrown as NodeJS.ErrnoException).code === 'EPIPE';
