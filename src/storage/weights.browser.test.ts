/** A stored file is the catalogue's file to the last bit, or it is not given out. */
import { describe, expect, test } from 'vitest';
import { filesOfBuild } from '../catalogue/model-catalogue.ts';
import type { SyntheticModel } from '../testing/synthetic-model.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import type { ChunkStore } from './chunk-store.ts';
import { createMemoryStore, openIndexedDbStore } from './chunk-store.ts';
import {
  deleteModel,
  hasBuild,
  hasFile,
  putChunk,
  putManifest,
  readFile,
  sha256Of,
  soundChunks,
  sweepOrphans,
} from './weights.ts';

let databases = 0;
const freshStore = (): ChunkStore =>
  openIndexedDbStore(`weights-${performance.timeOrigin}-${(databases += 1)}`);

const model = await syntheticModel();
const graph = model.entry.files.at(-1)!;

async function putFile(store: ChunkStore, { entry, contents, chunkBytes }: SyntheticModel, path: string) {
  const file = entry.files.find((candidate) => candidate.path === path)!;
  const bytes = contents.get(path)!;
  for (const index of file.chunks.keys())
    await putChunk(store, entry, file, index, bytes.slice(index * chunkBytes, (index + 1) * chunkBytes));
  await putManifest(store, entry, file);
}

async function putModel(store: ChunkStore, given: SyntheticModel): Promise<void> {
  for (const { path } of given.entry.files) await putFile(store, given, path);
}

