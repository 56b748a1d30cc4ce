/**
 * Which backend, build and number of threads run a model here: the ways that this device could run it, the figures that
 * were measured for them, and the visitor's wishes. Pure; what a failure calls for is decided here too.
 */
import type { Dtype, ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorCode, ErrorData } from '../domain/errors.ts';
import { isCancellation } from '../domain/errors.ts';
import type { Capabilities } from './capabilities.ts';
import type { Backend } from './protocol.ts';

/** One way to run a model. */
export interface Candidate {
  readonly backend: Backend;
  readonly dtype: Dtype;
  /** Threads of WASM; 1 on WebGPU. */
  readonly threads: number;
}

/** A candidate that was tried: its median time for one realistic input, or why it must not be used. */
export type Measured = Candidate &
  (
    | {
        readonly medianMs: number;
        readonly runs: number;
        readonly tokens: number;
        readonly maxDifference: number;
        readonly error?: never;
      }
    | { readonly error: ErrorData; readonly medianMs?: never }
  );

export type BackendPreference = 'auto' | Backend;
export type BuildPreference = 'auto' | Dtype;
/** 0 leaves the number to the measurement. */
export type ThreadPreference = number;

export interface Wishes {
  readonly backend: BackendPreference;
  readonly build: BuildPreference;
  readonly threads: ThreadPreference;
}

export type BackendReason =
  | 'chosen-by-user'
  | 'measured-fastest'
  | 'gpu-available'
  | 'no-adapter'
  | 'software-adapter'
  | 'user-choice-unavailable'
  | 'self-check-failed'
  | 'load-failed'
  | 'gpu-failed';

export interface BackendChoice extends Candidate {
  readonly reason: BackendReason;
}

export const threadCounts = [1, 2, 4] as const; // compact models gain nothing beyond
const needsShaderF16: readonly Dtype[] = ['fp16', 'q4f16'];

/** WASM threads need shared memory, which only a cross-origin isolated page has. */
export function usableThreads({ isIsolated, logicalCores }: Capabilities): number[] {
  return threadCounts.filter((count) => count === 1 || (isIsolated && count <= logicalCores));
}

/** Every way in which this device could run the model, most threads first. */
export function candidatesFor(model: Pick<ModelEntry, 'builds'>, capabilities: Capabilities): Candidate[] {
  const threads = usableThreads(capabilities).reverse();
  const dtypes = model.builds.map(({ dtype }) => dtype);
  const onWasm = dtypes.flatMap((dtype) =>
    threads.map((count): Candidate => ({ backend: 'wasm', dtype, threads: count })),
  );
  if (capabilities.adapter === 'none') return onWasm;
  const onGpu = dtypes
    .filter((dtype) => capabilities.hasShaderF16 || !needsShaderF16.includes(dtype))
    .map((dtype): Candidate => ({ backend: 'webgpu', dtype, threads: 1 }));
  return [...onGpu, ...onWasm];
}

export function isSameCandidate(a: Candidate, b: Candidate): boolean {
  return a.backend === b.backend && a.dtype === b.dtype && a.threads === b.threads;
}

const meets = (candidate: Candidate, { backend, build, threads }: Wishes): boolean =>
  (backend === 'auto' || candidate.backend === backend) &&
  (build === 'auto' || candidate.dtype === build) &&
  (threads === 0 || candidate.backend === 'webgpu' || candidate.threads === threads);

/**
 * The fastest measured candidate that meets the wishes, or, before any measurement, the likely one: full precision on a
 * GPU, 8 bits and all threads on WASM. A software adapter is never the likely one.
 * @param known what was measured or refused on this device; a refused candidate is chosen only where nothing else is left,
 *   since every load is checked again anyway
 */
export function chooseCandidate(
  candidates: readonly Candidate[],
  capabilities: Capabilities,
  wishes: Wishes,
  known: readonly Measured[],
): BackendChoice | undefined {
  const knownOf = (candidate: Candidate): Measured | undefined =>
    known.find((measured) => isSameCandidate(measured, candidate));
  const sound = candidates.filter((candidate) => !knownOf(candidate)?.error);
  const usable = sound.length > 0 ? sound : candidates;
  // a wish that cannot be met leaves the other wishes standing
  const offered =
    [wishes, { ...wishes, build: 'auto' as const }, { ...wishes, backend: 'auto' as const }]
      .map((wish) => usable.filter((candidate) => meets(candidate, wish)))
      .find((found) => found.length > 0) ?? usable;
  const fastest = offered
    .flatMap((candidate) => {
      const measured = knownOf(candidate);
      return measured?.medianMs === undefined ? [] : [measured];
    })
    .sort((a, b) => a.medianMs - b.medianMs)[0];
  const chosen = fastest ?? likely(offered, capabilities);
  if (!chosen) return undefined;
  const { backend, dtype, threads } = chosen;
  const gpuError = known.find((measured) => measured.backend === 'webgpu' && measured.error)?.error;
  const isOffered = candidates.some((candidate) => candidate.backend === wishes.backend);
  const reason =
    wishes.backend === backend
      ? 'chosen-by-user'
      : wishes.backend !== 'auto' && !isOffered
        ? 'user-choice-unavailable'
        : backend === 'wasm' && gpuError && !sound.some((candidate) => candidate.backend === 'webgpu')
          ? reasonOf(gpuError)
          : fastest
            ? 'measured-fastest'
            : likelyReason(capabilities);
  return { backend, dtype, threads, reason };
}

function likely(offered: readonly Candidate[], { adapter }: Capabilities): Candidate | undefined {
  const onGpu = offered.filter(({ backend }) => backend === 'webgpu');
  const onWasm = offered.filter(({ backend }) => backend === 'wasm');
  // int8 graphs are slow and sometimes wrong on GPUs, so a GPU gets full precision
  const [pool, dtype] =
    onWasm.length === 0 || (adapter === 'hardware' && onGpu.length > 0) ? [onGpu, 'fp32'] : [onWasm, 'q8'];
  return pool.find((candidate) => candidate.dtype === dtype) ?? pool[0];
}

function likelyReason({ adapter }: Capabilities): BackendReason {
  switch (adapter) {
    case 'hardware':
      return 'gpu-available';
    case 'software':
      return 'software-adapter';
    case 'none':
      return 'no-adapter';
  }
}

function reasonOf({ code }: ErrorData): BackendReason {
  if (code === 'engine/self-check-failed') return 'self-check-failed';
  return code === 'engine/gpu-lost' || code === 'engine/worker-died' ? 'gpu-failed' : 'load-failed';
}

/** What could cure a failure of the engine: another build or backend, or the same again in a fresh worker. */
export type Cure = 'other-build' | 'other-backend' | 'fresh-worker';

const ofTheBuild: ReadonlySet<ErrorCode> = new Set([
  'engine/self-check-failed',
  'engine/bad-output',
  'engine/not-a-model',
  'engine/unsupported-graph',
]);
const incurable: ReadonlySet<ErrorCode> = new Set([
  'engine/unsupported-tokenizer',
  'engine/too-many-restarts',
  'engine/crashed-while-loading',
]);

/** @returns undefined where nothing would help, or nothing is wrong */
export function cureOf({ code }: ErrorData, backend: Backend): Cure | undefined {
  if (isCancellation(code) || !code.startsWith('engine/')) return undefined;
  if (ofTheBuild.has(code)) return 'other-build';
  if (incurable.has(code)) return undefined;
  if (backend === 'webgpu') return 'other-backend';
  return code === 'engine/load-failed' ? undefined : 'fresh-worker';
}
