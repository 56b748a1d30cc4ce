/** What a device could run, what is chosen of it with and without figures, and what a failure calls for. */
import { describe, expect, test } from 'vitest';
import { errorCodes } from '../domain/errors.ts';
import type { ErrorCode } from '../domain/errors.ts';
import { deviceWith } from '../testing/capabilities.ts';
import { syntheticModel } from '../testing/synthetic-model.ts';
import type { BackendChoice, Candidate, Measured, Wishes } from './backend-choice.ts';
import { candidatesFor, chooseCandidate, cureOf, usableThreads } from './backend-choice.ts';
import type { Capabilities } from './capabilities.ts';

const { build: fp32 } = await syntheticModel();
const model = { builds: [fp32, { ...fp32, dtype: 'q8' as const }] };
const auto: Wishes = { backend: 'auto', build: 'auto', threads: 0 };

const at = (backend: Candidate['backend'], dtype: Candidate['dtype'], threads = 1): Candidate => ({
  backend,
  dtype,
  threads,
});
const timed = (candidate: Candidate, medianMs: number): Measured => ({
  ...candidate,
  medianMs,
  runs: 3,
  tokens: 230,
  maxDifference: 0,
});
const refused = (candidate: Candidate, code: ErrorCode): Measured => ({
  ...candidate,
  error: { code, details: {} },
});

function choose(
  device: Partial<Capabilities>,
  wishes: Partial<Wishes> = {},
  known: readonly Measured[] = [],
): BackendChoice {
  const capabilities = deviceWith(device);
  const candidates = candidatesFor(model, capabilities);
  return chooseCandidate(candidates, capabilities, { ...auto, ...wishes }, known)!;
}
const written = ({ backend, dtype, threads, reason }: BackendChoice): string =>
  `${backend} ${dtype} ${threads} ${reason}`;

describe('the threads that can be used', () => {
  test.each([
    [false, 1, [1]],
    [false, 16, [1]],
    [true, 1, [1]],
    [true, 2, [1, 2]],
    [true, 3, [1, 2]],
    [true, 4, [1, 2, 4]],
    [true, 64, [1, 2, 4]],
  ])('isolated %s with %i cores are %j', (isIsolated, logicalCores, threads) => {
    expect(usableThreads(deviceWith({ isIsolated, logicalCores }))).toEqual(threads);
  });
});

describe('the candidates', () => {
  test('are every build with every number of threads, and on any GPU', () => {
    expect(candidatesFor(model, deviceWith())).toEqual([
      at('wasm', 'fp32', 2),
      at('wasm', 'fp32', 1),
      at('wasm', 'q8', 2),
      at('wasm', 'q8', 1),
    ]);
    for (const adapter of ['software', 'hardware'] as const)
      expect(candidatesFor(model, deviceWith({ adapter, isIsolated: false }))).toEqual([
        at('webgpu', 'fp32'),
        at('webgpu', 'q8'),
        at('wasm', 'fp32'),
        at('wasm', 'q8'),
      ]);
  });

  test('are no 16-bit builds on a GPU without shader-f16', () => {
    const half = { builds: [{ ...fp32, dtype: 'fp16' as const }] };
    const onGpu = (hasShaderF16: boolean): Candidate[] =>
      candidatesFor(half, deviceWith({ adapter: 'hardware', hasShaderF16, isIsolated: false }));
    expect(onGpu(false)).toEqual([at('wasm', 'fp16')]);
    expect(onGpu(true)).toEqual([at('webgpu', 'fp16'), at('wasm', 'fp16')]);
  });
});

describe('before any measurement', () => {
  test.each<[Partial<Capabilities>, Partial<Wishes>, string]>([
    [{ adapter: 'hardware' }, {}, 'webgpu fp32 1 gpu-available'],
    [{ adapter: 'software' }, {}, 'wasm q8 2 software-adapter'],
    [{ adapter: 'none' }, {}, 'wasm q8 2 no-adapter'],
    [{ adapter: 'none', isIsolated: false }, {}, 'wasm q8 1 no-adapter'],
    [{ adapter: 'hardware' }, { backend: 'webgpu' }, 'webgpu fp32 1 chosen-by-user'],
    [{ adapter: 'software' }, { backend: 'webgpu' }, 'webgpu fp32 1 chosen-by-user'],
    [{ adapter: 'none' }, { backend: 'webgpu' }, 'wasm q8 2 user-choice-unavailable'],
    [{ adapter: 'hardware' }, { backend: 'wasm' }, 'wasm q8 2 chosen-by-user'],
    [{ adapter: 'hardware' }, { backend: 'wasm', threads: 1 }, 'wasm q8 1 chosen-by-user'],
    [{ adapter: 'hardware' }, { build: 'q8' }, 'webgpu q8 1 gpu-available'],
    [{ adapter: 'none' }, { build: 'fp32' }, 'wasm fp32 2 no-adapter'],
    [{ adapter: 'none' }, { threads: 4 }, 'wasm q8 2 no-adapter'],
  ])('%j with the wishes %j runs %s', (device, wishes, expected) => {
    expect(written(choose(device, wishes))).toBe(expected);
  });

  test('a model without the wanted build runs in the one it has, and one without builds not at all', () => {
    const capabilities = deviceWith();
    const only = candidatesFor({ builds: [fp32] }, capabilities);
    expect(chooseCandidate(only, capabilities, { ...auto, build: 'q8' }, [])).toMatchObject(
      at('wasm', 'fp32', 2),
    );
    expect(chooseCandidate([], capabilities, auto, [])).toBeUndefined();
  });
});

