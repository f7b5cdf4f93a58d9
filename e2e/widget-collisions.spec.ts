import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

const path = '/explore/collisions';
const bench = 'The forgotten dev server';

async function openLab(page: Page) {
  await page.goto(path);
  const widget = page.getByRole('region', { name: 'Collision lab', exact: true });
  await comeNear(widget, widget.getByRole('navigation', { name: 'Cases' }));
  const card = (name: string) => widget.getByRole('region', { name, exact: true });
  const table = (host: string) =>
    widget.getByRole('table', { name: `Sockets that hold a place on the ${host}` });
  return { widget, card, table };
}

test('by mouse: a guess, the row in the way, and the same again once its owner has ended', async ({
  page,
}) => {
  const { card, table } = await openLab(page);
  const first = card('The same place twice');
  const fire = first.getByRole('button', { name: 'Let them try' });
  await fire.press('Enter');
  await expect(first.getByRole('table')).toHaveCount(0);
  await first.getByRole('radio', { name: 'Both get what they ask for' }).check();
  await fire.click();

  await expect(first.getByText('bind() returns EADDRINUSE')).toBeVisible();
  await expect(first.getByText('You said: Both get what they ask for.')).toBeVisible();
  await expect(first.getByText('a port belongs to nobody')).toBeVisible();
  await expect(page.locator('#announcer')).toHaveText(
    'The second program fails: bind() returns EADDRINUSE.',
  );
  const inTheWay = table('laptop').getByText('yes: stands in the way');
  await expect(inTheWay).toHaveCount(1);
  await first.getByRole('button', { name: 'Step back' }).click();
  await expect(inTheWay).toHaveCount(0);

  await first.getByRole('button', { name: 'End app-1, then let app-2 try again' }).click();
  await expect(first.getByText('Now app-2 gets what it asks for.')).toBeVisible();
  await expect(table('laptop').getByRole('row')).toHaveCount(2);
  await expect(table('laptop').getByRole('row').last()).toContainText('app-2');

  await first.getByRole('button', { name: 'Next case' }).click();
  await expect(card('One address first, then all')).toBeVisible();
  await expect(page.getByRole('button', { name: /^Case 1: .*, not as you said$/ })).toBeVisible();
});

test('a restart: TIME-WAIT without an owner, and a minute later', async ({ page }) => {
  const { widget, card, table } = await openLab(page);
  await widget.getByRole('button', { name: /^Case 12:/ }).click();
  const restart = card('A restart after a visit');
  await restart.getByRole('radio', { name: 'The bind() of the second fails' }).check();
  await restart.getByRole('button', { name: 'Let them try' }).click();
  await expect(restart.getByText('As you said.')).toBeVisible();
  const row = table('laptop').getByRole('row').filter({ hasText: 'yes: stands in the way' });
  await expect(row).toContainText('TIME-WAIT');
  await expect(row).toContainText('no program');
  await expect(restart.getByText('Look for it with ss -tan')).toBeVisible();
  await restart.getByRole('button', { name: 'Wait a minute, then let app-2 try again' }).click();
  await expect(restart.getByText('Now app-2 gets what it asks for.')).toBeVisible();
});

