/** The models that the site really serves, with their files, for tests in a browser. */
import type { ModelBuild, ModelCatalogue, ModelEntry } from '../catalogue/model-catalogue.ts';
import { addressOfFile, filesOfBuild, parseCatalogue } from '../catalogue/model-catalogue.ts';

export const siteAddress = `${location.origin}/`;

async function responseOf(path: string): Promise<Response> {
  const response = await fetch(new URL(path, siteAddress), { cache: 'no-store' });
  if (!response.ok) throw new Error(`${path}: status ${response.status}`);
  return response;
}

export async function servedCatalogue(): Promise<ModelCatalogue> {
  return parseCatalogue(await (await responseOf('static-models/catalogue.json')).json());
}

export async function servedFile(model: ModelEntry, path: string): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array(await (await responseOf(addressOfFile(model, path))).arrayBuffer());
}

/** Bytes by path of the files that a build needs. */
export async function servedFiles(
  model: ModelEntry,
  build: ModelBuild,
): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const { path } of filesOfBuild(model, build)) files[path] = await servedFile(model, path);
  return files;
}

export const jsonOf = (bytes: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(bytes));
