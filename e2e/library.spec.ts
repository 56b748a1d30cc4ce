/** The note of the editor is run with the stock library too: only when asked, from this origin alone, side by side. */
import type { Page } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { errorNotice, models, note, pasteAndAnnotate, shownEntities } from './app.ts';

const openComparison = async (page: Page): Promise<void> => {
  await page.goto('./#/comparar');
};

const runButton = (page: Page) => page.getByRole('button', { name: 'Rodar com a biblioteca original' });

async function counted(page: Page, kind: string): Promise<number> {
  return Number(await page.getByTestId(`library-${kind}`).getAttribute('data-count'));
}

test('both results and both times for the note in the editor, without another origin', async ({
  page,
  baseURL,
}) => {
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  await page.goto('./');
  await pasteAndAnnotate(page);
  await shownEntities(page);
  await openComparison(page);
  await expect(runButton(page)).toBeEnabled();
  const isLibrary = (url: string): boolean => url.includes('reference');
  expect(requested.filter(isLibrary)).toEqual([]);

  await runButton(page).click();
  const result = page.getByTestId('library-result');
  await expect(result).toBeVisible();
  expect(requested.filter(isLibrary)).toHaveLength(1);
  expect(requested.filter((url) => !url.startsWith(baseURL!))).toEqual([]);
  expect(complaints).toEqual([]);

  const times = await result.locator('tbody tr').first().locator('td').allTextContents();
  expect(times).toHaveLength(2);
  for (const time of times) expect(time).toMatch(/^\d[\d.]*,\d ms$/u);
  await expect(page.getByText('É a mesma rede')).toContainText(String(models[0]!.outputs.length));

  // what is listed is what the note says at that place, and ours is what the first view found
  expect(await counted(page, 'theirs')).toBeGreaterThan(0);
  const listed = page.locator('[data-testid^="library-"] tbody tr[data-place*="–"]');
  const rows = await listed.evaluateAll((all) =>
    all.map((row) => ({
      place: row.getAttribute('data-place') ?? '',
      text: row.querySelector('bdi')?.textContent ?? '',
    })),
  );
  expect(rows.length).toBeGreaterThan(10);
  for (const { place, text } of rows) {
    const [start, end] = place.split('–').map(Number);
    expect(note.slice(start, end)).toBe(text);
  }
  expect((await counted(page, 'ours')) + (await counted(page, 'both'))).toBeGreaterThan(3);
});

test('without a note there is nothing to run; a changed note is told, a long one is seen to be cut', async ({
  page,
}) => {
  await page.goto('./');
  await openComparison(page);
  await expect(runButton(page)).toBeDisabled();
  await page.goto('./#/anotar');
  await page.getByLabel('Nota clínica').fill(`${note}\n`.repeat(40));
  await openComparison(page);
  await runButton(page).click();
  await expect(page.getByText('A biblioteca cortou o fim da nota sem avisar.')).toBeVisible();
  await page.goto('./#/anotar');
  await page.getByLabel('Nota clínica').fill(note);
  await openComparison(page);
  await expect(page.getByText('A nota mudou desde esta comparação.')).toBeVisible();
});

test('a library that cannot be loaded is an error with a sentence, and the next attempt works', async ({
  page,
}) => {
  await page.goto('./');
  await page.getByLabel('Nota clínica').fill(note);
  await page.route(/reference\.worker/u, (route) => route.abort());
  await openComparison(page);
  await runButton(page).click();
  await expect(errorNotice(page, 'reference/failed')).toBeVisible();
  await page.unroute(/reference\.worker/u);
  await runButton(page).click();
  await expect(page.getByTestId('library-result')).toBeVisible();
  await expect(errorNotice(page, 'reference/failed')).toBeHidden();
});

test('it can be cancelled and started again', async ({ page }) => {
  await page.goto('./');
  await page.getByLabel('Nota clínica').fill(`${note}\n`.repeat(200));
  await openComparison(page);
  await runButton(page).click();
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await expect(runButton(page)).toBeEnabled();
  await expect(page.getByTestId('library-result')).toBeHidden();
  await expect(page.getByRole('alert')).toHaveCount(0);
  await runButton(page).click();
  await expect(page.getByTestId('library-result')).toBeVisible();
});
