/** Catalogue entries with made-up files, for tests of storage and download. */
import type { ModelBuild, ModelEntry, ModelFile } from '../catalogue/model-catalogue.ts';
import { sha256Of } from '../storage/weights.ts';

export interface SyntheticModel {
  readonly entry: ModelEntry;
  readonly build: ModelBuild;
  readonly chunkBytes: number;
  /** Content of each file by path. */
  readonly contents: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
}

/** Bytes that look random and are the same for the same seed. */
export function noise(sizeBytes: number, seed: number): Uint8Array<ArrayBuffer> {
  let state = seed * 2654435761 + 1;
  return Uint8Array.from({ length: sizeBytes }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  });
}

async function fileOf(path: string, bytes: Uint8Array<ArrayBuffer>, chunkBytes: number): Promise<ModelFile> {
  const chunks: string[] = [];
  for (let start = 0; start < bytes.length; start += chunkBytes)
    chunks.push(await sha256Of(bytes.slice(start, start + chunkBytes)));
  return { path, sizeBytes: bytes.length, sha256: await sha256Of(bytes), chunks };
}

/** A model of four small files; the graph takes several chunks, the last one shorter than the others. */
export async function syntheticModel(
  id = 'synthetic',
  revision = 'r1',
  chunkBytes = 64,
): Promise<SyntheticModel> {
  const seed = Array.from(id + revision).reduce((sum, c) => 31 * sum + c.charCodeAt(0), 7) % 65_536;
  const contents = new Map([
    ['config.json', noise(17, seed)],
    ['tokenizer.json', noise(64, seed + 1)],
    ['self-check.json', noise(65, seed + 2)],
    ['onnx/model.onnx', noise(64 * 4 + 20, seed + 3)],
  ]);
  const files = await Promise.all(Array.from(contents, ([path, bytes]) => fileOf(path, bytes, chunkBytes)));
  const text = { 'pt-BR': 'Modelo de teste', en: 'Test model' };
  const build: ModelBuild = {
    dtype: 'fp32',
    path: 'onnx/model.onnx',
    tolerance: 0.001,
    agreementWithFp32: 1,
  };
  const entry: ModelEntry = {
    id,
    revision,
    name: text,
    description: text,
    architecture: 'none',
    parameters: 1,
    language: 'pt',
    scheme: 'BIO',
    activation: 'sigmoid',
    tagSets: [{ id: 'first', labels: ['Teste'] }],
    outputs: ['B-Teste', 'I-Teste'],
    contextTokens: 64,
    strideTokens: 16,
    licence: 'Apache-2.0',
    attribution: [],
    files,
    builds: [build],
    scores: [],
  };
  return { entry, build, chunkBytes, contents };
}
