/** What this browser and device offer. What follows from it is decided in `backend-choice.ts`. */

export interface Capabilities {
  /** HTTPS or localhost; elsewhere browsers withhold SHA-256, without which no file can be verified. */
  readonly isSecureContext: boolean;
  readonly hasWebAssembly: boolean;
  readonly hasWorker: boolean;
  readonly isIsolated: boolean;
  readonly logicalCores: number;
  readonly adapter: 'none' | 'software' | 'hardware';
  /** Vendor and architecture; empty when the browser does not tell. */
  readonly adapterName: string;
  /** The adapter's `shader-f16`, without which 16-bit graphs fail at their first run. */
  readonly hasShaderF16: boolean;
  /** The adapter's largest buffer, which bounds one tensor; 0 without an adapter. */
  readonly maxBufferBytes: number;
  /** The visitor asks sites to spare the connection. */
  readonly savesData: boolean;
  /** The browser with its version, as it names itself. */
  readonly browser: string;
}

/** As browsers have it: `info` came later than adapters, and `isFallbackAdapter` moved into it. */
type AnyAdapter = Omit<GPUAdapter, 'info'> & {
  readonly info?: Partial<GPUAdapterInfo>;
  readonly isFallbackAdapter?: boolean;
};
type AnyNavigator = Navigator & { readonly connection?: { readonly saveData?: boolean } };

export async function probeCapabilities(): Promise<Capabilities> {
  const adapter = await Promise.race([requestAdapter(), adapterTimeout()]);
  return {
    isSecureContext: globalThis.isSecureContext,
    hasWebAssembly: typeof WebAssembly === 'object',
    hasWorker: typeof Worker === 'function',
    isIsolated: globalThis.crossOriginIsolated,
    logicalCores: navigator.hardwareConcurrency || 1, // some browsers do not tell
    adapter: adapter ? (isFallback(adapter) ? 'software' : 'hardware') : 'none',
    adapterName: [adapter?.info?.vendor, adapter?.info?.architecture].filter(Boolean).join(' '),
    hasShaderF16: adapter?.features.has('shader-f16') ?? false,
    maxBufferBytes: Math.min(
      adapter?.limits.maxBufferSize ?? 0,
      adapter?.limits.maxStorageBufferBindingSize ?? 0,
    ),
    savesData: (navigator as AnyNavigator).connection?.saveData ?? false,
    browser: navigator.userAgent,
  };
}

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
