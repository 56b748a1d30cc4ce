/** How long a loaded model takes for an input of a note's length, so that backends can be compared on this device. */
import type { TimingReport } from './protocol.ts';
import type { SelfCheck } from './self-check.ts';
import type { Session } from './session.ts';

/** About the median note of the corpora. */
export const realisticTokens = 230;
const budgetMs = 1000;
/** A run slower than this proves enough by itself. */
const slowRunMs = 3000;
const warmUpRuns = 2;
const fewestRuns = 3;

/** Token ids of a note's length, made of the stored sentences, whose first and last tokens are the special ones. */
export function realisticInput({ inputs }: SelfCheck): number[] {
  const [first] = inputs;
  const body = inputs.flatMap(({ inputIds }) => inputIds.slice(1, -1));
  const length = body.length === 0 ? 0 : realisticTokens - 2;
  const filled = Array.from({ length }, (_, index) => body[index % body.length] ?? 0);
  return [first?.inputIds.at(0) ?? 0, ...filled, first?.inputIds.at(-1) ?? 0];
}

/**
 * Median of the runs that fit into about a second, after two that warm up the compiler.
 * @param now milliseconds
 * @throws what the session throws
 */
export async function timeSession(
  session: Session,
  inputIds: readonly number[],
  now: () => number = () => performance.now(),
): Promise<TimingReport> {
  const timeRun = async (): Promise<number> => {
    const started = now();
    await session.run(inputIds);
    return now() - started;
  };
  for (let run = 0; run < warmUpRuns; run++) if ((await timeRun()) > slowRunMs) break;
  const times: number[] = [];
  let total = 0;
  while (times.length < fewestRuns || total < budgetMs) {
    const elapsed = await timeRun();
    times.push(elapsed);
    total += elapsed;
    if (elapsed > slowRunMs) break;
  }
  const sorted = times.toSorted((a, b) => a - b);
  return { medianMs: sorted[sorted.length >> 1] ?? NaN, runs: times.length, tokens: inputIds.length };
}
