import type { Page } from '@playwright/test';
import { expects404 } from './support/pages';
import { expect, test } from './support/test';

const background = (page: Page) =>
  expect.poll(() => page.evaluate(() => getComputedStyle(document.body).backgroundColor));
const light = 'rgb(251, 250, 247)';
const dark = 'rgb(12, 16, 23)';

test('the theme follows the system until one is chosen, and the choice survives a reload', async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.goto('/lessons');
  await background(page).toBe(dark);
  await page.emulateMedia({ colorScheme: 'light' });
  await background(page).toBe(light);
  await page.getByRole('button', { name: 'Colour theme' }).click();
  await page.getByRole('radio', { name: 'Dark' }).check();
  await background(page).toBe(dark);
  await page.reload();
  await background(page).toBe(dark);
  await page.getByRole('button', { name: 'Colour theme' }).click();
  await expect(page.getByRole('radio', { name: 'Dark' })).toBeChecked();
  await page.getByRole('radio', { name: 'As the system' }).check();
  await background(page).toBe(light);
});

test.describe('without JavaScript', () => {
  test.use({ javaScriptEnabled: false, colorScheme: 'dark' });

  test('a dark system gets the dark theme, and the front page its table', async ({ page }) => {
    await page.goto('/');
    const table = page.getByRole('table', { name: /Who gets an answer/ });
    await expect(table.getByRole('row')).toHaveCount(4);
    await expect(page.getByRole('button', { name: 'Colour theme' })).toBeHidden();
    await expect(page.getByRole('button', { name: 'Fire the packets' })).toBeHidden();
  });
});

test('the skip link leads past the header, and the header says where one is', async ({ page }) => {
  await page.goto('/glossary');
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toBeFocused();
  const here = page.getByRole('navigation', { name: 'Site' }).locator('[aria-current]');
  await expect(here).toHaveText(['Glossary']);
});

test('only the Latin letters of the two typefaces are fetched', async ({ page }) => {
  const fonts: string[] = [];
  page.on('request', (request) => {
    if (request.resourceType() === 'font') fonts.push(request.url());
  });
  await page.goto('/lab');
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(() => fonts.length).toBeGreaterThan(0);
  for (const url of fonts) expect(url).toMatch(/-latin-wght-normal/);
});

test.describe('an address that leads nowhere', () => {
  test.use({ allowed: [expects404] });

  test('is answered with 404 and with what that proves', async ({ page }) => {
    const response = await page.goto('/no-such-page');
    expect(response?.status()).toBe(404);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(/The host answered/);
    await page.getByRole('link', { name: 'All lessons' }).click();
    await expect(page).toHaveURL(/\/lessons$/);
  });
});

test('the list of lessons is a drawer on a phone, and closes when one is opened', async ({
  page,
}) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto('/lessons/which-address');
  const drawer = page.getByRole('navigation', { name: 'Lessons', exact: true });
  await expect(drawer).toBeHidden();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await expect(drawer).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(drawer).toBeHidden();
  await page.getByRole('button', { name: 'Lessons', exact: true }).click();
  await drawer.getByRole('link', { name: /What listening is/ }).click();
  await expect(page).toHaveURL(/what-listening-is$/);
  await expect(drawer).toBeHidden();
});

test('the licences of the site and of its typefaces can be read', async ({ request }) => {
  const text = await (await request.get('/licence.txt')).text();
  expect(text).toMatch(/MIT License[\s\S]*SIL OPEN FONT LICENSE[\s\S]*JetBrains Mono/i);
});
