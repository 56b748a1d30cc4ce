/** The engine with the served model: the spans that Python finds, on both backends, and faults that leave it usable. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelBuild } from '../catalogue/model-catalogue.ts';
import type { Span } from '../domain/span.ts';
import { compareSpans } from '../domain/span.ts';
import type { ChunkStore } from '../storage/chunk-store.ts';
import { createMemoryStore, openIndexedDbStore } from '../storage/chunk-store.ts';
import { downloadBuild } from '../storage/download.ts';
import fixture from '../testing/fixtures/spans.json';
import { jsonOf, servedCatalogue, servedFile, servedFiles, siteAddress } from '../testing/served-model.ts';
import { EngineClient } from './engine-client.ts';
import { Engine } from './engine.ts';
import type { Annotation, Backend, LoadRequest } from './protocol.ts';
import { createSession } from './session.ts';
import { createTokenizer } from './tokenizer.ts';

interface FixtureNote {
  readonly text: string;
  readonly spans: readonly Span[];
}

const runtimeMs = 120_000;
const catalogue = await servedCatalogue();
const model = catalogue.models[0]!;
const buildOf = (dtype: ModelBuild['dtype']): ModelBuild =>
  model.builds.find((build) => build.dtype === dtype)!;
const [fp32, q8] = [buildOf('fp32'), buildOf('q8')];

const store: ChunkStore = openIndexedDbStore(`engine-${performance.timeOrigin}`);
const requestFor = (build: ModelBuild, backend: Backend = 'wasm'): LoadRequest => ({
  model,
  build,
  backend,
  threads: 1,
});
const noProgress = (): void => undefined;

async function loaded(build: ModelBuild, backend: Backend): Promise<Engine> {
  const engine = new Engine(store);
  await engine.load(requestFor(build, backend));
  return engine;
}

const notes: readonly FixtureNote[] = fixture;

beforeAll(async () => {
  for (const build of [fp32, q8]) {
    await downloadBuild(store, model, build, {
      chunkBytes: catalogue.chunkBytes,
      baseAddress: siteAddress,
      signal: new AbortController().signal,
      onProgress: noProgress,
    });
  }
}, runtimeMs);

const claims = (spans: readonly Span[]): string[] =>
  [...spans].sort(compareSpans).map(({ start, end, label }) => `${start}-${end} ${label}`);

describe('the notes that Python annotated', () => {
  const found: Partial<Record<Backend, Annotation[]>> = {};
  beforeAll(async () => {
    for (const backend of ['wasm', 'webgpu'] as const) {
      const engine = await loaded(fp32, backend);
      const annotations: Annotation[] = [];
      for (const { text } of notes) annotations.push(await engine.annotate(1, text, noProgress));
      found[backend] = annotations;
    }
  }, runtimeMs);

  test('are there', () => {
    expect(notes.length).toBeGreaterThan(0);
    expect(notes.flatMap((note) => note.spans).length).toBeGreaterThan(0);
  });

  test.each(['wasm', 'webgpu'] as const)('have the same spans on %s, with scores within 0.001', (backend) => {
    for (const [index, note] of notes.entries()) {
      const spans = [...found[backend]![index]!.spans].sort(compareSpans);
      const expected = [...note.spans].sort(compareSpans);
      expect(claims(spans)).toEqual(claims(expected));
      for (const [position, span] of spans.entries())
        expect(Math.abs(span.score - expected[position]!.score)).toBeLessThanOrEqual(1e-3);
    }
  });

  test('have identical spans on wasm and webgpu', () => {
    expect(found.wasm!.map(({ spans }) => claims(spans))).toEqual(
      found.webgpu!.map(({ spans }) => claims(spans)),
    );
  });

  test(
    'get the same decisions of all outputs from q8 and fp32 on at least 98 % of tokens',
    async () => {
      const tokenizer = createTokenizer(jsonOf(await servedFile(model, 'tokenizer.json')));
      const columns = model.outputs.length;
      const sessions = await Promise.all(
        [fp32, q8].map(async (build) =>
          createSession(await servedFile(model, build.path), 'wasm', 1, columns),
        ),
      );
      let [same, all] = [0, 0];
      for (const { text } of notes) {
        const ids = [...tokenizer.prefixIds, ...tokenizer.tokenize(text).ids, ...tokenizer.suffixIds];
        const [full, quantised] = [await sessions[0]!.run(ids), await sessions[1]!.run(ids)];
        for (let row = 0; row < full.rows; row++) {
          const outputs = Array.from({ length: columns }, (_, column) => row * columns + column);
          all += 1;
          if (outputs.every((index) => full.data[index]! > 0 === quantised.data[index]! > 0)) same += 1;
        }
      }
      expect(all).toBeGreaterThan(200);
      expect(same / all).toBeGreaterThanOrEqual(0.98);
    },
    runtimeMs,
  );
});

describe('loading', () => {
  test('reports what runs and the figures of the self-check', async () => {
    const report = await new Engine(store).load(requestFor(q8));
    expect(report).toMatchObject({
      modelId: model.id,
      revision: model.revision,
      dtype: 'q8',
      backend: 'wasm',
      threads: 1,
      selfCheck: { tolerance: q8.tolerance },
    });
    expect(report.selfCheck.maxDifference).toBeLessThanOrEqual(q8.tolerance);
  });

  test('takes file bytes that come with the request, with nothing stored', async () => {
    const engine = new Engine(createMemoryStore());
    await engine.load({ ...requestFor(q8), files: await servedFiles(model, q8) });
    expect((await engine.annotate(1, 'Nega febre.', noProgress)).windows).toBe(1);
  });

  test('with nothing stored is storage/missing, and works once the files are there', async () => {
    const engine = new Engine(createMemoryStore());
    await expect(engine.load(requestFor(q8))).rejects.toMatchObject({ code: 'storage/missing' });
    await engine.load({ ...requestFor(q8), files: await servedFiles(model, q8) });
    expect((await engine.annotate(1, 'Nega febre.', noProgress)).tokens).toBeGreaterThan(0);
  });

  test('a damaged stored file is storage/corrupt, for each of the files', async () => {
    for (const { path } of model.files.filter((file) => file.path !== fp32.path)) {
      const key = ['chunk', model.id, model.revision, path, 0];
      const sound = (await store.get(key)) as ArrayBuffer;
      const damaged = new Uint8Array(sound.slice(0));
      damaged[damaged.length >> 1]! ^= 4;
      await store.set(key, damaged.buffer);
      const engine = new Engine(store);
      await expect(engine.load(requestFor(q8))).rejects.toMatchObject({
        code: 'storage/corrupt',
        details: { path },
      });
      await store.set(key, sound);
      await engine.load(requestFor(q8));
    }
  });

  test('files that are not what they should be are refused with their reason', async () => {
    const files = await servedFiles(model, q8);
    const bytesOf = (text: string): Uint8Array<ArrayBuffer> => new TextEncoder().encode(text);
    const engine = new Engine(createMemoryStore());
    for (const [change, code] of [
      [{ 'tokenizer.json': bytesOf('<!doctype html>') }, 'storage/corrupt'],
      [{ 'tokenizer.json': bytesOf('{"model":{"type":"BPE"}}') }, 'engine/unsupported-tokenizer'],
      [{ 'self-check.json': Uint8Array.of(0x22, 0xff, 0x22) }, 'storage/corrupt'],
      [{ 'self-check.json': bytesOf('{"inputs":[]}') }, 'catalogue/invalid'],
    ] as const)
      await expect(engine.load({ ...requestFor(q8), files: { ...files, ...change } })).rejects.toMatchObject({
        code,
      });
    await expect(engine.load({ ...requestFor({ ...q8, tolerance: -1 }), files })).rejects.toMatchObject({
      code: 'engine/self-check-failed',
      details: { tolerance: -1 },
    });
    await engine.load({ ...requestFor(q8), files });
  });

  test('a failed load leaves no model, so that no text is annotated with the one before', async () => {
    const engine = await loaded(q8, 'wasm');
    await expect(engine.load(requestFor({ ...q8, tolerance: -1 }))).rejects.toThrow();
    await expect(engine.annotate(1, 'dor', noProgress)).rejects.toMatchObject({ code: 'engine/load-failed' });
  });
});

describe('annotating', () => {
  const longText = 'Refere dor torácica há 2 dias, em uso de losartana 50 mg. '.repeat(120);

  test(
    'a long text tells of its spans before it ends, and repeats find the same entities without a run',
    async () => {
      const engine = await loaded(q8, 'wasm');
      const told: Span[] = [];
      let windows = 0;
      const annotation = await engine.annotate(1, longText.repeat(4), (progress) => {
        expect(progress.windows).toBeGreaterThan(windows);
        windows = progress.windows;
        told.push(...progress.spans);
        for (const { end } of progress.spans) expect(end).toBeLessThanOrEqual(progress.finishedLength);
      });
      expect(told.length).toBeGreaterThan(0);
      expect(told).toEqual(annotation.spans.slice(0, told.length));
      expect(windows).toBeLessThanOrEqual(annotation.windows);
      const again = await engine.annotate(2, longText.repeat(4), noProgress);
      expect(again).toMatchObject({ spans: annotation.spans, reusedWindows: annotation.windows });
    },
    runtimeMs,
  );

  test('a model that is loaded again knows nothing of what the one before has run', async () => {
    const engine = await loaded(q8, 'wasm');
    await engine.annotate(1, 'Nega febre.', noProgress);
    expect((await engine.annotate(2, 'Nega febre.', noProgress)).reusedWindows).toBe(1);
    await engine.load(requestFor(fp32));
    expect((await engine.annotate(3, 'Nega febre.', noProgress)).reusedWindows).toBe(0);
  });
});

test('a message that comes while a job runs is heard before the job ends, and the next job runs to its end', async () => {
  const engine = await loaded(q8, 'wasm');
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = () => {
    engine.cancel(1);
  };
  const text = Array.from({ length: 20_000 }, (_, index) => `dor ${index}.`).join(' ');
  let finished = 0;
  const job = engine.annotate(1, text, ({ finishedLength }) => {
    port2.postMessage('cancel');
    finished = finishedLength;
  });
  await expect(job).rejects.toMatchObject({ code: 'engine/cancelled' });
  expect(finished).toBeGreaterThan(0);
  expect(finished).toBeLessThan(text.length);
  port1.close();
  expect((await engine.annotate(2, 'Nega febre.', noProgress)).windows).toBe(1);
}, 120_000);

describe('the worker', () => {
  const spawn = (): Worker => new Worker(new URL('./ner.worker.ts', import.meta.url), { type: 'module' });

  test(
    'answers a text before any model with an error as data, then loads and annotates',
    async () => {
      const client = new EngineClient(spawn);
      const { signal } = new AbortController();
      expect(await client.annotate('dor', signal, noProgress)).toEqual({
        ok: false,
        error: { code: 'engine/load-failed', details: { reason: 'no model' } },
      });
      const failed = await client.load({ ...requestFor(q8), files: {} });
      expect(failed).toMatchObject({ ok: false, error: { code: 'storage/missing' } });
      const files = await servedFiles(model, q8);
      expect(await client.load({ ...requestFor(q8), files })).toMatchObject({
        ok: true,
        value: { dtype: 'q8' },
      });
      const result = await client.annotate('Nega febre.', signal, noProgress);
      expect(result).toMatchObject({ ok: true, value: { windows: 1 } });
      client.dispose();
    },
    runtimeMs,
  );
});
