/** What the specs share: opening the site and doing what a visitor does. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { parseCatalogue } from '../src/catalogue/model-catalogue.ts';

/** What the site serves. */
export const { models } = parseCatalogue(
  JSON.parse(readFileSync(new URL('../static-models/catalogue.json', import.meta.url), 'utf8')),
);

export const note =
  'Paciente com HAS e DM2, em uso de losartana 50 mg 12/12h.\nRefere dor em joelho direito há 3 dias. Nega febre.\nSolicito hemograma e ecocardiograma.';

export interface ShownEntity {
  readonly text: string;
  readonly label: string;
  readonly start: number;
  readonly end: number;
}

export async function pasteAndAnnotate(page: Page, text: string = note): Promise<void> {
  await page.getByLabel(/Nota clínica|Clinical note/u).fill(text);
  await page.locator('.button.primary').click();
}

/** Shows another tag set of the model, as a click on its name does. */
export async function chooseTagSet(page: Page, id: string): Promise<void> {
  await page.locator(`main label:has(input[value="${id}"])`).click();
}

/** The entities as the table shows them. */
export async function shownEntities(page: Page): Promise<ShownEntity[]> {
  await expect(page.getByTestId('entities')).toBeVisible();
  return page
    .getByTestId('entities')
    .locator('tbody tr')
    .evaluateAll((rows) =>
      rows.map((row) => ({
        text: row.querySelector('bdi')?.textContent ?? '',
        label: row.getAttribute('data-label') ?? '',
        start: Number(row.getAttribute('data-start')),
        end: Number(row.getAttribute('data-end')),
      })),
    );
}

/** Chooses backend and build in the Models view and comes back. */
export async function choose(
  page: Page,
  backend: 'auto' | 'webgpu' | 'wasm',
  build: 'auto' | 'fp32' | 'q8',
): Promise<void> {
  await page.goto('./#/modelos');
  await page.getByTestId('backend').selectOption(backend);
  await page.getByTestId('build').selectOption(build);
  await page.goto('./#/anotar');
}

export function errorNotice(page: Page, code: string) {
  return page.locator(`[role=alert][data-code="${code}"]`);
}
