/** Build, development server and test projects of the site. */
import { cpSync, existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { playwright } from '@vitest/browser-playwright';
import sirv from 'sirv';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { chromiumLaunchOptions } from './scripts/chromium.ts';

const modelsFolder = resolve(import.meta.dirname, 'static-models');

/** Serves `static-models/` in development and copies it, as it is, beside the built site. */
function staticModels(): Plugin {
  return {
    name: 'static-models',
    configureServer(server) {
      const serveFile = sirv(modelsFolder, { dev: true, etag: true });
      // the catalogue is imported by the code, so Vite itself answers for it
      server.middlewares.use('/static-models', (request, response, next) => {
        if (request.url?.startsWith('/catalogue.json')) next();
        else serveFile(request, response, next);
      });
    },
    closeBundle() {
      const target = resolve(import.meta.dirname, 'dist');
      if (existsSync(target)) cpSync(modelsFolder, resolve(target, 'static-models'), { recursive: true });
    },
  };
}

const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  base: './',
  plugins: [svelte({ configFile: false, compilerOptions: { runes: true } }), staticModels()],
  resolve: {
    // The runtime's WebAssembly is a hashed asset of our own origin, never a copy inlined into the worker.
    conditions: ['onnxruntime-web-use-extern-wasm', 'module', 'browser', 'development|production'],
  },
  worker: { format: 'es' },
  // found only when a worker asks for it, and then the development server would reload the page
  optimizeDeps: { include: ['@huggingface/transformers'] },
  build: { target: 'es2023', assetsInlineLimit: 0, modulePreload: { polyfill: false } },
  server: { headers: isolation },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          environment: 'node',
          include: ['src/**/*.test.ts', 'scripts/**/*.test.ts', 'bench/**/*.test.ts'],
          exclude: ['src/**/*.browser.test.ts'],
        },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['src/**/*.browser.test.ts'],
          browser: {
            enabled: true,
            headless: true,
            screenshotFailures: false,
            provider: playwright({ launchOptions: chromiumLaunchOptions() }),
            instances: [{ browser: 'chromium' }],
          },
        },
      },
    ],
  },
});
