/** Model files from the site into a chunk store: each chunk is verified before it is kept, the manifest is written last. */
import type { ModelBuild, ModelEntry, ModelFile } from '../catalogue/model-catalogue.ts';
import { addressOfFile, filesOfBuild } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { ChunkStore } from './chunk-store.ts';
import { hasFile, putChunk, putManifest } from './weights.ts';

export interface DownloadProgress {
  readonly receivedBytes: number;
  readonly totalBytes: number;
}

export interface DownloadOptions {
  readonly chunkBytes: number;
  readonly baseAddress: string;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: DownloadProgress) => void;
}

/**
 * Downloads the files of a build that the store lacks.
 * @throws AppError `download/*`, `storage/*`; after a failure each file is either verified and whole, or absent
 */
export async function downloadBuild(
  store: ChunkStore,
  model: ModelEntry,
  build: ModelBuild,
  options: DownloadOptions,
): Promise<void> {
  const missing: ModelFile[] = [];
  for (const file of filesOfBuild(model, build)) if (!(await hasFile(store, model, file))) missing.push(file);
  const totalBytes = missing.reduce((sum, file) => sum + file.sizeBytes, 0);
  let receivedBytes = 0;
  const onBytes = (count: number): void => {
    receivedBytes += count;
    options.onProgress({ receivedBytes, totalBytes });
  };
  onBytes(0);
  for (const file of missing) await downloadFile(store, model, file, options, onBytes);
}

async function downloadFile(
  store: ChunkStore,
  model: ModelEntry,
  file: ModelFile,
  options: DownloadOptions,
  onBytes: (count: number) => void,
): Promise<void> {
  const response = await request(
    new URL(addressOfFile(model, file.path), options.baseAddress),
    file,
    options.signal,
  );
  const reader = readBody(response, options.signal, file);
  let index = 0;
  let filled = 0;
  let total = 0;
  let chunk = new Uint8Array(Math.min(options.chunkBytes, file.sizeBytes));
  for await (const bytes of reader) {
    total += bytes.length;
    if (total > file.sizeBytes) throw wrongSize(file, total);
    for (let offset = 0; offset < bytes.length;) {
      const count = Math.min(bytes.length - offset, chunk.length - filled);
      chunk.set(bytes.subarray(offset, offset + count), filled);
      filled += count;
      offset += count;
      if (filled < chunk.length) continue;
      await putChunk(store, model, file, index, chunk);
      index += 1;
      filled = 0;
      const restBytes = file.sizeBytes - index * options.chunkBytes; // 0 after the last chunk
      chunk = new Uint8Array(Math.min(options.chunkBytes, Math.max(0, restBytes)));
    }
    onBytes(bytes.length);
  }
  if (total !== file.sizeBytes) throw wrongSize(file, total);
  await putManifest(store, model, file);
}

function wrongSize(file: ModelFile, receivedBytes: number): AppError {
  return new AppError('download/wrong-size', {
    path: file.path,
    expectedBytes: file.sizeBytes,
    receivedBytes,
  });
}

async function request(address: URL, file: ModelFile, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    // `no-store`: IndexedDB is the one copy; the browser's HTTP cache would only hold a second one
    response = await fetch(address, { signal, cache: 'no-store', credentials: 'omit', redirect: 'error' });
  } catch (thrown) {
    throw networkError(thrown, signal, file);
  }
  if (!response.ok) throw new AppError('download/http-status', { path: file.path, status: response.status });
  // hosts that answer every unknown address with their start page do so with status 200
  if (response.headers.get('content-type')?.startsWith('text/html')) {
    throw new AppError('download/not-a-model-file', { path: file.path });
  }
  return response;
}

async function* readBody(
  response: Response,
  signal: AbortSignal,
  file: ModelFile,
): AsyncGenerator<Uint8Array> {
  if (!response.body) return;
  const reader = response.body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((thrown: unknown) => {
        throw networkError(thrown, signal, file);
      });
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => undefined); // the stream may already have failed: nothing is left to release
  }
}

function networkError(thrown: unknown, signal: AbortSignal, file: ModelFile): AppError {
  if (signal.aborted) return new AppError('download/cancelled', {}, thrown);
  return new AppError('download/offline', { path: file.path }, thrown);
}
