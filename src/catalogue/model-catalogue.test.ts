/** What the site serves is what the catalogue says, byte by byte; a defective catalogue is refused. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { headFrom } from '../domain/tagging.ts';
import { hubHead } from './hub-head.ts';
import { addressOfFile, filesOfBuild, labelsOf, parseCatalogue, sizeOfBuild } from './model-catalogue.ts';

const root = resolve(import.meta.dirname, '../..');
const json: unknown = JSON.parse(readFileSync(join(root, 'static-models/catalogue.json'), 'utf8'));
const catalogue = parseCatalogue(json);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const mostFolderBytes = 35_000_000;
const mostFileBytes = 25 * 1024 * 1024; // some static hosts take no larger file

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
      const labels = labelsOf(model);
      const columns = headFrom(model, labels).labels;
      expect(columns.map(({ label }) => label)).toEqual(labels);
      expect(new Set(columns.flatMap(({ begin, inside }) => [begin, inside])).size).toBe(
        model.outputs.length,
      );
      expect(model.contextTokens - 2).toBeGreaterThan(model.strideTokens);
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

    test('has no file too large for a static host, and no older revision beside it', () => {
      for (const { path, sizeBytes } of model.files) expect(sizeBytes, path).toBeLessThan(mostFileBytes);
      expect(readdirSync(join(root, 'static-models', model.id))).toEqual([model.revision]);
    });

    test('has every label of a measurement in its table, and a micro F1 inside its interval', () => {
      for (const { tagSet, perLabel, micro, interval } of model.scores) {
        const { labels } = model.tagSets.find(({ id }) => id === tagSet)!;
        expect(Object.keys(perLabel).sort()).toEqual([...labels].sort());
        if (!interval) continue;
        expect(micro.f1).toBeGreaterThanOrEqual(interval[0]);
        expect(micro.f1).toBeLessThanOrEqual(interval[1]);
      }
    });
  },
);

test('the catalogue offers a model', () => {
  expect(catalogue.models.length).toBeGreaterThan(0);
  expect(new Set(catalogue.models.map((model) => model.id)).size).toBe(catalogue.models.length);
});

test('all models together take at most 35 million bytes, with nothing that the catalogue does not know', () => {
  const folder = join(root, 'static-models');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile());
  const sizes = files.map((file) => statSync(join(file.parentPath, file.name)).size);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThanOrEqual(mostFolderBytes);
  const folders = readdirSync(folder).filter((name) => name !== 'catalogue.json');
  expect(folders.sort()).toEqual(catalogue.models.map(({ id }) => id).sort());
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
  const [tagSet] = model!.tagSets;
  const withTagSet = (change: Loose): unknown =>
    withModel({ tagSets: [{ ...tagSet, ...change }, ...model!.tagSets.slice(1)] });
  const [label] = tagSet!.labels;
  const score = { precision: 0.5, recall: 0.5, f1: 0.5, support: 1 };
  const plain = { 'pt-BR': 'x', en: 'x' };
  /** A measurement with nothing that need not be stated. */
  const measured = {
    tagSet: tagSet!.id,
    dataset: plain,
    protocol: plain,
    caveat: plain,
    command: 'x',
    date: '2026-01-01',
    notes: 1,
    micro: score,
    perLabel: { [label!]: score },
  };
  const withScore = (change: Loose): unknown => withModel({ scores: [{ ...measured, ...change }] });
  const curve = [
    [0.25, 0.5, 1],
    [0.75, 1, 0.5],
  ];

  test('the changes below start from a catalogue that is accepted', () => {
    expect(parseCatalogue(withModel({}))).toEqual({ ...catalogue, models: [model] });
    expect(parseCatalogue({ ...catalogue, models: [] }).models).toEqual([]);
  });

  test.each<[string, Loose]>([
    ['nothing that is optional', {}],
    ['an interval', { interval: [0.4, 0.6] }],
    ['other ways of counting', { schemes: { strict: 0.4, exact: 0.5, partial: 0.6, type: 0.7 } }],
    ['a macro F1 and a calibration error', { macroF1: 0.4, calibrationError: 0.05 }],
    ['a floor', { floor: { name: plain, microF1: 0.4, perLabelF1: { [label!]: 0.4 } } }],
  ])('a measurement with %s is kept as it is', (_what, change) => {
    const [parsed] = parseCatalogue(withScore(change)).models;
    expect(parsed!.scores).toEqual([{ ...measured, ...change }]);
  });

  test('curves and the F1 of a build are kept, by label and by tag set', () => {
    const [withCurve] = parseCatalogue(withTagSet({ curves: { [label!]: curve } })).models;
    expect(withCurve!.tagSets[0]!.curves).toEqual({ [label!]: curve });
    const [withF1] = parseCatalogue(withBuild({ microF1: { [tagSet!.id]: 0.5 } })).models;
    expect(withF1!.builds[0]!.microF1).toEqual({ [tagSet!.id]: 0.5 });
  });

  test('a model of the hub with one entity type is accepted as its configuration names it', () => {
    const id2label = { 0: 'B-Disorder', 1: 'I-Disorder', 2: 'O', 3: '<pad>' };
    const { labels, ...head } = hubHead({ id2label });
    const entry = {
      ...head,
      tagSets: [{ id: 'disorder', labels }],
      builds: [{ ...build, microF1: {} }],
      scores: [],
    };
    const [parsed] = parseCatalogue(withModel(entry)).models;
    expect(headFrom(parsed!, labelsOf(parsed!))).toMatchObject({
      labels: [{ label: 'Disorder', begin: 0, inside: 1 }],
      outside: [2, 3],
    });
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
    ['another schema version', { ...catalogue, schemaVersion: 1 }],
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
    ['no tag sets', withModel({ tagSets: [] })],
    ['a tag set without labels', withTagSet({ labels: [] })],
    ['a tag set whose id is no plain identifier', withTagSet({ id: 'A b' })],
    ['a label that no output stands for', withTagSet({ labels: [...tagSet!.labels, 'Outro'] })],
    ['a label twice in a tag set', withTagSet({ labels: [...tagSet!.labels, label] })],
    ['a label in two tag sets', withModel({ tagSets: [...model!.tagSets, { id: 'more', labels: [label] }] })],
    ['a tag set twice', withModel({ tagSets: [...model!.tagSets, tagSet] })],
    ['a curve of no label of its tag set', withTagSet({ curves: { Outro: curve } })],
    ['a curve without points', withTagSet({ curves: { [label!]: [] } })],
    ['a point of a curve with two figures', withTagSet({ curves: { [label!]: [[0.5, 0.5]] } })],
    ['a point of a curve in percent', withTagSet({ curves: { [label!]: [[0.5, 50, 0.5]] } })],
    ['a build with the F1 of an unknown tag set', withBuild({ microF1: { other: 0.5 } })],
    ['a measurement of an unknown tag set', withScore({ tagSet: 'other' })],
    ['a measurement without a tag set', withScore({ tagSet: undefined })],
    ['a measurement on no notes', withScore({ notes: 0 })],
    ['a measurement of a label of no tag set', withScore({ perLabel: { Outro: score } })],
    [
      'a floor with a label of no tag set',
      withScore({ floor: { name: plain, microF1: 0.4, perLabelF1: { Outro: 0.4 } } }),
    ],
    ['an interval upside down', withScore({ interval: [0.6, 0.4] })],
    ['an interval with one end', withScore({ interval: [0.4] })],
    ['ways of counting with one missing', withScore({ schemes: { strict: 0.4, exact: 0.5, partial: 0.6 } })],
    ['a label with markup', withTagSet({ labels: ['<img>'] })],
    ['a label with a quote', withTagSet({ labels: ['a"b'] })],
    ['a label with a space', withTagSet({ labels: ['a b'] })],
    ['an empty label', withTagSet({ labels: [''] })],
    ['a label of 41 characters', withTagSet({ labels: ['x'.repeat(41)] })],
    ['an id with a slash', withModel({ id: 'a/b' })],
    ['an id that goes up', withModel({ id: '..' })],
    ['a revision with a space', withModel({ revision: 'r 1' })],
    ['a revision that goes up', withModel({ revision: '../r1' })],
    ['another scheme', withModel({ scheme: 'BILOU' })],
    ['another activation', withModel({ activation: 'tanh' })],
    ['one distribution without O', withModel({ activation: 'softmax' })],
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
    ['a score in percent', withScore({ micro: { ...score, precision: 50 } })],
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
