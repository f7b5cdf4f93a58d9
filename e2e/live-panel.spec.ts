import type { Locator, Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import {
  familyOf,
  findLabd,
  isAlive,
  listeningAt,
  needNetns,
  needSs,
  sandboxTables,
  serverPid,
  ssRow,
} from './support/outside';
import { ownServerTest } from './support/own-server';
import { expect, test } from './support/test';

const LAPTOP = '192.168.1.20';

/** Scrolls until the panel has arrived and knows how the lab is. */
async function openPanel(page: Page, path: string, title: string): Promise<Locator> {
  await page.goto(path);
  const panel = page.getByRole('region', { name: title });
  await comeNear(panel, panel.getByText(/^LIVE/));
  await expect(panel.getByText('Asking the server whether its lab is open')).toBeHidden();
  return panel;
}

const whichAddress = (page: Page) =>
  openPanel(page, '/lessons/which-address', 'Loopback, or every address');
const neverAccept = (page: Page) =>
  openPanel(page, '/lessons/what-listening-is', 'Connected before accept');

/** A port that no other journey uses at this moment, and no client: those begin at 32768. */
const portOfJourney = () => 20_000 + test.info().parallelIndex;

async function listen(panel: Locator, addr: string, port: number) {
  const form = panel.locator('form').filter({ hasText: 'Listen on' });
  await form.getByLabel('Listen on').fill(addr);
  await form.getByLabel('Port').fill(String(port));
  await form.getByRole('button', { name: 'Start listening' }).click();
}

async function call(panel: Locator, from: string, addr: string, port: number) {
  const form = panel.locator('form').filter({ hasText: 'Call from' });
  await form.getByLabel('Call from').selectOption(from);
  await form.getByLabel('at', { exact: true }).fill(addr);
  await form.getByLabel('Port').fill(String(port));
  await form.getByRole('button', { name: 'Probe' }).click();
}

/** The row of the panel's own socket table that speaks of `local`. */
const rowOf = (panel: Locator, state: string, local: string) =>
  panel.getByRole('row').filter({ hasText: state }).filter({ hasText: local });

test.describe('a listener of one’s own', () => {
  test('on 127.0.0.1, closed, and on 0.0.0.0: who reaches it, by hand', async ({
    page,
    request,
  }) => {
    await needNetns(request);
    const server = await serverPid(request);
    const port = portOfJourney();
    const panel = await whichAddress(page);
    await panel.getByRole('button', { name: 'Open my sandbox' }).click();
    await expect(panel.getByText('minutes left')).toBeVisible();
    await panel.getByText('By hand').click();

    await listen(panel, '127.0.0.1', port);
    await expect(rowOf(panel, 'LISTEN', `127.0.0.1:${port}`)).toHaveCount(1);
    expect(listeningAt(server, port)).toEqual([`127.0.0.1:${port}`]);

    await call(panel, 'laptop', '127.0.0.1', port);
    await expect(panel.getByText('The handshake was completed')).toBeVisible();
    await expect(panel.getByText('HTTP/1.1 200 OK').first()).toBeVisible();

    await call(panel, 'phone', LAPTOP, port);
    await expect(panel.getByText('A kernel answered at once, and the answer is no')).toBeVisible();
    await expect(panel.getByText('ECONNREFUSED').first()).toBeVisible();

    await panel.getByRole('button', { name: `Close laptop 127.0.0.1:${port}` }).click();
    await expect(rowOf(panel, 'LISTEN', `:${port}`)).toHaveCount(0);
    expect(listeningAt(server, port)).toEqual([]);

    await listen(panel, '0.0.0.0', port);
    await expect(rowOf(panel, 'LISTEN', `0.0.0.0:${port}`)).toHaveCount(1);
    expect(listeningAt(server, port)).toEqual([`0.0.0.0:${port}`]);
    await call(panel, 'phone', LAPTOP, port);
    await expect(panel.getByText('The handshake was completed')).toBeVisible();
    await expect(panel.getByText(new RegExp(`phone \\S+ → ${LAPTOP}:${port}`))).toHaveCount(2);

    await panel.getByRole('button', { name: 'Throw it away' }).click();
    await expect(panel.getByText('Your sandbox was thrown away.')).toBeVisible();
    await expect.poll(() => listeningAt(server, port)).toEqual([]);
  });

  test('the steps of the lesson, by keyboard alone', async ({ page, request }) => {
    await needNetns(request);
    const panel = await whichAddress(page);
    const keyboard = createKeyboard(page);
    const press = async (name: RegExp, result: string) => {
      await keyboard.tabTo(panel.getByRole('button', { name }));
      await page.keyboard.press('Enter');
      const step = panel.getByRole('listitem').filter({ has: page.getByRole('button', { name }) });
      await expect(step.getByText(result, { exact: true })).toBeVisible();
    };
    await panel.getByRole('button', { name: 'Open my sandbox' }).focus();
    await page.keyboard.press('Enter');
    await expect(panel.getByText('minutes left')).toBeVisible();
    await panel.getByRole('button', { name: 'Throw it away' }).focus();
    await press(/Listen on 127\.0\.0\.1:8000$/, 'listening');
    await press(/Call .* from the laptop/, 'open');
    await press(/Call .* from the phone(?! again)/, 'refused');
    await press(/Listen on 0\.0\.0\.0:8000 instead/, 'listening');
    await press(/Call .* from the phone again/, 'open');
    await expect(rowOf(panel, 'LISTEN', '0.0.0.0:8000')).toHaveCount(1);
    await keyboard.tabTo(panel.getByRole('button', { name: 'Close laptop 0.0.0.0:8000' }));
    await page.keyboard.press('Enter');
    await expect(rowOf(panel, 'LISTEN', ':8000')).toHaveCount(0);
  });
});

test('a server that never accepts: connected all the same, and one waits', async ({
  page,
  request,
}) => {
  await needNetns(request);
  const server = await serverPid(request);
  const panel = await neverAccept(page);
  await panel.getByRole('button', { name: /Listen on 127\.0\.0\.1:9000 with backlog 5/ }).click();
  const listening = rowOf(panel, 'LISTEN', '127.0.0.1:9000');
  await expect(listening.getByRole('cell')).toContainText(['laptop', 'LISTEN', '0', '5']);

  await panel.getByRole('button', { name: /Connect to it, and stay connected/ }).click();
  await expect(panel.getByText('Nobody has said a word since.')).toBeVisible();
  await expect(listening.getByRole('cell')).toContainText(['laptop', 'LISTEN', '1', '5']);

  // The client's own port tells this sandbox from those of other visitors.
  const call = panel.getByRole('paragraph').filter({ hasText: '→ 127.0.0.1:9000' });
  const line = await call.first().innerText();
  const client = /127\.0\.0\.1:\d+/.exec(line)?.[0];
  const tables = sandboxTables(server);
  const agent = tables.find(({ local, state }) => local === client && state === 'ESTAB')?.agent;
  expect(tables).toContainEqual({
    agent,
    local: '127.0.0.1:9000',
    peer: '0.0.0.0:0',
    state: 'LISTEN',
    waiting: 1,
  });
  expect(tables).toContainEqual(
    expect.objectContaining({ agent, local: '127.0.0.1:9000', peer: client, state: 'ESTAB' }),
  );
});

test('the site as a service: its routes and its own port, from both sides', async ({
  page,
  request,
}) => {
  await page.goto('/lab');
  await useSiteService(page, await serverPid(request));
});

async function useSiteService(page: Page, pid: number) {
  await page.getByRole('heading', { name: 'The site you are reading' }).scrollIntoViewIfNeeded();
  const service = page.getByRole('region', { name: 'This site is a service too' });
  const { port } = new URL(page.url());
  await expect(service.getByText(`:${port}`).first()).toBeVisible();
  await expect(service.getByText(`process ${pid}`)).toBeVisible();
  for (const path of ['/api/health', '/api/you', '/api/lab']) {
    await service.getByRole('button', { name: `GET ${path}` }).click();
    await expect(service.getByText(`Your browser asked for ${path}`)).toBeVisible();
    await expect(service.getByText('port the server saw')).toBeVisible();
    await expect(service.getByText(/^200( over .*)?$/)).toBeVisible();
  }
  await service.getByRole('button', { name: 'on its own port' }).click();
  await expect(service.getByText('HTTP/1.1 200 OK')).toBeVisible();
  await service.getByRole('button', { name: 'on a port where it does not listen' }).click();
  await expect(service.getByText('ECONNREFUSED').first()).toBeVisible();
}

test('you are the client: the port it names is the browser’s', async ({ page }) => {
  needSs();
  const panel = await whichAddress(page);
  const siteport = Number(new URL(page.url()).port);
  // A connection that rests is closed after a while, so ask and look until both meet.
  await expect(async () => {
    await panel.getByRole('button', { name: 'Ask again' }).click();
    const words = await panel.getByText('This page reached us from').innerText({ timeout: 2_000 });
    const port = Number(/from 127\.0\.0\.1:(\d+) to our port/.exec(words)?.[1]);
    expect(words).toContain(`to our port ${siteport}`);
    expect(ssRow(port, siteport)).toMatch(/chrom/i);
  }).toPass();
});

ownServerTest.describe('where the lab is switched off', () => {
  ownServerTest.use({ serverSettings: { LAB: 'off' } });

  ownServerTest('the panel says why, and the rest works', async ({ page, ownServer }) => {
    const panel = await whichAddress(page);
    await expect(panel.getByText('LIVE · OFF')).toBeVisible();
    await expect(panel.getByText('The lab is switched off here (LAB=off).')).toBeVisible();
    await expect(panel.getByText('The lesson is complete without it')).toBeVisible();
    await expect(panel.getByText('You are a client too. This page reached us')).toBeVisible();
    await expect(panel.getByRole('button', { name: /Listen|Call|sandbox/ })).toHaveCount(0);
    await page.goto('/lab');
    await useSiteService(page, ownServer.pid);
  });
});

ownServerTest.describe('when processes die', () => {
  ownServerTest.use({
    serverSettings: { LAB: 'auto' },
    // Asking a server or a lab that is not there is what these journeys are about.
    allowed: [/status of (404|410|503)|net::ERR_/],
  });
  const step = /Listen on \S+:8000$/;

  ownServerTest('labd: the panel says so, and goes on by itself', async ({ page, ownServer }) => {
    await needNetns(page.request);
    const panel = await whichAddress(page);
    await panel.getByRole('button', { name: step }).click();
    await expect(rowOf(panel, 'LISTEN', '127.0.0.1:8000')).toHaveCount(1);
    const labd = findLabd(ownServer.pid);
    const family = familyOf(labd.pid);
    // It is said for two seconds, which the page itself cannot miss.
    const said = page.waitForFunction(() =>
      /lab stopped .*being started again/.test(document.querySelector('main')?.innerText ?? ''),
    );
    process.kill(labd.pid, 'SIGKILL');
    await said;
    await expect(panel.getByText('minutes left')).toBeVisible();
    await expect.poll(() => family.filter(isAlive)).toEqual([]);
    await expect(rowOf(panel, 'LISTEN', ':8000')).toHaveCount(0);
    await panel.getByRole('button', { name: step }).click();
    await expect(rowOf(panel, 'LISTEN', '127.0.0.1:8000')).toHaveCount(1);
    expect(listeningAt(ownServer.pid, 8000)).toEqual(['127.0.0.1:8000']);
  });

  ownServerTest(
    'the server: nothing of the lab is left, and the panel waits for its return',
    async ({ page, ownServer }) => {
      await needNetns(page.request);
      const panel = await whichAddress(page);
      await panel.getByRole('button', { name: step }).click();
      await expect(rowOf(panel, 'LISTEN', '127.0.0.1:8000')).toHaveCount(1);
      const family = familyOf(ownServer.pid);
      expect(family.length).toBeGreaterThanOrEqual(4);
      await ownServer.kill();
      await expect.poll(() => family.filter(isAlive)).toEqual([]);
      await panel.getByRole('button', { name: /Call .* from the laptop/ }).click();
      await expect(panel.getByText('The server does not answer.')).toBeVisible();
      await ownServer.start();
      await expect(panel.getByText('The server does not answer.')).toBeHidden();
      await expect(panel.getByText('minutes left')).toBeVisible();
    },
  );
});

ownServerTest.describe('where the only sandbox is taken', () => {
  ownServerTest.use({ serverSettings: { LAB_SESSIONS: '1' } });

  ownServerTest(
    'the panel says so, its buttons wait, and the line can be left',
    async ({ page, request, ownServer, playwright }) => {
      await needNetns(request);
      const other = await playwright.request.newContext({
        baseURL: ownServer.url,
        extraHTTPHeaders: { origin: ownServer.url },
      });
      expect(await (await other.post('/api/lab/session')).json()).toMatchObject({ state: 'open' });

      const panel = await whichAddress(page);
      const firstStep = panel.getByRole('button', { name: /Listen on 127\.0\.0\.1:8000/ });
      await panel.getByRole('button', { name: 'Open my sandbox' }).click();
      await expect(panel.getByText('You are the next in line.')).toBeVisible();
      await expect(firstStep).toHaveAttribute('aria-disabled', 'true');

      await panel.getByRole('button', { name: 'Leave the line' }).click();
      await expect(panel.getByText('in line')).toBeHidden();
      await expect
        .poll(async () => (await (await other.get('/api/lab')).json()).sessions.waiting)
        .toBe(0);

      await panel.getByRole('button', { name: 'Open my sandbox' }).click();
      await expect(panel.getByText('You are the next in line.')).toBeVisible();
      await other.delete('/api/lab/session');
      await expect(panel.getByRole('button', { name: 'Throw it away' })).toBeVisible();
      await firstStep.click();
      await expect(panel.getByText('listening').first()).toBeVisible();
      await other.dispose();
    },
  );
});
