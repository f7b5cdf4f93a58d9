import AxeBuilder from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import {
  familyOf,
  findLabd,
  isAlive,
  isServiceProcess,
  listeningAt,
  needNetns,
  serverPid,
} from './support/outside';
import { ownServerTest } from './support/own-server';
import { themes } from './support/pages';
import { expect, test } from './support/test';

/** The panel of real services on the lab's page, once it knows how the lab is. */
async function openServices(page: Page): Promise<Locator> {
  await page.goto('/lab');
  const panel = page.getByRole('region', { name: 'Real services, real clients' });
  await comeNear(panel, panel.getByRole('radio', { name: /^Redis/ }));
  await expect(panel.getByText('Asking the server whether its lab is open')).toBeHidden();
  return panel;
}
const happened = (panel: Locator) => panel.getByRole('region', { name: 'What happened' });
const choose = (panel: Locator, name: RegExp) =>
  panel.getByRole('radio', { name }).check({ force: true });
const start = (panel: Locator) => panel.getByRole('button', { name: 'Start it: Redis' });
const ask = (panel: Locator) => panel.getByRole('button', { name: 'Ask whether it is there' });
/** What the page's polite live region says. */
const spoken = (page: Page) => page.locator('#announcer');

async function expectNoViolations(page: Page, within: string) {
  const { violations } = await new AxeBuilder({ page })
    .include(within)
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const found = violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
  );
  expect(found).toEqual([]);
}

