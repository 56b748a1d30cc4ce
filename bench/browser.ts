/** Builds the bench's page, serves it beside the built site with the site's headers, and opens it in Chromium. */
import { existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright';
import { chromium } from 'playwright';
import sirv from 'sirv';
import { build } from 'vite';
import { chromiumLaunchOptions } from '../scripts/chromium.ts';
import { readHeaders } from '../scripts/headers.ts';
import type { Bench, EngineSetup, Timing } from './page/page.ts';

const folder = import.meta.dirname;
const site = resolve(folder, '../dist');

declare const bench: Bench; // in the page

/** One page of a browser in which engines run. */
export interface BenchPage {
  readonly browser: Browser;
  readonly page: Page;
  /** Address of the built site. */
  readonly siteAddress: string;
  load(name: string, setup: EngineSetup): Promise<void>;
  annotate(name: string, text: string): Promise<Timing>;
  cancel(name: string, long: string, short: string): ReturnType<Bench['cancel']>;
  dispose(name: string): Promise<void>;
  close(): Promise<void>;
}

async function buildPage(): Promise<void> {
  await build({
    configFile: false,
    root: resolve(folder, 'page'),
    base: '/',
    publicDir: false,
    logLevel: 'warn',
    resolve: {
      conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
    },
    worker: { format: 'es' },
    build: { target: 'es2023', assetsInlineLimit: 0, outDir: resolve(folder, 'dist'), emptyOutDir: true },
  });
}

function serve(): Promise<{ port: number; close: () => void }> {
  const headers = readHeaders(resolve(folder, '../public/_headers'));
  const setHeaders = (response: { setHeader(name: string, value: string): unknown }): void => {
    for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  };
  const servePage = sirv(resolve(folder, 'dist'), { setHeaders });
  const serveSite = sirv(site, { setHeaders });
  const server = createServer((request, response) => {
    const notFound = (): void => {
      response.writeHead(404).end();
    };
    if (request.url?.startsWith('/site/')) {
      request.url = request.url.slice('/site'.length);
      serveSite(request, response, notFound);
    } else servePage(request, response, notFound);
  });
  return new Promise((done) => {
    server.listen(0, 'localhost', () => {
      done({ port: (server.address() as AddressInfo).port, close: () => server.close() });
    });
  });
}

/** @throws when there is no built site or no Chromium */
export async function openBenchPage(): Promise<BenchPage> {
  if (!existsSync(resolve(site, 'index.html')))
    throw new Error('There is no built site in dist/. Run "npm run build" first.');
  await buildPage();
  const server = await serve();
  const browser = await chromium.launch(chromiumLaunchOptions());
  const page = await browser.newPage();
  const address = `http://localhost:${String(server.port)}/`;
  await page.goto(address);
  await page.waitForFunction(() => 'bench' in globalThis);
  return {
    browser,
    page,
    siteAddress: `${address}site/`,
    load: (name, setup) => page.evaluate(([n, s]) => bench.load(n, s), [name, setup] as const),
    annotate: (name, text) => page.evaluate(([n, t]) => bench.annotate(n, t), [name, text] as const),
    cancel: (name, long, short) =>
      page.evaluate(([n, l, s]) => bench.cancel(n, l, s), [name, long, short] as const),
    dispose: (name) =>
      page.evaluate((n) => {
        bench.dispose(n);
      }, name),
    close: async () => {
      await browser.close();
      server.close();
    },
  };
}
