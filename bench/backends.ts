/** Both backends on the same notes, and the one that the site chooses by itself. */
import type { BenchPage } from './browser.ts';
import type { EngineSetup } from './page/page.ts';
import type { Spread } from './statistics.ts';
import { spreadOf } from './statistics.ts';

export interface BackendFigures {
  readonly wasmMsPerNote: Spread;
  readonly webgpuMsPerNote: Spread;
  readonly adapter: string;
  readonly chosen: string;
  /** Median of the chosen backend over that of the better one. */
  readonly chosenOverBetter: number;
}

export async function measureBackends(
  bench: BenchPage,
  notes: readonly string[],
  warmUp: readonly string[],
  threads: number,
  chosen: string,
): Promise<BackendFigures> {
  // as the site runs them: 8 bits on WASM, full precision on a GPU
  const setups: Record<EngineSetup['backend'], EngineSetup> = {
    wasm: { kind: 'engine', dtype: 'q8', threads, backend: 'wasm' },
    webgpu: { kind: 'engine', dtype: 'fp32', threads: 1, backend: 'webgpu' },
  };
  const times: Record<EngineSetup['backend'], number[]> = { wasm: [], webgpu: [] };
  const backends = ['wasm', 'webgpu'] as const;
  for (const backend of backends) {
    await bench.load(backend, setups[backend]);
    for (const note of warmUp) await bench.annotate(backend, note);
  }
  for (const note of notes)
    for (const backend of backends) times[backend].push((await bench.annotate(backend, note)).elapsedMs);
  for (const backend of backends) await bench.dispose(backend);
  const adapter = await bench.page.evaluate(async () => {
    const { vendor, architecture } = (await navigator.gpu.requestAdapter())?.info ?? {};
    return [vendor, architecture].filter(Boolean).join(' ');
  });
  const [wasm, webgpu] = [spreadOf(times.wasm), spreadOf(times.webgpu)];
  const ofChosen = chosen === 'webgpu' ? webgpu.median : wasm.median;
  return {
    wasmMsPerNote: wasm,
    webgpuMsPerNote: webgpu,
    adapter,
    chosen,
    chosenOverBetter: ofChosen / Math.min(wasm.median, webgpu.median),
  };
}
