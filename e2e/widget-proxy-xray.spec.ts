import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

async function openXray(page: Page) {
  await page.goto('/explore/proxy-xray');
  const widget = page.getByRole('region', { name: 'Proxy X-ray', exact: true });
  await comeNear(widget, sendOf(widget));
  return widget;
}
const sendOf = (widget: Locator) => widget.getByRole('button', { name: 'Send the visit' });
const pipes = (widget: Locator) =>
  widget.getByRole('group', { name: 'The pipes at this moment' }).getByRole('button');

test('by mouse: two pipes, four ends; the app sees Nginx, and the visitor only in a header', async ({
  page,
}) => {
  const widget = await openXray(page);
  await sendOf(widget).click({ force: true });
  await expect(widget.getByText('Say what you expect first.')).toBeVisible();
  await expect(pipes(widget)).toHaveCount(0);
  await widget.getByRole('radio', { name: '192.168.1.50, where the visitor is' }).check();
  await sendOf(widget).click();

  await expect(
    widget.getByRole('heading', { name: 'It is: 127.0.0.1, where Nginx calls the app from.' }),
  ).toBeFocused();
  await expect(widget.getByText('You said: 192.168.1.50, where the visitor is.')).toBeVisible();
  await expect(widget.getByText('M25', { exact: true })).toBeVisible();
  await expect(page.locator('#announcer')).toContainText('Not as you said. It is: 127.0.0.1');

  await expect(pipes(widget)).toHaveCount(2);
  const first = widget.getByRole('region', { name: 'Pipe 1, visitor to Nginx' });
  await expect(first.getByText('192.168.1.50 - - [')).toBeVisible();
  await expect(first.getByText('X-Forwarded-For')).toHaveCount(0);
  await pipes(widget).nth(1).click();
  const second = widget.getByRole('region', { name: 'Pipe 2, Nginx to app' });
  await expect(second.getByText('X-Forwarded-For: 192.168.1.50 ← by Nginx')).toBeVisible();
  await expect(second.getByText('127.0.0.1 - - [')).toBeVisible();
});

test('broken: a stopped app gets 502 from Nginx, a stopped Nginx nothing at all, a mixture too', async ({
  page,
}) => {
  const widget = await openXray(page);
  await widget.getByRole('radio', { name: 'The app is stopped' }).check();
  await widget.getByRole('radio', { name: /502 Bad Gateway, written by Nginx/ }).check();
  await sendOf(widget).click();
  await expect(widget.getByText('As you said.', { exact: false }).first()).toBeVisible();
  await expect(widget.getByText('connect() failed (111: Connection refused)')).toBeVisible();
  await expect(pipes(widget).nth(1)).toContainText('refused');
  await expect(widget.getByText('seen, as you said')).toBeVisible();

  await widget.getByRole('radio', { name: 'Nginx is stopped, the app runs' }).check();
  await widget.getByRole('radio', { name: /502 Bad Gateway, written by Nginx/ }).check();
  await sendOf(widget).click();
  await expect(widget.getByText('M24', { exact: true })).toBeVisible();
  await expect(pipes(widget)).toHaveCount(1);
  const screen = widget.getByRole('region', { name: 'The visitor’s screen' });
  await expect(screen.getByText('ERR_CONNECTION_REFUSED')).toBeVisible();

  await widget.getByText('Break it yourself').click();
  await widget.getByRole('combobox', { name: 'Nginx', exact: true }).selectOption('runs');
  await widget.getByRole('combobox', { name: 'The app', exact: true }).selectOption('hangs');
  await widget.getByRole('combobox', { name: 'The visitor' }).selectOption('lies');
  await expect(widget.getByRole('radio', { name: /Your own mixture/ })).toBeChecked();
  await widget.getByRole('radio', { name: /504, written by Nginx/ }).check();
  await sendOf(widget).click();
  await expect(widget.getByText('after 1 min')).toBeVisible();
  await expect(widget.getByText('upstream timed out (110: Connection timed out)')).toBeVisible();
});

test('by keyboard alone: a lie is found in the list, and the visit is watched from its start', async ({
  page,
}) => {
  const widget = await openXray(page);
  const { tabTo } = createKeyboard(page);
  await tabTo(widget.getByRole('radio', { name: 'All is well' }));
  for (let down = 0; down < 5; down += 1) await page.keyboard.press('ArrowDown');
  await expect(widget.getByRole('radio', { name: 'The visitor lies' })).toBeChecked();
  await tabTo(widget.getByRole('radio', { name: '192.168.1.50', exact: true }));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowUp');
  await expect(
    widget.getByRole('radio', { name: '203.0.113.99, 192.168.1.50', exact: true }),
  ).toBeChecked();
  await page.keyboard.press('Enter');
  const verdict = widget.getByRole('heading', { name: 'It is: 203.0.113.99, 192.168.1.50.' });
  await expect(verdict).toBeFocused();
  await tabTo(pipes(widget).nth(1));
  await page.keyboard.press('Enter');
  await expect(widget.getByRole('region', { name: 'Pipe 2, Nginx to app' })).toBeVisible();
  await tabTo(widget.getByRole('slider'));
  await page.keyboard.press('Home');
  await expect(pipes(widget)).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(pipes(widget)).toHaveCount(2);
});

for (const theme of themes) {
  test(`axe finds nothing in ${theme}, and it fits a small phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const widget = await openXray(page);
    await widget.getByText('Break it yourself').click();
    await widget.getByRole('radio', { name: 'Two requests, one after the other' }).check();
    await widget.getByRole('radio', { name: 'One, for both' }).check();
    await sendOf(widget).click();
    await expect(pipes(widget)).toHaveCount(3);
    await pipes(widget).nth(2).click();
    await expect(widget.getByRole('slider')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
  });
}
