/** A note is pasted and its entities are read, on WASM and on WebGPU. */
import { expect, test } from '@playwright/test';
import { choose, models, note, pasteAndAnnotate, shownEntities } from './app.ts';

test('a pasted note is annotated on WASM with offsets into the text', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page);
  const entities = await shownEntities(page);
  expect(entities.length).toBeGreaterThan(3);
  for (const entity of entities) expect(note.slice(entity.start, entity.end)).toBe(entity.text);
  await expect(page.getByTestId('annotated-text')).toHaveText(note, { useInnerText: false });
  await expect(page.getByTestId('status')).toHaveAttribute('data-backend', 'wasm');
  await expect(page.getByTestId('coverage')).toContainText('nada foi cortado');
});

test('WebGPU and WASM give the same entities with the full-precision build', async ({ page }) => {
  await page.goto('./');
  await choose(page, 'webgpu', 'fp32');
  await pasteAndAnnotate(page);
  const onGpu = await shownEntities(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-backend', 'webgpu');
  await choose(page, 'wasm', 'fp32');
  await page.locator('.button.primary').click();
  await expect(page.getByTestId('status')).toHaveAttribute('data-backend', 'wasm');
  expect(await shownEntities(page)).toEqual(onGpu);
});

test('without any GPU the site runs on WASM and says why', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(Navigator.prototype, 'gpu', { get: () => undefined });
  });
  await page.goto('./');
  await choose(page, 'webgpu', 'auto');
  await pasteAndAnnotate(page);
  await shownEntities(page);
  await expect(page.getByTestId('status')).toHaveAttribute('data-backend', 'wasm');
  await expect(page.getByTestId('status')).toHaveAttribute('data-reason', 'user-choice-unavailable');
});

test('a label can be hidden, and the JSON holds text, offsets, model and tag set', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page);
  const entities = await shownEntities(page);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Baixar JSON' }).click();
  const stream = await (await download).createReadStream();
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece as Uint8Array);
  const json = JSON.parse(Buffer.concat(pieces).toString('utf8')) as {
    text: string;
    tagSet: string;
    spans: { start: number; end: number; text: string }[];
  };
  expect(json.text).toBe(note);
  expect(json.tagSet).toBe(models[0]!.tagSets[0]!.id);
  expect(json.spans).toHaveLength(entities.length);
  for (const span of json.spans) expect(note.slice(span.start, span.end)).toBe(span.text);

  const { label } = entities[0]!;
  await page.locator(`button[data-label="${label}"]`).click();
  const rest = await shownEntities(page);
  expect(rest).toEqual(entities.filter((entity) => entity.label !== label));
});

test('the whole path works with the keyboard alone, in English', async ({ page }) => {
  await page.goto('./');
  await page.getByRole('button', { name: 'EN, English' }).press('Enter');
  await page.getByLabel('Clinical note').focus();
  await page.keyboard.insertText(note);
  await page.keyboard.press('Control+Enter');
  await shownEntities(page);
  const first = page.getByTestId('entities').locator('tbody button').first();
  await first.press('Enter');
  await expect(first).toHaveAttribute('aria-pressed', 'true');
  await expect(page.locator('mark.selected').first()).toBeVisible();
});

test('an example never takes a typed note away for good', async ({ page }) => {
  await page.goto('./');
  const editor = page.getByLabel('Nota clínica');
  await editor.fill('minha nota');
  await page.getByRole('button', { name: 'Nefrologia' }).click();
  await page.getByRole('button', { name: 'Emergência' }).click();
  await expect(editor).toHaveValue(/^Homem/u);
  await page.getByRole('button', { name: 'Desfazer' }).click();
  await expect(editor).toHaveValue('minha nota');
  await expect(page.getByRole('button', { name: 'Desfazer' })).toBeHidden();
});

test('editing never downloads another build by itself', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page);
  await shownEntities(page);
  await choose(page, 'wasm', 'fp32');
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.clock.install();
  await page.getByLabel('Nota clínica').fill('Refere cefaleia.');
  await expect(page.locator('.button.primary')).toContainText('Baixar o modelo');
  await page.clock.runFor(5000);
  expect(requested.filter((url) => url.includes('/static-models/'))).toEqual([]);
});
