/** Every served model computes what PyTorch computed, on every backend and in every build. */
import { beforeAll, describe, expect, test } from 'vitest';
import type { ModelBuild } from '../catalogue/model-catalogue.ts';
import { jsonOf, servedCatalogue, servedFile } from '../testing/served-model.ts';
import type { Backend } from './protocol.ts';
import { parseSelfCheck, runSelfCheck } from './self-check.ts';
import type { Session } from './session.ts';
import { createSession } from './session.ts';

const runtimeMs = 120_000; // a software GPU on a busy machine compiles shaders slowly
const backends: readonly Backend[] = ['wasm', 'webgpu'];
const fullPrecisionDifference = 1e-4;

const served = await Promise.all(
  (await servedCatalogue()).models.map(async (model) => ({
    model,
    check: parseSelfCheck(jsonOf(await servedFile(model, 'self-check.json'))),
  })),
);

test('the browser of the tests has a WebGPU adapter', async () => {
  const adapter = await navigator.gpu.requestAdapter();
  expect(adapter).not.toBeNull();
  const device = await adapter!.requestDevice();
  expect(device.limits.maxBufferSize).toBeGreaterThan(0);
  device.destroy();
});

describe.each(served.map(({ model, check }) => [model.id, model, check] as const))(
  '%s',
  (_id, model, check) => {
    const columns = model.outputs.length;
    const createFor = async (build: ModelBuild, backend: Backend): Promise<Session> =>
      createSession(await servedFile(model, build.path), backend, 1, columns);

    test('the stored logits have a row for every token and a column for every output', () => {
      expect(check.inputs.length).toBeGreaterThan(0);
      for (const { inputIds, logits } of check.inputs)
        expect(logits.map((row) => row.length)).toEqual(inputIds.map(() => columns));
    });

    describe.each(backends)('on %s', (backend) => {
      test.each(model.builds.map((build) => [build.dtype, build] as const))(
        'the %s build passes its self-check',
        async (_dtype, build) => {
          const report = await runSelfCheck(await createFor(build, backend), check, build.tolerance);
          expect(report.maxDifference).toBeLessThanOrEqual(build.tolerance);
          expect(report.inputs).toBe(check.inputs.length);
        },
        runtimeMs,
      );

      test(
        'the fp32 build differs from PyTorch by at most 0.0001',
        async () => {
          const build = model.builds.find(({ dtype }) => dtype === 'fp32')!;
          const report = await runSelfCheck(await createFor(build, backend), check, Infinity);
          expect(report.maxDifference).toBeLessThanOrEqual(fullPrecisionDifference);
        },
        runtimeMs,
      );

      describe('what goes wrong', () => {
        let session: Session;
        const [build] = model.builds;
        beforeAll(async () => {
          session = await createFor(build!, backend);
        }, runtimeMs);

        test('a run gives a row for each token, the same each time', async () => {
          const { inputIds } = check.inputs[0]!;
          const first = await session.run(inputIds);
          expect([first.rows, first.columns, first.data.length]).toEqual([
            inputIds.length,
            columns,
            inputIds.length * columns,
          ]);
          await session.run([...inputIds, ...inputIds]);
          expect(await session.run(inputIds)).toEqual(first);
        });

        test(
          'bytes that are no graph are refused, and a good graph loads after them',
          async () => {
            for (const bytes of [new Uint8Array(), new TextEncoder().encode('<!doctype html>')])
              await expect(createSession(bytes, backend, 1, columns)).rejects.toThrow();
            const graph = await servedFile(model, build!.path);
            await expect(
              createSession(graph.slice(0, graph.length >> 1), backend, 1, columns),
            ).rejects.toThrow();
            const again = await createFor(build!, backend);
            expect((await again.run(check.inputs[0]!.inputIds)).columns).toBe(columns);
          },
          runtimeMs,
        );

        test(
          'a graph with other outputs than the catalogue says is engine/bad-output',
          async () => {
            const wrong = await createSession(await servedFile(model, build!.path), backend, 1, columns + 1);
            await expect(wrong.run(check.inputs[0]!.inputIds)).rejects.toMatchObject({
              code: 'engine/bad-output',
            });
          },
          runtimeMs,
        );
      });
    });

    test('on wasm an id outside the vocabulary fails its run, and the next run works', async () => {
      const session = await createFor(model.builds[0]!, 'wasm');
      await expect(session.run([10_000_000])).rejects.toThrow();
      expect((await session.run(check.inputs[0]!.inputIds)).columns).toBe(columns);
    });
  },
);
