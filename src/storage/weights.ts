/**
 * Model files in a chunk store. A file is there if and only if its manifest is: chunks are written first, each
 * after its digest matched, and the manifest last. The revision is part of every key, so versions never mix.
 */
import * as v from 'valibot';
import type { ModelBuild, ModelEntry, ModelFile } from '../catalogue/model-catalogue.ts';
import { filesOfBuild } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { ChunkStore, StoreKey } from './chunk-store.ts';

type ModelIdentity = Pick<ModelEntry, 'id' | 'revision'>;

const manifestSchema = v.object({ sizeBytes: v.number(), sha256: v.string(), chunks: v.array(v.string()) });

const chunkKey = (model: ModelIdentity, path: string, index: number): StoreKey => [
  'chunk',
  model.id,
  model.revision,
  path,
  index,
];
const manifestKey = (model: ModelIdentity, path: string): StoreKey => [
  'manifest',
  model.id,
  model.revision,
  path,
];

/** SHA-256 in lower-case hex. */
export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** Keeps one verified chunk. @throws AppError `download/wrong-digest` when its bytes are not the catalogue's */
export async function putChunk(
  store: ChunkStore,
  model: ModelIdentity,
  file: ModelFile,
  index: number,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<void> {
  if ((await sha256Of(bytes)) !== file.chunks[index])
    throw new AppError('download/wrong-digest', { path: file.path });
  await store.set(chunkKey(model, file.path, index), bytes.buffer);
}

/** Declares a file complete; call it after its last chunk. */
export async function putManifest(store: ChunkStore, model: ModelIdentity, file: ModelFile): Promise<void> {
  const { sizeBytes, sha256, chunks } = file;
  await store.set(manifestKey(model, file.path), { sizeBytes, sha256, chunks });
}

export async function hasFile(store: ChunkStore, model: ModelIdentity, file: ModelFile): Promise<boolean> {
  const manifest = v.safeParse(manifestSchema, await store.get(manifestKey(model, file.path)));
  if (!manifest.success || manifest.output.sha256 !== file.sha256) return false;
  return manifest.output.chunks.join() === file.chunks.join(); // a catalogue may cut the same file elsewhere
}

export async function hasBuild(store: ChunkStore, model: ModelEntry, build: ModelBuild): Promise<boolean> {
  for (const file of filesOfBuild(model, build)) if (!(await hasFile(store, model, file))) return false;
  return true;
}

/** @returns the chunk if it is here and its bytes are the catalogue's */
async function soundChunk(
  store: ChunkStore,
  model: ModelIdentity,
  file: ModelFile,
  index: number,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  const chunk = await store.get(chunkKey(model, file.path, index));
  if (!(chunk instanceof ArrayBuffer)) return undefined;
  const bytes = new Uint8Array(chunk);
  return (await sha256Of(bytes)) === file.chunks[index] ? bytes : undefined;
}

/** Indices of a file's chunks that are here and sound, whether or not the file is complete; a damaged chunk is none. */
export async function soundChunks(
  store: ChunkStore,
  model: ModelIdentity,
  file: ModelFile,
): Promise<Set<number>> {
  const sound = new Set<number>();
  for (const index of file.chunks.keys()) if (await soundChunk(store, model, file, index)) sound.add(index);
  return sound;
}

/**
 * A whole file, each chunk's digest checked again.
 * @throws AppError `storage/missing` without a manifest, `storage/corrupt` when the bytes are not what was stored
 */
export async function readFile(
  store: ChunkStore,
  model: ModelIdentity,
  file: ModelFile,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!(await hasFile(store, model, file))) throw new AppError('storage/missing', { path: file.path });
  const bytes = new Uint8Array(file.sizeBytes);
  let position = 0;
  for (const index of file.chunks.keys()) {
    const chunk = await soundChunk(store, model, file, index);
    if (!chunk || position + chunk.length > bytes.length)
      throw new AppError('storage/corrupt', { path: file.path });
    bytes.set(chunk, position);
    position += chunk.length;
  }
  if (position !== bytes.length) throw new AppError('storage/corrupt', { path: file.path });
  return bytes;
}

/** Forgets every file of a model, in all its revisions; manifests first, so that no half model looks whole. */
export async function deleteModel(store: ChunkStore, modelId: string): Promise<void> {
  const keys = (await store.keys()).filter((key) => key[1] === modelId);
  await store.deleteMany(keys.filter((key) => key[0] === 'manifest'));
  await store.deleteMany(keys.filter((key) => key[0] !== 'manifest'));
}

/** Removes what belongs to no file of the catalogue: old revisions, and pieces past a file's end. */
export async function sweepOrphans(store: ChunkStore, models: readonly ModelEntry[]): Promise<number> {
  const chunkCounts = new Map(
    models.flatMap((model) =>
      model.files.map(
        ({ path, chunks }) => [fileName(model.id, model.revision, path), chunks.length] as const,
      ),
    ),
  );
  const orphans = (await store.keys()).filter(([, id, revision, path, index = 0]) => {
    const chunkCount = chunkCounts.get(fileName(id, revision, path)) ?? 0;
    return Number(index) >= chunkCount;
  });
  await store.deleteMany(orphans);
  return orphans.length;
}

const fileName = (...parts: readonly (string | number | undefined)[]): string => JSON.stringify(parts);
