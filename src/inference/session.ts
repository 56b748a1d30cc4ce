/** One ONNX Runtime session on one backend: token ids in, logits out. It knows nothing of text or labels. */
import type * as Ort from 'onnxruntime-web/wasm';
import { AppError } from '../domain/errors.ts';
import type { Backend } from './protocol.ts';

/** Row-major logits `[tokens, columns]` of one window, special tokens included. */
export interface Logits {
  readonly data: Float32Array;
  readonly rows: number;
  readonly columns: number;
}

export interface Session {
  run(inputIds: readonly number[]): Promise<Logits>;
}

/** The plain build is half the size of the one with WebGPU, so each backend loads its own. */
async function loadRuntime(backend: Backend): Promise<{ ort: typeof Ort; wasm: string; mjs: string }> {
  if (backend === 'webgpu') {
    const [ort, wasm, mjs] = await Promise.all([
      import('onnxruntime-web/webgpu'),
      import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url'),
      import('onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url'),
    ]);
    return { ort, wasm: wasm.default, mjs: mjs.default };
  }
  const [ort, wasm, mjs] = await Promise.all([
    import('onnxruntime-web/wasm'),
    import('onnxruntime-web/ort-wasm-simd-threaded.wasm?url'),
    import('onnxruntime-web/ort-wasm-simd-threaded.mjs?url'),
  ]);
  return { ort, wasm: wasm.default, mjs: mjs.default };
}

async function fetchRuntime(address: URL, onBytes: (bytes: number) => void): Promise<ArrayBuffer> {
  const path = address.pathname.split('/').at(-1) ?? 'wasm';
  try {
    const response = await fetch(address);
    if (!response.ok) throw new AppError('download/http-status', { path, status: response.status });
    let received = 0;
    const counted = response.body?.pipeThrough(
      new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(bytes, controller) {
          received += bytes.length;
          onBytes(received);
          controller.enqueue(bytes);
        },
      }),
    );
    return await new Response(counted ?? null).arrayBuffer();
  } catch (thrown) {
    throw thrown instanceof AppError ? thrown : new AppError('download/offline', { path }, thrown);
  }
}

/**
 * @param columns outputs per token; @param onRuntimeBytes hears how much of the runtime has arrived
 * @throws AppError `download/*` when the runtime does not come; else the runtime's own error
 */
export async function createSession(
  graph: Uint8Array,
  backend: Backend,
  threads: number,
  columns: number,
  onRuntimeBytes: (bytes: number) => void = () => undefined,
): Promise<Session> {
  const { ort, wasm, mjs } = await loadRuntime(backend);
  // fetched here and not by the runtime, so that a slow connection shows progress and a failed one has a reason
  ort.env.wasm.wasmBinary = await fetchRuntime(new URL(wasm, location.href), onRuntimeBytes);
  ort.env.wasm.wasmPaths = { mjs: new URL(mjs, location.href).href };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  const session = await ort.InferenceSession.create(graph, {
    executionProviders: [backend],
    logSeverityLevel: 3, // its warnings about placement are no errors
  });
  return {
    async run(inputIds) {
      const shape = [1, inputIds.length];
      const ids = new ort.Tensor('int64', BigInt64Array.from(inputIds, BigInt), shape);
      const mask = new ort.Tensor('int64', new BigInt64Array(inputIds.length).fill(1n), shape);
      const output = await session.run({ input_ids: ids, attention_mask: mask });
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
