/** What one run of the bench leaves behind: where it was measured, and every figure. */
import type { BackendFigures } from './backends.ts';
import type { EditFigures } from './edit.ts';
import type { NativeFigures } from './native.ts';
import type { ScaleFigures } from './scale.ts';
import type { SiteFigures } from './site.ts';
import type { Throughput } from './throughput.ts';

export interface Results {
  readonly date: string;
  readonly browser: string;
  readonly cpu: string;
  readonly cores: number;
  /** Mean number of processes that wanted a core when the run began and ended; above the cores, figures are rough. */
  readonly load: readonly [number, number];
  readonly model: { readonly id: string; readonly revision: string; readonly dtype: string };
  readonly library: string;
  readonly notes: readonly string[];
  readonly throughput: readonly Throughput[];
  readonly edit: EditFigures;
  readonly native: NativeFigures;
  readonly scale: ScaleFigures;
  readonly site: SiteFigures;
  readonly backends: BackendFigures;
}
