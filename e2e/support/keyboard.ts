import { expect, type Locator, type Page } from '@playwright/test';

const isFocused = (target: Locator) =>
  target.evaluate((element) => element === document.activeElement).catch(() => false);

/** Hands that never touch the mouse. */
export function createKeyboard(page: Page) {
  return {
    /** Presses Tab until `target` has the focus; it has to be there before the focus sets out. */
    async tabTo(target: Locator) {
      await expect(target).toBeAttached();
      for (let pressed = 0; pressed < 150; pressed += 1) {
        if (await isFocused(target)) return;
        await page.keyboard.press('Tab');
      }
      throw new Error(`150 times Tab never came to ${target}`);
    },

    /** Types a line and Enter where the focus is. */
    async enter(line: string) {
      await page.keyboard.type(line);
      await page.keyboard.press('Enter');
    },
  };
}
