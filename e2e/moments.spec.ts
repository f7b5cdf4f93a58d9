import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { createKeyboard } from './support/keyboard';
import { themes } from './support/pages';
import { expect, test } from './support/test';

const nc = 'A listener in one tab, a caller in the other';

/** A bench without a prediction, live, on which nothing has been done. */
async function openBench(page: Page, fragment = '') {
  await page.goto(`/lessons/what-listening-is${fragment}`);
  const bench = benchOf(page, nc);
  await bench.open();
  return bench;
}
type Bench = Awaited<ReturnType<typeof openBench>>;

async function listenAndCall(bench: Bench) {
  await bench.type('laptop', 'nc -lk 9000');
  await bench.type('laptop 2', 'nc -zv 127.0.0.1 9000');
  await bench.toEnd();
}
const spoken = (page: Page, words: RegExp) => expect(page.locator('#announcer')).toHaveText(words);

test('by mouse: notes, filter, bookmark, comparison, and the bookmark in the link', async ({
  page,
}) => {
  const bench = await openBench(page);
  const { region } = bench;
  const notes = page.getByLabel('How a bench works');
  await expect(notes).toContainText('1 of 3:');
  await notes.getByRole('button', { name: 'Got it' }).click();
  await notes.getByRole('button', { name: 'Got it' }).click();
  await expect(notes).toContainText('3 of 3:');
  await notes.getByRole('button', { name: 'Got it' }).click();
  await expect(notes).toHaveCount(0);

  await listenAndCall(bench);
  await region.getByRole('combobox', { name: 'Layer' }).first().selectOption('TCP');
  await expect(region.getByText(/^Shown: only TCP, \d+ of \d+ events/)).toBeVisible();
  await region.getByRole('button', { name: 'To the start' }).first().click();
  await bench.stepButton.click();
  await bench.tells(/^Event 1 of .*LISTEN/);
  await region.getByRole('button', { name: 'Show all events' }).click();
  await expect(region.getByText(/^Shown: only/)).toHaveCount(0);
  await bench.toEnd();

  await bench.selectTab('Moments');
  await expect(region.getByText(/^A new row: tcp LISTEN 0\.0\.0\.0:9000/)).toBeVisible();
  await region.getByRole('textbox', { name: 'Name of this moment' }).fill('It listens');
  await region.getByRole('button', { name: 'Bookmark it' }).click();
  await spoken(page, /Bookmarked: It listens/);
  const momentA = region.getByRole('group', { name: 'Moment A' });
  await momentA.getByRole('button', { name: 'Set to this moment' }).click();
  await expect(region.getByText('The socket tables are the same at both moments.')).toBeVisible();
  await region.getByRole('button', { name: 'To the start' }).first().click();
  await expect(region.getByText(/^Gone: tcp LISTEN 0\.0\.0\.0:9000/)).toBeVisible();

  // Kept with the bench: on coming back it is there, and the notes are not.
  await expect(async () => {
    const kept = await page.evaluate(() => JSON.stringify(localStorage));
    expect(kept).toContain('listening-with-nc');
  }).toPass();
  await page.reload();
  const again = await openBench(page);
  await expect(notes).toHaveCount(0);
  await again.selectTab('Moments');
  await again.region.getByRole('button', { name: /^It listens/ }).click();
  await expect(again.rows('laptop', 'LISTEN')).toHaveCount(0);
  await again.selectTab('Sockets');
  await expect(again.rows('laptop', 'LISTEN')).toHaveCount(1);
});

test('by keyboard: a stretch is chosen, played, and played again', async ({ page }) => {
  const bench = await openBench(page);
  const { region } = bench;
  const keys = createKeyboard(page);
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('How a bench works')).toHaveCount(0);
  await listenAndCall(bench);
  await bench.selectTab('Moments');
  const set = (name: string) =>
    region.getByRole('group', { name }).getByRole('button', { name: 'Set to this moment' });
  await bench.slider.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await keys.tabTo(set('Moment A'));
  await page.keyboard.press('Enter');
  await spoken(page, /Moment A is event 1/);
  await keys.tabTo(region.getByRole('checkbox', { name: 'Play from A to B again and again' }));
  await page.keyboard.press('Space');
  await expect(region.getByText('Choose two different moments, A and B, first.')).toBeVisible();
  await bench.slider.focus();
  await page.keyboard.press('ArrowRight');
  await keys.tabTo(set('Moment B'));
  await page.keyboard.press('Enter');
  await region.getByRole('combobox', { name: 'Speed' }).first().selectOption('fast');
  await region.getByRole('button', { name: 'Play', exact: true }).first().focus();
  await page.keyboard.press('Enter');
  // From B playing begins at A, comes to B, and goes back.
  await bench.tells(/^Event 1 of/);
  await bench.tells(/^Event 2 of/);
  await bench.tells(/^Event 1 of/);
  await page.keyboard.press('Enter');
  await expect(region.getByRole('button', { name: 'Play', exact: true }).first()).toBeVisible();
});

for (const theme of themes) {
  test(`the panel of moments is accessible and fits a phone, ${theme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme });
    await page.setViewportSize({ width: 360, height: 780 });
    const bench = await openBench(page);
    await listenAndCall(bench);
    await bench.selectTab('Moments');
    await bench.region.getByRole('button', { name: 'Bookmark it' }).click();
    await bench.region.getByRole('combobox', { name: 'Layer' }).first().selectOption('TCP');
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > document.documentElement.clientWidth,
    );
    expect(wide).toBe(false);
    const { violations } = await new AxeBuilder({ page })
      .include(`section[aria-label="Bench: ${nc}"]`)
      .analyze();
    expect(violations).toEqual([]);
  });
}

test('on paper a bench is its picture, its captions and its goals, with nothing to press', async ({
  page,
}) => {
  const bench = await openBench(page);
  await listenAndCall(bench);
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  const { region } = bench;
  await expect(region.getByRole('heading', { name: 'What happened' })).toBeVisible();
  await expect(region.getByText(/listen\(\)/).first()).toBeVisible();
  await expect(region.getByRole('slider')).toHaveCount(0);
  await expect(region.getByRole('combobox')).toHaveCount(0);
  await expect(region.getByRole('tab')).toHaveCount(0);
  for (const name of ['Undo', 'Step', 'Bookmark it'])
    await expect(region.getByRole('button', { name, exact: true })).toHaveCount(0);
});
