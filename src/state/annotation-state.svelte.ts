/** The note on the page, its annotation, and the job that is computing it. The newest text always wins. */
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError, errorDataFrom, isCancellation } from '../domain/errors.ts';
import { unwrap } from '../domain/result.ts';
import type { Span } from '../domain/span.ts';
import type { Annotation, AnnotationProgress, LoadReport } from '../inference/protocol.ts';
import type { EngineState } from './engine-state.svelte.ts';

/** About a hundred pages. Longer texts are refused with a sentence, never cut. */
export const maxTextLength = 300_000;

/** An annotation with the text it belongs to and the model that made it. */
export interface AnnotatedText extends Annotation {
  readonly text: string;
  readonly report: LoadReport;
}

export class AnnotationState {
  readonly model: ModelEntry;
  readonly #engine: EngineState;
  #text = $state('');
  #result = $state.raw<AnnotatedText>();
  #progress = $state.raw<AnnotationProgress>();
  #isBusy = $state(false);
  #error = $state.raw<ErrorData>();
  #hiddenLabels = $state.raw<ReadonlySet<string>>(new Set());
  #selected = $state.raw<Span>();
  #abort: AbortController | undefined;
  #runningText = '';

  constructor(model: ModelEntry, engine: EngineState) {
    this.model = model;
    this.#engine = engine;
  }

  get text(): string {
    return this.#text;
  }

  set text(value: string) {
    if (value === this.#text) return;
    this.#text = value;
    this.#error = undefined;
    this.#abort?.abort();
  }

  get result(): AnnotatedText | undefined {
    return this.#result;
  }

  /** True when the result on the page belongs to an older text. */
  get isStale(): boolean {
    return this.#result !== undefined && this.#result.text !== this.#text;
  }

  get progress(): AnnotationProgress | undefined {
    return this.#progress;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  get error(): ErrorData | undefined {
    return this.#error;
  }

  get hiddenLabels(): ReadonlySet<string> {
    return this.#hiddenLabels;
  }

  get visibleSpans(): readonly Span[] {
    return this.#result?.spans.filter((span) => !this.#hiddenLabels.has(span.label)) ?? [];
  }

  get selected(): Span | undefined {
    return this.#selected;
  }

  select(span: Span | undefined): void {
    this.#selected = span;
  }

  toggleLabel(label: string): void {
    const hidden = new Set(this.#hiddenLabels);
    if (!hidden.delete(label)) hidden.add(label);
    this.#hiddenLabels = hidden;
  }

  /** Stops the job, and the loading of the model if it waits for that. */
  cancel(): void {
    this.#abort?.abort();
    this.#engine.cancelLoading();
  }

  /** Annotates the text as it is now; a job for an older text is given up. */
  async run(): Promise<void> {
    const text = this.#text;
    if (this.#abort && !this.#abort.signal.aborted && this.#runningText === text) return; // this very job is under way
    this.#abort?.abort();
    if (text.trim() === '') {
      this.#result = undefined;
      this.#selected = undefined;
      return;
    }
    const abort = new AbortController();
    this.#abort = abort;
    this.#runningText = text;
    this.#isBusy = true;
    this.#progress = undefined;
    this.#error = undefined;
    try {
      if (text.length > maxTextLength) {
        throw new AppError('input/too-long', { characters: text.length, most: maxTextLength });
      }
      await this.#engine.ensureReady(this.model);
      const annotation = unwrap(
        await this.#engine.annotate(text, abort.signal, (progress) => {
          if (this.#abort === abort) this.#progress = progress;
        }),
      );
      const report = this.#engine.running?.report;
      if (abort.signal.aborted || !report) return;
      this.#result = { ...annotation, text, report };
      this.#selected = undefined;
    } catch (thrown) {
      const error = errorDataFrom(thrown);
      // what the visitor stopped is no error
      if (this.#abort === abort && !isCancellation(error.code)) this.#error = error;
    } finally {
      if (this.#abort === abort) {
        this.#abort = undefined;
        this.#isBusy = false;
        this.#progress = undefined;
      }
    }
  }
}
