/** Several annotators behind one: notes go to whichever is free. */
import type { Span } from '../domain/span.ts';

/** Annotates one text at a time. */
export interface Annotator {
  /** @throws AppError */
  annotate(text: string): Promise<readonly Span[]>;
  close(): Promise<void>;
}

interface Turn {
  readonly resolve: (annotator: Annotator) => void;
  readonly reject: (error: unknown) => void;
}

export class AnnotatorPool implements Annotator {
  readonly #size: number;
  readonly #create: () => Promise<Annotator>;
  readonly #starting: Promise<Annotator>[] = [];
  readonly #idle: Annotator[] = [];
  readonly #waiting: Turn[] = [];

  private constructor(size: number, create: () => Promise<Annotator>) {
    this.#size = size;
    this.#create = create;
  }

  /**
   * The first annotator is ready when this resolves; others are made when there is work for them.
   * @param size most annotators
   * @throws what `create` throws
   */
  static async start(size: number, create: () => Promise<Annotator>): Promise<AnnotatorPool> {
    const pool = new AnnotatorPool(size, create);
    const first = create();
    pool.#starting.push(first);
    pool.#idle.push(await first);
    return pool;
  }

  async annotate(text: string): Promise<readonly Span[]> {
    const annotator = this.#idle.pop() ?? (await this.#nextFree());
    try {
      return await annotator.annotate(text);
    } finally {
      this.#release(annotator);
    }
  }

  async close(): Promise<void> {
    const started = await Promise.allSettled(this.#starting);
    await Promise.all(
      started.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value.close()] : [])),
    );
  }

  #nextFree(): Promise<Annotator> {
    if (this.#starting.length < this.#size) this.#grow();
    return new Promise((resolve, reject) => {
      this.#waiting.push({ resolve, reject });
    });
  }

  #grow(): void {
    const started = this.#create();
    this.#starting.push(started);
    started.then(
      (annotator) => {
        this.#release(annotator);
      },
      (error: unknown) => {
        this.#waiting.shift()?.reject(error);
      },
    );
  }

  #release(annotator: Annotator): void {
    const turn = this.#waiting.shift();
    if (turn) turn.resolve(annotator);
    else this.#idle.push(annotator);
  }
}
