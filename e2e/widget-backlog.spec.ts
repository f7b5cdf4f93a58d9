import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

async function openBacklog(page: Page) {
  await page.goto('/explore/backlog');
  const widget = page.getByRole('region', { name: 'A queue that fills', exact: true });
  await comeNear(widget, widget.getByRole('button', { name: 'Send six clients' }));
  return widget;
}
const places = (page: Page, name: string) => page.getByRole('list', { name, exact: true });
const clients = (page: Page) => page.getByRole('table', { name: 'The clients' });

test('by mouse: six call, three get in; who asks again moves up when accept() makes room', async ({
  page,
}) => {
  const widget = await openBacklog(page);
  const send = widget.getByRole('button', { name: 'Send six clients' });
  // It can be found by keyboard, and says what is missing.
  await send.click({ force: true });
  await expect(widget.getByText('Say what you expect first')).toBeVisible();
  await expect(clients(page)).toHaveCount(0);
  await widget.getByRole('radio', { name: 'two', exact: true }).check();
  await send.click();

  await expect(widget.getByText('3 clients are connected')).toBeVisible();
  await expect(widget.getByText('You said: two.')).toBeVisible();
  await expect(widget.getByText('On Linux one more gets in')).toBeVisible();
  await expect(places(page, 'Accept queue').getByRole('listitem')).toHaveCount(3);
  await expect(clients(page).getByText('SYN-SENT: no answer yet')).toHaveCount(3);
  await expect(page.locator('#announcer')).toContainText(
    '3 clients believe to be connected, 3 are still asking. Accept queue: 3 of 3 places.',
  );

  await widget.getByRole('button', { name: 'Until they ask again' }).click();
  await expect(clients(page).getByText('SYN-SENT: asked 2 times')).not.toHaveCount(0);
  await widget.getByRole('button', { name: 'accept() once' }).click();
  await expect(places(page, 'With the program').getByRole('listitem')).toHaveText([/^c1/]);
  await expect(places(page, 'Accept queue').getByRole('listitem')).toHaveCount(2);
  await widget.getByRole('button', { name: 'Until they ask again' }).click();
  // The kernel of whoever waits in the SYN queue takes the connection for made.
  await expect(places(page, 'Accept queue').getByRole('listitem')).toHaveCount(3);
  await expect(clients(page).getByText('in the SYN queue').first()).toBeVisible();
});

test('broken: the program ends, and everybody is told', async ({ page }) => {
  const widget = await openBacklog(page);
  await widget.getByRole('combobox', { name: 'Backlog' }).selectOption('0');
  await widget.getByRole('radio', { name: 'one', exact: true }).check();
  await widget.getByRole('button', { name: 'Send six clients' }).click();
  await expect(widget.getByText('1 client is connected')).toBeVisible();
  await expect(widget.getByText('As you said.')).toBeVisible();
  await widget.getByRole('button', { name: 'End the program' }).click();
  await expect(widget.getByText('Nobody listens any more.')).toBeVisible();
  await widget.getByRole('button', { name: 'Until they ask again' }).click();
  await expect(clients(page).getByText('failed: ECONNREFUSED').first()).toBeVisible();
});

test('by keyboard alone, with every step of it in the replay', async ({ page }) => {
  const widget = await openBacklog(page);
  const { tabTo } = createKeyboard(page);
  await tabTo(widget.getByRole('radio', { name: 'none', exact: true }));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await expect(widget.getByRole('radio', { name: 'all six' })).toBeChecked();
  await tabTo(widget.getByRole('button', { name: 'Send six clients' }));
  await page.keyboard.press('Enter');
  await expect(widget.getByText('a listening port takes whoever calls')).toBeVisible();
  await tabTo(widget.getByRole('button', { name: 'accept() until none waits' }));
  await page.keyboard.press('Enter');
  await expect(places(page, 'With the program').getByRole('listitem')).toHaveCount(3);

  const replay = widget.getByText('What happened, packet by packet');
  await tabTo(replay.first());
  await page.keyboard.press('Enter');
  const slider = widget.getByRole('slider');
  await tabTo(slider);
  await page.keyboard.press('Home');
  await expect(clients(page)).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(clients(page)).toBeVisible();
});

for (const theme of themes) {
  test(`axe finds nothing in ${theme}, and it fits a small phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const widget = await openBacklog(page);
    await widget.getByRole('radio', { name: 'three', exact: true }).check();
    await widget.getByRole('button', { name: 'Send six clients' }).click();
    await widget.getByText('What happened, packet by packet').first().click();
    await expect(widget.getByRole('slider')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
  });
}
