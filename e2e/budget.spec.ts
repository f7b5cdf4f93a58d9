import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { lessons } from './support/pages';
import { expect, test } from './support/test';

/** Gzipped bytes of the bare Next page, written by scripts/check-budget.mjs. */
function bareBytes(): number {
  try {
    return JSON.parse(readFileSync('.portside/bare-next/bytes.json', 'utf8')).bytes;
  } catch {
    throw new Error('The bare page was not measured yet: run npm test -- budget first.');
  }
}

for (const slug of lessons) {
  test(`${slug} fetches no more script than the budget before the reader acts`, async ({
    page,
  }) => {
    const sizes: Promise<number>[] = [];
    page.on('response', (response) => {
      if (!/\.js(\?|$)/.test(response.url())) return;
      sizes.push(response.body().then((body) => gzipSync(body, { level: 9 }).length));
    });
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`/lessons/${slug}`);
    await page.waitForLoadState('networkidle');
    const bytes = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes / bareBytes()).toBeLessThanOrEqual(1.15);
  });
}
