/**
 * Windows over a token sequence that is longer than a model's context. Where they are cut depends on the tokens
 * around the cut and not on what comes far before, so that an edit leaves the windows elsewhere as they were. Every
 * token is kept from exactly one window, which sees context on both sides of what is kept from it.
 */

export interface Window {
  /** Tokens the model sees: `[start, end)`. */
  readonly start: number;
  readonly end: number;
  /** Tokens whose logits are kept from this window: `[keepStart, keepEnd)`, a partition over all windows. */
  readonly keepStart: number;
  readonly keepEnd: number;
}

/** In tokens, special tokens not counted. */
export interface WindowSizes {
  /** Most tokens that the model takes at once; a text of no more is one window. */
  readonly capacity: number;
  /** What a window of a longer text sees on each side of what it keeps, where there is as much. */
  readonly context: number;
  /** A cut outranks every other place within this distance; so at least as many tokens are kept from a window. */
  readonly radius: number;
  /** Most tokens kept from a window, also where no place outranks the others, as in one line repeated. */
  readonly core: number;
}

/**
 * Sizes by measurement (`bench/windows.ts`): windows of half the capacity find as many of the entities that experts
 * marked as whole notes do, cost less a token, and leave less to run after an edit and before a cancelled job ends.
 * @param capacity most tokens that a model takes, special ones not counted
 * @param stride tokens that neighbouring windows share, half of them context of each; less than the capacity
 */
export function windowSizes(capacity: number, stride: number): WindowSizes {
  const context = Math.floor(stride / 2);
  const core = Math.max(1, Math.floor(capacity / 2) - 2 * context);
  return { capacity, context, core, radius: Math.floor(core / 3) };
}

/**
 * The window that keeps the tokens from `from` on; undefined when none are left, or when more must be known first.
 * @param ids token ids from the beginning of the text on
 * @param from 0, or the `keepEnd` of the window before
 * @param isComplete whether `ids` are all tokens of the text
 * @throws RangeError for sizes that do not fit into each other
 */
export function nextWindow(
  ids: readonly number[],
  from: number,
  sizes: WindowSizes,
  isComplete: boolean,
): Window | undefined {
  const { capacity, context, radius, core } = sizes;
  if (radius < 0 || context < 0 || core < 1 || core + 2 * context > capacity)
    throw new RangeError(`no windows of ${capacity} tokens that keep ${core} with ${context} around them`);
  if (from === 0 && ids.length <= capacity) return isComplete ? windowOf(ids, 0, ids.length, 0) : undefined;
  const known = isComplete ? Infinity : ids.length;
  const last = Math.min(from + core, ids.length);
  let cut = from + 1;
  while (cut < last && cut + radius + gramAfter <= known && !isCut(ids, cut, radius)) cut++;
  if (cut + Math.max(radius + gramAfter, context) > known) return undefined;
  return windowOf(ids, from, cut, context);
}

function windowOf(ids: readonly number[], from: number, to: number, context: number): Window | undefined {
  if (from >= ids.length) return undefined;
  return {
    start: Math.max(0, from - context),
    end: Math.min(ids.length, to + context),
    keepStart: from,
    keepEnd: Math.min(to, ids.length),
  };
}

/** A local maximum; of several the first, so that two cuts are never closer than the radius. */
function isCut(ids: readonly number[], position: number, radius: number): boolean {
  const own = rank(ids, position);
  const first = Math.max(1, position - radius);
  const last = Math.min(ids.length - 1, position + radius);
  for (let other = position - 1; other >= first; other--) if (rank(ids, other) >= own) return false;
  for (let other = position + 1; other <= last; other++) if (rank(ids, other) > own) return false;
  return true;
}

const gramBefore = 2;
const gramAfter = 2;

/** A hash of the tokens around a place: short enough to be local, long enough that few places share it. */
function rank(ids: readonly number[], position: number): number {
  let hash = 0x811c9dc5;
  for (let index = position - gramBefore; index < position + gramAfter; index++)
    hash = Math.imul(hash ^ (ids[index] ?? -1), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return (hash ^ (hash >>> 13)) >>> 0;
}

/** The windows of a whole sequence, in order. */
export function* planWindows(ids: readonly number[], sizes: WindowSizes): Generator<Window> {
  for (let from = 0; from < ids.length;) {
    const window = nextWindow(ids, from, sizes, true);
    if (!window) return;
    yield window;
    from = window.keepEnd;
  }
}
