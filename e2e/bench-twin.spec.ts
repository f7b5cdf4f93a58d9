import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { createKeyboard } from './support/keyboard';
import { needNetns } from './support/outside';
import { ownServerTest } from './support/own-server';
import { themes } from './support/pages';
import { expect, test } from './support/test';

const nc = 'A listener in one tab, a caller in the other';

/** A bench without a prediction, live, on which nothing has been done. */
async function openBench(page: Page) {
  await page.goto('/lessons/what-listening-is');
  const bench = benchOf(page, nc);
  await bench.open();
  return bench;
}
type Bench = Awaited<ReturnType<typeof openBench>>;

const sideOf = ({ region }: Bench, name: 'Simulated' | 'Real') =>
  region.getByRole('group', { name: 'What answers' }).first().getByRole('radio', { name });
/** Turns the switch, once the lab has said that it is open. */
async function askReal(bench: Bench) {
  await expect(sideOf(bench, 'Real')).toBeEnabled();
  await sideOf(bench, 'Real').check({ force: true });
}
const panelOf = ({ region }: Bench) =>
  region.getByRole('region', { name: 'The same, asked of a real kernel' });
const steps = (panel: Locator) => panel.getByRole('list', { name: 'Steps' }).locator(':scope > li');
const played = (panel: Locator, count: number) =>
  expect(panel.getByText(new RegExp(`^Linux .* has played all ${count} steps`))).toBeVisible();

/** A listener, a caller that is refused, and one that is taken. */
async function listenAndCall(bench: Bench) {
  await bench.type('laptop', 'nc -lk 9000');
  await bench.type('laptop 2', 'nc -zv 127.0.0.1 9001');
  await bench.type('laptop 2', 'nc -zv 127.0.0.1 9000');
  await bench.toEnd();
}

test('what was done on a bench is asked of the real kernel, and it agrees', async ({
  page,
  request,
}) => {
  await needNetns(request);
  const bench = await openBench(page);
  // Nothing of the panel is fetched before it is asked for.
  await expect(sideOf(bench, 'Simulated')).toBeChecked();
  await expect(panelOf(bench)).toHaveCount(0);
  await listenAndCall(bench);

  await askReal(bench);
  const panel = panelOf(bench);
  await expect(panel).toBeInViewport();
  await played(panel, 16);
  await expect(panel.locator('[data-verdict]')).toHaveAttribute('data-verdict', 'agrees');
  await expect(steps(panel)).toHaveCount(16);
  await expect(panel.locator('[data-mark="unexpected"]')).toHaveCount(0);
  const refused = steps(panel).filter({ hasText: 'connect(caller, 127.0.0.1:9001)' });
  await expect(refused.getByText('ECONNREFUSED')).toHaveCount(2);
  // The picture goes on being simulated, and says so; what was asked for real says that.
  await expect(bench.region.getByText('SIM', { exact: true }).first()).toBeVisible();
  await expect(panel.getByText('LIVE', { exact: true }).first()).toBeVisible();

  // The bench moves on: what stands there is said to be older, and can be asked anew.
  await bench.type('laptop 2', 'nc -zv 127.0.0.1 9000');
  await bench.toEnd();
  await expect(panel.getByText('The bench has moved on since.')).toBeVisible();
  await panel.getByRole('button', { name: 'Ask about the bench as it stands now' }).click();
  await expect(panel.getByText('The bench has moved on since.')).toBeHidden();
  await expect(panel.getByText(/^Linux .* has played all (?!16 )\d+ steps/)).toBeVisible();

  await sideOf(bench, 'Simulated').check({ force: true });
  await expect(panel).toHaveCount(0);
});

test('what cannot be asked is refused by name, and can be asked once it is undone', async ({
  page,
  request,
}) => {
  await needNetns(request);
  const bench = await openBench(page);
  await askReal(bench);
  const panel = panelOf(bench);
  await expect(panel.locator('[data-refused="nothing"]')).toContainText(
    'No program has used a socket on this bench yet',
  );
  await bench.type('laptop', 'nc -l 80');
  await bench.toEnd();
  await expect(panel.locator('[data-refused="privilege"]')).toContainText('port 80');
  await expect(panel.locator('[data-refused]')).toContainText('Step the bench back');
  await bench.region.getByRole('button', { name: 'Undo' }).click();
  await bench.type('laptop', 'nc -l 9000');
  await bench.toEnd();
  await panel.getByRole('button', { name: 'Ask about the bench as it stands now' }).click();
  await played(panel, 6);
});

test('complete by keyboard', async ({ page, request }) => {
  await needNetns(request);
  const bench = await openBench(page);
  await bench.type('laptop', 'nc -l 9000');
  await bench.toEnd();
  await bench.region.getByRole('heading', { name: nc }).click();
  const keyboard = createKeyboard(page);
  await expect(sideOf(bench, 'Real')).toBeEnabled();
  await keyboard.tabTo(sideOf(bench, 'Simulated'));
  await page.keyboard.press('ArrowRight');
  const panel = panelOf(bench);
  await played(panel, 6);
  await expect(sideOf(bench, 'Real')).toBeFocused();
  await keyboard.tabTo(panel.getByRole('button', { name: 'To the start' }));
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Step 1 of 6')).toBeVisible();
  await expect(page.locator('#announcer')).toContainText('Step 1 of 6: listener = socket(tcp)');
  await keyboard.tabTo(steps(panel).nth(3).getByRole('button'));
  await page.keyboard.press('Enter');
  await expect(panel.getByText('Step 4 of 6')).toBeVisible();
});

for (const theme of themes) {
  test(`no barrier that axe can find, ${theme}, and it fits a phone`, async ({ page, request }) => {
    await needNetns(request);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 390, height: 800 });
    const bench = await openBench(page);
    await bench.type('laptop', 'nc -l 9000');
    await bench.toEnd();
    await askReal(bench);
    await played(panelOf(bench), 6);
    const { violations } = await new AxeBuilder({ page })
      .include(`section[aria-label="Bench: ${nc}"]`)
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
      .analyze();
    expect(
      violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' '))}`),
    ).toEqual([]);
    for (const width of [360, 390]) {
      await page.setViewportSize({ width, height: 800 });
      const header = bench.region.locator(':scope > header');
      for (const part of [header, panelOf(bench)]) {
        const over = await part.evaluate((element) => element.scrollWidth - element.clientWidth);
        expect(over).toBe(0);
      }
    }
  });
}

ownServerTest.describe('where the lab is switched off', () => {
  ownServerTest.use({ serverSettings: { LAB: 'off' } });
  ownServerTest(
    'the switch says why it cannot be turned, and the bench works',
    async ({ page }) => {
      const bench = await openBench(page);
      await expect(sideOf(bench, 'Real')).toBeDisabled();
      await expect(sideOf(bench, 'Real')).toHaveAccessibleDescription(
        /No real kernel here\. The lab is switched off here \(LAB=off\)/,
      );
      await expect(bench.region.getByText('No real kernel here.')).toBeVisible();
      await bench.type('laptop', 'nc -l 9000');
      await bench.toEnd();
      await expect(bench.rows('laptop', 'LISTEN')).toContainText('0.0.0.0:9000');
    },
  );
});
