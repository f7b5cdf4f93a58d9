import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

/** The widget as a learner handles it. */
async function openWidget(page: Page) {
  await page.goto('/explore/who-can-reach');
  const region = page.getByRole('region', { name: 'Who can reach me?', exact: true });
  const sendAll = region.getByRole('button', { name: 'Send all packets' });
  await comeNear(page.getByRole('heading', { level: 1 }), sendAll);
  const guess = (caller: string, bind: string) =>
    region.getByRole('combobox', { name: `Your guess: ${caller}, Django is bound to ${bind}` });
  const send = (caller: string, bind: string) =>
    region.getByRole('button', { name: `Send: ${caller}, Django is bound to ${bind}` });
  const result = (caller: string, bind: string) =>
    region.getByRole('button', {
      name: new RegExp(
        `^${`${caller}, Django is bound to ${bind}:`.replace(/[[\]().]/g, '\\$&')}`,
        'i',
      ),
    });
  return { region, sendAll, guess, send, result };
}

const laptop2 = 'another laptop on the same network calls 192.168.1.20:8000';
const inside = 'a container on the laptop calls localhost:8000';
const stranger = 'a stranger on the internet calls 203.0.113.7:8000';
const byName = 'the laptop itself calls localhost:8000';

test('by mouse: a wrong guess names its belief, and its packets can be followed', async ({
  page,
}) => {
  const { region, guess, send, result, sendAll } = await openWidget(page);
  // Without a guess nothing is sent. The button says why, though it counts as disabled.
  await send(laptop2, '127.0.0.1:8000').click({ force: true });
  await expect(region.getByText('Say first what you expect.')).toBeVisible();

  await guess(laptop2, '127.0.0.1:8000').selectOption('no answer');
  await send(laptop2, '127.0.0.1:8000').click();
  await expect(result(laptop2, '127.0.0.1:8000')).toContainText(
    /refused.*ECONNREFUSED.*you said no answer/,
  );
  await expect(page.locator('#announcer')).toContainText('refused. You said no answer.');
  const panel = region.getByRole('region', { name: /^Another laptop .* → 192\.168\.1\.20:8000$/ });
  await expect(panel).toContainText('as if where nobody listens, the caller waits in vain.');
  await expect(panel).toContainText('Belief M12');
  await expect(panel).toContainText(
    'nc: connect to 192.168.1.20 port 8000 (tcp) failed: Connection refused',
  );
  const replay = panel.getByRole('region', { name: /^Packets: another laptop/ });
  const slider = replay.getByRole('slider');
  await replay.getByRole('button', { name: 'Step', exact: true }).click();
  const first = await slider.getAttribute('aria-valuetext');
  await replay.getByRole('button', { name: 'To the end' }).click();
  await expect(
    replay.getByRole('paragraph').filter({ hasText: 'Connection refused' }),
  ).toBeVisible();
  await expect(slider).not.toHaveAttribute('aria-valuetext', first ?? '');

  // All others at once; the container's localhost is its own in every row.
  await guess(inside, '0.0.0.0:8000').selectOption('answered');
  await region.getByRole('button', { name: 'Not sure about the rest' }).click();
  await sendAll.click();
  await expect(region.getByText('35 of 35 sent.')).toBeVisible();
  await expect(result(inside, '0.0.0.0:8000')).toContainText('you said answered');
  const own = region.getByRole('region', { name: /^A container on the laptop → localhost:8000$/ });
  await expect(own).toContainText('as if the container’s localhost is the laptop’s.');
  const ideas = region.getByRole('region', { name: 'Which ideas hold' });
  await expect(
    ideas.getByRole('listitem').filter({ hasText: 'localhost of its own' }),
  ).toContainText(/shaky.*0 of 1 as you said/);
  await region.getByRole('button', { name: 'Guess again' }).click();
  await expect(region.getByText('0 of 35 sent.')).toBeVisible();
});

