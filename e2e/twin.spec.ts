import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { needNetns } from './support/outside';
import { themes } from './support/pages';
import { expect, test } from './support/test';

/** The panel of twin mode on the lab's page, once the paper side is worked out. */
async function openTwin(page: Page): Promise<Locator> {
  await page.goto('/lab');
  const panel = page.getByRole('region', { name: 'One scenario, twice' });
  await comeNear(panel, panel.getByText('Step 1 of 7'));
  await expect(panel.getByText('Asking the server whether its lab is open')).toBeHidden();
  return panel;
}
const steps = (panel: Locator) => panel.getByRole('list', { name: 'Steps' }).locator(':scope > li');
const button = (panel: Locator, name: string) => panel.getByRole('button', { name, exact: true });
const playReal = async (panel: Locator) => {
  await panel.getByRole('radio', { name: /^Real/ }).check({ force: true });
  await expect(panel.getByText(/^Linux .* has played all \d+ steps/)).toBeVisible();
};

test('both sides are stepped through together, and the port is explained', async ({
  page,
  request,
}) => {
  await needNetns(request);
  const panel = await openTwin(page);
  await expect(steps(panel)).toHaveCount(1);
  await button(panel, 'To the end').click();
  await expect(steps(panel)).toHaveCount(7);
  // Before the real run nothing is claimed of the kernel.
  await expect(panel.locator('[data-mark]')).toHaveCount(0);

  await playReal(panel);
  await expect(panel.locator('[data-mark]')).toHaveCount(7);
  await expect(panel.locator('[data-mark="unexpected"]')).toHaveCount(0);
  await expect(panel.getByText('LIVE', { exact: true }).nth(1)).toBeVisible();

  await button(panel, 'Step back').click();
  await expect(steps(panel)).toHaveCount(6);
  await expect(page.locator('#announcer')).toContainText('Step 6 of 7: connect(');
  const current = panel.locator('[aria-current="step"]');
  await expect(current.getByRole('table', { name: /laptop, On paper/ })).toContainText('LISTEN');
  await expect(current.getByRole('table', { name: /laptop, Real kernel/ })).toContainText('LISTEN');
  const refused = steps(panel).nth(3);
  await expect(refused.getByText(/ECONNREFUSED/)).toHaveCount(2);
  const explained = panel.getByText(/the real kernel picked \d+/);
  await expect(explained.or(panel.getByText('Step for step the same.'))).not.toHaveCount(0);
});

test('another scenario begins at its first step, and the closer keeps TIME-WAIT on both sides', async ({
  page,
  request,
}) => {
  await needNetns(request);
  const panel = await openTwin(page);
  await button(panel, 'Step').click();
  await panel.getByLabel('Scenario').selectOption({ label: 'Who closes first keeps the state' });
  await expect(panel.getByText('Step 1 of 9')).toBeVisible();
  await playReal(panel);
  await button(panel, 'To the end').click();
  const current = panel.locator('[aria-current="step"]');
  for (const side of ['On paper', 'Real kernel']) {
    const laptop = current.getByRole('table', { name: `Sockets of the laptop, ${side}` });
    await expect(laptop).toContainText('TIME-WAIT');
    const phone = current.getByRole('table', { name: `Sockets of the phone, ${side}` });
    await expect(phone).toContainText('none');
  }
});

test('complete by keyboard', async ({ page }) => {
  const panel = await openTwin(page);
  const keyboard = createKeyboard(page);
  await keyboard.tabTo(button(panel, 'Step'));
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Step 2 of 7')).toBeVisible();
  await expect(button(panel, 'Step')).toBeFocused();
  await page.keyboard.press('Enter');
  await keyboard.tabTo(steps(panel).first().getByRole('button'));
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Step 1 of 7')).toBeVisible();
});

for (const theme of themes) {
  test(`no barrier that axe can find, ${theme}, and it fits a phone`, async ({ page, request }) => {
    await needNetns(request);
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 390, height: 800 });
    const panel = await openTwin(page);
    await playReal(panel);
    await button(panel, 'To the end').click();
    const { violations } = await new AxeBuilder({ page })
      .include('section:has(> h2#twin)')
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`),
    ).toEqual([]);
    for (const width of [360, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const over = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(over).toBe(0);
    }
  });
}
