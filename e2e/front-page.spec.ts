import { expect, test } from './support/test';

test('a visitor guesses, fires, and is told which belief was wrong', async ({ page }) => {
  await page.goto('/');
  const row = (name: RegExp) => page.getByRole('radiogroup', { name });
  await row(/laptop.*127\.0\.0\.1:8000/)
    .getByRole('radio', { name: 'answers' })
    .check();
  await row(/laptop.*192\.168\.1\.20:8000/)
    .getByRole('radio', { name: 'refused' })
    .check();
  await row(/phone/).getByRole('radio', { name: 'no answer' }).check();
  await page.getByRole('button', { name: 'Fire the packets' }).click();
  await expect(page.getByRole('button', { name: 'Guess again' })).toBeVisible();
  await expect(page.getByText('Refused is an answer.', { exact: true })).toBeVisible();
  const beliefs = page.getByRole('listitem').filter({ hasText: 'you said' });
  await expect(beliefs).toHaveCount(1);
  await expect(beliefs).toContainText(/Phone.*you said no answer.*kernel says no at once/);
  await expect(page.locator('#announcer')).toContainText('Phone to 192.168.1.20: refused');
});

test('all three are answered once Django is bound to 0.0.0.0, by keyboard alone', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  const fire = page.getByRole('button', { name: 'Fire the packets' });
  await expect(fire).toBeEnabled();
  await page.getByRole('radio', { name: '127.0.0.1:8000', exact: true }).focus();
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('radio', { name: '0.0.0.0:8000', exact: true })).toBeChecked();
  for (let row = 0; row < 3; row += 1) {
    await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
  }
  await page.keyboard.press('Tab');
  await expect(fire).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText('One socket, every address.', { exact: true })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Guess again' })).toBeFocused();
  await expect(page.getByRole('listitem').filter({ hasText: 'you said' })).toHaveCount(0);
  const picture = page.getByRole('img', { name: /Django listens on 0\.0\.0\.0:8000/ });
  await expect(picture).toHaveAccessibleName(/3 of 3 tries so far were answered/);
});

test('the strip tells the browser its own port, and the same one on a kept connection', async ({
  page,
}) => {
  await page.goto('/');
  const strip = page.getByRole('region', { name: 'You are a client too.' });
  await strip.scrollIntoViewIfNeeded();
  await expect(strip).toContainText(/reached this server from 127\.0\.0\.1:\d+/);
  await strip.getByRole('button', { name: 'Ask again' }).click();
  await expect(strip).toContainText(/Port \d+ (again|this time)/);
});

test('no engine is fetched before the bench is touched', async ({ page }) => {
  let scripts = 0;
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') scripts += 1;
  });
  await page.goto('/');
  await expect(page.getByRole('button', { name: 'Fire the packets' })).toBeEnabled();
  await page.waitForLoadState('networkidle');
  const before = scripts;
  await page.getByRole('radio', { name: '0.0.0.0:8000', exact: true }).focus();
  await expect.poll(() => scripts).toBeGreaterThan(before);
});
