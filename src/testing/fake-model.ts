/** A model whose logits depend on each token alone, so that windows must make no difference. */
import type { LoadedModel } from '../inference/annotate.ts';
import type { OffsetTokenizer } from '../inference/tokenizer.ts';
import type { Session } from '../inference/session.ts';

export const fillerWord = 'xx';
const fillerId = 3;
const [prefixIds, suffixIds] = [[1], [2]];
const pieceLength = 2;
export const fakeOutputs = ['B-Problema', 'I-Problema', 'B-Anatomia', 'I-Anatomia'];

/** Words are runs without white space, tokens pieces of two units. */
export const fakeTokenizer: OffsetTokenizer = {
  prefixIds,
  suffixIds,
  tokenize(text) {
    const ids: number[] = [];
    const tokens: string[] = [];
    const starts: number[] = [];
    const ends: number[] = [];
    const words: { start: number; end: number }[] = [];
    const wordTokens: number[] = [];
    const wordTokenEnds: number[] = [];
    for (const { 0: word, index: start } of text.matchAll(/\S+/gu)) {
      words.push({ start, end: start + word.length });
      wordTokens.push(ids.length);
      for (let position = 0; position < word.length; position += pieceLength) {
        const piece = word.slice(position, position + pieceLength);
        tokens.push(piece);
        ids.push(word === fillerWord ? fillerId : idOf(piece));
        starts.push(start + position);
        ends.push(start + position + piece.length);
      }
      wordTokenEnds.push(ids.length);
    }
    return { ids, tokens, starts, ends, words, wordTokens, wordTokenEnds };
  },
};

const idOf = (piece: string): number =>
  10 + Array.from(piece).reduce((hash, c) => (31 * hash + (c.codePointAt(0) ?? 0)) % 9973, 7);

/** Between -4 and 4 in quarters, the same for the same token; far below zero for the filler. */
export function fakeLogit(id: number, column: number): number {
  if (id === fillerId) return -30;
  return (((id * 2654435761 + column * 40503) >>> 7) % 33) / 4 - 4;
}

export interface RecordingSession extends Session {
  readonly runs: number[][];
}

export function fakeSession(columns = fakeOutputs.length): RecordingSession {
  const runs: number[][] = [];
  return {
    runs,
    run(inputIds) {
      runs.push([...inputIds]);
      const data = Float32Array.from(
        inputIds.flatMap((id) => Array.from({ length: columns }, (_, column) => fakeLogit(id, column))),
      );
      return Promise.resolve({ data, rows: inputIds.length, columns });
    },
  };
}

export function fakeModel(
  contextTokens: number,
  strideTokens: number,
  session: Session = fakeSession(),
): LoadedModel {
  return {
    entry: {
      scheme: 'BIO',
      activation: 'sigmoid',
      tagSets: [{ id: 'fake', labels: ['Problema', 'Anatomia'] }],
      outputs: fakeOutputs,
      contextTokens,
      strideTokens,
    },
    tokenizer: fakeTokenizer,
    session,
  };
}