test('SHA-256 is that of the standard', async () => {
  expect(await sha256Of(new TextEncoder().encode('abc'))).toBe(
    'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  );
});

describe('a stored file', () => {
  test('comes back whole', async () => {
    const store = freshStore();
    await putModel(store, model);
    for (const file of model.entry.files)
      expect(await readFile(store, model.entry, file)).toEqual(model.contents.get(file.path));
    expect(await hasBuild(store, model.entry, model.build)).toBe(true);
  });

  test('is not there before its manifest', async () => {
    const store = freshStore();
    await putChunk(store, model.entry, graph, 0, model.contents.get(graph.path)!.slice(0, model.chunkBytes));
    expect(await hasFile(store, model.entry, graph)).toBe(false);
    await expect(readFile(store, model.entry, graph)).rejects.toMatchObject({ code: 'storage/missing' });
  });

  test('a build is not there while one of its files is missing', async () => {
    for (const missing of filesOfBuild(model.entry, model.build)) {
      const store = createMemoryStore();
      for (const { path } of model.entry.files) if (path !== missing.path) await putFile(store, model, path);
      expect(await hasBuild(store, model.entry, model.build)).toBe(false);
    }
  });

  test('a chunk whose bytes are not the catalogue’s is not kept', async () => {
    const store = freshStore();
    const bytes = model.contents.get(graph.path)!.slice(0, model.chunkBytes);
    bytes[5]! ^= 1;
    await expect(putChunk(store, model.entry, graph, 0, bytes)).rejects.toMatchObject({
      code: 'download/wrong-digest',
    });
    const right = model.contents.get(graph.path)!.slice(0, model.chunkBytes);
    await expect(putChunk(store, model.entry, graph, 1, right)).rejects.toMatchObject({
      code: 'download/wrong-digest',
    });
    expect(await store.keys()).toEqual([]);
  });
});

describe('damage', () => {
  test('any one bit of a stored chunk flipped is storage/corrupt', async () => {
    const store = createMemoryStore();
    await putModel(store, model);
    const chunkKeys = (await store.keys()).filter((key) => key[0] === 'chunk' && key[3] === graph.path);
    let flips = 0;
    for (const key of chunkKeys) {
      const sound = (await store.get(key)) as ArrayBuffer;
      for (let position = 0; position < sound.byteLength; position++) {
        const damaged = new Uint8Array(sound.slice(0));
        damaged[position]! ^= 1 << (position % 8);
        await store.set(key, damaged.buffer);
        await expect(readFile(store, model.entry, graph)).rejects.toMatchObject({ code: 'storage/corrupt' });
        flips += 1;
      }
      await store.set(key, sound);
    }
    expect(flips).toBe(graph.sizeBytes);
    expect(await readFile(store, model.entry, graph)).toEqual(model.contents.get(graph.path));
  });

  test.each<[string, (chunk: ArrayBuffer) => unknown]>([
    ['gone', () => undefined],
    ['shorter', (chunk) => chunk.slice(1)],
    ['longer', (chunk) => Uint8Array.from([...new Uint8Array(chunk), 0]).buffer],
    ['empty', () => new ArrayBuffer(0)],
    ['text', () => 'chunk'],
    ['a view instead of a buffer', (chunk) => new Uint8Array(chunk)],
  ])('a chunk that is %s is storage/corrupt', async (_what, damage) => {
    for (const index of graph.chunks.keys()) {
      const store = freshStore();
      await putModel(store, model);
      const key = ['chunk', model.entry.id, model.entry.revision, graph.path, index];
      await store.set(key, damage((await store.get(key)) as ArrayBuffer));
      await expect(readFile(store, model.entry, graph)).rejects.toMatchObject({
        code: 'storage/corrupt',
        details: { path: graph.path },
      });
    }
  });

  test.each([-1, 1, 64])(
    'chunks that are not the size of the file, by %i bytes, are storage/corrupt',
    async (more) => {
      const store = freshStore();
      await putModel(store, model);
      const file = { ...graph, sizeBytes: graph.sizeBytes + more };
      await expect(readFile(store, model.entry, file)).rejects.toMatchObject({ code: 'storage/corrupt' });
    },
  );

  test.each<[string, unknown]>([
    ['a text', 'manifest'],
    ['null', null],
    ['without digests', { sizeBytes: graph.sizeBytes }],
    ['of another file', { sizeBytes: graph.sizeBytes, sha256: 'f'.repeat(64), chunks: graph.chunks }],
  ])('a manifest that is %s is no manifest', async (_what, manifest) => {
    const store = freshStore();
    await putModel(store, model);
    await store.set(['manifest', model.entry.id, model.entry.revision, graph.path], manifest);
    expect(await hasFile(store, model.entry, graph)).toBe(false);
    await expect(readFile(store, model.entry, graph)).rejects.toMatchObject({ code: 'storage/missing' });
  });
});

describe('revisions and models', () => {
  test('a file of another revision is not this file, though its path is the same', async () => {
    const store = freshStore();
    await putModel(store, model);
    const next = await syntheticModel(model.entry.id, 'r2');
    for (const file of next.entry.files) {
      expect(await hasFile(store, next.entry, file)).toBe(false);
      await expect(readFile(store, next.entry, file)).rejects.toMatchObject({ code: 'storage/missing' });
    }
  });

  test('deleting a model takes all its revisions and leaves other models whole', async () => {
    const store = freshStore();
    const [older, other] = [await syntheticModel(model.entry.id, 'r0'), await syntheticModel('other')];
    for (const given of [model, older, other]) await putModel(store, given);
    await deleteModel(store, model.entry.id);
    expect(new Set((await store.keys()).map((key) => key[1]))).toEqual(new Set(['other']));
    expect(await hasBuild(store, other.entry, other.build)).toBe(true);
  });

  test('a sweep takes old revisions, unknown models and pieces past the end, and leaves what a download can go on with', async () => {
    const store = freshStore();
    const [older, other, gone] = [
      await syntheticModel(model.entry.id, 'r0'),
      await syntheticModel('other'),
      await syntheticModel('gone'),
    ];
    await putModel(store, model);
    await putFile(store, other, 'config.json');
    const file = other.entry.files.at(-1)!;
    await putChunk(store, other.entry, file, 0, other.contents.get(file.path)!.slice(0, other.chunkBytes));
    const kept = (await store.keys()).map((key) => JSON.stringify(key));
    for (const given of [older, gone]) await putModel(store, given);
    const doomed = (await store.keys()).length - kept.length;
    await store.set(['probe'], 1);
    await store.set(['chunk', model.entry.id, 'r1', graph.path, graph.chunks.length], new ArrayBuffer(1));
    expect(await sweepOrphans(store, [model.entry, other.entry])).toBe(doomed + 2);
    expect((await store.keys()).map((key) => JSON.stringify(key))).toEqual(kept);
    expect(await sweepOrphans(store, [model.entry, other.entry])).toBe(0);
    expect(await readFile(store, model.entry, graph)).toEqual(model.contents.get(graph.path));
  });

  test('a file that the catalogue now cuts elsewhere is absent, not damaged', async () => {
    const store = freshStore();
    await putModel(store, model);
    const recut = await syntheticModel(model.entry.id, 'r1', 32);
    expect(recut.entry.files.at(-1)!.sha256).toBe(graph.sha256);
    expect(await hasFile(store, recut.entry, recut.entry.files.at(-1)!)).toBe(false);
    expect(await hasFile(store, model.entry, graph)).toBe(true);
  });
});

test('sound chunks are those stored and undamaged', async () => {
  const store = freshStore();
  expect(await soundChunks(store, model.entry, graph)).toEqual(new Set());
  const bytes = model.contents.get(graph.path)!;
  for (const index of [0, 2, 4])
    await putChunk(store, model.entry, graph, index, bytes.slice(64 * index, 64 * (index + 1)));
  expect(await soundChunks(store, model.entry, graph)).toEqual(new Set([0, 2, 4]));
  await store.set(['chunk', model.entry.id, 'r1', graph.path, 2], new ArrayBuffer(64));
  expect(await soundChunks(store, model.entry, graph)).toEqual(new Set([0, 4]));
});