test('ten callers are dealt out between two that share; a pair of one’s own follows', async ({
  page,
}) => {
  const { widget, card, table } = await openLab(page);
  await widget.getByRole('button', { name: /^Case 10:/ }).click();
  const shared = card('Both say SO_REUSEPORT');
  await shared.getByRole('radio', { name: 'Both get what they ask for' }).check();
  await shared.getByRole('button', { name: 'Let them try' }).click();
  await shared.getByRole('button', { name: /^Send ten callers/ }).click();
  await expect(
    shared.getByText(/^Of ten callers [1-9] came to app-1, [1-9] to app-2\.$/),
  ).toBeVisible();
  await expect(table('laptop').getByText(/callers? waits?$/)).toHaveCount(2);

  await shared.getByRole('button', { name: 'Take this case apart below' }).click();
  const own = card('Build your own pair');
  const second = own.getByRole('group', { name: 'app-2', exact: true });
  await expect(second.getByRole('checkbox', { name: 'SO_REUSEPORT' })).toBeChecked();
  await second.getByRole('checkbox', { name: 'SO_REUSEPORT' }).uncheck();
  await own.getByRole('button', { name: 'Let them try' }).click();
  await expect(own.getByText('bind() returns EADDRINUSE')).toBeVisible();
  await second.getByRole('combobox', { name: 'Port' }).selectOption('80');
  await own.getByRole('button', { name: 'Let them try' }).click();
  await expect(own.getByText('bind() returns EACCES')).toBeVisible();
  await expect(own.getByText('Ports below 1024')).not.toHaveCount(0);
});

test('by keyboard alone: a case, its time, and a pair of one’s own', async ({ page }) => {
  const { widget, card, table } = await openLab(page);
  const { tabTo } = createKeyboard(page);
  await tabTo(widget.getByRole('button', { name: /^Case 2:/ }));
  await page.keyboard.press('Enter');
  const one = card('One address first, then all');
  await tabTo(one.getByRole('radio').first());
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await expect(one.getByRole('radio').nth(2)).toBeChecked();
  await tabTo(one.getByRole('button', { name: 'Let them try' }));
  await page.keyboard.press('Enter');
  await expect(one.getByText('bind() and listen() are one step')).toBeVisible();
  await tabTo(one.getByRole('slider'));
  await page.keyboard.press('Home');
  await expect(table('laptop')).toHaveCount(0);
  await page.keyboard.press('End');
  await expect(table('laptop').getByText('yes: stands in the way')).toBeVisible();

  const own = card('Build your own pair');
  await tabTo(own.getByRole('combobox', { name: 'Protocol' }).last());
  await page.keyboard.press('ArrowDown');
  await tabTo(own.getByRole('button', { name: 'Let them try' }));
  await page.keyboard.press('Enter');
  await expect(own.getByText('Both get what they ask for. No call fails.')).toBeVisible();
  await expect(own.getByText('no: other protocol')).toBeVisible();
});

test('the forgotten dev server is found and asked to stop, and the bench is kept for another look', async ({
  page,
}) => {
  const { widget } = await openLab(page);
  await widget.getByRole('tab', { name: bench }).click();
  const { open, showEnds, type, transcript, region } = benchOf(page, bench);
  await open();
  await showEnds();
  await type('laptop', 'python manage.py runserver');
  const printed = await transcript('laptop');
  await expect(printed).toContainText('Error: That port is already in use.');
  await type('laptop', 'ss -tlnp');
  await expect(printed).toContainText('pid=681');
  await type('laptop', 'kill 681');
  await type('laptop', 'python manage.py runserver');
  await expect(region.getByRole('heading', { name: /All goals reached\.$/ })).toBeVisible();

  await widget.getByRole('tab', { name: 'Collision lab' }).click();
  await widget.getByRole('tab', { name: bench }).click();
  await open();
  await expect(region.getByRole('heading', { name: /All goals reached\.$/ })).toBeVisible();
});

for (const theme of themes) {
  test(`axe finds nothing in ${theme}, and both tabs fit a small phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const { widget, card } = await openLab(page);
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide).toBe(0);
    };
    await widget.getByRole('button', { name: /^Case 13:/ }).click();
    const one = card('The same restart, with SO_REUSEADDR');
    await one.getByRole('radio').nth(1).check();
    await one.getByRole('button', { name: 'Let them try' }).click();
    await expect(one.getByText('TIME-WAIT is a program that hangs')).toBeVisible();
    await one.getByText('The machines and their packets').click();
    await check();
    await widget.getByRole('tab', { name: bench }).click();
    await benchOf(page, bench).open();
    await check();
  });
}
