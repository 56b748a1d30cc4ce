/** Everything that can go wrong, as data: a code, and details that hold numbers and ids but never note text. */

export const errorCodes = [
  'capability/no-webassembly',
  'capability/no-worker',
  'capability/insecure-context',
  'download/offline',
  'download/http-status',
  'download/not-a-model-file',
  'download/wrong-size',
  'download/wrong-digest',
  'download/cancelled',
  'storage/unavailable',
  'storage/quota',
  'storage/corrupt',
  'storage/missing',
  'engine/load-failed',
  'engine/not-a-model',
  'engine/unsupported-graph',
  'engine/out-of-memory',
  'engine/self-check-failed',
  'engine/run-failed',
  'engine/bad-output',
  'engine/worker-died',
  'engine/gpu-lost',
  'engine/deadline',
  'engine/too-many-restarts',
  'engine/crashed-while-loading',
  'engine/cancelled',
  'engine/unsupported-tokenizer',
  'reference/failed',
  'input/too-long',
  'catalogue/invalid',
  'bug/unexpected',
] as const;

export type ErrorCode = (typeof errorCodes)[number];
export type ErrorDetails = Readonly<Record<string, string | number>>;

/** An `AppError` as it crosses the worker boundary, where classes and codes do not survive. */
export interface ErrorData {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;
}

export class AppError extends Error {
  readonly code: ErrorCode;
  readonly details: ErrorDetails;

  constructor(code: ErrorCode, details: ErrorDetails = {}, cause?: unknown) {
    super(code, { cause });
    this.name = 'AppError';
    this.code = code;
    this.details = details;
  }
}

/** What the visitor stopped, which is no failure. */
export function isCancellation(code: ErrorCode): boolean {
  return code === 'download/cancelled' || code === 'engine/cancelled';
}

/** The data of any thrown value; what is not an `AppError` becomes `fallback` with its message as reason. */
export function errorDataFrom(thrown: unknown, fallback: ErrorCode = 'bug/unexpected'): ErrorData {
  if (thrown instanceof AppError) return { code: thrown.code, details: thrown.details };
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: fallback, details: { reason: reason.slice(0, 300) } };
}
