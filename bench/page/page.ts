/** What the bench drives in a page of the browser: engines by name, through the interfaces that the site uses. */
import catalogueJson from '../../static-models/catalogue.json';
import type { Dtype, ModelEntry } from '../../src/catalogue/model-catalogue.ts';
import { addressOfFile, filesOfBuild, parseCatalogue } from '../../src/catalogue/model-catalogue.ts';
import { unwrap } from '../../src/domain/result.ts';
import { EngineClient } from '../../src/inference/engine-client.ts';
import type { Backend } from '../../src/inference/protocol.ts';
import { ReferenceClient } from '../../src/inference/reference-client.ts';
import type { ReferenceRequest } from '../../src/inference/reference-protocol.ts';
import type { RunTotals } from './run-timer.ts';

export interface EngineSetup {
  readonly kind: 'engine' | 'pipeline';
  readonly dtype: Dtype;
  readonly threads: number;
  readonly backend: Backend;
  /** Of the pipeline only: the site's build of ONNX Runtime, or the one that the library takes by itself. */
  readonly runtime?: NonNullable<ReferenceRequest['runtime']>;
}

/** One call as the page sees it, and what of it was `session.run`. */
export interface Timing extends RunTotals {
  readonly elapsedMs: number;
  readonly firstSpansMs: number | undefined;
  readonly spans: number;
}

interface Driver {
  /** @param onProgress hears whether spans came with it */
  annotate(text: string, signal: AbortSignal, onProgress: (hasSpans: boolean) => void): Promise<number>;
  dispose(): void;
}

const model = firstModel();
const drivers = new Map<string, { driver: Driver; totals: () => Promise<RunTotals> }>();

function firstModel(): ModelEntry {
  const [first] = parseCatalogue(catalogueJson).models;
  if (!first) throw new Error('the catalogue has no model');
  return first;
}

async function filesOf(dtype: Dtype): Promise<Record<string, Uint8Array<ArrayBuffer>>> {
  const files: Record<string, Uint8Array<ArrayBuffer>> = {};
  for (const { path } of filesOfBuild(model, buildOf(dtype))) {
    const response = await fetch(`/site/${addressOfFile(model, path)}`);
    if (!response.ok) throw new Error(`${path}: ${String(response.status)}`);
    files[path] = new Uint8Array(await response.arrayBuffer());
  }
  return files;
}

function buildOf(dtype: Dtype) {
  const build = model.builds.find((one) => one.dtype === dtype);
  if (!build) throw new Error(`no build ${dtype}`);
  return build;
}

function totalsOf(name: string): () => Promise<RunTotals> {
  const channel = new BroadcastChannel(name);
  return () =>
    new Promise((resolve) => {
      channel.onmessage = ({ data }: MessageEvent<RunTotals>) => {
        resolve(data);
      };
      channel.postMessage('totals?');
    });
}

/** Whether a report of progress brings entities of its own. */
const hasSpans = (progress: object): boolean =>
  'spans' in progress && Array.isArray(progress.spans) && progress.spans.length > 0;

async function engineDriver(name: string, { dtype, threads, backend }: EngineSetup): Promise<Driver> {
  const client = new EngineClient(
    () => new Worker(new URL('./engine.worker.ts', import.meta.url), { type: 'module', name }),
  );
  unwrap(await client.load({ model, build: buildOf(dtype), backend, threads, files: await filesOf(dtype) }));
  return {
    annotate: async (text, signal, onProgress) =>
      unwrap(
        await client.annotate(text, signal, (progress) => {
          onProgress(hasSpans(progress));
        }),
      ).spans.length,
    dispose: () => {
      client.dispose();
    },
  };
}

async function pipelineDriver(
  name: string,
  { dtype, threads, runtime = 'plain' }: EngineSetup,
): Promise<Driver> {
  const client = new ReferenceClient(
    () => new Worker(new URL('./reference.worker.ts', import.meta.url), { type: 'module', name }),
  );
  await client.load({ model, build: buildOf(dtype), threads, runtime, files: await filesOf(dtype) });
  return {
    annotate: async (text) => (await client.run(text)).spans.length,
    dispose: () => {
      client.dispose();
    },
  };
}

function named(name: string) {
  const found = drivers.get(name);
  if (!found) throw new Error(`no engine ${name}`);
  return found;
}

const bench = {
  async load(name: string, setup: EngineSetup): Promise<void> {
    const driver = await (setup.kind === 'engine' ? engineDriver : pipelineDriver)(name, setup);
    drivers.set(name, { driver, totals: totalsOf(name) });
  },

  async annotate(name: string, text: string): Promise<Timing> {
    const { driver, totals } = named(name);
    const before = await totals();
    const started = performance.now();
    let firstSpansMs: number | undefined;
    const spans = await driver.annotate(text, new AbortController().signal, (withSpans) => {
      if (withSpans) firstSpansMs ??= performance.now() - started;
    });
    const elapsedMs = performance.now() - started;
    const after = await totals();
    return {
      elapsedMs,
      firstSpansMs,
      spans,
      runs: after.runs - before.runs,
      runMs: after.runMs - before.runMs,
    };
  },

  /** Cancels a text that is being annotated, and asks for a short one at once. */
  async cancel(
    name: string,
    long: string,
    short: string,
  ): Promise<{ readonly cancelMs: number; readonly nextAnswerMs: number }> {
    const { driver } = named(name);
    const abort = new AbortController();
    let isUnderWay = (): void => undefined;
    const underWay = new Promise<void>((resolve) => {
      isUnderWay = resolve;
    });
    const job = driver.annotate(long, abort.signal, isUnderWay).catch(() => undefined);
    await underWay;
    const started = performance.now();
    abort.abort();
    const next = driver.annotate(short, new AbortController().signal, () => undefined);
    await job;
    const cancelMs = performance.now() - started;
    await next;
    return { cancelMs, nextAnswerMs: performance.now() - started };
  },

  dispose(name: string): void {
    named(name).driver.dispose();
    drivers.delete(name);
  },
};

export type Bench = typeof bench;

Object.assign(globalThis, { bench });
