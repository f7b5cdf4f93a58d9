import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

/** The belief that is played, as a learner handles it. */
function playOf(page: Page) {
  const run = page.getByRole('region', { name: /^“I think/ });
  const step = run.getByRole('button', { name: 'Step', exact: true });
  return {
    run,
    step,
    belief: run.getByRole('region', { name: 'As the belief has it' }),
    truth: run.getByRole('region', { name: 'The true world', exact: true }),
    reveal: run.getByRole('button', { name: 'Show the true world' }),
    /** Steps on by `press` until the belief has broken; how many steps that took. */
    async breakIt(press: () => Promise<void> = () => step.click()): Promise<number> {
      const crack = run.getByText('Here it breaks.');
      for (let pressed = 0; pressed < 12; pressed += 1) {
        if (await crack.isVisible()) return pressed;
        await press();
      }
      throw new Error('12 steps did not break it');
    },
  };
}

/** Chosen by the address alone. */
async function openAt(page: Page, code: string) {
  await page.goto(`/explore/beliefs#belief=${code}`);
  const play = playOf(page);
  await comeNear(page.getByRole('heading', { level: 1 }), play.step);
  return play;
}

/** Says what the true world will do, once that is ready to be shown. */
async function answer({ run, reveal, truth }: ReturnType<typeof playOf>, text: string) {
  await run.getByRole('radio', { name: text }).check();
  await expect(run.getByText('There is no score for this')).toBeVisible();
  await reveal.click();
  await expect(truth).toBeVisible();
}

const items = (part: Locator) => part.getByRole('listitem');

test('by mouse: a port that serves one client breaks, and the true table has one row more', async ({
  page,
}) => {
  const play = await openAt(page, 'M05');
  const { run, belief, truth, reveal } = play;
  await expect(page.getByRole('radio', { name: /one client at a time/ })).toBeChecked();
  // Nothing of the true world is to be seen before it has been guessed at.
  await expect(truth).toHaveCount(0);
  await expect(reveal).toHaveCount(0);
  await play.breakIt();
  await expect(belief.getByText('WRONG MODEL')).toBeVisible();
  await expect(page.locator('#announcer')).toContainText('Here it breaks.');
  await expect(reveal).toBeDisabled();

  await answer(play, 'It waits until the first tab leaves.');
  await expect(run.getByText('You said: “It waits until the first tab leaves.”')).toBeVisible();
  await expect(run.getByText('It is not so. The true world: connected.')).toBeVisible();
  await expect(run.getByText('M05', { exact: true })).toBeVisible();
  // It begins where they part: in the table, at the listener.
  await expect(run.getByText('They differ in the table.')).toBeVisible();
  await expect(items(truth).filter({ hasText: 'differs' })).toHaveText([/LISTEN.*0\.0\.0\.0:8000/]);
  await expect(page.locator('#announcer')).toContainText('Here they part.');
  await run.getByRole('button', { name: 'Back', exact: true }).click();
  await expect(run.getByText('Up to here both worlds show the same.')).toBeVisible();
  await run.getByRole('button', { name: 'See it in step 3' }).click();
  await expect(belief.getByText('waits', { exact: true })).toBeVisible();
  await expect(truth.getByText('connected', { exact: true })).toBeVisible();

  await expect(run.getByRole('region', { name: 'Find out on your own machine' })).toContainText(
    /ss -tan 'sport = :8000'\s+State[\s\S]*LISTEN[\s\S]*ESTAB[\s\S]*ESTAB/,
  );
});

test('every packet can be watched, and the belief keeps step with it', async ({ page }) => {
  const play = await openAt(page, 'M06');
  await play.breakIt();
  await answer(play, 'It arrives, from port 9000.');
  await expect(play.run.getByText('So it is.')).toBeVisible();
  await play.run.getByText('Watch every packet of the true world').click();
  const slider = play.run.getByRole('slider');
  await slider.press('End');
  await expect(play.run.getByText('Step 3 of 3.')).toBeVisible();
  await expect(play.belief.getByText('welcome')).toBeVisible();
  await slider.press('Home');
  await expect(play.run.getByText('Step 1 of 3.')).toBeVisible();
});