test.describe('a real service', () => {
  test('refused while nothing listens, started, called from both machines, stopped', async ({
    page,
    request,
  }) => {
    await needNetns(request);
    const server = await serverPid(request);
    const panel = await openServices(page);
    await choose(panel, /^Redis/);

    await ask(panel).click();
    await expect(happened(panel).getByText('refused', { exact: true })).toBeVisible();
    await expect(happened(panel).getByText('connect ECONNREFUSED 127.0.0.1:6379')).toBeVisible();
    await expect(happened(panel).getByText('No connection came about')).toBeVisible();

    await panel.getByRole('radio', { name: 'this machine only' }).check();
    await start(panel).click();
    await expect(happened(panel).getByText('listening', { exact: true })).toBeVisible();
    expect(listeningAt(server, 6379)).toContain('127.0.0.1:6379');
    const row = panel.getByRole('row').filter({ hasText: 'LISTEN' }).filter({ hasText: ':6379' });
    await expect(row).toContainText(/redis\/\d+/);

    await ask(panel).click();
    await expect(happened(panel).getByText('answered', { exact: true })).toBeVisible();
    await expect(happened(panel).getByText('PONG', { exact: true })).toBeVisible();
    await expect(happened(panel).getByText(/Accepted 127\.0\.0\.1:\d+/)).toBeVisible();
    await expect(happened(panel).getByText('There is no TLS here')).toBeVisible();
    await expect(happened(panel).getByText('The client closed it.')).toBeVisible();

    await panel.getByRole('radio', { name: 'the phone' }).check();
    await ask(panel).click();
    await expect(happened(panel).getByText('connect ECONNREFUSED 192.168.1.20:6379')).toBeVisible();

    await panel.getByRole('button', { name: 'Stop it: Redis' }).click();
    await expect(happened(panel).getByText('stopped', { exact: true })).toBeVisible();
    await expect.poll(() => listeningAt(server, 6379)).toEqual([]);
  });

  test('every byte, by keyboard alone: parts walked through, said aloud, and in a list', async ({
    page,
    request,
  }) => {
    await needNetns(request);
    const panel = await openServices(page);
    const keyboard = createKeyboard(page);
    await panel.getByRole('radio', { name: /^Redis/ }).focus();
    await page.keyboard.press('Space');
    await keyboard.tabTo(start(panel));
    await page.keyboard.press('Enter');
    await expect(panel.getByRole('button', { name: 'Stop it: Redis' })).toBeVisible();
    await keyboard.tabTo(ask(panel));
    await page.keyboard.press('Enter');
    const question = panel.getByRole('listbox', {
      name: /^Message of the client, 14 bytes, 3 parts/,
    });
    await expect(question).toHaveText('*1\\r\\n$4\\r\\nPING\\r\\n');

    await keyboard.tabTo(question);
    await expect(spoken(page)).toContainText('array: a list of 1 element follows');
    await page.keyboard.press('ArrowRight');
    await expect(spoken(page)).toContainText('length: a string of 4 bytes follows');
    await expect(panel.getByText('a string of 4 bytes follows bytes 4 to 7')).toBeVisible();
    await expect(question.getByRole('option', { selected: true })).toHaveText('$4\\r\\n');
    await page.keyboard.press('End');
    await expect(spoken(page)).toContainText('string: “PING”');
    await page.keyboard.press('Home');
    await expect(spoken(page)).toContainText('array:');

    const numbers = panel.getByRole('checkbox', { name: 'Show every byte as a number' });
    await numbers.focus();
    await page.keyboard.press('Space');
    await expect(panel.getByText('2a', { exact: true })).toBeVisible();
    await panel.getByText(/^The same as a list/).focus();
    await page.keyboard.press('Enter');
    const list = panel.getByRole('table', { name: /the same as a list/i });
    await expect(list.getByRole('row').nth(1)).toHaveText(
      /client.*0–3.*array.*\*1\\r\\n.*2a 31 0d 0a/,
    );
    await panel.getByRole('button', { name: 'Stop it: Redis' }).focus();
    await page.keyboard.press('Enter');
    await expect(happened(panel).getByText('stopped', { exact: true })).toBeVisible();
  });

  test('a port that is taken is told in plain words, with who holds it', async ({
    page,
    request,
  }) => {
    await needNetns(request);
    const panel = await openServices(page);
    await choose(panel, /^Redis/);
    const sandbox = page.getByRole('region', { name: 'Real sockets on this server' });
    await comeNear(sandbox, sandbox.getByRole('button', { name: 'Start listening' }));
    const form = sandbox.locator('form').filter({ hasText: 'Listen on' });
    await form.getByLabel('Listen on').fill('0.0.0.0');
    await form.getByLabel('Port').fill('6379');
    await form.getByRole('button', { name: 'Start listening' }).click();
    await expect(sandbox.getByRole('button', { name: 'Close laptop 0.0.0.0:6379' })).toBeVisible();

    await start(panel).click();
    await expect(happened(panel).getByText('EADDRINUSE', { exact: true })).toBeVisible();
    await expect(
      happened(panel).getByText(
        'Another socket already holds this protocol, address and port. It is held by 0.0.0.0:6379 server.',
      ),
    ).toBeVisible();
    await sandbox.getByRole('button', { name: 'Close laptop 0.0.0.0:6379' }).click();
    await expect(sandbox.getByRole('button', { name: 'Close laptop 0.0.0.0:6379' })).toBeHidden();
    await start(panel).click();
    await expect(happened(panel).getByText('listening', { exact: true })).toBeVisible();
    await panel.getByRole('button', { name: 'Stop it: Redis' }).click();
    await expect(happened(panel).getByText('stopped', { exact: true })).toBeVisible();
  });
});

