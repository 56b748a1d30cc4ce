/**
 * The token-classification pipeline of `@huggingface/transformers` as it comes, over files that are already on the
 * device: it asks a cache for every file, and the cache knows only ours. Nothing is fetched but the runtime.
 */
import type { TokenClassificationPipeline } from '@huggingface/transformers';
import { env, pipeline } from '@huggingface/transformers';
import asyncifyFactory from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyRuntime from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import plainFactory from 'onnxruntime-web/ort-wasm-simd-threaded.mjs?url';
import plainRuntime from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url';
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { ReferenceRequest } from './reference-protocol.ts';

export const libraryVersion: string = env.version;

/** The configuration files that the library wants, made of what the catalogue knows of the model. */
function configurationOf({ architecture, outputs, contextTokens }: ModelEntry): Record<string, object> {
  const labels = Object.entries(outputs);
  return {
    'config.json': {
      model_type: architecture,
      id2label: Object.fromEntries(labels),
      label2id: Object.fromEntries(labels.map(([id, label]) => [label, Number(id)])),
    },
    'tokenizer_config.json': { tokenizer_class: 'PreTrainedTokenizer', model_max_length: contextTokens },
  };
}

/** Every other file is not found, without asking anyone. */
function serveOnly(files: ReadonlyMap<string, BodyInit>, graph: BodyInit): void {
  env.allowRemoteModels = false;
  env.allowLocalModels = true; // the library refuses to be without any source
  env.useBrowserCache = false;
  env.useWasmCache = false; // it would import the runtime from a blob, which the page's policy forbids
  env.useCustomCache = true;
  env.customCache = {
    match: (key) => {
      const path = key.split('/').at(-1) ?? '';
      const body = path.endsWith('.onnx') ? graph : files.get(path);
      return Promise.resolve(body === undefined ? undefined : new Response(body));
    },
    put: () => Promise.resolve(),
  };
  env.fetch = () => Promise.resolve(new Response(null, { status: 404 }));
}

/** The page's own files in place of the library's CDN. */
function useRuntime(threads: number, runtime: ReferenceRequest['runtime']): void {
  const { wasm } = env.backends.onnx;
  if (!wasm) throw new AppError('reference/failed', { reason: 'no WASM backend' });
  const [mjs, binary] =
    runtime === 'with-webgpu' ? [asyncifyFactory, asyncifyRuntime] : [plainFactory, plainRuntime];
  wasm.wasmPaths = { mjs: new URL(mjs, location.href).href, wasm: new URL(binary, location.href).href };
  wasm.numThreads = threads;
}

/**
 * @param files holds `tokenizer.json` and the build's graph
 * @throws AppError `storage/missing`, `reference/failed`; the library's own error when it cannot read the model
 */
export async function createPipeline(
  { model, build, threads, runtime = 'plain' }: ReferenceRequest,
  files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
): Promise<TokenClassificationPipeline> {
  const read = (path: string): Uint8Array<ArrayBuffer> => {
    const bytes = files.get(path);
    if (!bytes) throw new AppError('storage/missing', { path });
    return bytes;
  };
  const served = new Map<string, BodyInit>([['tokenizer.json', read('tokenizer.json')]]);
  for (const [path, json] of Object.entries(configurationOf(model))) served.set(path, JSON.stringify(json));
  serveOnly(served, read(build.path));
  useRuntime(threads, runtime);
  return pipeline('token-classification', model.id, { device: 'wasm', dtype: build.dtype });
}
