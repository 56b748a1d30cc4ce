/**
 * Remembers that a model is being loaded, so that a page that crashed of it does not crash again by itself. The mark is
 * set before and removed after; a lock that a crash releases tells a crash from another tab that is loading now.
 */
const key = 'prontoner.loading';
const lockName = 'prontoner-loading';

/** The part of `Storage` that is needed here; each call may throw where storage is blocked. */
export type MarkStore = Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;

export class LoadMarker {
  readonly #store: MarkStore | undefined;
  #open = 0;

  constructor(store: MarkStore | undefined) {
    this.#store = store;
  }

  /** What was being loaded when an earlier page ended without a chance to say so; the mark is then removed. */
  async takeCrash(): Promise<string | undefined> {
    const what = this.#tried(() => this.#store?.getItem(key) ?? undefined);
    if (what === undefined || (await isHeldElsewhere())) return undefined;
    this.#clear();
    return what;
  }

  /** Runs `work` with the mark set. @param what named in the sentence after a crash: a model and a backend */
  async around<T>(what: string, work: () => Promise<T>): Promise<T> {
    const clear = (): void => {
      this.#clear(); // the visitor closed the page, which is no crash
    };
    this.#open += 1;
    this.#tried(() => this.#store?.setItem(key, what));
    const page = typeof window === 'undefined' ? undefined : window;
    page?.addEventListener('pagehide', clear);
    const release = holdLock();
    try {
      return await work();
    } finally {
      this.#open -= 1;
      if (this.#open === 0) this.#clear();
      page?.removeEventListener('pagehide', clear);
      release();
    }
  }

  #clear(): void {
    this.#tried(() => this.#store?.removeItem(key));
  }

  #tried<T>(work: () => T): T | undefined {
    try {
      return work();
    } catch {
      return undefined; // storage is blocked: nothing is remembered
    }
  }
}

async function isHeldElsewhere(): Promise<boolean> {
  if (!('locks' in navigator)) return false;
  const { held } = await navigator.locks.query().catch(() => ({ held: [] }));
  return held?.some(({ name }) => name === lockName) ?? false;
}

/** @returns what releases it; without Web Locks nothing is held */
function holdLock(): () => void {
  let release: () => void = () => undefined;
  if (!('locks' in navigator)) return release;
  const done = new Promise<void>((resolve) => {
    release = resolve;
  });
  navigator.locks.request(lockName, { mode: 'shared' }, () => done).catch(() => undefined);
  return release;
}
