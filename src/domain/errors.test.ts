/** Whatever is thrown becomes data that crosses a worker boundary. */
import { describe, expect, test } from 'vitest';
import { AppError, errorCodes, errorDataFrom } from './errors.ts';
import { resultOf, unwrap } from './result.ts';

describe('errorDataFrom', () => {
  test('an AppError keeps its code and details, and nothing else', () => {
    const error = new AppError('storage/corrupt', { path: 'a' }, new Error('cause'));
    expect(errorDataFrom(error, 'engine/run-failed')).toEqual({
      code: 'storage/corrupt',
      details: { path: 'a' },
    });
  });

  test.each([
    [new TypeError('no'), 'no'],
    ['text', 'text'],
    [1991937888, '1991937888'], // what the WebAssembly runtime throws when memory is short
    [undefined, 'undefined'],
    [null, 'null'],
  ])('%s becomes the fallback with its message', (thrown, reason) => {
    expect(errorDataFrom(thrown, 'engine/run-failed')).toEqual({
      code: 'engine/run-failed',
      details: { reason },
    });
    expect(errorDataFrom(thrown).code).toBe('bug/unexpected');
  });

  test('a long message is cut', () => {
    expect(String(errorDataFrom(new Error('x'.repeat(10_000))).details['reason'])).toHaveLength(300);
  });

  test('the data survives a structured clone, where a class does not', () => {
    const data = errorDataFrom(new AppError('download/http-status', { status: 404 }));
    expect(structuredClone(data)).toEqual(data);
  });
});

test('an AppError is an Error with its cause', () => {
  const cause = new Error('why');
  const error = new AppError('storage/quota', {}, cause);
  expect(error).toBeInstanceOf(Error);
  expect([error.name, error.message, error.cause]).toEqual(['AppError', 'storage/quota', cause]);
});

test('codes are distinct and name an area', () => {
  expect(new Set(errorCodes).size).toBe(errorCodes.length);
  for (const code of errorCodes) expect(code).toMatch(/^[a-z]+\/[a-z-]+$/);
});

describe('results', () => {
  test('what work returns comes out of its result', async () => {
    expect(unwrap(await resultOf(() => 7))).toBe(7);
    expect(unwrap(await resultOf(() => Promise.resolve(7)))).toBe(7);
  });

  test('what work throws, at once or later, is data and is thrown again by unwrap', async () => {
    const error = new AppError('engine/cancelled');
    const thrown = await resultOf(() => {
      throw error;
    });
    expect(thrown).toEqual({ ok: false, error: { code: 'engine/cancelled', details: {} } });
    expect(await resultOf(() => Promise.reject(error))).toEqual(thrown);
    expect(() => unwrap(thrown)).toThrow(AppError);
  });

  test('a foreign error takes the fallback', async () => {
    expect(await resultOf(() => Promise.reject(new Error('x')), 'engine/load-failed')).toEqual({
      ok: false,
      error: { code: 'engine/load-failed', details: { reason: 'x' } },
    });
  });
});
