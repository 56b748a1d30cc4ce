/** Tag sets and models are chosen beside the note, and remembered. */
import { expect, test } from '@playwright/test';
import { chooseTagSet, models, note, pasteAndAnnotate, shownEntities } from './app.ts';

const [first, second] = models;
const otherTagSet = first!.tagSets[1]!;

test('the first visit shows the first tag set of the first model', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page);
  const labels: readonly string[] = first!.tagSets[0]!.labels;
  for (const { label } of await shownEntities(page)) expect(labels).toContain(label);
});

test('an unknown stored choice falls back to the first ones', async ({ page }) => {
  await page.addInitScript(() => {
    localStorage.setItem('prontoner.model', 'gone');
    localStorage.setItem('prontoner.tagSet', 'gone');
  });
  await page.goto('./');
  await pasteAndAnnotate(page);
  expect((await shownEntities(page)).length).toBeGreaterThan(0);
  await expect(page.getByTestId('status')).toContainText(first!.name['pt-BR']);
});

test('another tag set is shown without another run, and again at the next visit', async ({ page }) => {
  const { id, labels } = otherTagSet;
  await page.goto('./');
  await pasteAndAnnotate(page);
  const before = await shownEntities(page);
  const coverage = await page.getByTestId('coverage').textContent(); // with the time that the run took
  await chooseTagSet(page, id);
  await expect(page.locator('button[data-label]')).toHaveCount(labels.length);
  expect(await page.getByTestId('coverage').textContent()).toBe(coverage);
  for (const entity of await shownEntities(page)) {
    expect(labels).toContain(entity.label);
    expect(note.slice(entity.start, entity.end)).toBe(entity.text);
  }
  await chooseTagSet(page, first!.tagSets[0]!.id);
  expect(await shownEntities(page)).toEqual(before);
  await chooseTagSet(page, id);
  await page.reload();
  await expect(page.locator(`main input[value="${id}"]`)).toBeChecked();
});

test('another model waits for a download that is asked for, and then reads the same note', async ({
  page,
}) => {
  test.skip(second === undefined, 'the catalogue has one model');
  await page.goto('./');
  await pasteAndAnnotate(page);
  await shownEntities(page);
  const requested: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.getByTestId('model').selectOption(second!.id);
  await expect(page.locator('.stale')).toBeVisible();
  await expect(page.locator('.button.primary')).toContainText('Baixar o modelo');
  await expect(page.getByLabel('Nota clínica')).toHaveValue(note);
  expect(requested.filter((url) => url.includes('/static-models/'))).toEqual([]);
  await page.locator('.button.primary').click();
  await expect(page.locator('.stale')).toBeHidden();
  await expect(page.getByTestId('status')).toContainText(second!.name['pt-BR']);
  await page.reload();
  await expect(page.getByTestId('model')).toHaveValue(second!.id);
});
