/** One writer at a time; without Web Locks the work is done all the same. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ifWeightsLockFree, withWeightsLock } from './lock.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('the lock', () => {
  test('lets one work at a time, in the order of asking', async () => {
    const events: string[] = [];
    const work = (name: string) => async (): Promise<string> => {
      events.push(`${name} begins`);
      await Promise.resolve();
      events.push(`${name} ends`);
      return name;
    };
    const results = await Promise.all([withWeightsLock(work('a')), withWeightsLock(work('b'))]);
    expect(results).toEqual(['a', 'b']);
    expect(events).toEqual(['a begins', 'a ends', 'b begins', 'b ends']);
  });

  test('is given back when the work fails', async () => {
    const error = new Error('x');
    await expect(withWeightsLock(() => Promise.reject(error))).rejects.toBe(error);
    expect(await ifWeightsLockFree(() => Promise.resolve('free'))).toBe('free');
  });

  test('held elsewhere, the optional work is left out', async () => {
    const work = vi.fn(() => Promise.resolve('done'));
    expect(await withWeightsLock(() => ifWeightsLockFree(work))).toBeUndefined();
    expect(work).not.toHaveBeenCalled();
  });

  test('is not needed where the browser has none', async () => {
    vi.stubGlobal('navigator', {});
    expect(await withWeightsLock(() => Promise.resolve(1))).toBe(1);
    expect(await ifWeightsLockFree(() => Promise.resolve(2))).toBe(2);
  });
});
