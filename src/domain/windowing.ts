/**
 * Overlapping windows over a token sequence that is longer than a model's context. Every token is in at least
 * one window and takes its logits from exactly one: the window in which it stands farthest from a cut edge.
 */

export interface Window {
  /** Tokens the model sees: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Tokens whose logits are kept from this window: `[keepStart, keepEnd)`, a partition over all windows. */
  readonly keepStart: number;
  readonly keepEnd: number;
}

/**
 * @param tokenCount tokens without special tokens
 * @param capacityTokens most tokens per window, special tokens not counted
 * @param overlapTokens tokens shared by neighbouring windows, less than the capacity
 */
export function planWindows(tokenCount: number, capacityTokens: number, overlapTokens: number): Window[] {
  if (capacityTokens < 1 || overlapTokens < 0 || overlapTokens >= capacityTokens) {
    throw new RangeError(`no windows of ${capacityTokens} tokens with an overlap of ${overlapTokens}`);
  }
  const windows: Window[] = [];
  const step = capacityTokens - overlapTokens;
  let keepStart = 0;
  for (let start = 0; keepStart < tokenCount; start += step) {
    const end = Math.min(start + capacityTokens, tokenCount);
    const keepEnd = end === tokenCount ? end : end - Math.ceil(overlapTokens / 2);
    windows.push({ start, end, keepStart, keepEnd });
    keepStart = keepEnd;
  }
  return windows;
}
