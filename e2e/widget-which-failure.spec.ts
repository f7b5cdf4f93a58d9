import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { formatCase } from '../components/widget/which-failure/plan';
import { cases } from '../content/messages/which-failure-causes';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

const linkTo = (fault: string) =>
  `/explore/which-failure#case=${formatCase(
    cases.findIndex((one) => one.fault === fault),
    7,
  )}`;

/** The widget as a learner handles it. */
async function openWidget(page: Page, path: string) {
  await page.goto(path);
  const region = page.getByRole('region', { name: 'Which failure is this?', exact: true });
  const submit = region.getByRole('button', { name: 'Name the cause' });
  await comeNear(page.getByRole('heading', { level: 1 }), submit);
  const run = (line: string) => region.getByRole('button', { name: `Run: ${line}`, exact: true });
  const cause = (label: string | RegExp) => region.getByRole('radio', { name: label });
  return { region, submit, run, cause };
}

test('by mouse: a wrong cause names its belief and the command that would have told, then the wire', async ({
  page,
}) => {
  const hidden = 'The site was moved into a container, and its port is not published';
  const { region, submit, run, cause } = await openWidget(page, linkTo(hidden));
  await expect(region.getByText('A case that somebody made for you')).toBeVisible();
  await expect(region.getByText('ERR_CONNECTION_REFUSED')).toBeVisible();
  await submit.click();
  await expect(region.getByText('Choose a cause first.')).toBeVisible();

  await run('dig shop.example').click();
  await expect(region.getByText('status: NOERROR')).toBeVisible();
  await run('curl -v https://shop.example/').click();
  await expect(page.locator('#announcer')).toContainText('Connection refused');
  await expect(region.getByText('Ruled out: name, route. Stopped at: listener.')).toBeVisible();

  await cause('Nobody listens on that address and port').check();
  await submit.click();
  const verdict = region.getByRole('region', { name: /^You said: Nobody listens/ });
  await expect(verdict).toContainText(
    'It is: It runs in a container, and its port is not published.',
  );
  await expect(verdict).toContainText('As if what a container listens on, its machine listens on.');
  await expect(verdict).toContainText('Belief M26');
  await expect(verdict).toContainText('ruled out 2 of 6 layers: name, route.');
  await expect(verdict).toContainText('You did not run it.');
  await expect(verdict.getByRole('group', { name: 'What docker ps printed' })).toHaveCount(2);
  await expect(page.locator('#announcer')).toContainText('You said: Nobody listens');

  const line = region.getByRole('list', { name: /^Stations of the connection of browser/ });
  const published = line.getByRole('listitem').filter({ hasText: 'Published port' });
  await expect(published).toContainText('ended here');
  await region.getByRole('button', { name: 'To the start' }).click();
  await expect(region.getByText('No connection has been tried so far.')).toBeVisible();
  // The last that was tried is the command.
  await region.getByRole('button', { name: 'To the end' }).click();
  const ofCurl = region.getByRole('list', { name: /^Stations of the connection of curl/ });
  await expect(ofCurl.getByRole('listitem').filter({ hasText: 'ended here' })).toHaveCount(1);

  await region.getByRole('button', { name: 'Next case' }).click();
  await expect(region.getByText(`Case 1 of ${cases.length}`)).toBeVisible();
  expect(new URL(page.url()).hash).toBe('');
  await expect(region.getByText('1 case, 0 named at once')).toBeVisible();
});

test('behind a proxy the stations have a second line, and it says which side failed', async ({
  page,
}) => {
  const { region, submit, cause } = await openWidget(page, linkTo('The app behind Nginx hangs'));
  await expect(region.getByText('HTTP status 504')).toBeVisible();
  await expect(region.getByText('after 1 min', { exact: true }).first()).toBeVisible();
  await cause(/^504/).check();
  await submit.click();
  await expect(region.getByRole('heading', { name: /^As you said\. It is: 504/ })).toBeFocused();
  const lines = region.getByRole('list', { name: /^Stations of the connection/ });
  await expect(lines).toHaveCount(2);
  await expect(lines.nth(1).getByRole('listitem').last()).toContainText(
    /Program waits here on server .* not answered for 1 min/,
  );
});

