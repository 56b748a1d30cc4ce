/**
 * The model that is loaded, where it runs and why: brings it up when it is needed, replaces it when it fails, and unloads it
 * when nobody uses it. Whatever it does unasked is told in `notice`.
 */
import type { ModelBuild, ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError, errorDataFrom, isCancellation } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import type { BackendChoice, Candidate, Measured } from '../inference/backend-choice.ts';
import { candidatesFor, chooseCandidate, cureOf, isSameCandidate } from '../inference/backend-choice.ts';
import type { Capabilities } from '../inference/capabilities.ts';
import type { EngineClient, SpawnWorker } from '../inference/engine-client.ts';
import type { Annotation, AnnotationProgress, LoadReport } from '../inference/protocol.ts';
import type { MarkStore } from '../storage/load-marker.ts';
import { LoadMarker } from '../storage/load-marker.ts';
import { BackendMeter } from './backend-meter.svelte.ts';
import { EngineHealth } from './engine-health.svelte.ts';
import { MeasurementStore } from './measurement-store.ts';
import type { ModelLibrary } from './model-library.svelte.ts';
import { ModelLoader } from './model-loader.ts';
import type { Preferences } from './preferences.svelte.ts';

export type EngineStatus = 'idle' | 'preparing' | 'loading' | 'ready' | 'failed';

/** What is loaded, and why there; `fallbackFrom` tells what went wrong elsewhere. */
export interface Running {
  readonly report: LoadReport;
  readonly choice: BackendChoice;
  readonly fallbackFrom?: ErrorData;
}

/** An engine that nobody uses is unloaded after this time, and comes back with the next text. */
export const idleMs = 10 * 60_000;
/** The page has been at rest for this long before it is measured. */
const restBeforeMeasuringMs = 5000;

export class EngineState {
  readonly capabilities: Capabilities;
  readonly health = new EngineHealth();
  readonly meter: BackendMeter;
  readonly #library: ModelLibrary;
  readonly #preferences: Preferences;
  readonly #loader: ModelLoader;
  #status = $state<EngineStatus>('idle');
  #running = $state.raw<Running>();
  #error = $state.raw<ErrorData>();
  #runtimeBytes = $state(0);
  #client: EngineClient | undefined;
  #loading: Promise<void> | undefined;
  #openJobs = 0;
  #idleTimer: ReturnType<typeof setTimeout> | undefined;
  #restTimer: ReturnType<typeof setTimeout> | undefined;