test('broken further: each way begins where the steps have ended, and can be taken back', async ({
  page,
}) => {
  const play = await openAt(page, 'M24');
  await play.breakIt();
  await answer(play, '502, written by Nginx.');
  const faults = play.run.getByRole('region', { name: 'Break it' });
  await faults.getByRole('button', { name: /^Nginx is restarted/ }).click();
  await expect(faults.getByText('HTTP/1.1 502 Bad Gateway')).toBeVisible();
  await expect(items(faults)).toHaveCount(3);
  await faults.getByRole('button', { name: /port 8001 by mistake/ }).click();
  await expect(faults.getByText('Serving HTTP on 127.0.0.1 port 8001')).toBeVisible();
  await expect(items(faults)).toHaveCount(2);
  await faults.getByRole('button', { name: 'Put it back as it was' }).click();
  await expect(items(faults)).toHaveCount(0);
});

test('by keyboard alone: chosen from the list, broken, answered, found out', async ({ page }) => {
  await page.goto('/explore/beliefs');
  const { tabTo } = createKeyboard(page);
  const first = page.getByRole('radio', { name: /a port is a door/ });
  await comeNear(page.getByRole('heading', { level: 1 }), first);
  await tabTo(first);
  await page.keyboard.press('Space');
  for (let pressed = 0; pressed < 4; pressed += 1) await page.keyboard.press('ArrowDown');
  await expect(page).toHaveURL(/#belief=M09$/);
  const play = playOf(page);
  await tabTo(play.step);
  await play.breakIt(() => page.keyboard.press('Enter'));
  await tabTo(play.run.getByRole('radio', { name: 'It gets the laptop’s page.' }));
  await page.keyboard.press('Space');
  await expect(play.run.getByText('There is no score for this')).toBeVisible();
  await tabTo(play.reveal);
  await page.keyboard.press('Enter');
  await expect(play.run.getByText('the phone has called itself')).toBeVisible();
  await expect(play.truth.getByText('127.0.0.1:').first()).toBeVisible();
  await tabTo(play.run.getByRole('button', { name: /^Step 1 of 3/ }));
  await page.keyboard.press('Enter');
  await expect(play.run.getByText('Up to here both worlds show the same.')).toBeVisible();
  const copy = play.run.getByRole('button', { name: /the command/ });
  await tabTo(copy);
});

for (const code of ['M01', 'M04', 'M11', 'M26']) {
  test(`${code} goes all the way, first answer taken`, async ({ page }) => {
    const play = await openAt(page, code);
    await play.breakIt();
    await play.run.getByRole('radio').first().check();
    await expect(play.run.getByText('There is no score for this')).toBeVisible();
    await play.reveal.click();
    await expect(play.run.getByText('Here they part.')).toBeVisible();
    await expect(items(play.run).filter({ hasText: 'differs' })).not.toHaveCount(0);
  });
}

test('a pitfall of a lesson leads to its belief, where that can be played', async ({ page }) => {
  await page.goto('/lessons/which-address');
  await page.getByRole('link', { name: 'Play this belief until it breaks' }).first().click();
  await expect(page).toHaveURL(/\/explore\/beliefs#belief=M\d\d$/);
  await expect(playOf(page).run).toBeVisible();
});

for (const theme of themes) {
  test(`axe finds nothing in ${theme}, and it fits a small phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const play = await openAt(page, 'M26');
    const check = async () => {
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      );
      expect(wide).toBe(0);
    };
    await play.breakIt();
    await check();
    await answer(play, 'It is refused.');
    await play.run.getByText('Watch every packet of the true world').click();
    await expect(play.run.getByRole('slider')).toBeVisible();
    await play.run.getByRole('button', { name: /^The container tries/ }).click();
    await expect(play.run.getByText('Put it back as it was')).toBeVisible();
    await check();
  });
}
