/** What browsers of different ages and devices tell about themselves. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { probeCapabilities } from './capabilities.ts';

const adapterOf = (change: object): object => ({
  info: { vendor: 'acme', architecture: 'mk2', isFallbackAdapter: false },
  features: new Set(['shader-f16']),
  limits: { maxBufferSize: 2 ** 30, maxStorageBufferBindingSize: 2 ** 27 },
  ...change,
});
const browserWith = (gpu: object | undefined, change: object = {}): void => {
  vi.stubGlobal('navigator', { gpu, hardwareConcurrency: 8, userAgent: 'x/1', ...change });
};
const offering = (adapter: object | null): object => ({ requestAdapter: () => Promise.resolve(adapter) });

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('the adapter', () => {
  test('of a GPU is told with its name, its smaller limit and shader-f16', async () => {
    browserWith(offering(adapterOf({})));
    expect(await probeCapabilities()).toMatchObject({
      adapter: 'hardware',
      adapterName: 'acme mk2',
      hasShaderF16: true,
      maxBufferBytes: 2 ** 27,
    });
  });

  test.each([
    ['where info tells', adapterOf({ info: { isFallbackAdapter: true } })],
    ['where the adapter tells', adapterOf({ info: undefined, isFallbackAdapter: true })],
  ])('of software is known for what it is, %s', async (_where, adapter) => {
    browserWith(offering(adapter));
    expect((await probeCapabilities()).adapter).toBe('software');
  });

  test.each([
    ['has no WebGPU', undefined],
    ['offers none', offering(null)],
    ['throws', { requestAdapter: () => Promise.reject(new Error('blocked')) }],
  ])('is none where the browser %s', async (_what, gpu) => {
    browserWith(gpu);
    expect(await probeCapabilities()).toMatchObject({
      adapter: 'none',
      adapterName: '',
      hasShaderF16: false,
      maxBufferBytes: 0,
    });
  });

  test('is none where a driver never answers, after three seconds', async () => {
    vi.useFakeTimers();
    browserWith({ requestAdapter: () => new Promise(() => undefined) });
    const probing = probeCapabilities();
    await vi.advanceTimersByTimeAsync(3000);
    expect((await probing).adapter).toBe('none');
  });
});

test('a browser that hides its cores has one, and tells whether it saves data', async () => {
  browserWith(undefined, { hardwareConcurrency: undefined, connection: { saveData: true } });
  expect(await probeCapabilities()).toMatchObject({ logicalCores: 1, savesData: true, browser: 'x/1' });
  browserWith(undefined);
  expect(await probeCapabilities()).toMatchObject({ logicalCores: 8, savesData: false });
});
