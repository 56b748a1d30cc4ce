/** Success or failure as data, for calls that cross the worker boundary. */
import type { ErrorCode, ErrorData } from './errors.ts';
import { AppError, errorDataFrom } from './errors.ts';

export type Result<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: ErrorData };

/** Runs `work` and turns what it throws into data. */
export async function resultOf<T>(work: () => T | Promise<T>, fallback?: ErrorCode): Promise<Result<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (thrown) {
    return { ok: false, error: errorDataFrom(thrown, fallback) };
  }
}

/** @throws AppError with the result's error when it is not a success. */
export function unwrap<T>(result: Result<T>): T {
  if (result.ok) return result.value;
  throw new AppError(result.error.code, result.error.details);
}
