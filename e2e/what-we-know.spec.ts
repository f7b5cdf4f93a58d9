import { benchOf } from './support/bench';
import { expect, test } from './support/test';

const layers = ['Name', 'Route', 'Firewall', 'Listener', 'Protocol', 'App'];

test('a refusal, a 400 and a page rule out one layer after the other, read by keyboard', async ({
  page,
}) => {
  test.slow();
  await page.setViewportSize({ width: 360, height: 780 });
  await page.goto('/lessons/which-address');
  await page.getByRole('radio', { name: 'It is refused, at once' }).check();
  const bench = benchOf(page, 'A Django project, a laptop and a phone');
  await bench.open();

  // The tab is one arrow beside the sockets; nothing was tried yet.
  await bench.region.getByRole('tab', { name: 'Sockets' }).focus();
  await page.keyboard.press('ArrowRight');
  const tab = bench.region.getByRole('tab', { name: 'What we know' });
  await expect(tab).toBeFocused();
  await expect(bench.region.getByText('Nothing has been tried yet.')).toBeVisible();

  const known = bench.region.getByRole('group', { name: 'What we know' });
  const latest = known.getByRole('list', { name: 'Layer by layer' }).first();
  /** The latest attempt, layer by layer, as a screen reader has it. */
  async function expectVerdicts(...verdicts: string[]) {
    const items = layers.map((layer, index) => new RegExp(`^${layer} ?${verdicts[index]}`));
    await expect(latest.getByRole('listitem')).toHaveText(items);
  }

  for (const step of ['Go to the project', 'Start Django', 'List what listens'])
    await bench.takeStep(step);
  await bench.takeStep('On the phone, open the laptop’s address.');
  await expect(known.getByRole('heading')).toContainText('browser on phone → 192.168.1.20:8000');
  await expect(known).toContainText('Ruled out: name, route. Stopped at: listener.');
  await expectVerdicts(
    'not needed',
    'works',
    'not known.*A rule that rejects would look the same',
    'stopped here.*RST came back',
    'not known',
    'not known',
  );

  await bench.takeStep('Stop the server with Ctrl-C.');
  await bench.takeStep('Start it again');
  await bench.takeStep('List what listens once more.');
  await bench.takeStep('Open the same page on the phone again.');
  await expectVerdicts('not needed', 'works', 'works', 'works', 'works', 'stopped here.*400');

  await bench.takeStep('Let Django accept the name');
  await bench.takeStep('Open the page on the phone a third time.');
  await expect(known).toContainText('Every layer that it needs works.');
  await expectVerdicts('not needed', 'works', 'works', 'works', 'works', 'works.*200');

  // By keyboard into the list, and to the earlier attempts.
  await tab.focus();
  await page.keyboard.press('Tab');
  await expect(known).toBeFocused();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(known.getByText('Stopped at: app.')).toBeVisible();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(known.getByText(/The program itself said no: HTTP\/1\.1 400/)).toBeVisible();

  // Back in time the list knows less again.
  await bench.region.getByRole('button', { name: 'To the start' }).click();
  await expect(bench.region.getByText('Nothing has been tried yet.')).toBeVisible();
  await bench.region.getByRole('button', { name: 'To the end', exact: true }).click();

  // Nothing is wider than a narrow phone.
  const wide = await known.evaluate((box) => box.scrollWidth - box.clientWidth);
  expect(wide).toBeLessThanOrEqual(0);
});
