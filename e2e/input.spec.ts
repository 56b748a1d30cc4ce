/** Texts that break other tools: right offsets or a clear sentence, never a freeze. */
import { expect, test } from '@playwright/test';
import { errorNotice, pasteAndAnnotate, shownEntities } from './app.ts';

const hardTexts: Record<string, string> = {
  'NFD accents': 'Paciente com hipertensão e dispneia. Em uso de furosemida.'.normalize('NFD'),
  emoji: '🫀👨‍👩‍👧 dor torácica 🇧🇷 e dispneia 👩🏽‍⚕️, usa metformina',
  'zero-width characters': 'dor\u200B torácica\u200D e \uFEFFdispneia; hemo\u00ADgrama, losartana',
  'control characters': 'dor\u0000 torácica\u0007 e\u001B dispneia em uso de AAS',
  'right-to-left text': 'ألم dor torácica שלום e dispneia, fez ecocardiograma',
};

for (const [name, text] of Object.entries(hardTexts)) {
  test(`offsets are right in a text with ${name}`, async ({ page }) => {
    await page.goto('./');
    await pasteAndAnnotate(page, text);
    const entities = await shownEntities(page);
    expect(entities.length).toBeGreaterThan(0);
    for (const entity of entities) expect(text.slice(entity.start, entity.end)).toBe(entity.text);
    expect(await page.getByTestId('annotated-text').textContent()).toBe(text);
  });
}

test('lone surrogates are left alone, and offsets are right', async ({ page }) => {
  await page.goto('./');
  // set and compared in the page: the test protocol itself cannot carry a lone surrogate
  await page.getByLabel('Nota clínica').evaluate((editor: HTMLTextAreaElement) => {
    editor.value = '\uD83D dor torácica \uDE00 e dispneia, ECG normal';
    editor.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await page.locator('.button.primary').click();
  await expect(page.getByTestId('entities')).toBeVisible();
  const outcome = await page.evaluate(() => {
    const text = document.querySelector('textarea')?.value ?? '';
    const rows = [...document.querySelectorAll<HTMLElement>('[data-testid=entities] tbody tr')];
    return {
      count: rows.length,
      isWellFormed: !/\p{Surrogate}/u.test(text),
      areEqual: rows.every((row) => {
        const { start, end } = row.dataset;
        return row.querySelector('bdi')?.textContent === text.slice(Number(start), Number(end));
      }),
      isWhole: document.querySelector('[data-testid=annotated-text]')?.textContent === text,
    };
  });
  expect(outcome).toMatchObject({ isWellFormed: false, areEqual: true, isWhole: true });
  expect(outcome.count).toBeGreaterThan(0);
});

test('pasted CRLF line ends become the line ends the editor shows, and offsets follow them', async ({
  page,
}) => {
  await page.goto('./');
  await pasteAndAnnotate(page, 'HAS.\r\nDispneia e edema.\r\nUsa furosemida.');
  const shown = await page.getByLabel('Nota clínica').inputValue();
  for (const entity of await shownEntities(page))
    expect(shown.slice(entity.start, entity.end)).toBe(entity.text);
});

test('an empty note offers nothing to annotate', async ({ page }) => {
  await page.goto('./');
  await expect(page.locator('.button.primary')).toBeDisabled();
  await page.getByLabel('Nota clínica').fill('   \n');
  await expect(page.locator('.button.primary')).toBeDisabled();
});

test('a megabyte of text is refused with a sentence that gives the limit', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page, 'dor e febre. '.repeat(80_000));
  await expect(errorNotice(page, 'input/too-long')).toContainText('1.000.000');
});

test('a long note is annotated window by window, and can be cancelled', async ({ page }) => {
  await page.goto('./');
  const sentence = 'Paciente refere dispneia e edema, em uso de furosemida 40 mg. Solicito ecocardiograma.\n';
  await pasteAndAnnotate(page, sentence.repeat(60));
  await expect(page.getByTestId('coverage')).toContainText('janelas');
  const first = await shownEntities(page);
  const text = sentence.repeat(60);
  for (const entity of first) expect(text.slice(entity.start, entity.end)).toBe(entity.text);

  // no two sentences are the same: what is read twice comes from the cache, and is done before anyone can cancel it
  const long = Array.from({ length: 3000 }, (_, index) => `Leito ${String(index)}: ${sentence}`).join('');
  await page.getByLabel('Nota clínica').fill(long);
  await page.locator('.button.primary').click();
  await expect(page.getByTestId('stage')).toContainText('janela');
  await page.getByRole('button', { name: 'Cancelar' }).click();
  await expect(page.getByRole('button', { name: 'Cancelar' })).toBeHidden();
  await pasteAndAnnotate(page, sentence);
  await expect(page.getByTestId('coverage')).toContainText('1 janela');
});
