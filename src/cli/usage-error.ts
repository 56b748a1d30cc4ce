/** A command line that cannot be followed. */

export type UsageProblem =
  | { readonly option: string; readonly given: string; readonly possible: readonly string[] }
  | { readonly reason: string };

export class UsageError extends Error {
  override readonly name = 'UsageError';
  readonly problem: UsageProblem;

  constructor(problem: UsageProblem, cause?: unknown) {
    super('usage', { cause });
    this.problem = problem;
  }
}
