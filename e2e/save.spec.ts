import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { dissectFrame } from '@/simulation/packet/dissect';
import { readPcapng } from '@/simulation/packet/pcapng.test-helper';
import { benchOf } from './support/bench';
import { createKeyboard } from './support/keyboard';
import { expect, test } from './support/test';

/** What a press hands to the browser: the file's name and its bytes. */
async function download(page: Page, press: () => Promise<void>) {
  const coming = page.waitForEvent('download');
  await press();
  const file = await coming;
  return { name: file.suggestedFilename(), bytes: readFileSync(await file.path()) };
}

/** The lesson's first bench, its prediction given. */
async function openBench(page: Page) {
  await page.goto('/lessons/which-address');
  const bench = benchOf(page, 'A Django project, a laptop and a phone');
  await bench.open();
  await page.getByRole('radio', { name: 'It waits, and times out in the end' }).check();
  await bench.open();
  const menu = bench.region.getByRole('button', { name: 'Save', exact: true });
  const item = (name: RegExp): Locator => page.getByRole('button', { name });
  return { bench, menu, item };
}

test('by mouse: the packets up to the playhead as a capture, the moment as two pictures', async ({
  page,
}) => {
  const { bench, menu, item } = await openBench(page);
  await menu.click();
  await expect(item(/^Packets \(pcapng\)/)).toHaveAttribute('aria-disabled', 'true');
  await expect(item(/^Packets \(pcapng\)/)).toContainText('No packet has been sent');
  await page.keyboard.press('Escape');
  await bench.stepUntil(/answers 192\.168\.1\.50:\d+ at once with RST: refused/);

  await menu.click();
  const capture = await download(page, () => item(/^Packets \(pcapng\)/).click());
  expect(capture.name).toMatch(/^which-address-\d+\.pcapng$/);
  const { interfaces, frames } = readPcapng(capture.bytes);
  expect(interfaces.map(({ name }) => name)).toEqual(['home']);
  // What has not happened yet at the playhead is in no file: one SYN, and the RST to it.
  const told = frames.map(({ bytes }) => dissectFrame(bytes));
  const valuesOf = (key: string) =>
    told.map((fields) => fields.find((field) => field.key === key)?.value);
  expect(valuesOf('tcp.flags')).toEqual(['SYN', 'ACK RST']);
  expect(valuesOf('ip4.src')).toEqual(['192.168.1.50', '192.168.1.20']);
  expect(valuesOf('tcp.dport')[0]).toBe('8000');
  expect(told.flat().filter(({ sum }) => sum?.right === false)).toEqual([]);
  await expect(page.locator('#announcer')).toContainText('.pcapng is saved.');
  await expect(menu).toBeFocused();

  await menu.click();
  const svg = await download(page, () => item(/^Picture \(SVG\)/).click());
  const text = svg.bytes.toString('utf8');
  expect(svg.name).toMatch(/\.svg$/);
  for (const part of ['A Django project, a laptop and a phone', 'simulated, ', '127.0.0.1:8000'])
    expect(text).toContain(part);
  expect(text).toMatch(/at once with RST: refused/);
  const drawn = await page.evaluate((xml) => {
    const { documentElement } = new DOMParser().parseFromString(xml, 'image/svg+xml');
    return {
      root: documentElement.nodeName,
      texts: documentElement.querySelectorAll('text').length,
    };
  }, text);
  expect(drawn.root).toBe('svg');
  expect(drawn.texts).toBeGreaterThan(10);

  await menu.click();
  const png = await download(page, () => item(/^Picture \(PNG\)/).click());
  expect(png.bytes.subarray(0, 8)).toEqual(Buffer.from('89504e470d0a1a0a', 'hex'));
  const size = /width="(\d+)" height="(\d+)"/.exec(text);
  expect(png.bytes.readUInt32BE(16)).toBe(Number(size?.[1]) * 2);
  expect(png.bytes.readUInt32BE(20)).toBe(Number(size?.[2]) * 2);
});

test('by keyboard: the menu opens, saves, and gives the focus back', async ({ page }) => {
  const { bench, menu, item } = await openBench(page);
  await bench.stepUntil(/python calls listen\(\)/);
  const { tabTo } = createKeyboard(page);
  // It stands before the buttons of time.
  for (let pressed = 0; pressed < 40; pressed += 1) {
    if (await menu.evaluate((element) => element === document.activeElement)) break;
    await page.keyboard.press('Shift+Tab');
  }
  await expect(menu).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(item(/^Picture \(SVG\)/));
  const svg = await download(page, () => page.keyboard.press('Enter'));
  expect(svg.bytes.toString('utf8')).toContain('LISTEN 127.0.0.1:8000');
  await expect(menu).toBeFocused();
});

test('the code that writes files comes with the first click', async ({ page }) => {
  const scripts: Promise<string>[] = [];
  page.on('response', (response) => {
    if (/\.js(\?|$)/.test(response.url())) scripts.push(response.text());
  });
  const { menu, item } = await openBench(page);
  await page.waitForLoadState('networkidle');
  // A sentence that is written into every capture.
  const isThere = async () =>
    (await Promise.all(scripts)).join('').includes('not of a real network');
  await menu.click();
  expect(await isThere()).toBe(false);
  await download(page, () => item(/^Picture \(SVG\)/).click());
  expect(await isThere()).toBe(true);
});
