/**
 * The main thread's hold on the stock library's worker. Every call settles. After any failure the worker is ended: a
 * failed run poisons the library for good.
 */
import type { Remote } from 'comlink';
import { wrap } from 'comlink';
import type { ErrorCode, ErrorDetails } from '../domain/errors.ts';
import { AppError } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import { unwrap } from '../domain/result.ts';
import type { ReferenceRequest, ReferenceRun, ReferenceWorker } from './reference-protocol.ts';

/** Longest wait for an answer, which may include compiling the WebAssembly runtime on a slow machine. */
const deadlineMs = 120_000;

export class ReferenceClient {
  readonly #worker: Worker;
  readonly #remote: Remote<ReferenceWorker>;
  /** Rejects when the worker is gone; never resolves. */
  readonly #death: Promise<never>;
  #die: (code: ErrorCode, details?: ErrorDetails) => void = () => undefined;

  constructor(spawn: () => Worker) {
    this.#worker = spawn();
    this.#death = new Promise((_, reject) => {
      this.#die = (code, details) => {
        this.#worker.terminate();
        reject(new AppError(code, details));
      };
    });
    this.#death.catch(() => undefined); // whoever has a call open hears of it
    const onError = (event: Event): void => {
      const reason = event instanceof ErrorEvent ? event.message : event.type;
      this.#die('reference/failed', { reason: reason.slice(0, 300) });
    };
    this.#worker.addEventListener('error', onError);
    this.#worker.addEventListener('messageerror', onError);
    this.#remote = wrap<ReferenceWorker>(this.#worker);
  }

  /** @throws AppError `storage/*`, `engine/unsupported-tokenizer`, `reference/failed`, `engine/cancelled` */
  load(request: ReferenceRequest): Promise<{ readonly version: string }> {
    return this.#settle(this.#remote.load(request));
  }

  /** @throws AppError `reference/failed`, `engine/deadline`, `engine/cancelled` */
  run(text: string): Promise<ReferenceRun> {
    return this.#settle(this.#remote.run(text));
  }

  /** Ends the worker; open calls reject with `engine/cancelled`. */
  dispose(): void {
    this.#die('engine/cancelled');
  }

  async #settle<T>(answer: Promise<Result<T>>): Promise<T> {
    const timer = setTimeout(() => {
      this.#die('engine/deadline', { deadlineMs });
    }, deadlineMs);
    try {
      const result = await Promise.race([answer, this.#death]);
      if (!result.ok) this.#die(result.error.code, result.error.details);
      return unwrap(result);
    } finally {
      clearTimeout(timer);
    }
  }
}