test('what is broken changes the results, and the ones before are kept', async ({ page }) => {
  const { region, guess, send, result } = await openWidget(page);
  const anyAddress = '[::]:8000';
  const own = 'the laptop itself calls 127.0.0.1:8000';
  await guess(own, anyAddress).selectOption('refused');
  await send(own, anyAddress).click();
  await expect(result(own, anyAddress)).toContainText('answered');

  const v6only = region.getByRole('checkbox', { name: 'IPv6 sockets take IPv6 only' });
  await v6only.check();
  await guess(own, anyAddress).selectOption('answered');
  await send(own, anyAddress).click();
  await expect(result(own, anyAddress)).toContainText('refused');
  await expect(region.getByText('as if :: always means IPv4, too.')).toBeVisible();
  await v6only.uncheck();
  await expect(result(own, anyAddress)).toContainText('answered');

  await region.getByRole('checkbox', { name: 'The port is published on the router' }).check();
  await guess(stranger, '0.0.0.0:8000').selectOption('answered');
  await send(stranger, '0.0.0.0:8000').click();
  await expect(result(stranger, '0.0.0.0:8000')).toContainText(/answered.*as you said/);
  await region.getByRole('checkbox', { name: 'A firewall on the laptop' }).check();
  await guess(stranger, '0.0.0.0:8000').selectOption('answered');
  await send(stranger, '0.0.0.0:8000').click();
  await expect(result(stranger, '0.0.0.0:8000')).toContainText(/no answer.*ETIMEDOUT/);
});

test('by keyboard alone: guess a row, send it, follow one call, and come back', async ({
  page,
}) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { region, guess, result } = await openWidget(page);
  const { tabTo } = createKeyboard(page);
  /** The same backwards: the results stand before the button that sends their row. */
  async function backTo(target: Locator) {
    for (let pressed = 0; pressed < 40; pressed += 1) {
      await page.keyboard.press('Shift+Tab');
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error(`40 times Shift+Tab never came to ${target}`);
  }
  await tabTo(guess(byName, '127.0.0.1:8000'));
  await page.keyboard.type('ref');
  await expect(guess(byName, '127.0.0.1:8000')).toHaveValue('refused');
  await tabTo(guess(laptop2, '127.0.0.1:8000'));
  await page.keyboard.type('ref');
  const sendRow = region.getByRole('button', {
    name: 'Send all calls to Django bound to 127.0.0.1:8000',
  });
  await tabTo(sendRow);
  await page.keyboard.press('Enter');
  await expect(page.locator('#announcer')).toContainText('The last 2: 1 as you said, 1 otherwise.');
  await expect(sendRow).toBeFocused();

  // Its result has taken the place of the guess.
  await backTo(result(byName, '127.0.0.1:8000'));
  await page.keyboard.press('Enter');
  const heading = region.getByRole('heading', { name: 'The laptop itself → localhost:8000' });
  await expect(heading).toBeFocused();
  await expect(region.getByRole('listitem').filter({ hasText: '[::1]:8000, by lo' })).toBeVisible();
  const step = region.getByRole('button', { name: 'Step', exact: true });
  await tabTo(step);
  const slider = region.getByRole('slider');
  const before = await slider.getAttribute('aria-valuetext');
  await page.keyboard.press('Enter');
  await expect(slider).not.toHaveAttribute('aria-valuetext', before ?? '');
  const back = region.getByRole('button', { name: 'Back to the pairs' });
  await backTo(back);
  await page.keyboard.press('Enter');
  await expect(result(byName, '127.0.0.1:8000')).toBeFocused();
});

for (const theme of themes) {
  test(`axe finds nothing in it in ${theme}, before and after`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const { region, guess, sendAll } = await openWidget(page);
    const check = async () => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      expect(
        violations.flatMap(({ id, nodes }) =>
          nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
        ),
      ).toEqual([]);
    };
    await check();
    await guess(laptop2, '127.0.0.1:8000').selectOption('answered');
    await region.getByRole('button', { name: 'Not sure about the rest' }).click();
    await sendAll.click();
    await expect(region.getByText('35 of 35 sent.')).toBeVisible();
    await expect(region.getByRole('slider')).toBeVisible();
    await check();
  });
}

for (const width of [360, 640, 820]) {
  test(`nothing of it sticks out at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const { region, guess, send } = await openWidget(page);
    await guess(stranger, '192.168.1.20:8000').selectOption('refused');
    await send(stranger, '192.168.1.20:8000').click();
    await expect(region.getByRole('slider')).toBeVisible();
    // The page around it is e2e/layout.spec.ts's.
    const outside = await region.evaluate((element) =>
      [element, ...element.querySelectorAll('*')]
        .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
        .map((one) => `${one.tagName} ${one.className}`),
    );
    expect(outside).toEqual([]);
  });
}