test.describe('talking by hand', () => {
  test('typed in the terminal: a line, its answer byte by byte, and the end', async ({
    page,
    request,
  }) => {
    await needNetns(request);
    const panel = await openServices(page);
    await choose(panel, /^Redis/);
    await start(panel).click();
    await expect(panel.getByRole('button', { name: 'Stop it: Redis' })).toBeVisible();
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    const terminal = panel.getByRole('group', { name: 'Terminal of LIVE' });
    await expect(panel.getByRole('button', { name: 'Hang up' })).toBeVisible();
    await terminal.getByRole('button', { name: 'Transcript as text' }).click();
    const transcript = terminal.getByRole('group', { name: /^Transcript/ });
    await expect(transcript).toContainText(/connected laptop 127\.0\.0\.1:\d+ → 127\.0\.0\.1:6379/);

    const line = terminal.getByRole('textbox', { name: 'Command line: LIVE' });
    await line.fill('PING');
    await line.press('Enter');
    await expect(transcript).toContainText('> PING\\r\\n');
    await expect(transcript).toContainText('< +PONG\\r\\n');
    await expect(spoken(page)).toContainText('They say: +PONG');

    // Nothing that is echoed or sent can command the terminal.
    await panel.getByRole('radio', { name: /^LF alone/ }).check();
    await line.fill('GIMME grüße');
    await line.press('Enter');
    await expect(transcript).toContainText('> GIMME grüße\\n');
    await expect(transcript).toContainText("< -ERR unknown command 'GIMME'");

    await panel.getByRole('button', { name: 'Say no more (FIN)' }).click();
    await expect(transcript).toContainText('The other end has closed the connection.');
    await expect(panel.getByRole('button', { name: 'Connect', exact: true })).toBeVisible();
    await panel.getByRole('button', { name: 'Stop it: Redis' }).click();
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(transcript).toContainText('refused: ECONNREFUSED');
  });

  test('on the screen itself, from the phone, with Ctrl-D', async ({ page, request }) => {
    await needNetns(request);
    const panel = await openServices(page);
    await choose(panel, /^Redis/);
    await start(panel).click();
    await expect(panel.getByRole('button', { name: 'Stop it: Redis' })).toBeVisible();
    const form = panel.getByRole('form', { name: 'Connect by hand' });
    await form.getByRole('combobox', { name: 'From', exact: true }).selectOption('phone');
    await expect(form.getByRole('combobox', { name: 'To', exact: true })).toContainText(
      '192.168.1.20:6379',
    );
    await form.getByRole('button', { name: 'Connect' }).click();
    await expect(panel.getByRole('button', { name: 'Hang up' })).toBeVisible();
    const terminal = panel.getByRole('group', { name: 'Terminal of LIVE' });
    await terminal.getByRole('button', { name: 'PING' }).click();
    await page.keyboard.press('Enter');
    await expect(terminal.locator('.xterm-rows')).toContainText('+PONG\\r\\n');
    await page.keyboard.press('Control+d');
    await expect(terminal.locator('.xterm-rows')).toContainText('The other end has closed');
    await panel.getByRole('button', { name: 'Stop it: Redis' }).click();
    await expect(start(panel)).toBeVisible();
  });
});

for (const theme of themes) {
  test(`axe finds nothing on a service in use, in ${theme}`, async ({ page, request }) => {
    await needNetns(request);
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    await page.setViewportSize({ width: 390, height: 844 });
    const panel = await openServices(page);
    await choose(panel, /^Redis/);
    await expectNoViolations(page, '#services ~ *');
    await start(panel).click();
    await expect(panel.getByRole('button', { name: 'Stop it: Redis' })).toBeVisible();
    await panel.getByRole('button', { name: 'Say something it does not know' }).click();
    await expect(happened(panel).getByText('an error came back')).toBeVisible();
    await panel.getByRole('checkbox', { name: 'Show every byte as a number' }).check();
    await panel.getByText(/^The same as a list/).click();
    await panel.getByRole('listbox').first().focus();
    await panel.getByRole('button', { name: 'Connect', exact: true }).click();
    await expect(panel.getByRole('button', { name: 'Hang up' })).toBeVisible();
    await expectNoViolations(page, '#services ~ *');
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - window.innerWidth,
    );
    expect(wide).toBeLessThanOrEqual(0);
    await panel.getByRole('button', { name: 'Stop it: Redis' }).click();
    await expect(start(panel)).toBeVisible();
  });
}

