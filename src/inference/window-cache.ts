/**
 * Logits of windows that one model has run, by what it was given: after an edit only the windows that changed are run.
 * The least recently used are forgotten first.
 */

export class WindowCache {
  readonly #maxBytes: number;
  /** In order of use, the most recent last. */
  readonly #rows = new Map<string, Float32Array>();
  #bytes = 0;

  /** @param maxBytes most memory for logits and keys together */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(key: string): Float32Array | undefined {
    const rows = this.#rows.get(key);
    if (rows) {
      this.#rows.delete(key);
      this.#rows.set(key, rows);
    }
    return rows;
  }

  /** What is larger than all the memory is not kept. */
  set(key: string, rows: Float32Array): void {
    this.#delete(key);
    if (sizeOf(key, rows) > this.#maxBytes) return;
    this.#rows.set(key, rows);
    this.#bytes += sizeOf(key, rows);
    for (const oldest of this.#rows.keys()) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#delete(oldest);
    }
  }

  #delete(key: string): void {
    const rows = this.#rows.get(key);
    if (!rows) return;
    this.#rows.delete(key);
    this.#bytes -= sizeOf(key, rows);
  }
}

/** Keys are ASCII, which engines keep in a byte a character. */
const sizeOf = (key: string, rows: Float32Array): number => key.length + rows.byteLength;
