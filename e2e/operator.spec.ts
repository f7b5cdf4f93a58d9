import { createHash } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import { operatorToken } from './support/operator';
import { cannotRun, labStatus } from './support/outside';
import { themes } from './support/pages';
import { expect, test } from './support/test';

// Before anybody has signed in, the page's own question is answered with 401.
test.use({ allowed: [/status of 401/] });

test.beforeEach(async ({ request }) => {
  const page = await request.get('/lab/operator');
  if (page.status() === 404) cannotRun('the server under test has no LAB_ADMIN_TOKEN');
  const { tier, reason } = await labStatus(request);
  if (tier === 'off') cannotRun(`the lab is off: ${reason}`);
});

test('by keyboard: sign in, find a sandbox by its name, close it, sign out', async ({
  page,
  baseURL,
}) => {
  const origin = new URL(String(baseURL)).origin;
  const opened = await page.request.post('/api/lab/session', { headers: { origin } });
  const id = /portside-lab=([^;]+)/.exec(opened.headers()['set-cookie'] ?? '')?.[1] ?? '';
  const name = createHash('sha256').update(id).digest('hex').slice(0, 12);

  await page.goto('/lab/operator');
  const token = page.getByLabel('Token (LAB_ADMIN_TOKEN)');
  await token.focus();
  await page.keyboard.type('a guess that is wrong');
  await page.keyboard.press('Enter');
  await expect(page.locator('#announcer')).toContainText('Only whoever runs this site');
  await token.fill(operatorToken);
  await page.keyboard.press('Enter');
  const row = page.getByRole('row', { name: new RegExp(name) });
  await expect(row).toContainText('MB');
  expect(page.url()).not.toContain(operatorToken);
  expect(await page.evaluate(() => document.cookie)).not.toContain('operator');
  await row.getByRole('button', { name: `Close ${name}` }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#announcer')).toContainText('1 sandbox was closed.');
  await expect(row).toHaveCount(0);
  const after = await page.request.get('/api/lab/sockets');
  expect((await after.json()).detail).toContain('whoever runs this site closed it');
  await page.getByRole('button', { name: 'Sign out' }).press('Enter');
  await expect(token).toBeVisible();
});

for (const theme of themes) {
  test(`axe finds nothing, signed out and in, on a telephone, in ${theme}`, async ({ page }) => {
    const check = async () => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.target}`)).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide).toBeLessThanOrEqual(0);
    };
    await page.setViewportSize({ width: 360, height: 800 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.goto('/lab/operator');
    await expect(page.getByLabel('Token (LAB_ADMIN_TOKEN)')).toBeVisible();
    await check();
    const origin = new URL(page.url()).origin;
    await page.request.post('/api/lab/session', { headers: { origin } });
    await page.getByLabel('Token (LAB_ADMIN_TOKEN)').fill(operatorToken);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('table')).toBeVisible();
    await check();
    await page.request.delete('/api/lab/session', { headers: { origin } });
  });
}