test('five requests at once come from five ports, three in a row from one', async ({ page }) => {
  await page.goto('/lab');
  const panel = page.getByRole('region', { name: 'Real sockets on this server' });
  await comeNear(panel, panel.getByRole('button', { name: 'Five at once' }));
  await expect(panel.getByText('You are a client too. This page reached us')).toBeVisible();
  await panel.getByRole('button', { name: 'Five at once' }).click();
  const told = panel.getByText(/^Five requests at once, five connections/);
  await expect(told).toBeVisible();
  const ports = [...((await told.innerText()).match(/\b\d{4,5}\b/g) ?? [])].map(Number);
  expect(new Set(ports).size).toBe(6);
  expect(ports.at(-1)).toBe(Number(new URL(page.url()).port));
  await panel.getByRole('button', { name: 'Three in a row' }).click();
  await expect(panel.getByText(/^Three requests one after the other/)).toBeVisible();
});

ownServerTest.describe('where the lab is switched off', () => {
  ownServerTest.use({ serverSettings: { LAB: 'off' } });

  ownServerTest('the services can be read about, and the panel says why', async ({ page }) => {
    const panel = await openServices(page);
    await expect(panel.getByText('LIVE · OFF')).toBeVisible();
    await expect(panel.getByText('The lab is switched off here (LAB=off).')).toBeVisible();
    await expect(panel.getByText('running it needs the lab')).toBeVisible();
    await choose(panel, /^Redis/);
    await expect(panel.getByText('Ask whether it is there.')).toBeVisible();
    await expect(panel.getByRole('button')).toHaveCount(0);
  });
});

ownServerTest.describe('where the only sandbox is taken', () => {
  ownServerTest.use({ serverSettings: { LAB_SESSIONS: '1' } });

  ownServerTest(
    'the buttons wait, and work when the place is free',
    async ({ page, request, ownServer, playwright }) => {
      await needNetns(request);
      const other = await playwright.request.newContext({
        baseURL: ownServer.url,
        extraHTTPHeaders: { origin: ownServer.url },
      });
      await other.post('/api/lab/session');
      const panel = await openServices(page);
      await choose(panel, /^Redis/);
      await start(panel).click();
      await expect(panel.getByText('You are the next in line.')).toBeVisible();
      await expect(start(panel)).toHaveAttribute('aria-disabled', 'true');
      await other.delete('/api/lab/session');
      await expect(panel.getByRole('button', { name: 'Throw it away' })).toBeVisible();
      await start(panel).click();
      await expect(happened(panel).getByText('listening', { exact: true })).toBeVisible();
      await other.dispose();
    },
  );
});

ownServerTest.describe('when the lab dies in the middle of a call', () => {
  ownServerTest.use({
    serverSettings: { LAB: 'auto' },
    // Asking a lab that is not there is what this journey is about.
    allowed: [/status of (404|410|503)|net::ERR_/],
  });

  ownServerTest(
    'the panel says so, and one button does it all again',
    async ({ page, ownServer }) => {
      await needNetns(page.request);
      const panel = await openServices(page);
      await choose(panel, /^Redis/);
      await start(panel).click();
      await expect(happened(panel).getByText('listening', { exact: true })).toBeVisible();
      const labd = findLabd(ownServer.pid);
      const family = familyOf(labd.pid);
      // The service process is stopped, so that the call is under way for as long as it takes.
      const service = family.find(isServiceProcess);
      if (!service) throw new Error('no service process under labd');
      process.kill(service.pid, 'SIGSTOP');
      await ask(panel).click();
      await expect(panel.getByText('The client is calling…')).toBeVisible();
      process.kill(labd.pid, 'SIGKILL');
      await expect(happened(panel).getByText('cut off', { exact: true })).toBeVisible();
      await expect(start(panel)).toBeVisible();
      await expect.poll(() => family.filter(isAlive)).toEqual([]);

      await expect(panel.getByText('minutes left')).toBeVisible();
      await panel.getByRole('button', { name: 'Start it again, and repeat the call' }).click();
      await expect(happened(panel).getByText('answered', { exact: true })).toBeVisible();
      await expect(happened(panel).getByText('PONG', { exact: true })).toBeVisible();
    },
  );
});
