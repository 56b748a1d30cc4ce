/** Which models the site offers, which are on this device, and the download that is under way. */
import type { ModelBuild, ModelCatalogue, ModelEntry } from '../catalogue/model-catalogue.ts';
import { filesOfBuild, sizeOfBuild } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import type { AppError } from '../domain/errors.ts';
import { errorDataFrom, isCancellation } from '../domain/errors.ts';
import type { ChunkStore } from '../storage/chunk-store.ts';
import { createMemoryStore } from '../storage/chunk-store.ts';
import type { DownloadProgress } from '../storage/download.ts';
import { downloadBuild } from '../storage/download.ts';
import { ifWeightsLockFree, withWeightsLock } from '../storage/lock.ts';
import { deleteModel, hasBuild, readFile, sweepOrphans } from '../storage/weights.ts';

export interface RunningDownload extends DownloadProgress {
  readonly modelId: string;
  readonly dtype: string;
}

const buildKey = (model: ModelEntry, build: ModelBuild): string => `${model.id}/${build.dtype}`;

export class ModelLibrary {
  readonly catalogue: ModelCatalogue;
  readonly #baseAddress: string;
  #store: ChunkStore;
  #stored = $state.raw<ReadonlySet<string>>(new Set());
  #download = $state.raw<RunningDownload>();
  #memoryReason = $state.raw<ErrorData>();
  #error = $state.raw<ErrorData>();
  #abort: AbortController | undefined;
  #running: Promise<void> | undefined;
  #runningKey = '';

  /** @param memoryReason why the store is not persistent, when it is not */
  constructor(catalogue: ModelCatalogue, store: ChunkStore, baseAddress: string, memoryReason?: AppError) {
    this.catalogue = catalogue;
    this.#store = store;
    this.#baseAddress = baseAddress;
    if (memoryReason) this.#memoryReason = errorDataFrom(memoryReason);
  }

  get download(): RunningDownload | undefined {
    return this.#download;
  }

  /** Why models are kept in memory for this visit only; undefined when they are stored. */
  get memoryReason(): ErrorData | undefined {
    return this.#memoryReason;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  has(model: ModelEntry, build: ModelBuild): boolean {
    return this.#stored.has(buildKey(model, build));
  }

  hasAny(model: ModelEntry): boolean {
    return model.builds.some((build) => this.has(model, build));
  }

  /** Looks at the store again, after clearing what broken downloads and old revisions left. */
  async refresh(): Promise<void> {
    try {
      await this.#tidy();
    } catch (thrown) {
      this.#error = errorDataFrom(thrown); // the page works without what is stored
    }
  }

  async #tidy(): Promise<void> {
    const sweep = (): Promise<number> => sweepOrphans(this.#store, this.catalogue.models);
    await (this.#store.isPersistent ? ifWeightsLockFree(sweep) : sweep());
    await this.#lookAgain();
  }

  /** Memory needs no lock between tabs, and a browser that blocks storage may refuse locks as well. */
  #locked(work: () => Promise<void>, signal?: AbortSignal): Promise<void> {
    return this.#store.isPersistent ? withWeightsLock(work, signal) : work();
  }

  async #lookAgain(): Promise<void> {
    const found = new Set<string>();
    for (const model of this.catalogue.models) {
      for (const build of model.builds) {
        if (await hasBuild(this.#store, model, build)) found.add(buildKey(model, build));
      }
    }
    this.#stored = found;
  }

  /**
   * Makes a build available; joins a download that is already running.
   * @throws AppError when it could not; the same error is then in `error`
   */
  async ensure(model: ModelEntry, build: ModelBuild): Promise<void> {
    const key = buildKey(model, build);
    while (this.#running) {
      if (this.#runningKey === key) return this.#running;
      await this.#running.catch(() => undefined); // its own caller hears of its failure
    }
    if (this.has(model, build)) return;
    this.#runningKey = key;
    this.#running = this.#runDownload(model, build).finally(() => {
      this.#running = undefined;
    });
    await this.#running;
  }

  async #runDownload(model: ModelEntry, build: ModelBuild): Promise<void> {
    this.#error = undefined;
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    try {
      await this.#downloadNow(model, build, signal).catch((thrown: unknown) => {
        const reason = errorDataFrom(thrown);
        if (!reason.code.startsWith('storage/') || !this.#store.isPersistent) throw thrown;
        // a full or blocked disk does not stop the work: the model is kept in memory for this visit, and the
        // visitor is told
        return this.#moveToMemory(reason, model, build, signal);
      });
    } catch (thrown) {
      const error = errorDataFrom(thrown);
      // what the visitor stopped is no error
      if (!isCancellation(error.code)) this.#error = error;
      throw thrown;
    } finally {
      this.#download = undefined;
      this.#abort = undefined;
      await this.#tidy().catch(() => undefined); // the download's own error says more
    }
  }

  async #moveToMemory(
    reason: ErrorData,
    model: ModelEntry,
    build: ModelBuild,
    signal: AbortSignal,
  ): Promise<void> {
    await this.#tidy().catch(() => undefined); // what cannot be reached cannot be swept
    this.#store = createMemoryStore();
    this.#memoryReason = reason;
    await this.#downloadNow(model, build, signal);
  }

  #downloadNow(model: ModelEntry, build: ModelBuild, signal: AbortSignal): Promise<void> {
    const onProgress = (progress: DownloadProgress): void => {
      this.#download = { ...progress, modelId: model.id, dtype: build.dtype };
    };
    onProgress({ receivedBytes: 0, totalBytes: sizeOfBuild(model, build) }); // shown while another tab holds the lock
    const { chunkBytes } = this.catalogue;
    return this.#locked(
      () =>
        downloadBuild(this.#store, model, build, {
          chunkBytes,
          baseAddress: this.#baseAddress,
          signal,
          onProgress,
        }),
      signal,
    );
  }

  cancelDownload(): void {
    this.#abort?.abort();
  }

  /** Forgets a model; a download that is running is stopped first. */
  async delete(model: ModelEntry): Promise<void> {
    this.cancelDownload();
    while (this.#running) await this.#running.catch(() => undefined); // its own caller hears of its failure
    this.#error = undefined;
    try {
      await this.#locked(() => deleteModel(this.#store, model.id)).finally(() => this.#lookAgain());
    } catch (thrown) {
      this.#error = errorDataFrom(thrown);
    }
  }

  /** The build's files as bytes when the worker cannot read them from IndexedDB itself. */
  async filesForWorker(
    model: ModelEntry,
    build: ModelBuild,
  ): Promise<Record<string, Uint8Array<ArrayBuffer>> | undefined> {
    if (this.#store.isPersistent) return undefined;
    const files: Record<string, Uint8Array<ArrayBuffer>> = {};
    for (const file of filesOfBuild(model, build))
      files[file.path] = await readFile(this.#store, model, file);
    return files;
  }
}
