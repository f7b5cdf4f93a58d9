import { chromium, type Page } from '@playwright/test';
import { benchOf } from './support/bench';
import { ownServerTest } from './support/own-server';
import { questionOf } from './support/quiz';
import { onTheMap, standsAt } from './support/record';
import { expect, test } from './support/test';

const lesson = '/lessons/what-listening-is';
const unreadable = 'Your stored record could not be read. It was set aside, not deleted';

/** Answers a question, rightly; nothing in it is drawn by chance. */
async function answerOne(page: Page) {
  const question = questionOf(page, 3);
  await question.open();
  await question.choose('refused');
  await question.isRight('The name is taken');
}

/** Types a server into the second bench of the lesson. */
async function startServer(page: Page) {
  const bench = benchOf(page, 'A listener in one tab, a caller in the other');
  await bench.open();
  await bench.showEnds();
  await bench.type('laptop', 'nc -lvn 9000');
  await bench.goal('A program on the laptop listens on port 9000', 'done');
}

/** The bench as it was left: its table, its tabs and its terminal. */
async function serverIsThere(page: Page) {
  const bench = benchOf(page, 'A listener in one tab, a caller in the other');
  await bench.open();
  await bench.shows('laptop', 'LISTEN', '0', '1', '0.0.0.0:9000', '0.0.0.0:*', /^nc/);
  const said = await bench.transcript('laptop');
  await expect(said).toContainText(/nc -lvn 9000\s+Listening on 0\.0\.0\.0 9000/);
}

test('a bench typed by hand, an answer and a prediction survive a reload', async ({ page }) => {
  await page.goto(lesson);
  await page.getByRole('radio', { name: 'No, it is refused' }).check();
  await startServer(page);
  await answerOne(page);
  await standsAt(page, '1 of 10', '1 of 7');

  await page.reload();
  await standsAt(page, '1 of 10', '1 of 7');
  await expect(page.getByRole('radio', { name: 'No, it is refused' })).toBeChecked();
  await serverIsThere(page);
  await questionOf(page, 3).isRight('The name is taken');

  // The tab that ran the server still runs it, and the other one can call it.
  const bench = benchOf(page, 'A listener in one tab, a caller in the other');
  await bench.type('laptop 2', 'ss -tln');
  await bench.goal('You have looked at it with ss', 'done');
});

ownServerTest('all is kept over a new browser and a new server', async ({ ownServer }, info) => {
  const profile = info.outputPath('profile');
  const { launchOptions = {} } = info.project.use;
  const open = () => chromium.launchPersistentContext(profile, launchOptions);
  const url = `${ownServer.url}${lesson}`;

  let browser = await open();
  let page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(url);
  await startServer(page);
  await answerOne(page);
  await standsAt(page, '1 of 10', '1 of 7');
  await browser.close();
  const before = ownServer.pid;
  await ownServer.kill();
  await ownServer.start();
  expect(ownServer.pid).not.toBe(before);

  browser = await open();
  page = browser.pages()[0] ?? (await browser.newPage());
  await page.goto(url);
  await standsAt(page, '1 of 10', '1 of 7');
  await serverIsThere(page);
  await questionOf(page, 3).open();
  await questionOf(page, 3).isRight('The name is taken');
  await browser.close();
});

test('a record saved to a file comes back after everything was forgotten', async ({
  page,
}, info) => {
  await page.goto(lesson);
  await answerOne(page);
  await standsAt(page, '0 of 10', '1 of 7');
  await page.goto('/lessons');
  await expect(onTheMap(page, 'What listening is')).toContainText('(started)');

  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save to a file' }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/^portside-progress-\d{4}-\d{2}-\d{2}\.json$/);
  const file = info.outputPath('record.json');
  await saved.saveAs(file);

  const record = page.getByRole('region', { name: 'Your record' });
  await record.getByText('Forget everything', { exact: true }).first().click();
  await record.getByRole('button', { name: 'Forget everything' }).click();
  await expect(record).toContainText('Everything is forgotten.');
  await expect(onTheMap(page, 'What listening is')).toContainText('(not opened yet)');
  await page.reload();
  await expect(onTheMap(page, 'What listening is')).toContainText('(not opened yet)');
  await expect(record).toContainText('Nothing is kept yet.');

  const chooser = record.getByLabel('Open a file');
  await chooser.setInputFiles({ name: 'x.json', mimeType: '', buffer: Buffer.from('{"a":') });
  await expect(record).toContainText('This file is no saved record.');
  await chooser.setInputFiles(file);
  await expect(record).toContainText('The file holds 1 lesson and 0 predictions.');
  await record.getByRole('button', { name: 'Add to my record' }).click();
  await expect(record).toContainText('Your record now holds what the file held.');
  await expect(onTheMap(page, 'What listening is')).toContainText('(started)');
  await page.goto(lesson);
  await standsAt(page, '0 of 10', '1 of 7');
});

for (const [what, garbage] of [
  ['is no JSON', '{"version":1,"lessons":{"what-li'],
  ['is another thing', '[1,2,3]'],
  ['comes from a later version', '{"version":99,"lessons":{},"predictions":{}}'],
] as const) {
  test(`stored data that ${what} is set aside with a message`, async ({ page }) => {
    await page.goto('/privacy');
    await page.evaluate((text) => localStorage.setItem('portside:progress', text), garbage);
    await page.goto(lesson);
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('What listening is');
    await expect(page.getByText(unreadable)).toBeVisible();
    await answerOne(page);
    await standsAt(page, '0 of 10', '1 of 7');

    await page.goto('/lessons');
    await expect(onTheMap(page, 'What listening is')).toContainText('(started)');
    const saving = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Save the unreadable record' }).click();
    const chunks = await (await saving).createReadStream();
    let text = '';
    for await (const chunk of chunks) text += String(chunk);
    expect(text).toBe(garbage);
    await page.getByRole('button', { name: 'Delete it' }).click();
    await expect(page.getByText('could not be read is still kept')).toBeHidden();
  });
}

test('a damaged bench is opened from its start, and the page stays whole', async ({ page }) => {
  await page.goto(lesson);
  await startServer(page);
  await page.goto('/privacy');
  await page.evaluate(() => {
    const kept = Object.keys(localStorage).filter((key) => key.startsWith('portside:bench:'));
    if (kept.length === 0) throw new Error('no bench was kept');
    for (const key of kept) localStorage.setItem(key, 'garbage \u0000 {"');
  });
  await page.goto(lesson);
  const bench = benchOf(page, 'A listener in one tab, a caller in the other');
  await bench.open();
  await expect(bench.rows('laptop', 'LISTEN')).toHaveCount(0);
  await startServer(page);
});
