/** Every view, both themes, desktop and phone: no violation that axe can find, no sideways scrolling. */
import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import type { AxeResults } from 'axe-core';
import { expect, test } from '@playwright/test';
import { chooseTagSet, models, pasteAndAnnotate, shownEntities } from './app.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
/** Nothing where there is no choice. */
const otherTagSets = models[0]!.tagSets.slice(1).map(({ id }) => id);
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

for (const colorScheme of ['light', 'dark'] as const) {
  for (const width of [1280, 390]) {
    test(`no violation and no sideways scroll: ${colorScheme}, ${width} px`, async ({ browser, baseURL }) => {
      // axe is injected as a script, which the site's own policy rightly refuses
      const context = await browser.newContext({
        colorScheme,
        bypassCSP: true,
        viewport: { width, height: 800 },
        ...(baseURL !== undefined && { baseURL }),
      });
      const page = await context.newPage();
      await page.goto('./');
      await pasteAndAnnotate(page);
      await shownEntities(page);
      const check = async (what: string): Promise<void> => {
        await page.addScriptTag({ content: axeSource });
        const results = await page.evaluate(async (runOnly) => {
          const { axe } = globalThis as unknown as { axe: { run(options: object): Promise<AxeResults> } };
          return axe.run({ runOnly });
        }, tags);
        const found = results.violations.map((violation) => ({
          id: violation.id,
          nodes: violation.nodes.slice(0, 5).map((node) => node.html.slice(0, 200)),
        }));
        expect(found, what).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth), what).toBeLessThanOrEqual(
          width,
        );
      };
      await check('anotar');
      for (const id of otherTagSets) {
        await chooseTagSet(page, id);
        await check(id);
      }
      for (const view of ['comparar', 'modelos']) {
        await page.goto(`./#/${view}`);
        await expect(page.locator('main h1')).toBeVisible();
        await check(view);
      }
      await context.close();
    });
  }
}

test('text at 200 % on a phone never scrolls the page sideways', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  for (const view of ['anotar', 'comparar', 'modelos']) {
    await page.goto(`./#/${view}`);
    await expect(page.locator('main h1')).toBeVisible();
    await page.evaluate(() => {
      document.documentElement.style.fontSize = '200%';
    });
    expect(await page.evaluate(() => document.documentElement.scrollWidth), view).toBeLessThanOrEqual(390);
  }
});
