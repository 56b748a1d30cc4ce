/**
 * The note on the page, its annotation, and the job that is computing it. The newest text and model always win. A
 * model labels with all its tag sets in one pass; which one is shown is a choice that needs no new job.
 */
import type { ModelCatalogue, ModelEntry, TagSet } from '../catalogue/model-catalogue.ts';
import type { ErrorData } from '../domain/errors.ts';
import { AppError, errorDataFrom, isCancellation } from '../domain/errors.ts';
import { unwrap } from '../domain/result.ts';
import type { Span } from '../domain/span.ts';
import type { Annotation, AnnotationProgress, LoadReport } from '../inference/protocol.ts';
import type { EngineState } from './engine-state.svelte.ts';
import type { Preferences } from './preferences.svelte.ts';

/** Some three hundred pages. Longer texts are refused with a sentence, never cut. */
export const maxTextLength = 1_000_000;

/** An annotation with the text it belongs to and the model that made it; spans of every tag set of the model. */
export interface AnnotatedText extends Annotation {
  readonly text: string;
  readonly report: LoadReport;
}

/** What is finished of an annotation under way. */
export interface PartialText {
  readonly text: string;
  /** All spans that begin before `finishedLength`; a later value has the same ones first. */
  readonly spans: readonly Span[];
  readonly finishedLength: number;
}

export class AnnotationState {
  readonly models: readonly ModelEntry[];
  readonly #first: ModelEntry;
  readonly #engine: EngineState;
  readonly #preferences: Preferences;
  #text = $state('');
  #result = $state.raw<AnnotatedText>();
  #partial = $state.raw<PartialText>();
  #progress = $state.raw<AnnotationProgress>();
  #isBusy = $state(false);
  #error = $state.raw<ErrorData>();
  #hiddenLabels = $state.raw<ReadonlySet<string>>(new Set());
  #selected = $state.raw<Span>();
  #abort: AbortController | undefined;
  #runningText = '';

  /** @throws AppError when the catalogue has no model */
  constructor({ models }: Pick<ModelCatalogue, 'models'>, engine: EngineState, preferences: Preferences) {
    const [first] = models;
    if (!first) throw new AppError('catalogue/invalid', { place: 'models', reason: 'empty' });
    this.#first = first;
    this.models = models;
    this.#engine = engine;
    this.#preferences = preferences;
  }

  /** The chosen model, the first one where the choice is unknown. */
  get model(): ModelEntry {
    return this.models.find(({ id }) => id === this.#preferences.model) ?? this.#first;
  }

  /** What the model before was doing is given up; the note and the marks on the page stay. */
  chooseModel(id: string): void {
    const before = this.model;
    this.#preferences.model = id;
    if (this.model === before) return;
    this.#error = undefined;
    this.cancel();
    this.#dropHiddenSelection();
  }

  /** The chosen tag set of the model, its first one where the choice is unknown. */
  get tagSet(): TagSet {
    const { id, tagSets } = this.model;
    const tagSet = tagSets.find((own) => own.id === this.#preferences.tagSet) ?? tagSets[0];
    if (!tagSet) throw new AppError('catalogue/invalid', { place: id, reason: 'no tag set' });
    return tagSet;
  }

  chooseTagSet(id: string): void {
    this.#preferences.tagSet = id;
    this.#dropHiddenSelection();
  }

  /** A selected entity that the present tag set does not show would come back marked later. */
  #dropHiddenSelection(): void {
    if (this.#selected && !this.tagSet.labels.includes(this.#selected.label)) this.#selected = undefined;
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

  /** The beginning of the result that a job is computing, once it takes long enough for that. */
  get partial(): PartialText | undefined {
    return this.#partial;
  }

  /** What has changed since the result on the page was made; undefined when it is current, or there is none. */
  get staleBecause(): 'text' | 'model' | undefined {
    if (!this.#result) return undefined;
    if (this.#result.text !== this.#text) return 'text';
    return this.#result.report.modelId === this.model.id ? undefined : 'model';
  }

  get isStale(): boolean {
    return this.staleBecause !== undefined;
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

  /** The spans of the present tag set, those of hidden labels too; of the part that is finished while a job runs. */
  get spans(): readonly Span[] {
    const labels = new Set(this.tagSet.labels);
    const shown = this.#partial ?? this.#result;
    return shown?.spans.filter((span) => labels.has(span.label)) ?? [];
  }

  get visibleSpans(): readonly Span[] {
    return this.spans.filter((span) => !this.#hiddenLabels.has(span.label));
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

  /** Annotates the text as it is now; a job for an older text or another model is given up. */
  async run(): Promise<void> {
    const text = this.#text;
    const { model } = this;
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
    this.#partial = undefined;
    this.#error = undefined;
    try {
      if (text.length > maxTextLength) {
        throw new AppError('input/too-long', { characters: text.length, most: maxTextLength });
      }
      await this.#engine.ensureReady(model, abort.signal);
      const annotation = unwrap(
        await this.#engine.annotate(text, abort.signal, (progress) => {
          if (this.#abort === abort && !abort.signal.aborted) this.#take(text, progress);
        }),
      );
      const report = this.#engine.running?.report;
      if (abort.signal.aborted || !report) return;
      // the spans that are drawn already stay the same objects
      const told: readonly Span[] = this.partial?.spans ?? [];
      this.#result = {
        ...annotation,
        spans: [...told, ...annotation.spans.slice(told.length)],
        text,
        report,
      };
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
        this.#partial = undefined;
      }
    }
  }

  #take(text: string, progress: AnnotationProgress): void {
    this.#progress = progress;
    const { spans, finishedLength } = progress;
    this.#partial = { text, spans: [...(this.#partial?.spans ?? []), ...spans], finishedLength };
  }
}
