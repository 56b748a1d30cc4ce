/** What the site serves is what the catalogue says, byte by byte; a defective catalogue is refused. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { labelColumnsFrom } from '../domain/tagging.ts';
import { addressOfFile, filesOfBuild, parseCatalogue, sizeOfBuild } from './model-catalogue.ts';

const root = resolve(import.meta.dirname, '../..');
const json: unknown = JSON.parse(readFileSync(join(root, 'static-models/catalogue.json'), 'utf8'));
const catalogue = parseCatalogue(json);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const mostModelBytes = 12_000_000;

describe.each(catalogue.models.map((model) => [model.id, model] as const))(
  'the served model %s',
  (_id, model) => {
    test.each(model.files.map((file) => [file.path, file] as const))(
      'has %s as the catalogue says',
      (_path, file) => {
        const bytes = readFileSync(join(root, addressOfFile(model, file.path)));
        expect(bytes.length).toBe(file.sizeBytes);
        expect(sha256(bytes)).toBe(file.sha256);
        const chunks: string[] = [];
        for (let start = 0; start < bytes.length; start += catalogue.chunkBytes)
          chunks.push(sha256(bytes.subarray(start, start + catalogue.chunkBytes)));
        expect(chunks).toEqual(file.chunks);
      },
    );

    test('has output columns for each of its labels, and a window larger than its overlap', () => {
      expect(labelColumnsFrom(model.outputs, model.labels, model.scheme)).toHaveLength(model.labels.length);
      expect(model.contextTokens - 2).toBeGreaterThan(model.strideTokens);
      expect(new Set(model.labels).size).toBe(model.labels.length);
    });

    test('is offered in full precision and in 8 bits, each with its own tolerance', () => {
      expect(model.builds.map((build) => build.dtype).sort()).toEqual(['fp32', 'q8']);
      for (const build of model.builds) {
        const files = filesOfBuild(model, build);
        expect(files.map((file) => file.path)).toEqual([
          'config.json',
          'tokenizer.json',
          'self-check.json',
          build.path,
        ]);
        expect(sizeOfBuild(model, build)).toBe(files.reduce((sum, file) => sum + file.sizeBytes, 0));
        expect(build.tolerance).toBeGreaterThan(0);
        expect(build.tolerance).toBeLessThan(1);
      }
    });

    test('takes at most 12 million bytes with everything in its folder', () => {
      const folder = join(root, 'static-models', model.id);
      const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
      expect(sizes.length).toBeGreaterThanOrEqual(model.files.length);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(mostModelBytes);
    });
  },
);

test('the catalogue offers a model', () => {
  expect(catalogue.models.length).toBeGreaterThan(0);
  expect(new Set(catalogue.models.map((model) => model.id)).size).toBe(catalogue.models.length);
});

describe('parsing', () => {
  type Loose = Record<string, unknown>;
  const [model] = catalogue.models;
  const [file] = model!.files;
  const [build] = model!.builds;
  const withModel = (change: Loose): unknown => ({ ...catalogue, models: [{ ...model, ...change }] });
  const withFile = (change: Loose): unknown =>
    withModel({ files: [{ ...file, ...change }, ...model!.files.slice(1)] });
  const withBuild = (change: Loose): unknown =>
    withModel({ builds: [{ ...build, ...change }, ...model!.builds.slice(1)] });

  test('the changes below start from a catalogue that is accepted', () => {
    expect(parseCatalogue(withModel({}))).toEqual({ ...catalogue, models: [model] });
    expect(parseCatalogue({ ...catalogue, models: [] }).models).toEqual([]);
  });

  const badPaths = [
    '../config.json',
    'onnx/../../config.json',
    '..',
    '.',
    './config.json',
    '/config.json',
    '//host/config.json',
    'https://host/config.json',
    'onnx//model.onnx',
    'onnx/',
    'onnx\\model.onnx',
    '%2e%2e/config.json',
    'config.json?x',
    'config.json#x',
    'config .json',
    'config.json\n',
    '',
  ];
  test.each(badPaths)('the path %j is refused, for a file and for a build', (path) => {
    for (const given of [withFile({ path }), withBuild({ path })])
      expect(() => parseCatalogue(given)).toThrow(
        expect.objectContaining({ code: 'catalogue/invalid' }) as Error,
      );
  });

  const digest = 'a'.repeat(64);
  test.each<[string, unknown]>([
    ['nothing', undefined],
    ['an array', []],
    ['a page', '<!doctype html>'],
    ['a label without output columns', withModel({ outputs: model!.outputs.slice(2) })],
    ['an overlap as large as the context', withModel({ strideTokens: model!.contextTokens })],
    ['another schema version', { ...catalogue, schemaVersion: 2 }],
    ['chunks of more than 8 MiB', { ...catalogue, chunkBytes: 8 * 1024 * 1024 + 1 }],
    ['chunks of no bytes', { ...catalogue, chunkBytes: 0 }],
    ['chunks of half a byte', { ...catalogue, chunkBytes: 0.5 }],
    ['a short digest', withFile({ sha256: digest.slice(1) })],
    ['a long digest', withFile({ sha256: `${digest}a` })],
    ['a digest in capitals', withFile({ sha256: digest.toUpperCase() })],
    ['a digest with a line end', withFile({ sha256: `${digest}\n` })],
    ['a short chunk digest', withFile({ chunks: [digest.slice(1)] })],
    ['no chunks', withFile({ chunks: [] })],
    ['one chunk too many', withFile({ chunks: [...file!.chunks, digest] })],
    ['a size that needs more chunks', withFile({ sizeBytes: catalogue.chunkBytes + 1 })],
    ['a size of zero', withFile({ sizeBytes: 0 })],
    ['a size that is a text', withFile({ sizeBytes: '2' })],
    ['no files', withModel({ files: [] })],
    ...model!.files.map((missing): [string, unknown] => [
      `${missing.path} missing from the files`,
      withModel({ files: model!.files.filter((other) => other !== missing) }),
    ]),
    ['no builds', withModel({ builds: [] })],
    ['a build of another type', withBuild({ dtype: 'fp64' })],
    ['a build without tolerance', withBuild({ tolerance: undefined })],
    ['a build with a negative tolerance', withBuild({ tolerance: -0.1 })],
    ['a build with a tolerance that is no number', withBuild({ tolerance: NaN })],
    ['no labels', withModel({ labels: [] })],
    ['a label with markup', withModel({ labels: ['<img>'] })],
    ['a label with a quote', withModel({ labels: ['a"b'] })],
    ['a label with a space', withModel({ labels: ['a b'] })],
    ['an empty label', withModel({ labels: [''] })],
    ['a label of 41 characters', withModel({ labels: ['x'.repeat(41)] })],
    ['an id with a slash', withModel({ id: 'a/b' })],
    ['an id that goes up', withModel({ id: '..' })],
    ['a revision with a space', withModel({ revision: 'r 1' })],
    ['a revision that goes up', withModel({ revision: '../r1' })],
    ['another scheme', withModel({ scheme: 'BILOU' })],
    ['another activation', withModel({ activation: 'softmax' })],
    ['a context of no tokens', withModel({ contextTokens: 0 })],
    ['a name in one language', withModel({ name: { en: 'Model' } })],
    [
      'an address that is not https',
      withModel({ attribution: [{ ...model!.attribution[0], url: 'http://a.org/' }] }),
    ],
    [
      'an address that is a script',
      withModel({ attribution: [{ ...model!.attribution[0], url: 'javascript:alert(1)' }] }),
    ],
    [
      'a score in percent',
      withModel({
        scores: [{ ...model!.scores[0], micro: { precision: 50, recall: 1, f1: 1, support: 1 } }],
      }),
    ],
  ])('%s is refused', (_what, given) => {
    expect(() => parseCatalogue(given)).toThrow(
      expect.objectContaining({ code: 'catalogue/invalid' }) as Error,
    );
  });

  test('the refusal names the place', () => {
    expect(() => parseCatalogue(withFile({ sha256: 'x' }))).toThrow(
      expect.objectContaining({
        details: expect.objectContaining({ place: 'models.0.files.0.sha256' }) as unknown,
      }) as Error,
    );
  });
});