  /** @param store where figures and the mark of a loading are kept; without one they hold for the visit */
  constructor(
    capabilities: Capabilities,
    library: ModelLibrary,
    preferences: Preferences,
    spawn: SpawnWorker,
    store?: MarkStore,
  ) {
    this.capabilities = capabilities;
    this.#library = library;
    this.#preferences = preferences;
    this.#loader = new ModelLoader(library, spawn, new LoadMarker(store));
    this.meter = new BackendMeter(
      capabilities,
      library,
      this.#loader,
      new MeasurementStore(store, capabilities),
    );
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

  /** After a crash of the page while it loaded, nothing is loaded unasked. Call it once, before the first loading. */
  async lookForCrash(): Promise<void> {
    const what = await this.#loader.takeCrash();
    if (what !== undefined) this.health.blockAfterCrash(what);
  }

  /** Where and in which build the model would run now. */
  plan(model: ModelEntry): { choice: BackendChoice; build: ModelBuild } {
    const candidates = candidatesFor(model, this.capabilities);
    const error = this.health.gpuFault;
    const faulty: Measured[] = error
      ? candidates.filter(({ backend }) => backend === 'webgpu').map((candidate) => ({ ...candidate, error }))
      : [];
    const known = [...faulty, ...this.meter.known(model)];
    const choice = chooseCandidate(candidates, this.capabilities, this.#preferences, known);
    const build = model.builds.find(({ dtype }) => dtype === choice?.dtype);
    if (!choice || !build) throw new AppError('catalogue/invalid', { place: model.id, reason: 'no build' });
    return { choice, build };
  }

  /**
   * Downloads and loads what the plan says, unless it is running.
   * @param signal aborted while another loading is waited for: nothing is begun
   * @throws AppError, also in `error`
   */
  async ensureReady(model: ModelEntry, signal?: AbortSignal): Promise<void> {
    while (this.#loading) await this.#loading.catch(() => undefined); // its own caller hears of its failure
    if (signal?.aborted) throw new AppError('engine/cancelled');
    this.health.checkPermitted();
    const { choice } = this.plan(model);
    const running = this.#running;
    if (running && this.#status === 'ready' && this.#client?.isAlive && isRunning(running, model, choice)) {
      if (!running.fallbackFrom) this.#running = { ...running, choice }; // the reason may be another by now
      return;
    }
    this.#loading = this.#start(model).finally(() => {
      this.#loading = undefined;
    });
    await this.#loading;
  }

  async #start(model: ModelEntry): Promise<void> {
    this.#error = undefined;
    this.meter.stop();
    try {
      this.#checkCapabilities();
      this.#running = await this.#loadUntilSound(model);
      this.#status = 'ready';
      this.#rest(model);
    } catch (thrown) {
      this.#endWorker();
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

  /** Each failure that has a cure changes the plan or uses up a restart, so this ends. */
  async #loadUntilSound(model: ModelEntry): Promise<Running> {
    let fallbackFrom: ErrorData | undefined;
    const refused: Candidate[] = [];
    for (;;) {
      const { choice } = this.plan(model);
      if (fallbackFrom && refused.some((candidate) => isSameCandidate(candidate, choice)))
        throw new AppError(fallbackFrom.code, fallbackFrom.details); // nothing else is left
      try {
        const report = await this.#load(model, choice);
        return { report, choice, ...(fallbackFrom && { fallbackFrom }) };
      } catch (thrown) {
        const error = errorDataFrom(thrown);
        const cure = cureOf(error, choice.backend);
        if (!cure) throw thrown;
        if (cure === 'other-build') this.meter.refuse(model, choice, error);
        if (cure === 'fresh-worker') {
          this.health.countRestart(error);
        } else {
          fallbackFrom = error;
          refused.push(choice);
          if (choice.backend === 'webgpu') this.health.dropGpu(error);
          else this.health.tell({ kind: 'build-dropped', error });
        }
      }
    }
  }

  async #load(model: ModelEntry, choice: Candidate): Promise<LoadReport> {
    this.#endWorker(); // one worker per attempt: a failed one may be poisoned, and only its end frees its memory
    this.#status = 'preparing';
    const request = await this.#loader.requestFor(model, choice);
    this.#status = 'loading';
    this.#runtimeBytes = 0;
    const client = this.#loader.spawn((error) => {
      if (client === this.#client && this.#status === 'ready') this.#recover(model, error);
    });
    this.#client = client;
    return this.#loader.load(client, request, (bytes) => {
      this.#runtimeBytes = bytes;
    });
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
    const client = this.#client;
    const report = this.#running?.report;
    if (!client || !report)
      return { ok: false, error: { code: 'engine/load-failed', details: { reason: 'no model' } } };
    const model = this.#library.catalogue.models.find(({ id }) => id === report.modelId);
    this.meter.stop(); // nothing competes with the visitor's text
    this.#openJobs += 1;
    const result = await client.annotate(text, signal, onProgress);
    this.#openJobs -= 1;
    if (result.ok) this.health.succeed();
    else if (model && client === this.#client && cureOf(result.error, report.backend))
      this.#recover(model, result.error);
    if (model && client === this.#client) this.#rest(model);
    return result;
  }

  /** A lost GPU or a broken session never recovers: a fresh worker takes over, without the GPU if that was at fault. */
  #recover(model: ModelEntry, error: ErrorData): void {
    const backend = this.#running?.report.backend ?? 'wasm';
    this.#endWorker();
    try {
      if (backend === 'webgpu') this.health.dropGpu(error);
      else this.health.countRestart(error);
    } catch {
      return; // the visitor is asked
    }
    this.ensureReady(model).catch(() => undefined); // the failure is in `error`
  }

  /** Measures every way to run the model, as the visitor asked; what the GPU did before is forgiven. */
  async measure(model: ModelEntry): Promise<void> {
    this.#checkCapabilities();
    this.health.forgiveGpu();
    await this.#measureNow(model, true);
  }

  async #measureNow(model: ModelEntry, isAsked: boolean): Promise<void> {
    if (!(await this.meter.measure(model, isAsked))) return;
    const { choice } = this.plan(model);
    const running = this.#running;
    if (running?.report.modelId !== model.id || this.#openJobs > 0 || isRunning(running, model, choice))
      return;
    const { report } = running;
    await this.ensureReady(model);
    this.health.tell({ kind: 'switched', from: report, to: choice });
  }

  /** Starts the clocks of an engine that has nothing to do. */
  #rest(model: ModelEntry): void {
    this.#stopClocks();
    if (this.#openJobs > 0) return;
    this.#idleTimer = setTimeout(() => {
      this.unload();
    }, idleMs);
    const { backend, build, threads } = this.#preferences;
    if (backend !== 'auto' || build !== 'auto' || threads !== 0 || !this.meter.isDue(model)) return;
    this.#restTimer = setTimeout(() => {
      this.#measureNow(model, false).catch(() => undefined); // the engine that is in use goes on, or says why not
    }, restBeforeMeasuringMs);
  }

  #stopClocks(): void {
    clearTimeout(this.#idleTimer);
    clearTimeout(this.#restTimer);
  }

  /** Gives up a download or loading that is under way; a model that is ready stays. */
  cancelLoading(): void {
    if (this.#status === 'preparing') this.#library.cancelDownload();
    if (this.#status === 'loading') this.unload();
  }

  /** Ends the worker, which gives its memory back, and any measurement. */
  unload(): void {
    this.meter.stop();
    this.#endWorker();
  }

  #endWorker(): void {
    this.#stopClocks();
    this.#client?.dispose();
    this.#client = undefined;
    this.#running = undefined;
    this.#status = 'idle';
  }
}

function isRunning({ report }: Running, { id, revision }: ModelEntry, choice: Candidate): boolean {
  return report.modelId === id && report.revision === revision && isSameCandidate(report, choice);
}
