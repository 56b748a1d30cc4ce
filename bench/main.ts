/** `npm run bench`: every figure of the README's table, in one run on one machine; needs a built site and Chromium. */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { parseCatalogue } from '../src/catalogue/model-catalogue.ts';
import { measureBackends } from './backends.ts';
import { openBenchPage } from './browser.ts';
import { measureEdit } from './edit.ts';
import { measureNative } from './native.ts';
import type { Results } from './results.ts';
import { measureScale } from './scale.ts';
import { measureSite } from './site.ts';
import { writeTable } from './table.ts';
import { allNotes, testNotes } from './texts.ts';
import { measureThroughput } from './throughput.ts';

const root = new URL('../', import.meta.url);
const readJson = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const load = (): number => loadavg()[0] ?? NaN;

const measured = testNotes().slice(0, 26);
const notes = measured.map(({ text }) => text);
const warmUp = testNotes()
  .slice(26, 46)
  .map(({ text }) => text);
const corpus = allNotes();
const threads = Math.min(2, availableParallelism());
const [model] = parseCatalogue(readJson('static-models/catalogue.json')).models;
const { version: library } = readJson('node_modules/@huggingface/transformers/package.json') as {
  version: string;
};
if (!model) throw new Error('the catalogue has no model');

const loadBefore = load();
const bench = await openBenchPage();
try {
  const step = async <T>(name: string, work: () => Promise<T>): Promise<T> => {
    console.log(`${name} ...`);
    const figures = await work();
    console.log(JSON.stringify(figures));
    return figures;
  };
  const throughput = [];
  for (const count of new Set([1, threads]))
    for (const runtime of ['plain', 'with-webgpu'] as const)
      throughput.push(
        await step(`throughput, ${String(count)} threads, pipeline ${runtime}`, () =>
          measureThroughput(bench, notes, warmUp, count, runtime, 7),
        ),
      );
  const edit = await step('edit', () => measureEdit(bench, corpus.slice(-10_000), warmUp, threads, 11));
  const native = await step('native', () => measureNative(bench, notes, warmUp, 5));
  const scale = await step('scale', () => measureScale(bench, corpus, warmUp, threads));
  const site = await step('site', () => measureSite(bench, corpus));
  const backends = await step('backends', () =>
    measureBackends(bench, notes.slice(0, 5), warmUp.slice(0, 2), threads, site.chosenBackend),
  );
  const results: Results = {
    date: new Date().toISOString().slice(0, 10),
    browser: `Chromium ${bench.browser.version()}`,
    cpu: cpus()[0]?.model ?? 'unknown',
    cores: availableParallelism(),
    load: [loadBefore, load()],
    model: { id: model.id, revision: model.revision, dtype: 'q8' },
    library,
    notes: measured.map(({ id }) => id),
    ...{ throughput, edit, native, scale, site, backends },
  };
  writeFileSync(new URL('bench/results.json', root), `${JSON.stringify(results, null, 2)}\n`);
  await writeTable(new URL('README.md', root), results);
} finally {
  await bench.close();
}
