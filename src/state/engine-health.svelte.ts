/** What has gone wrong with the engine in this visit, what was done about it, and what the visitor must decide. */
import type { ErrorData } from '../domain/errors.ts';
import { AppError } from '../domain/errors.ts';
import type { Candidate } from '../inference/backend-choice.ts';

/** What the engine did unasked. */
export type EngineNotice =
  | { readonly kind: 'restarted' | 'gpu-dropped' | 'build-dropped'; readonly error: ErrorData }
  | { readonly kind: 'switched'; readonly from: Candidate; readonly to: Candidate };

const mostRestarts = 3;

export class EngineHealth {
  #notice = $state.raw<EngineNotice>();
  #blocked = $state.raw<ErrorData>();
  #gpuFault = $state.raw<ErrorData>();
  #restarts = 0;

  /** What was last done unasked, until it is dismissed. */
  get notice(): EngineNotice | undefined {
    return this.#notice;
  }

  /** Why nothing is loaded until the visitor permits it. */
  get blocked(): ErrorData | undefined {
    return this.#blocked;
  }

  /** Why the GPU is left alone for this visit. */
  get gpuFault(): ErrorData | undefined {
    return this.#gpuFault;
  }

  tell(notice: EngineNotice | undefined): void {
    this.#notice = notice;
  }

  dropGpu(error: ErrorData): void {
    this.#gpuFault = error;
    this.#notice = { kind: 'gpu-dropped', error };
  }

  forgiveGpu(): void {
    this.#gpuFault = undefined;
  }

  /** @param what was being loaded when an earlier page crashed: backend, model and build */
  blockAfterCrash(what: string): void {
    this.#blocked = { code: 'engine/crashed-while-loading', details: { what } };
    if (what.startsWith('webgpu')) this.#gpuFault = this.#blocked;
  }

  /** @throws AppError while the visitor's permission is needed */
  checkPermitted(): void {
    if (this.#blocked) throw new AppError(this.#blocked.code, this.#blocked.details);
  }

  /** @throws AppError `engine/too-many-restarts` instead of another restart in a row */
  countRestart(error: ErrorData): void {
    if (this.#restarts === mostRestarts)
      this.#blocked = { code: 'engine/too-many-restarts', details: { restarts: mostRestarts } };
    this.checkPermitted();
    this.#restarts += 1;
    this.#notice = { kind: 'restarted', error };
  }

  /** A text was annotated, so the restarts before it were of use. */
  succeed(): void {
    this.#restarts = 0;
  }

  /** The visitor wants another attempt. */
  permit(): void {
    this.#blocked = undefined;
    this.#restarts = 0;
  }
}
