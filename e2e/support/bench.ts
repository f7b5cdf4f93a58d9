import type { Locator, Page } from '@playwright/test';
import { expect } from './test';

/** One bench of a lesson, by its title, as a learner handles it. */
export function benchOf(page: Page, title: string) {
  const region = page.getByRole('region', { name: `Bench: ${title}` });
  const timeline = region.getByRole('group', { name: 'Timeline', exact: true });
  const goals = region.getByRole('group', { name: 'Goals' });

  /** Rows of the socket table whose cells begin with a host and a state. */
  function rows(host: string, state: string): Locator {
    const name = new RegExp(`^${host}, ${state}`);
    return region.getByRole('row').filter({ has: page.getByRole('button', { name }) });
  }

  return {
    region,
    rows,

    /** Scrolls to it and waits until it is live. */
    async open() {
      await expect(async () => region.scrollIntoViewIfNeeded({ timeout: 1_000 })).toPass();
      await expect(region.getByRole('button', { name: 'Reset' })).toBeVisible();
    },

    /** One click of the step button; `says` is what the caption then tells. */
    async step(says: string | RegExp) {
      await timeline.getByRole('button', { name: /^(Next|Step)$/ }).click();
      await expect(region.getByRole('paragraph').filter({ hasText: says })).toBeVisible();
    },

    /** Takes the next prepared step, which `next` announces, and goes to where it has settled. */
    async takeStep(next: string | RegExp) {
      await expect(region.getByRole('paragraph').filter({ hasText: next })).toBeVisible();
      await timeline.getByRole('button', { name: 'Next', exact: true }).click();
      const end = timeline.getByRole('button', { name: 'To the end' });
      if (await end.isEnabled()) await end.click();
      await expect(end).toBeDisabled();
    },

    /** Waits until the one socket in `state` on `host` shows these cells, from Recv-Q on. */
    async shows(host: string, state: string, ...cells: (string | RegExp)[]) {
      const all = [host, state, ...cells];
      await expect(rows(host, state).getByRole('cell')).toHaveText(all);
    },

    /** After a command: stand at its last event, instead of at its first. */
    async showEnds() {
      const choice = region.getByRole('combobox', { name: 'After a command' });
      await choice.selectOption('show the end');
    },

    /** Types a line, key by key, into the terminal's tab of that name. */
    async type(tab: string, line: string) {
      await region.getByRole('tab', { name: new RegExp(`^${tab}(\\s*,|$)`) }).click();
      const input = region.getByRole('textbox', { name: `Command line: ${tab}`, exact: true });
      await expect(input).toBeEditable();
      await input.pressSequentially(line);
      await input.press('Enter');
      await expect(input).toHaveValue('');
    },

    /** What a terminal has printed, as the learner reads it in the plain transcript. */
    async transcript(tab: string): Promise<Locator> {
      const toggle = region.getByRole('button', { name: 'Transcript as text' });
      if (await toggle.isVisible()) await toggle.click();
      await region.getByRole('tab', { name: new RegExp(`^${tab}(\\s*,|$)`) }).click();
      return region.getByRole('group', { name: `Transcript as text: ${tab}`, exact: true });
    },

    /** Waits for the state of one goal, whose words begin with `text`. */
    async goal(text: string, state: 'done' | 'not yet') {
      // Other goals may quote these words further on.
      const begins = new RegExp(`^${text.replace(/[()]/g, '\\$&')}`);
      await expect(goals.getByRole('listitem').filter({ hasText: begins })).toContainText(state);
    },

    async allGoalsReached() {
      await expect(goals.getByRole('heading')).toContainText('All goals reached.');
    },
  };
}
