/** Every combination of what a device offers and what its user asks for, with the backend that follows. */
import { describe, expect, test } from 'vitest';
import type { BackendPreference, Capabilities } from './capabilities.ts';
import { chooseBackend, chooseThreads } from './capabilities.ts';

const capabilities = (change: Partial<Capabilities>): Capabilities => ({
  isSecureContext: true,
  hasWebAssembly: true,
  hasWorker: true,
  isIsolated: false,
  logicalCores: 8,
  adapter: 'none',
  adapterName: '',
  ...change,
});

describe('chooseBackend', () => {
  test.each<[BackendPreference, Capabilities['adapter'], string, string]>([
    ['auto', 'hardware', 'webgpu', 'gpu-available'],
    ['auto', 'software', 'wasm', 'software-adapter'],
    ['auto', 'none', 'wasm', 'no-adapter'],
    ['webgpu', 'hardware', 'webgpu', 'chosen-by-user'],
    ['webgpu', 'software', 'webgpu', 'chosen-by-user'],
    ['webgpu', 'none', 'wasm', 'user-choice-unavailable'],
    ['wasm', 'hardware', 'wasm', 'chosen-by-user'],
    ['wasm', 'software', 'wasm', 'chosen-by-user'],
    ['wasm', 'none', 'wasm', 'chosen-by-user'],
  ])('%s with %s adapter runs on %s: %s', (preference, adapter, backend, reason) => {
    for (const isIsolated of [true, false])
      expect(chooseBackend(capabilities({ adapter, isIsolated }), preference)).toEqual({ backend, reason });
  });
});

describe('chooseThreads', () => {
  test.each([
    [false, 1, 1],
    [false, 16, 1],
    [true, 0, 1], // a browser that hides the count
    [true, 1, 1],
    [true, 2, 2],
    [true, 4, 4],
    [true, 5, 4],
    [true, 64, 4],
  ])('isolated %s with %i cores uses %i threads', (isIsolated, logicalCores, threads) => {
    for (const adapter of ['none', 'software', 'hardware'] as const)
      expect(chooseThreads(capabilities({ isIsolated, logicalCores, adapter }))).toBe(threads);
  });

  test('a browser that does not tell its cores gets one thread', () => {
    const untold = { ...capabilities({ isIsolated: true }), logicalCores: undefined as unknown as number };
    expect(chooseThreads(untold)).toBe(1);
  });
});
