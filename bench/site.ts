/** The built site while it annotates a long text: its main thread, its answer to a key, and the backend it chooses. */
import type { Page } from 'playwright';
import type { BenchPage } from './browser.ts';

export interface SiteFigures {
  /** The longest text of these that the page takes. */
  readonly characters: number;
  readonly longestTaskMs: number;
  readonly tasksOver50Ms: number;
  /** From a key to the next frame, the longest of all; browsers tell it in steps of 8 ms, from 16 ms on. */
  readonly slowestKeyMs: number;
  readonly keys: number;
  readonly seconds: number;
  readonly chosenBackend: string;
}

interface Watched {
  readonly tasks: number[];
  readonly keys: number[];
}

declare const watched: Watched; // in the page

const keyEveryMs = 200;

async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: Watched = { tasks: [], keys: [] };
    Object.assign(globalThis, { watched: seen });
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.tasks.push(duration);
    }).observe({ type: 'longtask' });
    new PerformanceObserver((list) => {
      for (const { name, duration } of list.getEntries()) if (name === 'keydown') seen.keys.push(duration);
    }).observe({ type: 'event', durationThreshold: 16 } as PerformanceObserverInit);
  });
}

/** @returns undefined when the page refuses a text of this length */
async function watchAnnotation(page: Page, text: string): Promise<SiteFigures | undefined> {
  await page.reload();
  const editor = page.locator('textarea');
  await editor.fill('Nega febre.');
  const button = page.locator('.button.primary');
  const status = page.getByTestId('status');
  await button.click();
  await page.getByTestId('entities').waitFor();
  // as a paste does it; `fill` would take half a minute for a megabyte
  await editor.evaluate((field: HTMLTextAreaElement, value) => {
    field.value = value;
    field.dispatchEvent(new InputEvent('input', { bubbles: true, inputType: 'insertFromPaste' }));
  }, text);
  await page.waitForTimeout(500); // laying out a megabyte in the field is not what is measured
  await watch(page);
  const started = performance.now();
  await button.click();
  let keys = 0;
  const isBusy = async (): Promise<boolean> =>
    (await page.getByRole('button', { name: 'Cancelar' }).count()) > 0;
  for (;;) {
    await page.keyboard.press('Shift'); // changes nothing, so the job goes on
    keys += 1;
    await page.waitForTimeout(keyEveryMs);
    if ((await page.locator('[data-code="input/too-long"]').count()) > 0) return undefined;
    if (keys > 5 && !(await isBusy())) break;
    if (performance.now() - started > 400_000) throw new Error('the page did not end');
  }
  await page.waitForTimeout(1000);
  const { tasks, keys: slow } = await page.evaluate(() => watched);
  return {
    characters: text.length,
    longestTaskMs: Math.max(0, ...tasks),
    tasksOver50Ms: tasks.length,
    slowestKeyMs: Math.max(16, ...slow),
    keys,
    seconds: (performance.now() - started) / 1000,
    chosenBackend: (await status.getAttribute('data-backend')) ?? '',
  };
}

export async function measureSite(bench: BenchPage, text: string): Promise<SiteFigures> {
  const page = await bench.browser.newPage();
  await page.goto(bench.siteAddress);
  try {
    for (const characters of [1_000_000, 300_000]) {
      const figures = await watchAnnotation(page, text.slice(0, characters));
      if (figures) return figures;
    }
    throw new Error('the page takes no long text');
  } finally {
    await page.close();
  }
}
