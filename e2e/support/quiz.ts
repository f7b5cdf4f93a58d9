import type { Locator, Page } from '@playwright/test';
import { comeNear } from './late-parts';
import { expect } from './test';

/** One question of a lesson's quiz, by its number or by words of it, as a learner handles it. */
export function questionOf(page: Page, which: number | RegExp) {
  const quiz = page.getByRole('region', { name: 'Quiz' });
  const frame =
    typeof which === 'number'
      ? page.getByRole('group', { name: new RegExp(`^Question ${which} of `) })
      : page.getByRole('group', { name: /^Question / }).filter({ hasText: which });
  // What can be answered is a form; the questions that come with the page are only to be read.
  const card = quiz.locator('form').filter({ has: frame });
  const option = (words: string | RegExp): Locator => card.getByLabel(words, { exact: true });

  return {
    card,

    /** Scrolls to the quiz until this question can be answered. */
    open: () => comeNear(quiz, card),

    /** All that can be read of the question, on one line. */
    async prompt(): Promise<string> {
      return (await card.getByRole('group', { name: /^Question / }).innerText()).replace(
        /\s+/g,
        ' ',
      );
    },

    /** Clicks an option by its words. The only one of a kind is scored by that. */
    async choose(words: string | RegExp) {
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

    async isRight(why: string | RegExp = '') {
      await expect(card.getByText('Right.', { exact: true })).toBeVisible();
      await expect(card).toContainText(why);
    },

    async retry() {
      await card.getByRole('button', { name: 'Try again with new numbers' }).click();
      await expect(card.getByText('Not right.', { exact: true })).toBeHidden();
    },
  };
}
