import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from './support/test';

/** A page of somebody else's, on an origin of its own, with `html` in it. */
async function foreignPage(html: string) {
  const server = createServer((_, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(`<!doctype html><title>A course page</title>${html}`);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, close: () => server.close() };
}

test('opened by itself, an embedded bench works, has the theme it was asked for, and says how to embed it', async ({
  page,
}) => {
  await page.goto('/embed/three-by-three?theme=dark');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await expect(page.getByRole('navigation', { name: 'Site' })).toHaveCount(0);
  const box = page.getByRole('region', { name: 'Put this on a page of yours' });
  await box.getByRole('combobox', { name: 'Theme' }).selectOption('light');
  await expect(box.locator('code')).toContainText('/embed/three-by-three?theme=light"');
  await expect(page.getByRole('link', { name: 'Open in Portside' })).toHaveAttribute(
    'href',
    '/lessons/which-address',
  );
  await page.keyboard.press('Shift');
  const bench = page.getByRole('region', { name: /^Bench: Three ways to bind/ });
  await expect(bench.getByRole('group', { name: 'Timeline', exact: true })).toBeVisible();
});

test('the theme chosen on the site does not reach into a frame', async ({ page }) => {
  await page.emulateMedia({ colorScheme: 'light' });
  await page.addInitScript(() => localStorage.setItem('portside.theme', 'dark'));
  await page.goto('/embed/which-address');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
});

test('a page of another origin may not show it, and no page may show a lesson', async ({
  context,
  request,
  baseURL,
}) => {
  const page = await context.newPage();
  const policy = async (path: string) =>
    (await request.get(path)).headers()['content-security-policy'] ?? '';
  expect(await policy('/embed/which-address')).toContain("frame-ancestors 'self'");
  expect(await policy('/lessons/which-address')).toContain("frame-ancestors 'none'");
  const foreign = await foreignPage(`<iframe src="${baseURL}/embed/which-address"></iframe>`);
  const refused = page.waitForEvent('console', (line) => /frame-ancestors/.test(line.text()));
  await page.goto(foreign.url);
  await refused;
  foreign.close();
});

test('what cannot be embedded is not found', async ({ request }) => {
  expect((await request.get('/embed/no-such-scenario')).status()).toBe(404);
});
