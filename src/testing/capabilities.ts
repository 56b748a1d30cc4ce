/** A device for tests, with whatever a test changes of it. */
import type { Capabilities } from '../inference/capabilities.ts';

export function deviceWith(change: Partial<Capabilities> = {}): Capabilities {
  return {
    isSecureContext: true,
    hasWebAssembly: true,
    hasWorker: true,
    isIsolated: true,
    logicalCores: 2,
    adapter: 'none',
    adapterName: '',
    hasShaderF16: false,
    maxBufferBytes: 0,
    savesData: false,
    browser: 'a browser 1.0',
    ...change,
  };
}
