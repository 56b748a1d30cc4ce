/** A session that computes anything but the stored logits is refused. */
import { describe, expect, test } from 'vitest';
import type { SelfCheck } from './self-check.ts';
import { parseSelfCheck, runSelfCheck } from './self-check.ts';
import type { Session } from './session.ts';

const check: SelfCheck = {
  inputs: [
    {
      text: 'a',
      inputIds: [2, 3],
      logits: [
        [1, -1],
        [2, -2],
      ],
    },
    {
      text: 'b',
      inputIds: [2, 7, 3],
      logits: [
        [0, 1],
        [4, 4],
        [-3, 0.5],
      ],
    },
  ],
};
const sound = check.inputs.map((input) => input.logits.flat());

/** Answers the runs in turn with the rows given. */
function sessionOf(answers: readonly (readonly number[])[], columns = 2): Session {
  let next = 0;
  return {
    run: () => {
      const data = Float32Array.from(answers[next++] ?? []);
      return Promise.resolve({ data, rows: data.length / columns, columns });
    },
  };
}

const changed = (input: number, position: number, value: number): number[][] =>
  sound.map((data, index) => (index === input ? data.with(position, value) : data));

describe('runSelfCheck', () => {
  test('the stored logits pass with no difference', async () => {
    expect(await runSelfCheck(sessionOf(sound), check, 0)).toEqual({
      inputs: 2,
      maxDifference: 0,
      tolerance: 0,
    });
  });

  test('the largest difference of all inputs is reported, and the tolerance is still accepted', async () => {
    const report = await runSelfCheck(sessionOf(changed(0, 2, 2.5)), check, 0.5);
    expect(report.maxDifference).toBe(0.5);
  });

  test.each(sound.flatMap((data, input) => data.map((_value, position) => [input, position] as const)))(
    'in input %i a value at %i that is off, infinite or not a number is refused',
    async (input, position) => {
      for (const value of [sound[input]![position]! + 0.6, NaN, Infinity, -Infinity]) {
        await expect(
          runSelfCheck(sessionOf(changed(input, position, value)), check, 0.5),
        ).rejects.toMatchObject({
          code: 'engine/self-check-failed',
          details: { tolerance: 0.5 },
        });
      }
    },
  );

  test.each([
    ['no rows', [[], sound[1]!], 2],
    ['a row short in the first input', [sound[0]!.slice(0, 2), sound[1]!], 2],
    ['a row short in the last input', [sound[0]!, sound[1]!.slice(0, 4)], 2],
    ['other columns', sound, 1],
    ['more columns', [[1, -1, 0, 2, -2, 0], sound[1]!], 3],
  ])('%s are refused', async (_what, answers, columns) => {
    await expect(runSelfCheck(sessionOf(answers, columns), check, 100)).rejects.toMatchObject({
      code: 'engine/self-check-failed',
    });
  });

  test('what the session throws is passed on', async () => {
    const error = new Error('device lost');
    await expect(runSelfCheck({ run: () => Promise.reject(error) }, check, 1)).rejects.toBe(error);
  });
});

describe('parseSelfCheck', () => {
  test('a sound file is read', () => {
    expect(parseSelfCheck(structuredClone(check))).toEqual(check);
  });

  const [input] = check.inputs;
  test.each<[string, unknown]>([
    ['no inputs, which would check nothing', { inputs: [] }],
    ['an input without tokens', { inputs: [{ ...input, inputIds: [], logits: [] }] }],
    ['an input without logits', { inputs: [{ ...input, logits: [] }] }],
    ['fewer rows than tokens', { inputs: [{ ...input, logits: [[1, -1]] }] }],
    ['a row without values', { inputs: [{ ...input, logits: [[1, -1], []] }] }],
    [
      'a value that is null',
      {
        inputs: [
          {
            ...input,
            logits: [
              [1, -1],
              [2, null],
            ],
          },
        ],
      },
    ],
    ['an array', []],
    ['nothing', undefined],
  ])('%s is refused', (_what, json) => {
    expect(() => parseSelfCheck(json)).toThrow(
      expect.objectContaining({ code: 'catalogue/invalid' }) as Error,
    );
  });
});
