import type { Locator, Page } from '@playwright/test';
import { comeNear } from './late-parts';
import { expect } from './test';

/** One bench of a lesson, by its title, as a learner handles it. */
export function benchOf(page: Page, title: string) {
  const region = page.getByRole('region', { name: `Bench: ${title}` });
  const timeline = region.getByRole('group', { name: 'Timeline', exact: true });
  const slider = timeline.getByRole('slider');
  const stepButton = timeline.getByRole('button', { name: /^(Next|Step)$/ });
  const end = timeline.getByRole('button', { name: 'To the end' });
  const goals = region.getByRole('group', { name: 'Goals' });

  /** Rows of the socket table whose cells begin with a host and a state. */
  function rows(host: string, state: string): Locator {
    const name = new RegExp(`^${host}, ${state}`);
    return region.getByRole('row').filter({ has: page.getByRole('button', { name }) });
  }

  /** The event at the playhead, with its number, as the slider tells it. */
  const caption = async () => (await slider.getAttribute('aria-valuetext')) ?? '';

  /** Does something that makes events or moves in time, and waits until the playhead shows it. */
  async function act(deed: () => Promise<void>) {
    const before = await caption();
    await deed();
    await expect(slider).not.toHaveAttribute('aria-valuetext', before);
  }

  async function toEnd() {
    await expect(async () => {
      if (await end.isEnabled()) await end.click({ timeout: 2_000 });
      await expect(end).toBeDisabled({ timeout: 1_000 });
    }).toPass();
  }

  async function selectTab(name: string) {
    const tab = region.getByRole('tab', { name: new RegExp(`^${name}(\\s*,|$)`) });
    await tab.click();
    await expect(tab).toHaveAttribute('aria-selected', 'true');
  }

  return {
    region,
    slider,
    stepButton,
    rows,
    act,
    toEnd,
    selectTab,

    /** Scrolls to it until it is live: the still picture gives way when it is near the window. */
    open: () => comeNear(region, stepButton),

    /** Waits until the event at the playhead is told in these words. */
    async tells(words: RegExp) {
      await expect(slider).toHaveAttribute('aria-valuetext', words);
    },

    /** One click of the step button; `says` is what the caption then tells. */
    async step(says: string | RegExp) {
      await stepButton.click();
      await expect(region.getByRole('paragraph').filter({ hasText: says })).toBeVisible();
    },

    /** Steps on by `press` until the event at the playhead is told in these words, at most 40 times. */
    async stepUntil(words: RegExp, press = () => stepButton.click()) {
      for (let pressed = 0; pressed < 40; pressed += 1) {
        await act(press);
        if (words.test(await caption())) return;
      }
      throw new Error(`40 steps never came to ${words}; the last was: ${await caption()}`);
    },

    /** Takes the next prepared step, which `next` announces, and goes to where it has settled. */
    async takeStep(next: string | RegExp = /^Next, \d+ of \d+:/) {
      await expect(region.getByRole('paragraph').filter({ hasText: next })).toBeVisible();
      await act(() => timeline.getByRole('button', { name: 'Next', exact: true }).click());
      await toEnd();
    },

    /** Presses a button of the bench, e.g. one of "Break it", and goes to the last event of it. */
    async press(name: string | RegExp) {
      await act(() => region.getByRole('button', { name }).click());
      await toEnd();
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
      await selectTab(tab);
      const input = region.getByRole('textbox', { name: `Command line: ${tab}`, exact: true });
      await expect(input).toBeEditable();
      await input.pressSequentially(line);
      await expect(input).toHaveValue(line);
      await input.press('Enter');
      // Taken: the line is empty again, or an editor stands in its place.
      await expect(input.or(region.getByRole('textbox', { name: /^Editing / }))).not.toHaveValue(
        line,
      );
    },

    /** What a terminal has printed, as the learner reads it in the plain transcript. */
    async transcript(tab: string): Promise<Locator> {
      const asText = region.getByRole('button', { name: 'Transcript as text' });
      const asTerminal = region.getByRole('button', { name: 'As a terminal' });
      await expect(asText.or(asTerminal)).toBeVisible();
      if (await asText.isVisible()) await asText.click();
      await expect(asTerminal).toBeVisible();
      await selectTab(tab);
      return region.getByRole('group', { name: `Transcript as text: ${tab}`, exact: true });
    },

    /** Waits for the state of one goal, whose words begin with `text`, or for what it has observed. */
    async goal(text: string, state: 'done' | 'not yet' | RegExp) {
      // Other goals may quote these words further on.
      const begins = new RegExp(`^${text.replace(/[()]/g, '\\$&')}`);
      await expect(goals.getByRole('listitem').filter({ hasText: begins })).toContainText(state);
    },

    async allGoalsReached() {
      await expect(goals.getByRole('heading')).toContainText('All goals reached.');
    },
  };
}
