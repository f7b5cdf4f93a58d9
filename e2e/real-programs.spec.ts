import { services as words } from '../content/messages/services';
import type { ServicesResult } from '../contract/lab-service';
import { findPrograms } from '../lab/program/find-programs';
import { comeNear } from './support/late-parts';
import { cannotRun, listeningAt, needNetns, serverPid } from './support/outside';
import { expect, test } from './support/test';

// What is installed here decides, as in lab/program/test-program.ts: no machine has to have a program,
// and a name says what is missing. A server that has one and does not offer it is a failure.
const [found] = findPrograms(null).values();
const why = found ? '' : ' (skipped: no program of lab/program/catalogue.ts is installed here)';

test(`a real program in a service’s place: chosen, started, called, read, stopped${why}`, async ({
  page,
  request,
}) => {
  test.skip(found === undefined, why);
  if (!found) return;
  await needNetns(request);
  const server = await serverPid(request);
  const { service, exchanges } = found.row;
  const { catalogue }: ServicesResult = await (await request.get('/api/lab/services')).json();
  const row = catalogue.find(({ id }) => id === service);
  const text = words[service];
  const exchange = exchanges?.[0] ?? row?.exchanges[0]?.id ?? '';
  if (!row?.program) return cannotRun(`the server does not offer ${found.name}`);
  const port = row.ports[0]?.port ?? 0;

  await page.goto('/lab');
  const panel = page.getByRole('region', { name: 'Real services, real clients' });
  const chosen = panel.getByRole('radio', { name: text?.title ?? '' }).first();
  await comeNear(panel, chosen);
  await expect(panel.getByText('Asking the server whether its lab is open')).toBeHidden();
  await chosen.check({ force: true });
  await panel.getByRole('radio', { name: `installed on this server: ${row.program}` }).check();
  await panel.getByRole('button', { name: `Start it: ${text?.title}` }).click();

  const happened = panel.getByRole('region', { name: 'What happened' });
  await expect(happened.getByText('listening', { exact: true })).toBeVisible();
  // It is the program that answers now, and what the page shows is so in the kernel.
  await expect(panel.getByRole('definition').first()).toHaveText(row.program);
  expect(listeningAt(server, port)).toEqual([`0.0.0.0:${port}`]);

  await panel.getByRole('button', { name: text?.exchanges[exchange]?.title ?? '' }).click();
  await expect(happened.getByText('answered', { exact: true })).toBeVisible();
  for (const side of ['client', 'server']) {
    const message = happened.getByRole('listbox', {
      name: new RegExp(`^Message of the ${side}, [1-9]`),
    });
    await expect(message.first()).not.toBeEmpty();
  }

  await panel.getByRole('button', { name: `Stop it: ${text?.title}` }).click();
  await expect(happened.getByText('stopped', { exact: true })).toBeVisible();
  await expect.poll(() => listeningAt(server, port)).toEqual([]);
});
