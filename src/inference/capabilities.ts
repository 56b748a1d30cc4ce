/** What this browser and device offer, and the backend that follows from it. */
import type { Backend } from './protocol.ts';

export interface Capabilities {
  /** HTTPS or localhost; elsewhere browsers withhold SHA-256, without which no file can be verified. */
  readonly isSecureContext: boolean;
  readonly hasWebAssembly: boolean;
  readonly hasWorker: boolean;
  readonly isIsolated: boolean;
  readonly logicalCores: number;
  readonly adapter: 'none' | 'software' | 'hardware';
  /** Vendor and architecture, for the status line; empty when the browser does not tell. */
  readonly adapterName: string;
}

export type BackendPreference = 'auto' | Backend;

export type BackendReason =
  | 'chosen-by-user'
  | 'gpu-available'
  | 'no-adapter'
  | 'software-adapter'
  | 'user-choice-unavailable'
  | 'self-check-failed'
  | 'load-failed';

export interface BackendChoice {
  readonly backend: Backend;
  readonly reason: BackendReason;
}

/** A software adapter is slower than WASM and proves nothing about a GPU, so only the user can ask for it. */
export function chooseBackend(capabilities: Capabilities, preference: BackendPreference): BackendChoice {
  if (preference === 'wasm') return { backend: 'wasm', reason: 'chosen-by-user' };
  if (preference === 'webgpu') {
    return capabilities.adapter === 'none'
      ? { backend: 'wasm', reason: 'user-choice-unavailable' }
      : { backend: 'webgpu', reason: 'chosen-by-user' };
  }
  switch (capabilities.adapter) {
    case 'hardware':
      return { backend: 'webgpu', reason: 'gpu-available' };
    case 'software':
      return { backend: 'wasm', reason: 'software-adapter' };
    case 'none':
      return { backend: 'wasm', reason: 'no-adapter' };
  }
}

const mostThreads = 4; // compact models gain nothing beyond

/** WASM threads need shared memory, which only a cross-origin isolated page has. */
export function chooseThreads({ isIsolated, logicalCores }: Capabilities): number {
  return isIsolated ? Math.max(1, Math.min(mostThreads, logicalCores || 1)) : 1; // some browsers do not tell
}

export async function probeCapabilities(): Promise<Capabilities> {
  const adapter = await Promise.race([requestAdapter(), adapterTimeout()]);
  return {
    isSecureContext: globalThis.isSecureContext,
    hasWebAssembly: typeof WebAssembly === 'object',
    hasWorker: typeof Worker === 'function',
    isIsolated: globalThis.crossOriginIsolated,
    logicalCores: navigator.hardwareConcurrency,
    adapter: adapter ? (isFallback(adapter) ? 'software' : 'hardware') : 'none',
    adapterName: [adapter?.info?.vendor, adapter?.info?.architecture].filter(Boolean).join(' '),
  };
}

/** As browsers have it: `info` came later than adapters, and `isFallbackAdapter` moved into it. */
type AnyAdapter = Omit<GPUAdapter, 'info'> & {
  readonly info?: Partial<GPUAdapterInfo>;
  readonly isFallbackAdapter?: boolean;
};

function isFallback(adapter: AnyAdapter): boolean {
  return adapter.info?.isFallbackAdapter ?? adapter.isFallbackAdapter ?? false;
}

/** A driver that never answers must not keep the page from starting. */
function adapterTimeout(): Promise<null> {
  return new Promise((resolve) => {
    setTimeout(resolve, 3000, null);
  });
}

async function requestAdapter(): Promise<AnyAdapter | null> {
  try {
    // absent in older browsers, whatever the types say
    const gpu = navigator.gpu as GPU | undefined;
    return (await gpu?.requestAdapter()) ?? null;
  } catch {
    return null; // a browser that throws here has no usable adapter
  }
}
