/** Brings a model into a worker: its files, the request, and the mark that remembers a crash of the page meanwhile. */
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError } from '../domain/errors.ts';
import { unwrap } from '../domain/result.ts';
import type { Candidate } from '../inference/backend-choice.ts';
import type { SpawnWorker } from '../inference/engine-client.ts';
import { EngineClient } from '../inference/engine-client.ts';
import type { LoadReport, LoadRequest } from '../inference/protocol.ts';
import type { LoadMarker } from '../storage/load-marker.ts';
import type { ModelLibrary } from './model-library.svelte.ts';

export class ModelLoader {
  readonly #library: ModelLibrary;
  readonly #spawn: SpawnWorker;
  readonly #marker: LoadMarker;

  constructor(library: ModelLibrary, spawn: SpawnWorker, marker: LoadMarker) {
    this.#library = library;
    this.#spawn = spawn;
    this.#marker = marker;
  }

  spawn(onDeath?: (error: ErrorData) => void): EngineClient {
    return new EngineClient(this.#spawn, onDeath);
  }

  /** Downloads what is missing. @throws AppError */
  async requestFor(model: ModelEntry, { backend, dtype, threads }: Candidate): Promise<LoadRequest> {
    const build = model.builds.find((own) => own.dtype === dtype);
    if (!build) throw new AppError('catalogue/invalid', { place: model.id, reason: `no ${dtype} build` });
    await this.#library.ensure(model, build);
    const files = await this.#library.filesForWorker(model, build);
    return { model, build, backend, threads, ...(files && { files }) };
  }

  /** @throws AppError */
  async load(
    client: EngineClient,
    request: LoadRequest,
    onRuntimeBytes?: (bytes: number) => void,
  ): Promise<LoadReport> {
    const what = `${request.model.id} ${request.build.dtype}`;
    return this.#marker.around(`${request.backend} ${what}`, async () =>
      unwrap(await client.load(request, onRuntimeBytes)),
    );
  }

  /** What the page was loading when it crashed, if it did: backend, model and build. */
  takeCrash(): Promise<string | undefined> {
    return this.#marker.takeCrash();
  }
}
