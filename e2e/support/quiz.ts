import type { Locator, Page } from '@playwright/test';
import { expect } from './test';

/** One question of a lesson's quiz, by its number, as a learner handles it. */
export function questionOf(page: Page, number: number) {
  const quiz = page.getByRole('region', { name: 'Quiz' });
  const frame = page.getByRole('group', { name: new RegExp(`^Question ${number} of `) });
  const card = quiz.locator('form').filter({ has: frame });
  const option = (words: string): Locator => card.getByLabel(words, { exact: true });

  return {
    card,

    /** The words of the question itself. */
    async prompt(): Promise<string> {
      await quiz.scrollIntoViewIfNeeded();
      return (await card.locator('legend').innerText()).replace(/\s+/g, ' ');
    },

    /** Clicks an option by its words. The only one of a kind is scored by that. */
    async choose(words: string) {
      await option(words).check();
    },

    /** Gives every line of a match its partner. */
    async pair(partners: Readonly<Record<string, string>>) {
      for (const [line, partner] of Object.entries(partners)) {
        await option(line).selectOption(partner);
      }
    },

    /** Moves the items up, one place at a click, until they stand in this order. */
    async arrange(order: readonly string[]) {
      const items = card.getByRole('listitem');
      for (const [place, words] of order.entries()) {
        const texts = await items.allInnerTexts();
        let at = texts.findIndex((text) => text.replace(/\s+/g, ' ').includes(words));
        expect(at, `an item “${words}”`).toBeGreaterThanOrEqual(place);
        for (; at > place; at -= 1) {
          await card.getByRole('button', { name: `Move up: ${words}`, exact: true }).click();
          await expect(items.nth(at - 1)).toContainText(words);
        }
      }
    },

    async write(number: number) {
      await card.getByRole('textbox').fill(String(number));
    },

    async check() {
      await card.getByRole('button', { name: 'Check' }).click();
    },

    /** Waits until it is called wrong, with this explanation. */
    async isWrong(why: string | RegExp) {
      await expect(card.getByText('Not right.', { exact: true })).toBeVisible();
      await expect(card).toContainText(why);
    },

    async isRight(why: string | RegExp) {
      await expect(card.getByText('Right.', { exact: true })).toBeVisible();
      await expect(card).toContainText(why);
    },

    async retry() {
      await card.getByRole('button', { name: 'Try again with new numbers' }).click();
      await expect(card.getByText('Not right.', { exact: true })).toBeHidden();
    },
  };
}
