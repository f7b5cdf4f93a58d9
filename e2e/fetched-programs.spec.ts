import type { Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { expect, test } from './support/test';

// A request that is not answered is told on the console too.
test.use({ allowed: [/Failed to load resource/] });

/**
 * Stands between page and server: script that has `mark` in it is passed on, kept back until
 * `pass`, or refused as by a server that is gone.
 */
async function holdScripts(page: Page, mark: string) {
  let letThrough = () => {};
  const held = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  let how: 'pass' | 'hold' | 'refuse' = 'pass';
  await page.route(/\.js(\?|$)/, async (route) => {
    const response = await route.fetch();
    if (how !== 'pass' && (await response.text()).includes(mark)) {
      if (how === 'refuse') return route.abort('connectionrefused');
      await held;
    }
    await route.fulfill({ response });
  });
  return {
    hold: () => {
      how = 'hold';
    },
    refuse: () => {
      how = 'refuse';
    },
    pass: () => {
      how = 'pass';
      letThrough();
    },
  };
}

const redis = '"redisPrograms"';
const title = 'A listener in one tab, a caller in the other';
const terminal = 'laptop';

async function openBench(page: Page) {
  await page.goto('/lessons/what-listening-is');
  const bench = benchOf(page, title);
  await bench.open();
  await bench.showEnds();
  return bench;
}

test('a command whose program is still on its way waits, and what is typed next follows it', async ({
  page,
}) => {
  const line = await holdScripts(page, redis);
  line.hold();
  const bench = await openBench(page);
  await bench.type(terminal, 'echo before');
  await bench.type(terminal, 'redis-cli --version');
  await expect(bench.region.getByRole('status').filter({ hasText: 'Fetching' })).toBeVisible();
  await bench.type(terminal, 'echo after');
  const transcript = await bench.transcript(terminal);
  await expect(transcript).toContainText('before');
  await expect(transcript).not.toContainText('redis-cli');
  line.pass();
  await expect(transcript).toContainText(
    /redis-cli --version\s+redis-cli \d[^$]*\$ echo after\s+after/,
  );
  await expect(bench.region.getByText('Fetching', { exact: false })).toBeHidden();
});

test('a program that cannot be fetched is told, what was typed is kept, and a second try brings both', async ({
  page,
}) => {
  const line = await holdScripts(page, redis);
  line.refuse();
  const bench = await openBench(page);
  await bench.type(terminal, 'echo before');
  await bench.type(terminal, 'redis-cli --version');
  const alert = bench.region.getByRole('alert').filter({ hasText: 'could not be fetched' });
  await expect(alert).toBeVisible();
  const transcript = await bench.transcript(terminal);
  await expect(transcript).toContainText('before');
  line.pass();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(transcript).toContainText(/redis-cli --version\s+redis-cli \d/);
  await expect(alert).toBeHidden();
});

test('what cannot be fetched can be left out, and the bench goes on without it', async ({
  page,
}) => {
  const line = await holdScripts(page, redis);
  line.refuse();
  const bench = await openBench(page);
  await bench.type(terminal, 'redis-cli --version');
  const alert = bench.region.getByRole('alert').filter({ hasText: 'could not be fetched' });
  await alert.getByRole('button', { name: 'Dismiss' }).click();
  await bench.type(terminal, 'echo after');
  const transcript = await bench.transcript(terminal);
  await expect(transcript).toContainText('after');
  await expect(transcript).not.toContainText('redis-cli');
});

test('a bench that cannot be fetched says so, keeps its first picture, and comes when tried again', async ({
  page,
}) => {
  const line = await holdScripts(page, '"BenchRoot"');
  line.refuse();
  await page.goto('/lessons/what-listening-is');
  const bench = benchOf(page, title);
  await page.keyboard.press('Shift');
  await bench.region.scrollIntoViewIfNeeded();
  const frame = page.locator('[data-bench="listening-with-nc"]');
  const alert = frame.getByRole('alert').filter({ hasText: 'could not be loaded' });
  await expect(alert).toBeVisible();
  await expect(bench.region).toBeVisible();
  line.pass();
  await alert.getByRole('button', { name: 'Try again' }).click();
  await expect(bench.stepButton).toBeVisible();
});
