/** Runs stored sentences and compares with PyTorch's logits, so that a build that computes wrongly is never used. */
import * as v from 'valibot';
import { AppError } from '../domain/errors.ts';
import type { LoadReport } from './protocol.ts';
import type { Session } from './session.ts';

const inputSchema = v.pipe(
  v.object({
    text: v.string(),
    inputIds: v.pipe(v.array(v.number()), v.minLength(1)),
    logits: v.array(v.pipe(v.array(v.number()), v.minLength(1))),
  }),
  v.check(({ inputIds, logits }) => logits.length === inputIds.length, 'one row of logits per token'),
);
const schema = v.object({ inputs: v.pipe(v.array(inputSchema), v.minLength(1)) });

export type SelfCheck = v.InferOutput<typeof schema>;

/** @throws AppError `catalogue/invalid` */
export function parseSelfCheck(json: unknown): SelfCheck {
  const parsed = v.safeParse(schema, json);
  if (!parsed.success) {
    throw new AppError('catalogue/invalid', { place: 'self-check.json', reason: parsed.issues[0].message });
  }
  return parsed.output;
}

/**
 * Largest absolute difference between the session's logits and the stored ones.
 * @throws AppError `engine/self-check-failed` when it exceeds the tolerance
 */
export async function runSelfCheck(
  session: Session,
  check: SelfCheck,
  tolerance: number,
): Promise<LoadReport['selfCheck']> {
  let maxDifference = 0;
  for (const { inputIds, logits } of check.inputs) {
    const { data, columns } = await session.run(inputIds);
    logits.forEach((row, token) => {
      if (row.length !== columns) maxDifference = NaN;
      row.forEach((expected, column) => {
        const difference = Math.abs((data[token * columns + column] ?? NaN) - expected);
        maxDifference = Math.max(maxDifference, difference); // once NaN, always NaN: it must not pass
      });
    });
  }
  if (!(maxDifference <= tolerance)) {
    throw new AppError('engine/self-check-failed', { maxDifference, tolerance });
  }
  return { inputs: check.inputs.length, maxDifference, tolerance };
}
