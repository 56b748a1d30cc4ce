/** The table replaces what stands between its markers and nothing else. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Results } from './results.ts';
import { spreadOf } from './statistics.ts';
import { writeTable } from './table.ts';

const one = spreadOf([1]);
const results: Results = {
  date: '2026-01-02',
  browser: 'Chromium 1',
  cpu: 'A CPU',
  cores: 2,
  load: [0.1, 2],
  model: { id: 'm', revision: 'r', dtype: 'q8' },
  library: '4',
  notes: ['a', 'b'],
  throughput: [
    {
      ...{ threads: 1, pipelineRuntime: 'plain', speedup: spreadOf([1, 2, 3]) },
      ...{ engineMsPerNote: one, pipelineMsPerNote: one, engineOwnShare: one, pipelineOwnShare: one },
    },
  ],
  edit: {
    ...{ characters: 10, editMs: one, pipelineMs: one, speedup: one, runsPerEdit: one },
    ...{ pipelineInPiecesMs: one, speedupInPieces: one },
  },
  native: {
    ...{ ratio: one, runtimeRatio: one, nodeMsPerNote: one, browserMsPerNote: one, nodeOwnShare: one },
  },
  scale: {
    ...{ msByCharacters: {}, costOfTenTimes: { 100000: 9.94 }, firstSpansMs: null },
    ...{ cancelMs: one, nextAnswerMs: one },
  },
  site: {
    ...{ characters: 300_000, longestTaskMs: 40, tasksOver50Ms: 0, slowestKeyMs: 16, keys: 9, seconds: 3 },
    chosenBackend: 'wasm',
  },
  backends: {
    ...{ wasmMsPerNote: one, webgpuMsPerNote: one, adapter: 'x', chosen: 'wasm', chosenOverBetter: 1 },
  },
};

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bench-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('writes each figure with its bar, again and again, and leaves the rest alone', async () => {
  const file = join(folder, 'README.md');
  writeFileSync(file, '# Title\n\n<!-- bench: begin -->\nold\n<!-- bench: end -->\n\nAfter.\n');
  await writeTable(pathToFileURL(file), results);
  const once = readFileSync(file, 'utf8');
  expect(once.startsWith('# Title\n\n<!-- bench: begin -->')).toBe(true);
  expect(once.endsWith('<!-- bench: end -->\n\nAfter.\n')).toBe(true);
  expect(once).not.toContain('old');
  expect(once).toContain('2.00 (1.50 to 2.50) times');
  expect(once).toContain('9.9 times');
  expect(once).toContain('A CPU');
  await writeTable(pathToFileURL(file), results);
  expect(readFileSync(file, 'utf8')).toBe(once);
});

test('a file without the markers is refused and stays as it is', async () => {
  const file = join(folder, 'README.md');
  writeFileSync(file, '# Title\n');
  await expect(writeTable(pathToFileURL(file), results)).rejects.toThrow('bench: begin');
  expect(readFileSync(file, 'utf8')).toBe('# Title\n');
});
