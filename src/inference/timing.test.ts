/** A model is timed with a note's length of tokens, for about a second, and a slow one not for long. */
import { expect, test } from 'vitest';
import type { SelfCheck } from './self-check.ts';
import type { Session } from './session.ts';
import { realisticInput, realisticTokens, timeSession } from './timing.ts';

const inputOf = (inputIds: number[]): SelfCheck['inputs'][number] => ({
  text: '',
  inputIds,
  logits: inputIds.map(() => [0]),
});

test('the input repeats the stored sentences between the first and last special tokens', () => {
  const ids = realisticInput({ inputs: [inputOf([2, 7, 8, 3]), inputOf([2, 9, 3])] });
  expect(ids).toHaveLength(realisticTokens);
  expect([ids[0], ids.at(-1)]).toEqual([2, 3]);
  expect(ids.slice(1, 8)).toEqual([7, 8, 9, 7, 8, 9, 7]);
  expect(realisticInput({ inputs: [inputOf([2, 3])] })).toEqual([2, 3]);
});

/** A session whose runs take the times given, the last one from then on, on a clock of its own. */
function clockedSession(times: readonly number[]): {
  session: Session;
  now: () => number;
  runs: () => number;
} {
  let [clock, runs] = [0, 0];
  const session: Session = {
    run: (ids) => {
      clock += times[Math.min(runs++, times.length - 1)]!;
      return Promise.resolve({ data: new Float32Array(ids.length), rows: ids.length, columns: 1 });
    },
  };
  return { session, now: () => clock, runs: () => runs };
}

test.each([
  ['fast', [500, 100, 10, 30, 20], 50, 20],
  ['slower than a third of a second', [900], 3, 900],
])('a %s one gives the median after two runs of warming up', async (_what, times, runs, medianMs) => {
  const clock = clockedSession(times);
  const report = await timeSession(clock.session, [1, 2], clock.now);
  expect(report).toMatchObject({ medianMs, tokens: 2 });
  expect(report.runs).toBeGreaterThanOrEqual(runs);
  expect(clock.runs()).toBe(report.runs + 2);
});

test('one of four seconds is run twice in all', async () => {
  const clock = clockedSession([4000]);
  expect(await timeSession(clock.session, [1], clock.now)).toEqual({ medianMs: 4000, runs: 1, tokens: 1 });
  expect(clock.runs()).toBe(2);
});

test('what a run throws is passed on', async () => {
  const error = new Error('device lost');
  await expect(timeSession({ run: () => Promise.reject(error) }, [1])).rejects.toBe(error);
});
