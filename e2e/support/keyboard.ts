import { expect, type Locator, type Page } from '@playwright/test';
import type { BenchWalk } from './bench-walk';

/** Hands that never touch the mouse. */
export class Keyboard {
  constructor(private readonly page: Page) {}

  private async press(key: string, target: Locator) {
    for (let pressed = 0; pressed < 150; pressed += 1) {
      if ((await target.count()) > 0 && (await isFocused(target.first()))) return;
      await this.page.keyboard.press(key);
    }
    throw new Error(`150 times ${key} never came to ${target}`);
  }

  /** Presses Tab until `target` has the focus. */
  tabTo(target: Locator) {
    return this.press('Tab', target);
  }

  /** Types a line and Enter where the focus is. */
  async enter(line: string) {
    await this.page.keyboard.type(line);
    await this.page.keyboard.press('Enter');
  }

  /** Makes events by keys, and waits until the last of them is reached by Play or at once. */
  async act(bench: BenchWalk, deed: () => Promise<void>) {
    const before = await bench.caption();
    await deed();
    await expect.poll(() => bench.caption()).not.toBe(before);
  }
}

const isFocused = (target: Locator) =>
  target.evaluate((element) => element === document.activeElement).catch(() => false);
