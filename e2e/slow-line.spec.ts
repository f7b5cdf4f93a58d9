import type { Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { expect, test } from './support/test';

/** Opens a page whose scripts have not come yet; the result lets them come. */
async function openWithoutScripts(page: Page, path: string): Promise<() => void> {
  let letThemCome = () => {};
  const come = new Promise<void>((resolve) => {
    letThemCome = resolve;
  });
  await page.route(/\.js(\?|$)/, async (route) => {
    await come;
    await route.continue();
  });
  await page.goto(path, { waitUntil: 'commit' });
  return letThemCome;
}

test('a prediction made before the scripts have come counts', async ({ page }) => {
  const letThemCome = await openWithoutScripts(page, '/lessons/what-listening-is');
  await page.getByRole('radio', { name: 'No, it is refused' }).check();
  letThemCome();
  const bench = benchOf(page, 'Five calls make a server');
  await bench.open();
  await expect(bench.region).toContainText('You predicted: No, it is refused');
  await expect(bench.stepButton).toBeEnabled();
});

test('guesses made before the scripts have come count, and fire waits for them', async ({
  page,
}) => {
  const letThemCome = await openWithoutScripts(page, '/');
  await page.getByRole('radio', { name: '0.0.0.0:8000', exact: true }).check();
  const guesses = page.getByRole('radio', { name: 'no answer' });
  await expect(guesses).toHaveCount(3);
  for (const guess of await guesses.all()) await guess.check();
  const fire = page.getByRole('button', { name: 'Fire the packets' });
  await expect(fire).toBeDisabled();
  letThemCome();
  await fire.click();
  await expect(page.getByText('One socket, every address.', { exact: true })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'you said no answer' })).toHaveCount(3);
});

test('a theme chosen before the scripts have come is shown and kept', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  const letThemCome = await openWithoutScripts(page, '/glossary');
  await page.getByRole('button', { name: 'Colour theme' }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  letThemCome();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(12, 16, 23)');
  await page.reload();
  await expect(page.locator('body')).toHaveCSS('background-color', 'rgb(12, 16, 23)');
});

test('a record opened before the scripts have come is read', async ({ page }) => {
  const letThemCome = await openWithoutScripts(page, '/lessons');
  const broken = { name: 'x.json', mimeType: '', buffer: Buffer.from('{"a":') };
  const record = page.getByRole('region', { name: 'Your record' });
  await record.getByLabel('Open a file').setInputFiles(broken);
  letThemCome();
  await expect(record).toContainText('This file is no saved record.');
});
