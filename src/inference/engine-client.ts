/**
 * The main thread's hold on the worker. Every call settles: a worker that dies, fails to start or answers too
 * late becomes an error, which comlink alone would never report.
 */
import type { Remote } from 'comlink';
import { proxy, wrap } from 'comlink';
import type { ErrorData } from '../domain/errors.ts';
import type { Result } from '../domain/result.ts';
import type {
  Annotation,
  AnnotationProgress,
  GpuLostMessage,
  LoadReport,
  LoadRequest,
  NerWorker,
  TimingReport,
} from './protocol.ts';

export type SpawnWorker = () => Worker;

/** Longest silence while loading, which includes compiling tens of megabytes of WebAssembly on slow machines. */
const loadDeadlineMs = 120_000;
/** A software GPU takes seconds a run. */
const timingDeadlineMs = 60_000;
/** Longest silence between two windows of an annotation. */
const silenceDeadlineMs = 60_000;

export class EngineClient {
  readonly #worker: Worker;
  readonly #remote: Remote<NerWorker>;
  readonly #failures = new Set<(error: ErrorData) => void>();
  readonly #onDeath: (error: ErrorData) => void;
  #death: ErrorData | undefined;
  #nextJobId = 1;

  /** @param onDeath hears once why the worker ended, also between calls; not of `dispose` */
  constructor(spawn: SpawnWorker, onDeath: (error: ErrorData) => void = () => undefined) {
    this.#onDeath = onDeath;
    this.#worker = spawn();
    const die = (event: Event): void => {
      const reason = event instanceof ErrorEvent ? event.message : event.type;
      this.#fail({ code: 'engine/worker-died', details: { reason: reason.slice(0, 300) } });
    };
    this.#worker.addEventListener('error', die);
    this.#worker.addEventListener('messageerror', die);
    this.#worker.addEventListener('message', ({ data }: MessageEvent<Partial<GpuLostMessage> | null>) => {
      if (data?.type !== 'gpu-lost') return;
      this.#fail({ code: 'engine/gpu-lost', details: { reason: data.reason ?? '' } });
    });
    this.#remote = wrap<NerWorker>(this.#worker);
  }

  get isAlive(): boolean {
    return this.#death === undefined;
  }

  /** @param onRuntimeBytes hears how many bytes of the WebAssembly runtime have arrived */
  load(
    request: LoadRequest,
    onRuntimeBytes: (bytes: number) => void = () => undefined,
  ): Promise<Result<LoadReport>> {
    return this.#settle(loadDeadlineMs, (keepAlive) => {
      const report = proxy((bytes: number) => {
        keepAlive();
        onRuntimeBytes(bytes);
      });
      return this.#remote.load(request, report);
    });
  }

  /** Times the model that is loaded. */
  time(): Promise<Result<TimingReport>> {
    return this.#settle(timingDeadlineMs, () => this.#remote.time());
  }

  /** Answers `engine/cancelled` when `signal` aborts, at once; the worker stops at its next window. */
  annotate(
    text: string,
    signal: AbortSignal,
    onProgress: (progress: AnnotationProgress) => void,
  ): Promise<Result<Annotation>> {
    const jobId = this.#nextJobId++;
    return this.#settle(silenceDeadlineMs, (keepAlive, settle) => {
      const cancel = (): void => {
        void this.#remote.cancel(jobId);
        settle({ ok: false, error: { code: 'engine/cancelled', details: {} } });
      };
      if (signal.aborted) cancel();
      signal.addEventListener('abort', cancel, { once: true });
      const report = proxy((progress: AnnotationProgress) => {
        keepAlive();
        if (!signal.aborted) onProgress(progress);
      });
      return this.#remote.annotate(jobId, text, report).finally(() => {
        signal.removeEventListener('abort', cancel);
      });
    });
  }

  /** Ends the worker, which is the only way to give its memory back; open calls are cancelled. */
  dispose(): void {
    this.#end({ code: 'engine/cancelled', details: {} });
  }

  #fail(error: ErrorData): void {
    if (this.#death) return;
    this.#end(error);
    this.#onDeath(error);
  }

  #end(error: ErrorData): void {
    this.#death ??= error;
    this.#worker.terminate();
    for (const fail of [...this.#failures]) fail(this.#death);
  }

  #settle<T>(
    deadlineMs: number,
    call: (keepAlive: () => void, settle: (result: Result<T>) => void) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    return new Promise((resolve) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      let isSettled = false;
      const settle = (result: Result<T>): void => {
        isSettled = true;
        clearTimeout(timer);
        this.#failures.delete(fail);
        resolve(result);
      };
      const fail = (error: ErrorData): void => {
        settle({ ok: false, error });
      };
      const keepAlive = (): void => {
        clearTimeout(timer);
        if (isSettled) return;
        timer = setTimeout(() => {
          this.#fail({ code: 'engine/deadline', details: { deadlineMs } });
        }, deadlineMs);
      };
      if (this.#death) {
        fail(this.#death);
        return;
      }
      this.#failures.add(fail);
      keepAlive();
      call(keepAlive, settle).then(settle, (thrown: unknown) => {
        const reason = thrown instanceof Error ? thrown.message : String(thrown);
        this.#fail({ code: 'engine/worker-died', details: { reason } });
      });
    });
  }
}
