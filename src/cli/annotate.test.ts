/** The command with the served models: Python's spans, sound files only, and a reader that leaves early. */
import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text as textOf } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { addressOfFile } from '../catalogue/model-catalogue.ts';
import type { Span } from '../domain/span.ts';
import { compareSpans } from '../domain/span.ts';
import { bytesOf, repositoryFolder, runInMemory } from '../testing/fake-terminal.ts';
import fixture from '../testing/fixtures/spans.json';
import { readCatalogue } from './model-loading.ts';
import { startWorkerAnnotator } from './worker-annotator.ts';

const runtimeMs = 120_000;
const notes: readonly { readonly text: string; readonly spans: readonly Span[] }[] = fixture;
const [model] = (await readCatalogue(repositoryFolder)).models;
const [fp32, q8] = ['fp32', 'q8'].map((dtype) => model!.builds.find((build) => build.dtype === dtype)!);

const noteLines = (copies: number): string =>
  Array.from({ length: copies * notes.length }, (_, id) => {
    const { text } = notes[id % notes.length]!;
    return `${JSON.stringify({ id, text })}\n`;
  }).join('');

function startProgram(...args: readonly string[]) {
  const program = spawn(process.execPath, ['--import', 'tsx', 'src/cli/main.ts', ...args], {
    cwd: repositoryFolder,
    env: { ...process.env, LC_ALL: 'C', NODE_OPTIONS: '' },
  });
  program.stdin.on('error', () => undefined); // it may end before it has read everything
  const ended = new Promise<number | null>((resolve) => program.on('close', resolve));
  return { program, ended, stderr: textOf(program.stderr) };
}

const spansOf = (stdout: string): readonly Span[][] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { spans: Span[] }).spans);

describe('the program', () => {
  test.each(model!.tagSets.map(({ id, labels }) => [id, labels] as const))(
    'finds the spans of %s that Python found, in order, on several threads',
    async (tagSet, labels) => {
      const { program, ended, stderr } = startProgram(
        ...['--model', model!.id, '--tags', tagSet, '--dtype', 'fp32', '--threads', '2'],
      );
      program.stdin.end(noteLines(2));
      const stdout = await textOf(program.stdout);
      expect([await ended, await stderr]).toEqual([0, '']);
      const found = spansOf(stdout);
      expect(found).toHaveLength(2 * notes.length);
      for (const [index, spans] of found.entries()) {
        const expected = notes[index % notes.length]!.spans.filter(({ label }) =>
          labels.includes(label),
        ).sort(compareSpans);
        expect(spans).toEqual(
          expected.map((span) => ({ ...span, score: expect.closeTo(span.score, 3) as number })),
        );
      }
      expect(found.flat().length).toBeGreaterThan(0);
    },
    runtimeMs,
  );

  test(
    'a reader that leaves after one line ends it quietly',
    async () => {
      const { program, ended, stderr } = startProgram('--threads', '2');
      program.stdin.write(noteLines(200));
      await new Promise((resolve) => program.stdout.once('data', resolve));
      program.stdout.destroy();
      expect([await ended, await stderr]).toEqual([0, '']);
    },
    runtimeMs,
  );
});

test(
  'a thread that ends fails the note it has, and every later one',
  async () => {
    const setup = { model: model!, build: q8!, siteFolder: repositoryFolder };
    const annotator = await startWorkerAnnotator(setup);
    const isDead = { code: 'engine/worker-died' };
    const underWay = expect(annotator.annotate('dor '.repeat(100_000))).rejects.toMatchObject(isDead);
    await annotator.close();
    await underWay;
    await expect(annotator.annotate('dor')).rejects.toMatchObject(isDead);
  },
  runtimeMs,
);

describe('model files', () => {
  const graph = addressOfFile(model!, q8!.path);
  const cut = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length - 1);
  const flipped = (bytes: Buffer): Buffer => {
    bytes.writeUInt8(bytes.readUInt8(bytes.length >> 1) ^ 1, bytes.length >> 1);
    return bytes;
  };

  test.each([
    ['shorter by a byte', cut],
    ['with one bit changed', flipped],
  ])(
    'a graph %s is refused before the first note',
    async (_what, damage) => {
      const siteFolder = await mkdtemp(join(tmpdir(), 'prontoner-'));
      await cp(join(repositoryFolder, 'static-models'), join(siteFolder, 'static-models'), {
        recursive: true,
      });
      await writeFile(join(siteFolder, graph), damage(await readFile(join(siteFolder, graph))));
      const changes = { siteFolder, startAnnotator: startWorkerAnnotator };
      const run = await runInMemory(['--model', model!.id], bytesOf(noteLines(1)), changes);
      expect(run).toEqual({
        status: 1,
        stdout: '',
        stderr: `${graph} is not the file of the catalogue: altered or damaged. Not used.\n`,
      });
      const other = await runInMemory(
        ['--model', model!.id, '--dtype', 'fp32'],
        bytesOf(noteLines(1)),
        changes,
      );
      expect([other.status, other.stderr]).toEqual([0, '']);
    },
    runtimeMs,
  );

  test(
    'a missing file is named',
    async () => {
      const setup = { model: { ...model!, revision: 'none' }, build: q8!, siteFolder: repositoryFolder };
      await expect(startWorkerAnnotator(setup)).rejects.toMatchObject({
        code: 'storage/missing',
        details: { path: `static-models/${model!.id}/none/config.json` },
      });
    },
    runtimeMs,
  );

  test(
    'a model that differs from its stored results by more than it may is refused',
    async () => {
      const setup = { model: model!, build: { ...fp32!, tolerance: 1e-12 }, siteFolder: repositoryFolder };
      await expect(startWorkerAnnotator(setup)).rejects.toMatchObject({
        code: 'engine/self-check-failed',
      });
    },
    runtimeMs,
  );
});
