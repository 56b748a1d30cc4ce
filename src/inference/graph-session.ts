/**
 * Token ids in, logits out, on any of ONNX Runtime's backends: what is the same for all of them. It knows nothing of
 * text or labels.
 */
import type * as Ort from 'onnxruntime-web/wasm';
import { AppError } from '../domain/errors.ts';

/** Row-major logits `[tokens, columns]` of one window, special tokens included. */
export interface Logits {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface Session {
  run(inputIds: readonly number[]): Promise<Logits>;
}

/**
 * @param columns outputs per token
 * @returns a session whose runs reject with AppError `engine/bad-output`, or with the runtime's own error
 */
export function sessionOver(
  graph: Ort.InferenceSession,
  Tensor: Ort.TensorConstructor,
  columns: number,
): Session {
  return {
    async run(inputIds) {
      const shape = [1, inputIds.length];
      const ids = new Tensor('int64', BigInt64Array.from(inputIds, BigInt), shape);
      const mask = new Tensor('int64', new BigInt64Array(inputIds.length).fill(1n), shape);
      const output = await graph.run({ input_ids: ids, attention_mask: mask });
      return readLogits(output['logits'], inputIds.length, columns);
    },
  };
}

/** A plausible-looking wrong answer is the worst outcome, so what a backend returns is checked for shape and sense. */
function readLogits(tensor: Ort.Tensor | undefined, rows: number, columns: number): Logits {
  if (!tensor || !(tensor.data instanceof Float32Array) || tensor.data.length !== rows * columns) {
    throw new AppError('engine/bad-output', { reason: `dims ${tensor?.dims.join('x') ?? 'none'}` });
  }
  const { data } = tensor;
  if (!data.every(Number.isFinite)) throw new AppError('engine/bad-output', { reason: 'not finite' });
  if (data.every((value) => value === data[0]))
    throw new AppError('engine/bad-output', { reason: 'all equal' });
  return { data, rows, columns };
}
