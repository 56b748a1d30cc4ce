/** One tab at a time writes weights, so that two tabs download once and a sweep never meets a download. */

import { AppError } from '../domain/errors.ts';

const lockName = 'prontoner-weights';

/**
 * Runs `work` when no other tab holds the lock; without Web Locks it simply runs.
 * @throws AppError `download/cancelled` when `signal` aborts the wait
 */
export async function withWeightsLock<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (!('locks' in navigator)) return work();
  try {
    return await navigator.locks.request(lockName, signal ? { signal } : {}, work);
  } catch (thrown) {
    throw thrown instanceof DOMException && signal?.aborted
      ? new AppError('download/cancelled', {}, thrown)
      : thrown;
  }
}

/** Runs `work` only if the lock is free now; answers `undefined` otherwise. */
export async function ifWeightsLockFree<T>(work: () => Promise<T>): Promise<T | undefined> {
  if (!('locks' in navigator)) return work();
  return await navigator.locks.request(lockName, { ifAvailable: true }, (lock) =>
    lock ? work() : undefined,
  );
}