test('somebody breaks it, and another finds out by a link that does not tell', async ({ page }) => {
  const { region, submit, cause } = await openWidget(page, '/explore/which-failure');
  await region.getByRole('button', { name: 'Make your own' }).click();
  await region.getByRole('radio', { name: 'Nginx is frozen' }).check();
  const link = await region.getByRole('textbox', { name: 'Link to your case' }).inputValue();
  expect(link).toMatch(/#case=[0-9a-z]+$/);
  expect(link).not.toMatch(/nginx|frozen|mute/i);
  await region.getByRole('link', { name: 'Open it here, and hand over the screen' }).click();
  await expect(region.getByText('A case that somebody made for you')).toBeVisible();
  await expect(region.getByText('Nginx is frozen')).toHaveCount(0);
  await expect(submit).toBeVisible();
  await expect(region.getByText('nothing for 1 min 1 s, then Ctrl-C')).toBeVisible();
  await cause(/never says a word$/).check();
  await submit.click();
  await expect(region.getByText('What was done: Nginx is frozen.')).toBeVisible();

  await page.goto('/explore/which-failure#case=nonsense');
  await page.reload();
  await comeNear(page.getByRole('heading', { level: 1 }), submit);
  await expect(region.getByRole('alert')).toContainText('This link names no case.');
});

test('by keyboard alone: probe, answer, follow the packets, go on', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const { region, submit, run, cause } = await openWidget(page, linkTo('Nginx is stopped'));
  const { tabTo } = createKeyboard(page);
  await tabTo(run('nc -zv 203.0.113.10 443'));
  await page.keyboard.press('Enter');
  await expect(page.locator('#announcer')).toContainText('Connection refused');
  await tabTo(cause('The name does not exist'));
  for (let pressed = 0; pressed < 4; pressed += 1) await page.keyboard.press('ArrowDown');
  await expect(cause('Nobody listens on that address and port')).toBeChecked();
  await tabTo(submit);
  await page.keyboard.press('Enter');
  await expect(region.getByRole('heading', { name: /^As you said/ })).toBeFocused();
  const next = region.getByRole('button', { name: 'Next case' });
  const back = region.getByRole('button', { name: 'Step back' });
  await tabTo(back);
  const slider = region.getByRole('slider');
  const before = await slider.getAttribute('aria-valuetext');
  await page.keyboard.press('Enter');
  await expect(slider).not.toHaveAttribute('aria-valuetext', before ?? '');
  await expect(next).toBeVisible();
  for (let pressed = 0; pressed < 60; pressed += 1) {
    await page.keyboard.press('Shift+Tab');
    if (await next.evaluate((element) => element === document.activeElement)) break;
  }
  await page.keyboard.press('Enter');
  await expect(region.getByText(`Case 1 of ${cases.length}`)).toBeVisible();
  await expect(region).toBeFocused();
});

for (const theme of themes) {
  test(`axe finds nothing in it in ${theme}, before and after`, async ({ page }) => {
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const { region, submit, run, cause } = await openWidget(
      page,
      linkTo('The app behind Nginx has ended'),
    );
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
    await run('ping -c 2 shop.example').click();
    await expect(region.getByText('2 packets transmitted')).toBeVisible();
    await cause('The certificate is not believed').check();
    await submit.click();
    await expect(region.getByText('It stood on the screen from the start.')).toBeVisible();
    await check();
    await region.getByRole('button', { name: 'Make your own' }).click();
    await region.getByRole('radio', { name: 'Nginx is stopped' }).check();
    await check();
  });
}

for (const width of [360, 720]) {
  test(`nothing scrolls sideways at ${width} px`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    const { region, submit, run, cause } = await openWidget(
      page,
      linkTo('The certificate is another site’s'),
    );
    const wide = () =>
      page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
    await run('curl -v https://shop.example/').click();
    await expect(region.getByText('subjectAltName does not match shop.example')).toBeVisible();
    expect(await wide()).toBeLessThanOrEqual(0);
    await cause('A firewall swallows the packets').check();
    await submit.click();
    await expect(region.getByRole('slider')).toBeVisible();
    expect(await wide()).toBeLessThanOrEqual(0);
  });
}
