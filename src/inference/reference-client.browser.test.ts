/** The stock library in its worker, over the model that the site serves; every call settles. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { spawnMissingWorker, spawnThrowingWorker } from '../testing/scripted-worker.ts';
import { servedCatalogue, servedFiles } from '../testing/served-model.ts';
import { ReferenceClient } from './reference-client.ts';
import type { ReferenceRequest } from './reference-protocol.ts';

const model = (await servedCatalogue()).models[0]!;
const build = model.builds.find(({ dtype }) => dtype === 'q8')!;
const request: ReferenceRequest = { model, build, threads: 1, files: await servedFiles(model, build) };
const note = 'Paciente com HAS e DM2, em uso de losartana 50 mg.\nNega febre 🫀, coração\u0301 sem sopros.';

const spawn = (): Worker => new Worker(new URL('./reference.worker.ts', import.meta.url), { type: 'module' });

const opened: ReferenceClient[] = [];
function open(spawnWorker = spawn): ReferenceClient {
  const client = new ReferenceClient(spawnWorker);
  opened.push(client);
  return client;
}
const failed = { code: 'reference/failed' };
const cancelled = { code: 'engine/cancelled' };

afterEach(() => {
  for (const client of opened.splice(0)) client.dispose();
});

describe('with the model loaded', () => {
  let client: ReferenceClient;
  beforeAll(async () => {
    client = new ReferenceClient(spawn);
    await client.load(request);
  }, 60_000);
  afterAll(() => {
    client.dispose();
  });

  test('every word gets one of the labels, since the head has no output for none', async () => {
    const { spans, unplaced, tokens, readTokens, elapsedMs } = await client.run(note);
    const labels = new Set(model.tagSets.flatMap((tagSet) => tagSet.labels));
    expect(spans.every(({ label, score }) => labels.has(label) && score > 0 && score <= 1)).toBe(true);
    expect(unplaced).toEqual([]);
    const unlabelled = spans.reduceRight(
      (rest, { start, end }) => rest.slice(0, start) + rest.slice(end),
      note,
    );
    expect(unlabelled.replaceAll(/\s/gu, '')).toBe('🫀\u0301'); // no piece of the vocabulary stands for the emoji
    expect(readTokens).toBe(tokens);
    expect(elapsedMs).toBeGreaterThan(0);
  });

  test('the groups are in text order, apart, and the same each time', async () => {
    const first = await client.run(note);
    for (const [index, { start }] of first.spans.entries())
      expect(start).toBeGreaterThanOrEqual(first.spans[index - 1]?.end ?? 0);
    expect((await client.run(note)).spans).toEqual(first.spans);
  });

  test('what the library drops of a long note is told', async () => {
    const long = `${note}\n`.repeat(60);
    const { spans, tokens, readTokens } = await client.run(long);
    expect(readTokens).toBe(model.contextTokens);
    expect(tokens).toBeGreaterThan(2 * readTokens);
    expect(spans.at(-1)!.end).toBeLessThan(long.length / 2);
  });
});

describe('failures', () => {
  test('a file that is no graph: the error, and a client that is done for', async () => {
    const client = open();
    const files = { ...request.files, [build.path]: new Uint8Array([1, 2, 3]) };
    await expect(client.load({ ...request, files })).rejects.toMatchObject(failed);
    await expect(client.run(note)).rejects.toMatchObject(failed);
    await open().load(request); // the next one is none the worse for it
  }, 60_000);

  test('a file that is not there', async () => {
    const files = { 'tokenizer.json': request.files!['tokenizer.json']! };
    await expect(open().load({ ...request, files })).rejects.toMatchObject({ code: 'storage/missing' });
  });

  test('a run without a model', async () => {
    await expect(open().run(note)).rejects.toMatchObject({ code: 'engine/load-failed' });
  });

  test.each([
    ['whose script is missing', spawnMissingWorker],
    ['that throws', spawnThrowingWorker],
  ])('a worker %s', async (_what, spawnWorker) => {
    await expect(open(spawnWorker).load(request)).rejects.toMatchObject(failed);
  });

  test('a client that is disposed of, before and during a call', async () => {
    const client = open();
    const loading = client.load(request);
    client.dispose();
    await expect(loading).rejects.toMatchObject(cancelled);
    await expect(client.run(note)).rejects.toMatchObject(cancelled);
  });
});
