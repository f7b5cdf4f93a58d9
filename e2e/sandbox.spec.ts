import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { createKeyboard } from './support/keyboard';
import { themes } from './support/pages';
import { expect, test } from './support/test';

const wifi = 'Laptop and phone on Wi-Fi';

async function begin(page: Page, name: string) {
  await page.goto('/sandbox');
  await page.getByRole('button', { name, exact: true }).click();
  await expect(page.getByRole('region', { name: /^Builder: / })).toBeVisible();
}
const findings = (page: Page) => page.getByRole('region', { name: 'What is missing' });
const builder = (page: Page) => page.getByRole('region', { name: /^Builder: / });
const field = (page: Page, name: string) =>
  page.locator('input, textarea, select').and(page.getByLabel(name, { exact: true }));
const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true });

/** Types into a field and leaves it, which is when it counts. */
async function fill(page: Page, name: string, text: string) {
  await field(page, name).fill(text);
  await field(page, name).press('Enter');
}
/** The link as the page shows it, once it is made of what the page shows now. */
async function linkOf(page: Page) {
  const shown = field(page, 'The link');
  await expect(shown).toHaveValue(/#world=1\./);
  return shown.inputValue();
}

test('a world is built, mended by what is found missing, run, changed and undone', async ({
  page,
}) => {
  await begin(page, 'An empty sheet');
  await expect(page.getByText('The bench comes as soon as the world can run.')).toBeVisible();
  await expect(findings(page)).toContainText('The sheet is empty.');

  await page.getByRole('button', { name: 'Laptop', exact: true }).click();
  await page.getByRole('button', { name: 'Phone', exact: true }).click();
  await expect(field(page, 'Address of wlan0')).toHaveValue('192.168.1.11/24');
  await expect(findings(page)).toContainText('Nothing is missing');

  // Two hosts with one address, and one without: each finding leads to its field.
  await fill(page, 'Address of wlan0', '192.168.1.10/24');
  await expect(findings(page)).toContainText('Two hosts have 192.168.1.10: laptop and phone.');
  await page.getByRole('button', { name: /^laptop/ }).click();
  await findings(page)
    .getByRole('button', { name: /^Go there/ })
    .click();
  await expect(field(page, 'Address of wlan0')).toBeFocused();
  await fill(page, 'Address of wlan0', '');
  await expect(findings(page)).toContainText('phone has no address on home.');
  await page.getByRole('button', { name: 'Take a free one' }).click();
  await expect(field(page, 'Address of wlan0')).toHaveValue('192.168.1.11/24');

  // A program, with a slip in it.
  await page.getByRole('button', { name: /^laptop/ }).click();
  await page.getByText('Programs that run from the start').click();
  await page.getByRole('button', { name: 'Add a program' }).click();
  await fill(page, 'Command line 1', 'apache');
  await expect(findings(page)).toContainText('laptop is to start “apache”');
  await fill(page, 'Command line 1', 'python3 -m http.server 8000');
  await expect(findings(page)).toContainText('Nothing is missing');

  const bench = benchOf(page, 'My world');
  await bench.open();
  await bench.showEnds();
  await bench.type('phone', 'curl -sI http://192.168.1.10:8000/');
  await expect(await bench.transcript('phone')).toContainText('200 OK');

  // What was done is done again in the changed world, as far as that can be.
  await page
    .getByRole('button', { name: /^phone/ })
    .first()
    .click();
  await fill(page, 'Name', 'tablet');
  await expect(
    page.getByRole('paragraph').filter({ hasText: 'Of 1 action that you had done, 0 could be' }),
  ).toBeVisible();
  await expect(page.getByText(/because there is no phone any more/)).toBeVisible();
  await page.getByRole('button', { name: 'Undo this change of the world' }).click();
  await expect(bench.region.getByRole('tab', { name: /^phone/ })).toBeVisible();

  // A broken network, as a button on the bench.
  await tab(page, 'Ways to break it').click();
  await page.getByRole('checkbox', { name: 'home loses 30 % of all packets' }).check();
  await bench.press('home loses 30 % of all packets');
  await bench.tells(/loses 30 % of all packets/);

  // It is there again after the page was left, with what was done.
  await page.reload();
  await page
    .getByRole('button', { name: /My world/ })
    .first()
    .click();
  await benchOf(page, 'My world').open();
  await expect(benchOf(page, 'My world').slider).toHaveAttribute('aria-valuetext', /loses 30 %/);
});

test('worlds are renamed, duplicated, deleted and brought back', async ({ page }) => {
  await begin(page, 'One laptop');
  await fill(page, 'Name of this world', 'Mine');
  await page.getByRole('button', { name: 'Duplicate Mine' }).click();
  const list = page.getByRole('list', { name: 'Your worlds' });
  await expect(list.getByRole('listitem')).toHaveCount(2);
  await page.getByRole('button', { name: 'Delete Mine', exact: true }).click();
  await expect(list.getByRole('listitem')).toHaveText([/Mine, copy/]);
  await page.getByRole('button', { name: 'Bring it back' }).click();
  await expect(list.getByRole('listitem')).toHaveCount(2);
});

test('a world is built and run by keyboard alone', async ({ page }) => {
  const keys = createKeyboard(page);
  await page.goto('/sandbox');
  await keys.tabTo(page.getByRole('button', { name: 'An empty sheet' }));
  await page.keyboard.press('Enter');
  await keys.tabTo(page.getByRole('button', { name: 'Laptop', exact: true }));
  await page.keyboard.press('Enter');
  await keys.tabTo(field(page, 'Name'));
  await page.keyboard.press('Control+a');
  await keys.enter('desk');
  await expect(page.getByRole('region', { name: 'Host desk' })).toBeVisible();
  const bench = benchOf(page, 'My world');
  await bench.open();
  const line = bench.region.getByRole('textbox', { name: 'Command line: desk', exact: true });
  await keys.tabTo(line);
  await keys.enter('hostname');
  await expect(bench.slider).toHaveAttribute('aria-valuetext', /Event 1 of/);
});

test('files that are damaged explain themselves and change nothing; a good one comes back as it was', async ({
  page,
}) => {
  await page.goto('/sandbox');
  const chooser = page.locator('input[type=file]');
  await expect(chooser).toBeAttached();
  const give = (name: string, text: string) =>
    chooser.setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  const said = page.getByRole('alert').filter({ hasText: /./ });
  await give('x.yaml', 'id: x\n  hosts: [');
  await expect(said).toContainText('neither YAML nor JSON');
  await expect(said).toContainText('Line 1');
  await give(
    'x.yaml',
    'id: x\nversion: 1\ntitle: X\nlans: [a]\nhosts: { a: { kind: fridge, interfaces: {} } }',
  );
  await expect(said).toContainText('`kind` must be laptop');
  await give('x.json', '');
  await expect(said).toContainText('This file is empty.');
  await expect(page.getByRole('region', { name: /^Builder: / })).toHaveCount(0);

  await page.getByRole('button', { name: 'Client, router, server' }).click();
  await tab(page, 'Share and export').click();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save as YAML' }).click();
  const file = await saved;
  expect(file.suggestedFilename()).toBe('client-router-server.yaml');
  await chooser.setInputFiles(await file.path());
  await expect(said).toHaveCount(0);
  await expect(page.getByRole('list', { name: 'Your worlds' }).getByRole('listitem')).toHaveCount(
    2,
  );
  await expect(findings(page)).toContainText('Nothing is missing');
});

test('storage that is damaged is set aside, and the rest opens', async ({ page }) => {
  await page.addInitScript(() => {
    if (sessionStorage.getItem('done')) return;
    sessionStorage.setItem('done', '1');
    localStorage.setItem('portside:sandbox', '{"version":1,"documents":[{"id":"x"}]}');
  });
  await page.goto('/sandbox');
  await expect(page.getByText('Some of your worlds could not be read.')).toBeVisible();
  await page.getByRole('button', { name: 'Delete what was set aside' }).click();
  await expect(page.getByText('Some of your worlds could not be read.')).toHaveCount(0);
});

test.describe('links', () => {
  test('that are cut, of another version or no world explain themselves', async ({ page }) => {
    for (const [code, words] of [
      ['1.abc', 'The link is damaged'],
      ['9.abc', 'made by another version'],
      [`1.${'A'.repeat(61_000)}`, 'longer than any world can be'],
    ] as const) {
      await page.goto('about:blank');
      await page.goto(`/sandbox#world=${code}`);
      await expect(page.getByText(words)).toBeVisible();
      await expect(page.getByText('Your own worlds are untouched.')).toBeVisible();
    }
    await page.getByRole('button', { name: 'Leave it' }).click();
    await expect(page).toHaveURL(/\/sandbox$/);
  });

  test('a challenge is made, proved, and solved by somebody else', async ({ page, browser }) => {
    test.slow();
    await begin(page, wifi);
    await tab(page, 'Challenge').click();
    await expect(builder(page).getByText('There is no goal yet.')).toBeVisible();
    const bench = benchOf(page, wifi);
    await bench.open();
    await bench.showEnds();
    await bench.type('laptop', 'ls');
    await bench.type('laptop', 'python3 -m http.server 9000');
    await page.getByRole('button', { name: 'Look at the bench' }).click();
    await page.getByRole('button', { name: 'Add the goal: phone reaches laptop:9000' }).click();
    await expect(builder(page).getByText('There is no solution yet.')).toBeVisible();
    await page.getByRole('button', { name: 'Record what I did as the solution' }).click();
    await expect(builder(page).getByText('The goals are reached without step 1.')).toBeVisible();
    await page.getByRole('button', { name: 'Leave out what is not needed' }).click();
    await expect(builder(page).getByText('It is a fair challenge')).toBeVisible();

    await tab(page, 'Share and export').click();
    await expect(page.getByText(/characters\. Short enough for mail and chats\./)).toBeVisible();
    await expect(
      page.getByRole('checkbox', { name: 'With the solution' }).last(),
    ).not.toBeChecked();
    const link = await linkOf(page);

    const other = await browser.newContext();
    const guest = await other.newPage();
    await guest.goto(link);
    await expect(
      guest.getByRole('heading', { name: `Somebody sends you a challenge: ${wifi}` }),
    ).toBeVisible();
    const theirs = benchOf(guest, wifi);
    await theirs.open();
    await theirs.goal('phone reaches laptop:9000', 'not yet');
    await expect(theirs.region.getByRole('button', { name: 'Show a solution' })).toHaveCount(0);
    await theirs.showEnds();
    await theirs.type('laptop', 'python3 -m http.server --bind 0.0.0.0 9000');
    await theirs.goal('phone reaches laptop:9000', 'done');
    await theirs.allGoalsReached();
    await guest.getByRole('button', { name: 'Take it to my worlds' }).click();
    await expect(guest.getByRole('region', { name: `Builder: ${wifi}` })).toBeVisible();
    await other.close();
  });
});

for (const theme of themes) {
  test(`axe finds nothing in the builder in ${theme}, and 360 px are enough`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 360, height: 780 });
    await begin(page, 'Client, router, server');
    await benchOf(page, 'Client, router, server').open();
    for (const name of [
      'Hosts and networks',
      'Ways to break it',
      'Challenge',
      'Share and export',
    ]) {
      await tab(page, name).click();
      if (name === 'Hosts and networks') {
        for (const fold of await page.locator('details').all())
          await fold.evaluate((element: HTMLDetailsElement) => (element.open = true));
        await fill(page, 'Address of eth0', 'nonsense');
        await expect(findings(page)).toContainText('is no address');
      }
      if (name === 'Challenge') await page.getByRole('button', { name: 'Add this goal' }).click();
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
      expect(found, name).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - window.innerWidth,
      );
      expect(wide, name).toBeLessThanOrEqual(0);
    }
  });
}
