/**
 * Measures on this device how fast each way to run a model is, and which ways compute wrongly. Each is loaded in a worker of
 * its own, self-checked and timed for about a second, beside the model that is in use.
 */
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import { sizeOfBuild } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError, errorDataFrom } from '../domain/errors.ts';
import { unwrap } from '../domain/result.ts';
import type { Candidate, Measured } from '../inference/backend-choice.ts';
import { candidatesFor, cureOf, isSameCandidate } from '../inference/backend-choice.ts';
import type { Capabilities } from '../inference/capabilities.ts';
import type { EngineClient } from '../inference/engine-client.ts';
import type { MeasurementStore } from './measurement-store.ts';
import type { ModelLibrary } from './model-library.svelte.ts';
import type { ModelLoader } from './model-loader.ts';

export interface MeasuringProgress {
  readonly modelId: string;
  readonly done: number;
  readonly total: number;
  readonly candidate: Candidate;
}

/** Most bytes of builds that are downloaded only to be measured, unasked. */
const mostUnaskedBytes = 32e6;

export class BackendMeter {
  readonly #capabilities: Capabilities;
  readonly #library: ModelLibrary;
  readonly #loader: ModelLoader;
  readonly #store: MeasurementStore;
  #known = $state.raw<ReadonlyMap<string, readonly Measured[]>>(new Map());
  #progress = $state.raw<MeasuringProgress>();
  #client: EngineClient | undefined;
  #run = 0;

  constructor(
    capabilities: Capabilities,
    library: ModelLibrary,
    loader: ModelLoader,
    store: MeasurementStore,
  ) {
    this.#capabilities = capabilities;
    this.#library = library;
    this.#loader = loader;
    this.#store = store;
    this.#known = new Map(library.catalogue.models.map((model) => [keyOf(model), store.read(model)]));
  }

  /** What is known of this model on this device; nothing after a change of device, browser or revision. */
  known(model: ModelEntry): readonly Measured[] {
    return this.#known.get(keyOf(model)) ?? [];
  }

  get progress(): MeasuringProgress | undefined {
    return this.#progress;
  }

  /** Whether to measure unasked: not on a software GPU, and not where it would cost much of the connection. */
  isDue(model: ModelEntry): boolean {
    if (this.#capabilities.savesData || this.known(model).some(({ medianMs }) => medianMs !== undefined))
      return false;
    return this.bytesToFetch(model) <= mostUnaskedBytes;
  }

  /** Bytes of the builds that are not on this device yet. */
  bytesToFetch(model: ModelEntry): number {
    return model.builds
      .filter((build) => !this.#library.has(model, build))
      .reduce((sum, build) => sum + sizeOfBuild(model, build), 0);
  }

  /** Keeps a build from being chosen on a backend; a failure that may pass is forgotten with the visit. */
  refuse(model: ModelEntry, { backend, dtype }: Candidate, error: ErrorData): void {
    const refused = candidatesFor(model, this.#capabilities).filter(
      (candidate) => candidate.backend === backend && candidate.dtype === dtype,
    );
    const rest = this.known(model).filter((known) => !refused.some((own) => isSameCandidate(known, own)));
    this.#know(model, [...rest, ...refused.map((candidate) => ({ ...candidate, error }))]);
  }

  /**
   * Tries every candidate; what was known before is forgotten. Failures of a candidate are figures, not errors.
   * @param isAsked whether the visitor asked for it: only then is a software GPU timed, which takes long
   * @returns whether it came to its end, and was not stopped
   */
  async measure(model: ModelEntry, isAsked: boolean): Promise<boolean> {
    this.stop();
    const run = this.#run;
    const candidates = candidatesFor(model, this.#capabilities).filter(
      ({ backend }) => isAsked || backend === 'wasm' || this.#capabilities.adapter === 'hardware',
    );
    const measured: Measured[] = [];
    for (const [done, candidate] of candidates.entries()) {
      this.#progress = { modelId: model.id, done, total: candidates.length, candidate };
      const outcome = await this.#try(model, candidate, run).catch((thrown: unknown) =>
        errorDataFrom(thrown),
      );
      if (run !== this.#run) return false;
      if (!('code' in outcome)) measured.push(outcome);
      // a download that failed says nothing of the candidate
      else if (outcome.code.startsWith('engine/')) measured.push({ ...candidate, error: outcome });
    }
    this.#progress = undefined;
    this.#know(model, measured);
    return true;
  }

  async #try(model: ModelEntry, candidate: Candidate, run: number): Promise<Measured> {
    const request = await this.#loader.requestFor(model, candidate);
    if (run !== this.#run) throw new AppError('engine/cancelled');
    const client = this.#loader.spawn();
    this.#client = client;
    try {
      const report = await this.#loader.load(client, request);
      const timing = unwrap(await client.time());
      return { ...candidate, ...timing, maxDifference: report.selfCheck.maxDifference };
    } finally {
      client.dispose();
    }
  }

  /** Gives up a measurement that is under way. */
  stop(): void {
    this.#run += 1;
    this.#progress = undefined;
    this.#client?.dispose();
    this.#client = undefined;
  }

  #know(model: ModelEntry, measured: readonly Measured[]): void {
    this.#known = new Map(this.#known).set(keyOf(model), measured);
    this.#store.write(
      model,
      measured.filter(({ backend, error }) => !error || cureOf(error, backend) === 'other-build'),
    );
  }
}

const keyOf = ({ id, revision }: ModelEntry): string => `${id}/${revision}`;
