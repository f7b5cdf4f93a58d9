import type { Locator, Page } from '@playwright/test';
import { expect } from './test';

/**
 * Scrolls to a part of the page that comes to life when the reader is near, until `sign` shows
 * that it has: what comes above it meanwhile may push it away again.
 */
export async function comeNear(part: Locator, sign: Locator) {
  await expect(async () => {
    await part.scrollIntoViewIfNeeded({ timeout: 2_000 });
    await expect(sign).toBeVisible({ timeout: 2_000 });
  }).toPass();
}

/**
 * Goes through a page until everything has come that waits for the reader to be near: benches and
 * their terminals, live panels, the quiz.
 */
export async function bringAll(page: Page) {
  const late = page.locator('[data-bench]:not([data-step="live"]), [data-ready="false"]');
  await expect(async () => {
    // The bench wants a sign that somebody is there; this key does nothing else.
    await page.keyboard.press('Shift');
    if ((await late.count()) > 0) await late.first().scrollIntoViewIfNeeded({ timeout: 2_000 });
    await expect(late).toHaveCount(0, { timeout: 1_000 });
  }).toPass();
  for (const terminal of await page.getByRole('group', { name: /^Terminal of / }).all()) {
    await terminal.scrollIntoViewIfNeeded();
    await expect(terminal.getByRole('textbox', { name: /^Terminal of / })).toBeAttached();
  }
  await expect(page.getByText('Asking the server whether its lab is open')).toHaveCount(0);
}
