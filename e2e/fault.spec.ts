import { comeNear } from './support/late-parts';
import { expect, test } from './support/test';

// What the tests break is told on the console, as it should be.
test.use({ allowed: [/broken on purpose/] });

test('a bench that breaks leaves the page whole, says so, and comes back', async ({ page }) => {
  await page.addInitScript(() => {
    const state = window as unknown as { breakNow: boolean };
    state.breakNow = false;
    const real = Array.prototype.findLast as (...args: unknown[]) => unknown;
    // The bench reads its trace by this; nothing else on the page does.
    Object.assign(Array.prototype, {
      findLast(this: unknown[], ...args: unknown[]) {
        if (state.breakNow) throw new Error('broken on purpose');
        return real.apply(this, args);
      },
    });
  });
  await page.goto('/lessons/which-address');
  await page.keyboard.press('Shift');
  const bench = page.getByRole('region', { name: 'Bench: A Django project, a laptop and a phone' });
  await comeNear(bench, bench.getByRole('slider'));
  await page.getByRole('radio', { name: 'It is refused, at once' }).check();
  await page.evaluate(() => Object.assign(window, { breakNow: true }));
  await bench.getByRole('button', { name: 'Next', exact: true }).click();

  const fault = page.getByRole('region', { name: /“A Django project.*: stopped$/ });
  await expect(fault.getByRole('alert')).toContainText('The rest of the page goes on');
  await fault.getByText('Report for whoever looks after this site').click();
  await expect(fault.locator('pre')).toContainText('Error: broken on purpose');
  await expect(fault.locator('pre')).toContainText('/lessons/which-address');
  await expect(fault.locator('pre')).not.toHaveText(/\n\s*at /);
  await expect(page.getByRole('heading', { name: 'It works on my laptop' })).toBeVisible();

  await page.evaluate(() => Object.assign(window, { breakNow: false }));
  await fault.getByRole('button', { name: 'Try again' }).click();
  await expect(bench.getByRole('slider')).toBeVisible();
});
