/**
 * What was measured on this device, kept for the same device, browser version and model revision: when any of them
 * changes, nothing counts as measured.
 */
import * as v from 'valibot';
import type { ModelEntry } from '../catalogue/model-catalogue.ts';
import { errorCodes } from '../domain/errors.ts';
import type { Measured } from '../inference/backend-choice.ts';
import type { Capabilities } from '../inference/capabilities.ts';
import type { PreferenceStore } from './preferences.svelte.ts';

const candidate = {
  backend: v.picklist(['webgpu', 'wasm']),
  dtype: v.picklist(['fp32', 'fp16', 'q8', 'q4', 'q4f16']),
  threads: v.pipe(v.number(), v.integer(), v.minValue(1)),
};
const figure = v.pipe(v.number(), v.finite(), v.minValue(0));
const timed = v.object({
  ...candidate,
  medianMs: figure,
  runs: figure,
  tokens: figure,
  maxDifference: figure,
});
const refused = v.object({
  ...candidate,
  error: v.object({
    code: v.picklist(errorCodes),
    details: v.record(v.string(), v.union([v.string(), v.number()])),
  }),
});
const recordSchema = v.object({ key: v.string(), measured: v.array(v.union([timed, refused])) });

const nameOf = (model: Pick<ModelEntry, 'id'>): string => `prontoner.measured.${model.id}`;

export class MeasurementStore {
  readonly #store: PreferenceStore | undefined;
  readonly #device: string;

  constructor(store: PreferenceStore | undefined, capabilities: Capabilities) {
    const { browser, adapter, adapterName, hasShaderF16, logicalCores, isIsolated } = capabilities;
    this.#store = store;
    this.#device = JSON.stringify([browser, adapter, adapterName, hasShaderF16, logicalCores, isIsolated]);
  }

  read(model: Pick<ModelEntry, 'id' | 'revision'>): readonly Measured[] {
    try {
      const stored: unknown = JSON.parse(this.#store?.getItem(nameOf(model)) ?? 'null');
      const record = v.safeParse(recordSchema, stored);
      return record.success && record.output.key === this.#keyOf(model) ? record.output.measured : [];
    } catch {
      return []; // blocked or damaged: it is measured anew
    }
  }

  write(model: Pick<ModelEntry, 'id' | 'revision'>, measured: readonly Measured[]): void {
    try {
      this.#store?.setItem(nameOf(model), JSON.stringify({ key: this.#keyOf(model), measured }));
    } catch {
      // storage is blocked or full: the figures hold for this visit
    }
  }

  #keyOf({ revision }: Pick<ModelEntry, 'revision'>): string {
    return JSON.stringify([1, this.#device, revision]);
  }
}
