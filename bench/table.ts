/** The figures as the table of the README, between two markers that only this command writes. */
import { readFileSync, writeFileSync } from 'node:fs';
import { format, resolveConfig } from 'prettier';
import type { Results } from './results.ts';
import type { Spread } from './statistics.ts';

const markers = ['<!-- bench: begin -->', '<!-- bench: end -->'] as const;

const spread = ({ median, quartiles: [low, high] }: Spread, digits = 2): string =>
  `${median.toFixed(digits)} (${low.toFixed(digits)} to ${high.toFixed(digits)})`;
const percent = ({ median }: Spread): string => `${(100 * median).toFixed(0)} %`;

type Row = readonly [what: string, value: string, bar: string];

export function rowsOf({ notes, throughput, edit, native, scale, site, backends }: Results): Row[] {
  const runtimes = { plain: "the site's runtime build", 'with-webgpu': 'the build it takes by itself' };
  const count = `${String(notes.length)} notes`;
  return [
    ...throughput.flatMap(({ threads, pipelineRuntime, speedup, engineOwnShare }): Row[] => {
      const setting = `${String(threads)} ${threads === 1 ? 'thread' : 'threads'}`;
      return [
        [
          `${count}, WASM, ${setting}: throughput over the pipeline on ${runtimes[pipelineRuntime]}`,
          `${spread(speedup)} times`,
          'at least 1.5',
        ],
        [`the same, our time outside \`session.run\``, percent(engineOwnShare), 'at most 15 %'],
      ];
    }),
    [
      'one word edited in 10,000 characters: over the pipeline, which reads only the first 512 tokens',
      `${spread(edit.speedup, 1)} times`,
      'at least 15',
    ],
    [
      'the same, over the pipeline on pieces that cover the note',
      `${spread(edit.speedupInPieces, 1)} times`,
      '',
    ],
    [`${count}, 1 thread: time over onnxruntime-node`, `${spread(native.ratio)} times`, ''],
    ['the same, of the runtimes alone', `${spread(native.runtimeRatio)} times`, ''],
    ...Object.entries(scale.costOfTenTimes).map(([characters, ratio]): Row => [
      `${Number(characters).toLocaleString('en')} characters: time over a tenth of them`,
      `${ratio.toFixed(1)} times`,
      'at most 11',
    ]),
    [
      'first spans of 1,000,000 characters, warm',
      scale.firstSpansMs === null ? 'none' : `${scale.firstSpansMs.toFixed(0)} ms`,
      'at most 1,000 ms',
    ],
    ['cancel: until the caller hears', `${spread(scale.cancelMs, 0)} ms`, 'at most 200 ms'],
    ['cancel: until the next note is answered', `${spread(scale.nextAnswerMs, 0)} ms`, ''],
    [
      `longest main-thread task of the page with ${site.characters.toLocaleString('en')} characters`,
      `${site.longestTaskMs.toFixed(0)} ms`,
      'at most 50 ms',
    ],
    ['slowest key meanwhile, to the next frame', `${site.slowestKeyMs.toFixed(0)} ms`, 'at most 100 ms'],
    [
      `automatic choice (${backends.chosen}; the adapter is ${backends.adapter}) over the better backend`,
      `${backends.chosenOverBetter.toFixed(2)} times`,
      'at most 1.2',
    ],
  ];
}

/** @throws when the README has not both markers, in order */
export async function writeTable(readme: URL, results: Results): Promise<void> {
  const text = readFileSync(readme, 'utf8');
  const [start, end] = markers.map((marker) => text.indexOf(marker)) as [number, number];
  if (start < 0 || end < start) throw new Error(`README.md lacks ${markers.join(' … ')}`);
  const lines = [
    markers[0],
    '',
    '| median (quartiles) | measured | bar |',
    '| --- | --- | --- |',
    ...rowsOf(results).map((row) => `| ${row.join(' | ')} |`),
    '',
    `${results.date}, ${results.browser}, ${results.cpu}, ${String(results.cores)} cores, load ${results.load[0].toFixed(1)} to ${results.load[1].toFixed(1)}; ${results.model.id} ${results.model.revision} (${results.model.dtype}); transformers.js ${results.library}.`,
    '',
  ];
  const written = await format(text.slice(0, start) + lines.join('\n') + text.slice(end), {
    ...(await resolveConfig(readme)),
    parser: 'markdown',
  });
  writeFileSync(readme, written);
}
