/** An ONNX Runtime session in a browser, on WASM or WebGPU. */
import type * as Ort from 'onnxruntime-web/wasm';
import { AppError } from '../domain/errors.ts';
import type { Session } from './graph-session.ts';
import { sessionOver } from './graph-session.ts';
import type { Backend } from './protocol.ts';

export type { Logits, Session } from './graph-session.ts';

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

export interface SessionHooks {
  /** Hears how much of the runtime has arrived. */
  readonly onRuntimeBytes?: (bytes: number) => void;
  /** Hears why the GPU device is gone; the session and the whole runtime are then of no use. */
  readonly onDeviceLost?: (reason: string) => void;
}

/**
 * @param columns outputs per token
 * @throws AppError `download/*` when the runtime does not come; `engine/not-a-model`, `engine/unsupported-graph`,
 *   `engine/out-of-memory` or `engine/load-failed` when it refuses the graph
 */
export async function createSession(
  graph: Uint8Array,
  backend: Backend,
  threads: number,
  columns: number,
  { onRuntimeBytes = () => undefined, onDeviceLost = () => undefined }: SessionHooks = {},
): Promise<Session> {
  const { ort, wasm, mjs } = await loadRuntime(backend);
  // fetched here and not by the runtime, so that a slow connection shows progress and a failed one has a reason
  ort.env.wasm.wasmBinary = await fetchRuntime(new URL(wasm, location.href), onRuntimeBytes);
  ort.env.wasm.wasmPaths = { mjs: new URL(mjs, location.href).href };
  ort.env.wasm.numThreads = threads;
  ort.env.logLevel = 'error';
  try {
    const session = await ort.InferenceSession.create(graph, {
      executionProviders: [backend],
      logSeverityLevel: 3, // its warnings about placement are no errors
    });
    if (backend === 'webgpu') watchDevice(await ort.env.webgpu.device, onDeviceLost);
    return sessionOver(session, ort.Tensor, columns);
  } catch (thrown) {
    throw loadErrorFrom(thrown);
  } finally {
    Reflect.deleteProperty(ort.env.wasm, 'wasmBinary'); // compiled by now, and tens of megabytes
  }
}

function watchDevice(device: GPUDevice, onDeviceLost: (reason: string) => void): void {
  void device.lost.then(({ reason, message }) => {
    onDeviceLost(`${reason}: ${message}`.slice(0, 300));
  });
}

/** The runtime tells its failures apart in words only; without exceptions in its build, memory ends as a bare number. */
function loadErrorFrom(thrown: unknown): AppError {
  const reason = (thrown instanceof Error ? thrown.message : String(thrown)).slice(0, 300);
  const code = loadFailures.find(([pattern]) => pattern.test(reason))?.[1] ?? 'engine/load-failed';
  return new AppError(code, { reason }, thrown);
}

const loadFailures = [
  [/protobuf parsing failed|No graph was found|ModelProto does not have a graph/iu, 'engine/not-a-model'],
  [
    /bad_alloc|out of memory|memory access|Aborted\(OOM|could not allocate|allocation failed|^\d+$/iu,
    'engine/out-of-memory',
  ],
  [
    /NOT_IMPLEMENTED|Could not find an implementation|not a registered function|No Op registered|Unsupported|not supported|does not support|INVALID_GRAPH|invalid model|Type Error/iu,
    'engine/unsupported-graph',
  ],
] as const;