describe('with figures', () => {
  const figures = [
    timed(at('webgpu', 'fp32'), 8),
    timed(at('webgpu', 'q8'), 30),
    timed(at('wasm', 'fp32', 2), 12),
    timed(at('wasm', 'q8', 2), 9),
    timed(at('wasm', 'q8', 1), 10),
  ];
  test.each<[Partial<Capabilities>, Partial<Wishes>, string]>([
    [{ adapter: 'hardware' }, {}, 'webgpu fp32 1 measured-fastest'],
    [{ adapter: 'software' }, {}, 'webgpu fp32 1 measured-fastest'],
    [{ adapter: 'none' }, {}, 'wasm q8 2 measured-fastest'],
    [{ adapter: 'hardware' }, { backend: 'wasm' }, 'wasm q8 2 chosen-by-user'],
    [{ adapter: 'hardware' }, { build: 'q8' }, 'wasm q8 2 measured-fastest'],
    [{ adapter: 'none' }, { threads: 1 }, 'wasm q8 1 measured-fastest'],
  ])('%j with the wishes %j runs %s', (device, wishes, expected) => {
    expect(written(choose(device, wishes, figures))).toBe(expected);
  });

  test('a software GPU that was not faster, or not timed, is not chosen', () => {
    const slow = figures.map((own) => (own.backend === 'webgpu' ? timed(own, 900) : own));
    for (const known of [slow, figures.slice(2)])
      expect(choose({ adapter: 'software' }, {}, known).backend).toBe('wasm');
  });

  test('one that fewer threads make faster runs with fewer', () => {
    const known = [timed(at('wasm', 'q8', 2), 9), timed(at('wasm', 'q8', 1), 5)];
    expect(written(choose({}, {}, known))).toBe('wasm q8 1 measured-fastest');
  });
});

describe('what was refused', () => {
  test.each<[ErrorCode, string]>([
    ['engine/self-check-failed', 'self-check-failed'],
    ['engine/gpu-lost', 'gpu-failed'],
    ['engine/load-failed', 'load-failed'],
  ])('on the GPU because of %s leaves WASM, with the reason %s', (code, reason) => {
    const known = [refused(at('webgpu', 'fp32'), code), refused(at('webgpu', 'q8'), code)];
    for (const wishes of [auto, { ...auto, backend: 'webgpu' as const }])
      expect(written(choose({ adapter: 'hardware' }, wishes, known))).toBe(`wasm q8 2 ${reason}`);
  });

  test('is not used even where it was wished for, nor where it is the fastest that was timed', () => {
    const known = [
      refused(at('wasm', 'q8', 2), 'engine/self-check-failed'),
      timed(at('wasm', 'fp32', 2), 50),
    ];
    expect(choose({}, {}, known)).toMatchObject(at('wasm', 'fp32', 2));
    const both = [...known, refused(at('wasm', 'q8', 1), 'engine/self-check-failed')];
    expect(choose({}, { build: 'q8' }, both)).toMatchObject(at('wasm', 'fp32', 2));
  });

  test('is tried again, and so checked again, where nothing else is left', () => {
    const all = candidatesFor(model, deviceWith()).map((own) => refused(own, 'engine/self-check-failed'));
    expect(choose({}, {}, all)).toMatchObject(at('wasm', 'q8', 2));
  });
});

describe('the cure', () => {
  test.each<[ErrorCode, string | undefined, string | undefined]>([
    ['engine/self-check-failed', 'other-build', 'other-build'],
    ['engine/bad-output', 'other-build', 'other-build'],
    ['engine/not-a-model', 'other-build', 'other-build'],
    ['engine/unsupported-graph', 'other-build', 'other-build'],
    ['engine/worker-died', 'fresh-worker', 'other-backend'],
    ['engine/deadline', 'fresh-worker', 'other-backend'],
    ['engine/out-of-memory', 'fresh-worker', 'other-backend'],
    ['engine/run-failed', 'fresh-worker', 'other-backend'],
    ['engine/gpu-lost', 'fresh-worker', 'other-backend'],
    ['engine/load-failed', undefined, 'other-backend'],
  ])('of %s is %s on WASM and %s on the GPU', (code, onWasm, onGpu) => {
    expect(cureOf({ code, details: {} }, 'wasm')).toBe(onWasm);
    expect(cureOf({ code, details: {} }, 'webgpu')).toBe(onGpu);
  });

  test('there is none for what is not the fault of a backend or build', () => {
    const rest = errorCodes.filter((code) => !code.startsWith('engine/'));
    expect(rest.length).toBeGreaterThan(5);
    for (const code of [...rest, 'engine/cancelled', 'engine/too-many-restarts'] as const)
      for (const backend of ['wasm', 'webgpu'] as const)
        expect(cureOf({ code, details: {} }, backend)).toBeUndefined();
  });
});
