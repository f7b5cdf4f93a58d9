import { expect, type Locator, type Page } from '@playwright/test';

/** One question of the quiz, found by words of its prompt. */
export function question(page: Page, prompt: RegExp): Locator {
  return page
    .locator('form')
    .filter({ hasText: prompt })
    .filter({ hasText: /Question \d/ });
}

const check = (card: Locator) => card.getByRole('button', { name: 'Check', exact: true }).click();

/** Chooses options by their words. One of a kind is scored at once, several when checked. */
export async function answerByChoice(card: Locator, ...options: RegExp[]) {
  const several = options.length > 1;
  for (const name of options) {
    await card.getByRole(several ? 'checkbox' : 'radio', { name }).check();
  }
  if (several) await check(card);
}

export async function answerByNumber(card: Locator, value: number) {
  await card.getByRole('textbox').fill(String(value));
  await check(card);
}

export const expectRight = (card: Locator) =>
  expect(card.getByText('Right.', { exact: true }).first()).toBeVisible();
