/** The model that is loaded, on which backend and why; brings it up when it is needed, falls back when it must. */
import type { ModelBuild, ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError, errorDataFrom, isCancellation } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import { unwrap } from '../domain/result.ts';
import type { BackendChoice, Capabilities } from '../inference/capabilities.ts';
import { chooseBackend, chooseThreads } from '../inference/capabilities.ts';
import type { SpawnWorker } from '../inference/engine-client.ts';
import { EngineClient } from '../inference/engine-client.ts';
import type { Annotation, AnnotationProgress, Backend, LoadReport } from '../inference/protocol.ts';
import type { ModelLibrary } from './model-library.svelte.ts';
import type { BuildPreference, Preferences } from './preferences.svelte.ts';

export type EngineStatus = 'idle' | 'preparing' | 'loading' | 'ready' | 'failed';

/** What is loaded, and why on this backend; `fallbackFrom` tells what went wrong on the GPU. */
export interface Running {
  readonly report: LoadReport;
  readonly choice: BackendChoice;
  readonly fallbackFrom?: ErrorData;
}

/** int8 graphs are slow and sometimes wrong on GPUs, so a GPU gets full precision. */
export function chooseBuild(model: ModelEntry, backend: Backend, preference: BuildPreference): ModelBuild {
  const wanted = preference === 'auto' ? (backend === 'webgpu' ? 'fp32' : 'q8') : preference;
  const build = model.builds.find(({ dtype }) => dtype === wanted) ?? model.builds[0];
  if (!build) throw new AppError('catalogue/invalid', { place: model.id, reason: 'no build' });
  return build;
}

export class EngineState {
  readonly capabilities: Capabilities;
  readonly #library: ModelLibrary;
  readonly #preferences: Preferences;
  readonly #spawn: SpawnWorker;
  #status = $state<EngineStatus>('idle');
  #running = $state.raw<Running>();
  #error = $state.raw<ErrorData>();
  #runtimeBytes = $state(0);
  #client: EngineClient | undefined;
  #loading: Promise<void> | undefined;
  #loadedKey = '';

  constructor(
    capabilities: Capabilities,
    library: ModelLibrary,
    preferences: Preferences,
    spawn: SpawnWorker,
  ) {
    this.capabilities = capabilities;
    this.#library = library;
    this.#preferences = preferences;
    this.#spawn = spawn;
  }

  get status(): EngineStatus {
    return this.#status;
  }

  get running(): Running | undefined {
    return this.#running;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  /** Bytes of the WebAssembly runtime that have arrived in the present loading. */
  get runtimeBytes(): number {
    return this.#runtimeBytes;
  }

  /** The backend and build that would be used now. */
  plan(model: ModelEntry): { choice: BackendChoice; build: ModelBuild } {
    const choice = chooseBackend(this.capabilities, this.#preferences.backend);
    return { choice, build: chooseBuild(model, choice.backend, this.#preferences.build) };
  }

  /**
   * Downloads and loads what the plan says, unless it is running.
   * @param signal aborted while another loading is waited for: nothing is begun
   * @throws AppError, also in `error`
   */
  async ensureReady(model: ModelEntry, signal?: AbortSignal): Promise<void> {
    while (this.#loading) await this.#loading.catch(() => undefined); // its own caller hears of its failure
    if (signal?.aborted) throw new AppError('engine/cancelled');
    const { choice, build } = this.plan(model);
    const key = JSON.stringify([model.id, model.revision, choice, build.dtype]);
    if (this.#status === 'ready' && this.#client?.isAlive && key === this.#loadedKey) return;
    this.#loading = this.#start(model, choice, build).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
    this.#loadedKey = key;
  }

  async #start(model: ModelEntry, choice: BackendChoice, build: ModelBuild): Promise<void> {
    this.#error = undefined;
    try {
      this.#checkCapabilities();
      this.#running = await this.#loadWithFallback(model, choice, build);
      this.#status = 'ready';
    } catch (thrown) {
      this.unload();
      const error = errorDataFrom(thrown);
      if (isCancellation(error.code)) throw thrown;
      this.#error = error;
      this.#status = 'failed';
      // a damaged or vanished copy is of no use: without it the next attempt downloads a whole one
      if (error.code === 'storage/corrupt' || error.code === 'storage/missing')
        await this.#library.delete(model);
      throw thrown;
    }
  }

  async #loadWithFallback(model: ModelEntry, choice: BackendChoice, build: ModelBuild): Promise<Running> {
    try {
      return { report: await this.#load(model, choice.backend, build), choice };
    } catch (thrown) {
      const error = errorDataFrom(thrown);
      const isCurable = error.code.startsWith('engine/') && !isCancellation(error.code);
      if (choice.backend !== 'webgpu' || !isCurable) throw thrown;
      const reason = error.code === 'engine/self-check-failed' ? 'self-check-failed' : 'load-failed';
      const wasmBuild = chooseBuild(model, 'wasm', this.#preferences.build);
      const report = await this.#load(model, 'wasm', wasmBuild);
      return { report, choice: { backend: 'wasm', reason }, fallbackFrom: error };
    }
  }

  async #load(model: ModelEntry, backend: Backend, build: ModelBuild): Promise<LoadReport> {
    this.unload(); // one worker per attempt: a failed one may be poisoned, and only its end frees its memory
    this.#status = 'preparing';
    await this.#library.ensure(model, build);
    const files = await this.#library.filesForWorker(model, build);
    this.#status = 'loading';
    this.#runtimeBytes = 0;
    this.#client = new EngineClient(this.#spawn);
    const threads = backend === 'wasm' ? chooseThreads(this.capabilities) : 1;
    const onRuntimeBytes = (bytes: number): void => {
      this.#runtimeBytes = bytes;
    };
    const request = { model, build, backend, threads, ...(files && { files }) };
    return unwrap(await this.#client.load(request, onRuntimeBytes));
  }

  #checkCapabilities(): void {
    if (!this.capabilities.isSecureContext) throw new AppError('capability/insecure-context');
    if (!this.capabilities.hasWebAssembly) throw new AppError('capability/no-webassembly');
    if (!this.capabilities.hasWorker) throw new AppError('capability/no-worker');
  }

  async annotate(
    text: string,
    signal: AbortSignal,
    onProgress: (progress: AnnotationProgress) => void,
  ): Promise<Result<Annotation>> {
    if (!this.#client)
      return { ok: false, error: { code: 'engine/load-failed', details: { reason: 'no model' } } };
    const client = this.#client;
    const result = await client.annotate(text, signal, onProgress);
    // a lost GPU device or a broken session never recovers, so any failure of its own ends the worker
    const hasFailed = !result.ok && result.error.code !== 'engine/cancelled';
    if (hasFailed && client === this.#client) this.unload();
    return result;
  }

  /** Gives up a download or loading that is under way; a model that is ready stays. */
  cancelLoading(): void {
    if (this.#status === 'preparing') this.#library.cancelDownload();
    if (this.#status === 'loading') this.unload();
  }

  unload(): void {
    this.#client?.dispose();
    this.#client = undefined;
    this.#running = undefined;
    this.#loadedKey = '';
    this.#status = 'idle';
  }
}
