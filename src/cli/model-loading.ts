/** A model from the folder that the site serves: every file verified, the session checked against PyTorch's logits. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ModelBuild, ModelCatalogue, ModelEntry, ModelFile } from '../catalogue/model-catalogue.ts';
import { addressOfFile, filesOfBuild, parseCatalogue } from '../catalogue/model-catalogue.ts';
import { AppError } from '../domain/errors.ts';
import type { LoadedModel } from '../inference/annotate.ts';
import { parseSelfCheck, runSelfCheck } from '../inference/self-check.ts';
import { createTokenizer } from '../inference/tokenizer.ts';
import { createNodeSession } from './node-session.ts';

/** @throws AppError `storage/missing`, `storage/corrupt`, `catalogue/invalid` */
export async function readCatalogue(siteFolder: string): Promise<ModelCatalogue> {
  const path = 'static-models/catalogue.json';
  return parseCatalogue(parseJson(await readBytes(siteFolder, path), path));
}

/**
 * @param siteFolder holds `static-models/`
 * @throws AppError `storage/missing`; `storage/corrupt` when a file is not the catalogue's; `engine/*`
 */
export async function loadModel(
  siteFolder: string,
  model: ModelEntry,
  build: ModelBuild,
): Promise<LoadedModel> {
  const files = new Map<string, Uint8Array>();
  for (const file of filesOfBuild(model, build))
    files.set(file.path, await readVerified(siteFolder, model, file));
  const read = (path: string): Uint8Array => {
    const bytes = files.get(path);
    if (!bytes) throw new AppError('storage/missing', { path });
    return bytes;
  };
  const tokenizer = createTokenizer(parseJson(read('tokenizer.json'), 'tokenizer.json'));
  const check = parseSelfCheck(parseJson(read('self-check.json'), 'self-check.json'));
  const session = await createNodeSession(read(build.path), model.outputs.length);
  await runSelfCheck(session, check, build.tolerance);
  return { entry: model, tokenizer, session };
}

async function readVerified(siteFolder: string, model: ModelEntry, file: ModelFile): Promise<Uint8Array> {
  const path = addressOfFile(model, file.path);
  const bytes = await readBytes(siteFolder, path);
  const digest = createHash('sha256').update(bytes).digest('hex');
  if (bytes.length !== file.sizeBytes || digest !== file.sha256)
    throw new AppError('storage/corrupt', { path });
  return bytes;
}

async function readBytes(siteFolder: string, path: string): Promise<Uint8Array> {
  try {
    return await readFile(resolve(siteFolder, path));
  } catch (cause) {
    throw new AppError('storage/missing', { path }, cause);
  }
}

function parseJson(bytes: Uint8Array, path: string): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes)) as unknown;
  } catch (cause) {
    throw new AppError('storage/corrupt', { path }, cause);
  }
}
