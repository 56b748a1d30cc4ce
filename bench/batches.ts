/**
 * Whether windows in batches are faster than one at a time, under Node and in Chromium on WASM, each with one thread;
 * prints JSON, tokens per millisecond by window length and batch size: `npx tsx bench/batches.ts`.
 */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import * as node from 'onnxruntime-node';
import type { InferenceSession, TensorConstructor } from 'onnxruntime-web';
import { chromium } from 'playwright';
import sirv from 'sirv';
import { addressOfFile } from '../src/catalogue/model-catalogue.ts';
import { readCatalogue } from '../src/cli/model-loading.ts';
import { chromiumLaunchOptions } from '../scripts/chromium.ts';

const lengths = [128, 256, 384, 512];
const batches = [1, 2, 4, 8];
type Rates = Record<string, Record<string, number>>;

/** Runs in the page too, so it may use nothing from outside. Medians of seven runs, the sizes in turn. */
async function ratesOf(
  graph: InferenceSession,
  Tensor: TensorConstructor,
  lengths: readonly number[],
  batches: readonly number[],
): Promise<Record<string, Record<string, number>>> {
  const rates: Record<string, Record<string, number>> = {};
  for (const length of lengths) {
    const times = new Map(batches.map((batch) => [batch, [] as number[]]));
    for (let round = 0; round < 8; round++) {
      for (const batch of batches) {
        const count = batch * length;
        const ids = BigInt64Array.from({ length: count }, (_, index) => BigInt(5 + ((index * 7919) % 9000)));
        const feeds = {
          input_ids: new Tensor('int64', ids, [batch, length]),
          attention_mask: new Tensor('int64', new BigInt64Array(count).fill(1n), [batch, length]),
        };
        const started = performance.now();
        await graph.run(feeds);
        if (round > 0) times.get(batch)?.push(performance.now() - started); // the first one allocates
      }
    }
    const median = (values: number[]): number => values.sort((a, b) => a - b)[values.length >> 1] ?? NaN;
    rates[length] = Object.fromEntries(
      batches.map((batch) => [batch, Number(((batch * length) / median(times.get(batch) ?? [])).toFixed(1))]),
    );
  }
  return rates;
}

async function inChromium(graphPath: string): Promise<Rates> {
  const runtime = sirv(resolve('node_modules/onnxruntime-web/dist'));
  const models = sirv(resolve('.'));
  const server = createServer((request, response) => {
    if (request.url === '/') response.setHeader('content-type', 'text/html').end('<!doctype html>');
    else
      runtime(request, response, () => {
        models(request, response, () => {
          response.writeHead(404).end();
        });
      });
  });
  await new Promise<void>((done) => server.listen(0, 'localhost', done));
  const browser = await chromium.launch(chromiumLaunchOptions());
  try {
    const page = await browser.newPage();
    const address = `http://localhost:${String((server.address() as AddressInfo).port)}/`;
    await page.goto(address);
    const script = `(async () => {
      const ort = await import('${address}ort.wasm.min.mjs');
      ort.env.wasm.wasmPaths = '${address}';
      ort.env.wasm.numThreads = 1;
      const graph = await ort.InferenceSession.create('${address}${graphPath}', { executionProviders: ['wasm'] });
      const __name = (named) => named; // the compiler of this script names its functions so
      const ratesOf = ${ratesOf.toString()};
      return ratesOf(graph, ort.Tensor, ${JSON.stringify(lengths)}, ${JSON.stringify(batches)});
    })()`;
    return await page.evaluate<Rates>(script);
  } finally {
    await browser.close();
    server.close();
  }
}

const { models } = await readCatalogue('.');
const [entry] = models;
const build = entry?.builds.find(({ dtype }) => dtype === 'q8');
if (!entry || !build) throw new Error('no 8-bit model in the catalogue');
const path = addressOfFile(entry, build.path);
const graph = await node.InferenceSession.create(readFileSync(path), {
  executionProviders: ['cpu'],
  intraOpNumThreads: 1,
  logSeverityLevel: 3,
});
console.log(
  JSON.stringify(
    {
      model: entry.id,
      dtype: build.dtype,
      unit: 'tokens per millisecond, by tokens of a window and windows of a batch',
      node: await ratesOf(graph, node.Tensor, lengths, batches),
      chromiumWasm: await inChromium(path),
    },
    null,
    1,
  ),
);
