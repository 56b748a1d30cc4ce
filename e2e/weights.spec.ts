/** Weights come through IndexedDB once, verified; nothing else ever leaves the origin. */
import type { Page, Request } from '@playwright/test';
import { expect, test } from '@playwright/test';
import { choose, errorNotice, pasteAndAnnotate, shownEntities } from './app.ts';

function watchRequests(page: Page): Request[] {
  const requests: Request[] = [];
  page.context().on('request', (request) => requests.push(request));
  return requests;
}

const modelRequests = (requests: readonly Request[]): string[] =>
  requests.map((request) => request.url()).filter((url) => url.includes('/static-models/'));

test('on the second visit not one byte of the model is requested', async ({ page }) => {
  await page.goto('./');
  const requests = watchRequests(page);
  await pasteAndAnnotate(page);
  const entities = await shownEntities(page);
  expect(modelRequests(requests)).toHaveLength(4);
  requests.length = 0;
  await page.reload();
  await pasteAndAnnotate(page);
  expect(await shownEntities(page)).toEqual(entities);
  expect(modelRequests(requests)).toEqual([]);
});

test('no request leaves the origin over the whole journey, and none carries the text', async ({
  page,
  baseURL,
}) => {
  const requests = watchRequests(page);
  const marker = 'zqxmarcador';
  await page.goto('./');
  await pasteAndAnnotate(page, `Paciente ${marker} com dispneia e edema, em uso de furosemida.`);
  await shownEntities(page);
  await page.getByRole('link', { name: 'Comparar' }).click();
  await expect(page.getByRole('table').first()).toBeVisible();
  await page.getByRole('link', { name: 'Modelos' }).click();
  await expect(page.getByTestId('backend')).toBeVisible();
  expect(requests.length).toBeGreaterThan(5);
  for (const request of requests) {
    expect(request.url().startsWith(baseURL ?? 'missing') || request.url().startsWith('blob:')).toBe(true);
    expect(`${request.url()} ${request.postData() ?? ''}`).not.toContain(marker);
  }
});

test('the worker cannot reach another origin', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page);
  await shownEntities(page);
  const [worker] = page.workers();
  const outcome = await worker!.evaluate(() =>
    fetch('http://127.0.0.1:9/').then(
      () => 'sent',
      (error: unknown) => String(error),
    ),
  );
  expect(outcome).not.toBe('sent');
  const violation = await page.evaluate(
    () =>
      new Promise<string>((resolve) => {
        addEventListener('securitypolicyviolation', (event) => {
          resolve(event.effectiveDirective);
        });
        void fetch('http://127.0.0.1:9/').catch(() => undefined);
      }),
  );
  expect(violation).toBe('connect-src');
});

const faults: {
  name: string;
  code: string;
  body?: (original: Buffer) => Buffer;
  status?: number;
  html?: boolean;
}[] = [
  { name: 'one altered byte', code: 'download/wrong-digest', body: flipByte },
  { name: 'a body cut short', code: 'download/wrong-size', body: (original) => original.subarray(0, 1000) },
  { name: 'an HTML page in its place', code: 'download/not-a-model-file', html: true },
  { name: 'a missing file', code: 'download/http-status', status: 404 },
];

function flipByte(original: Buffer): Buffer {
  const altered = Buffer.from(original);
  altered[altered.length >> 1] = (altered[altered.length >> 1] ?? 0) ^ 1;
  return altered;
}

for (const fault of faults) {
  test(`${fault.name} is refused with a sentence, and a later attempt works`, async ({ page }) => {
    await page.route('**/onnx/*.onnx', async (route) => {
      if (fault.status !== undefined) return route.fulfill({ status: fault.status });
      if (fault.html) return route.fulfill({ contentType: 'text/html', body: '<!doctype html><p>portal' });
      const response = await route.fetch();
      const body = fault.body?.(await response.body());
      return route.fulfill({ contentType: 'application/octet-stream', ...(body && { body }) });
    });
    await page.goto('./');
    await pasteAndAnnotate(page);
    await expect(errorNotice(page, fault.code)).toBeVisible();
    await expect(page.getByLabel('Nota clínica')).not.toBeEmpty();
    await page.unroute('**/onnx/*.onnx');
    await page.locator('.button.primary').click();
    expect((await shownEntities(page)).length).toBeGreaterThan(0);
  });
}

test('a stored file altered on the device is found out, deleted and downloaded again', async ({ page }) => {
  await page.goto('./');
  await pasteAndAnnotate(page);
  await shownEntities(page);
  await page.evaluate(
    () =>
      new Promise<void>((resolve, reject) => {
        const open = indexedDB.open('prontoner-weights');
        open.onerror = () => {
          reject(new Error('no database'));
        };
        open.onsuccess = () => {
          const store = open.result.transaction('weights', 'readwrite').objectStore('weights');
          const cursorRequest = store.openCursor();
          cursorRequest.onsuccess = () => {
            const cursor = cursorRequest.result;
            if (!cursor) {
              open.result.close();
              resolve();
              return;
            }
            const key = cursor.key as (string | number)[];
            if (key[0] === 'chunk' && String(key[3]).endsWith('.onnx')) {
              const bytes = new Uint8Array(cursor.value as ArrayBuffer);
              bytes[100] = (bytes[100] ?? 0) ^ 1;
              cursor.update(bytes.buffer);
            }
            cursor.continue();
          };
        };
      }),
  );
  await page.reload();
  await pasteAndAnnotate(page);
  await expect(errorNotice(page, 'storage/corrupt')).toBeVisible();
  await page.locator('.button.primary').click();
  expect((await shownEntities(page)).length).toBeGreaterThan(0);
});

test('without IndexedDB the model works in memory, and the page says so', async ({ page }) => {
  await page.addInitScript(() => {
    Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined });
  });
  await page.goto('./');
  await expect(page.getByTestId('memory-notice')).toBeVisible();
  await pasteAndAnnotate(page);
  expect((await shownEntities(page)).length).toBeGreaterThan(0);
});

test('without WebAssembly a sentence says so and the text stays', async ({ page }) => {
  await page.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'WebAssembly');
  });
  await page.goto('./');
  await pasteAndAnnotate(page);
  await expect(errorNotice(page, 'capability/no-webassembly')).toBeVisible();
  await expect(page.getByLabel('Nota clínica')).not.toBeEmpty();
});

test('a model is downloaded, shown as stored and deleted in the Models view', async ({ page }) => {
  await choose(page, 'auto', 'auto');
  await page.goto('./#/modelos');
  const row = page.locator('article').first().locator('tr[data-dtype=q8]');
  await expect(row).toHaveAttribute('data-stored', 'false');
  await row.getByRole('button').click();
  await expect(row).toHaveAttribute('data-stored', 'true');
  await page.getByRole('button', { name: 'Apagar deste aparelho' }).click();
  await expect(row).toHaveAttribute('data-stored', 'false');
});
