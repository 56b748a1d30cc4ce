/** One word of a note of 10,000 characters is changed: our second annotation against what the stock pipeline does. */
import type { BenchPage } from './browser.ts';
import type { Spread } from './statistics.ts';
import { ratiosOf, spreadOf } from './statistics.ts';
import { piecesOf } from './texts.ts';

export interface EditFigures {
  readonly characters: number;
  readonly editMs: Spread;
  /** The pipeline on the note as it is, of which it reads only the first 512 tokens. */
  readonly pipelineMs: Spread;
  readonly speedup: Spread;
  /** The pipeline on pieces of the note that fit, one after the other, so that all of it is read. */
  readonly pipelineInPiecesMs: Spread;
  readonly speedupInPieces: Spread;
  /** Session runs that an edit took. */
  readonly runsPerEdit: Spread;
}

const pieceLength = 1000;

/** The note with another word in place of the one at a share of its length. */
function withEdit(text: string, share: number): string {
  const start = text.indexOf(' ', Math.floor(text.length * share)) + 1;
  const end = text.indexOf(' ', start);
  return `${text.slice(0, start)}retorno${text.slice(end)}`;
}

export async function measureEdit(
  bench: BenchPage,
  note: string,
  warmUp: readonly string[],
  threads: number,
  rounds: number,
): Promise<EditFigures> {
  for (const kind of ['engine', 'pipeline'] as const) {
    await bench.load(kind, { kind, dtype: 'q8', threads, backend: 'wasm' });
    for (const text of warmUp) await bench.annotate(kind, text);
  }
  await bench.annotate('engine', note);
  const samples = {
    edit: [] as number[],
    whole: [] as number[],
    pieces: [] as number[],
    runs: [] as number[],
  };
  for (let round = 0; round < rounds; round++) {
    const edited = withEdit(note, (round + 0.5) / rounds);
    const edit = await bench.annotate('engine', edited);
    const whole = await bench.annotate('pipeline', edited);
    let pieces = 0;
    for (const piece of piecesOf(edited, pieceLength))
      pieces += (await bench.annotate('pipeline', piece)).elapsedMs;
    samples.edit.push(edit.elapsedMs);
    samples.runs.push(edit.runs);
    samples.whole.push(whole.elapsedMs);
    samples.pieces.push(pieces);
  }
  for (const kind of ['engine', 'pipeline']) await bench.dispose(kind);
  return {
    characters: note.length,
    editMs: spreadOf(samples.edit),
    pipelineMs: spreadOf(samples.whole),
    speedup: ratiosOf(samples.whole, samples.edit),
    pipelineInPiecesMs: spreadOf(samples.pieces),
    speedupInPieces: ratiosOf(samples.pieces, samples.edit),
    runsPerEdit: spreadOf(samples.runs),
  };
}
