/** What became of each note: results to standard output, and what went wrong to standard error. */
import type { Writable } from 'node:stream';
import type { AppError } from '../domain/errors.ts';
import type { Span } from '../domain/span.ts';
import type { Messages } from './messages.ts';
import type { Failure, Output } from './output.ts';
import type { SourceItem } from './sources.ts';

export interface Outcome {
  readonly item: SourceItem;
  readonly spans?: readonly Span[];
  readonly error?: AppError;
}

interface Ends {
  readonly stdout: Writable;
  readonly complain: (sentence: string) => void;
  readonly messages: Messages;
}

/**
 * @returns whether everything was annotated and written
 * @throws the error of standard output
 */
export async function writeOutcomes(
  outcomes: AsyncIterable<Outcome>,
  output: Output,
  { stdout, complain, messages }: Ends,
): Promise<boolean> {
  let isAllWell = true;
  await write(stdout, output.head);
  for await (const outcome of outcomes) {
    const { text, complaint } = await textAndComplaint(outcome, output, messages);
    if (complaint !== undefined) {
      const { source, line } = outcome.item;
      isAllWell = false;
      complain(`${line === undefined ? source : `${source}:${String(line)}`}: ${complaint}`);
    }
    await write(stdout, text);
  }
  return isAllWell;
}

async function textAndComplaint(
  { item, spans, error }: Outcome,
  output: Output,
  messages: Messages,
): Promise<{ text: string; complaint?: string }> {
  const { note, line, problem } = item;
  if (problem) {
    const failure: Failure = { idJson: 'null', line, code: problem };
    // a source that cannot be read has no line to answer
    return {
      text: line === undefined ? '' : output.failure(failure),
      complaint: messages.input[problem],
    };
  }
  if (error) {
    const text = output.failure({ idJson: note.idJson, line, code: error.code });
    return { text, complaint: messages.error(error) };
  }
  try {
    return { text: await output.spans(note, spans ?? []) };
  } catch (thrown) {
    const { code } = thrown as NodeJS.ErrnoException;
    return { text: '', complaint: code === 'EEXIST' ? messages.fileExists : messages.fileNotWritten };
  }
}

/** Resolves when the bytes have left, so that a slow reader slows the reading of notes. */
export function write(stream: Writable, text: string): Promise<void> {
  if (text === '') return Promise.resolve();
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => {
      if (error) reject(error);
      else resolve();
    });
  });
}
