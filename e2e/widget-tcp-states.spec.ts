import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

async function openStates(page: Page) {
  await page.goto('/explore/tcp-states');
  const widget = page.getByRole('region', { name: 'The states of TCP', exact: true });
  await comeNear(widget, stepOf(widget));
  return widget;
}
const stepOf = (widget: Locator) => widget.getByRole('button', { name: 'Step to the next state' });
const way = (widget: Locator) =>
  widget.getByRole('region', { name: 'The way so far' }).getByRole('listitem');
const picture = (widget: Locator) => widget.getByRole('img', { name: /^State diagram of TCP/ });

test('by mouse: a goodbye is guessed and gone through, forwards and backwards', async ({
  page,
}) => {
  const widget = await openStates(page);
  await expect(widget.getByText('0 of 12 changes of state')).toBeVisible();
  for (const count of [1, 2, 3, 4, 5, 6, 7, 8]) {
    await stepOf(widget).click();
    await expect(way(widget)).toHaveCount(count);
  }
  await expect(picture(widget)).toHaveAccessibleName(/client’s socket stands in FIN-WAIT-2/);
  await stepOf(widget).click();
  await expect(way(widget).nth(8)).toContainText('CLOSE-WAIT → LAST-ACK');

  await widget.getByRole('radio', { name: 'CLOSED', exact: true }).check();
  await stepOf(widget).click();
  await expect(way(widget).nth(9)).toContainText('FIN-WAIT-2 → TIME-WAIT');
  await expect(way(widget).nth(9)).toContainText('RFC 9293, 3.10.7.4');
  await expect(way(widget).nth(9)).toContainText('You said CLOSED.');
  await expect(widget.getByText('M17', { exact: true })).toBeVisible();
  await expect(page.locator('#announcer')).toContainText(
    'FIN-WAIT-2 → TIME-WAIT. You said CLOSED.',
  );

  await widget.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(way(widget)).toHaveCount(9);
});

test('broken: a lost SYN, a refusal, a reset', async ({ page }) => {
  const widget = await openStates(page);
  await widget.getByRole('radio', { name: /The first SYN is lost/ }).check();
  for (const count of [1, 2, 3]) {
    await stepOf(widget).click();
    await expect(way(widget)).toHaveCount(count);
  }
  await expect(way(widget).nth(2)).toContainText('LISTEN → SYN-RECEIVED');
  await expect(way(widget).nth(2)).toContainText('after 1 s');

  await widget.getByRole('radio', { name: /Nobody listens/ }).check();
  await expect(widget.getByText('0 of 2 changes of state')).toBeVisible();
  await stepOf(widget).click();
  await widget.getByRole('radio', { name: 'CLOSED', exact: true }).check();
  await stepOf(widget).click();
  await expect(widget.getByText('As you said.')).toBeVisible();
  await expect(way(widget).nth(1)).toContainText('A RST comes in.');
  await expect(widget.getByText('That was its whole life.')).toBeVisible();
});

test('done by oneself: a reset at a moment of one’s own, and a server that finds out', async ({
  page,
}) => {
  const widget = await openStates(page);
  for (const count of [1, 2, 3, 4, 5]) {
    await stepOf(widget).click();
    await expect(way(widget)).toHaveCount(count);
  }
  await widget.getByText('Or do something yourself').click();
  // Both kernels agree, and the server's program has not called accept() yet.
  await expect(widget.getByText('that is so before accept()')).toBeVisible();
  const client = widget.getByRole('group', { name: 'The client’s program' });
  await client.getByRole('button', { name: 'close() with a reset' }).click();
  await expect(widget.getByText('2 changes of state to step through.')).toBeVisible();
  await stepOf(widget).click();
  await stepOf(widget).click();
  await expect(way(widget).nth(5)).toContainText('The client’s socket: ESTABLISHED → CLOSED');
  await expect(way(widget).nth(6)).toContainText('A RST comes in.');
  await expect(widget.getByText('7 of 7 changes of state')).toBeVisible();
  await expect(client.getByRole('button', { name: 'send()' })).toHaveAttribute(
    'aria-disabled',
    'true',
  );
});

test('by keyboard alone: both close at the same moment', async ({ page }) => {
  const widget = await openStates(page);
  const { tabTo } = createKeyboard(page);
  await tabTo(widget.getByRole('radio', { name: 'The client closes first' }));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(widget.getByText('0 of 13 changes of state')).toBeVisible();
  await tabTo(stepOf(widget));
  for (let count = 1; count <= 7; count += 1) {
    await page.keyboard.press('Enter');
    await expect(way(widget)).toHaveCount(count);
    await expect(stepOf(widget)).toBeFocused();
  }
  await expect(way(widget).nth(6)).toContainText('ESTABLISHED → FIN-WAIT-1');
  const guess = widget.getByRole('radio', { name: 'CLOSING', exact: true });
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  while (!(await guess.isChecked())) await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(way(widget).nth(7)).toContainText('FIN-WAIT-1 → CLOSING');
  await expect(widget.getByText('As you said.').first()).toBeVisible();
  await tabTo(widget.getByRole('slider'));
  await page.keyboard.press('End');
  await expect(way(widget)).toHaveCount(13);
  await page.keyboard.press('Home');
  await expect(way(widget)).toHaveCount(0);
});

for (const theme of themes) {
  test(`axe finds nothing in ${theme}, and it fits a small phone`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const widget = await openStates(page);
    for (let count = 1; count <= 4; count += 1) {
      await stepOf(widget).click();
      await expect(way(widget)).toHaveCount(count);
    }
    await widget.getByText('The whole table').first().click();
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 780 });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    }
    await expect(picture(widget)).toBeHidden();
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
  });
}
