/** Our engine in the browser against the same code over onnxruntime-node, with one thread each. */
import { resolve } from 'node:path';
import { loadModel, readCatalogue } from '../src/cli/model-loading.ts';
import type { AnnotateHooks, LoadedModel } from '../src/inference/annotate.ts';
import { annotate } from '../src/inference/annotate.ts';
import type { BenchPage } from './browser.ts';
import type { Spread } from './statistics.ts';
import { ratiosOf, spreadOf } from './statistics.ts';
import { engineRound } from './throughput.ts';

export interface NativeFigures {
  /** Time in the browser over time under Node, whole and of the runtime alone. */
  readonly ratio: Spread;
  readonly runtimeRatio: Spread;
  readonly nodeMsPerNote: Spread;
  readonly browserMsPerNote: Spread;
  readonly nodeOwnShare: Spread;
}

interface Round {
  readonly elapsedMs: number;
  readonly runMs: number;
}

const hooks: AnnotateHooks = { checkpoint: () => Promise.resolve(), onProgress: () => undefined };

async function nodeRound(model: LoadedModel, notes: readonly string[]): Promise<Round> {
  let runMs = 0;
  const session: LoadedModel['session'] = {
    run: async (ids) => {
      const started = performance.now();
      const logits = await model.session.run(ids);
      runMs += performance.now() - started;
      return logits;
    },
  };
  const started = performance.now();
  for (const text of notes) await annotate(text, { ...model, session }, hooks);
  return { elapsedMs: performance.now() - started, runMs };
}

export async function measureNative(
  bench: BenchPage,
  notes: readonly string[],
  warmUp: readonly string[],
  rounds: number,
): Promise<NativeFigures> {
  const siteFolder = resolve(import.meta.dirname, '..');
  const [entry] = (await readCatalogue(siteFolder)).models;
  const build = entry?.builds.find(({ dtype }) => dtype === 'q8');
  if (!entry || !build) throw new Error('no q8 build');
  const model = await loadModel(siteFolder, entry, build);
  await nodeRound(model, warmUp);
  const browser: Round[] = [];
  const node: Round[] = [];
  for (let round = 0; round < rounds; round++) {
    browser.push(
      await engineRound(bench, { kind: 'engine', dtype: 'q8', threads: 1, backend: 'wasm' }, notes, warmUp),
    );
    node.push(await nodeRound(model, notes));
  }
  const elapsed = (all: readonly Round[]): number[] => all.map(({ elapsedMs }) => elapsedMs);
  const inRuntime = (all: readonly Round[]): number[] => all.map(({ runMs }) => runMs);
  return {
    ratio: ratiosOf(elapsed(browser), elapsed(node)),
    runtimeRatio: ratiosOf(inRuntime(browser), inRuntime(node)),
    nodeMsPerNote: spreadOf(elapsed(node).map((ms) => ms / notes.length)),
    browserMsPerNote: spreadOf(elapsed(browser).map((ms) => ms / notes.length)),
    nodeOwnShare: spreadOf(node.map(({ elapsedMs, runMs }) => 1 - runMs / elapsedMs)),
  };
}
