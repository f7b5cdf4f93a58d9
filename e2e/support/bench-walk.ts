import { expect, type Locator, type Page } from '@playwright/test';

/** Walks through a bench in time: step by step, to an event, to the end of a command. */
export class BenchWalk {
  readonly root: Locator;
  private readonly last: Locator;

  constructor(page: Page, title: string) {
    this.root = page.getByRole('region', { name: `Bench: ${title}` });
    this.last = this.root.getByRole('button', { name: 'To the end', exact: true });
  }

  /** Brings the live bench: it takes the still picture's place when that is seen. */
  async open() {
    await expect(async () => {
      await this.root.scrollIntoViewIfNeeded({ timeout: 2000 });
      await expect(this.stepButton).toBeVisible({ timeout: 2000 });
    }).toPass();
  }

  get stepButton() {
    return this.root.getByRole('button', { name: /^(Step|Next)$/ });
  }

  /** The words of the event at the playhead, as the slider tells them. */
  async caption(): Promise<string> {
    const slider = this.root.getByRole('slider', { name: 'Timeline' });
    return (await slider.getAttribute('aria-valuetext')) ?? '';
  }

  private async waitForNews(before: string) {
    await expect.poll(() => this.caption()).not.toBe(before);
  }

  /** Steps on by `press` until the caption matches, at most 40 times. */
  async stepUntil(pattern: RegExp, press = () => this.stepButton.click()) {
    for (let pressed = 0; pressed < 40; pressed += 1) {
      const before = await this.caption();
      await press();
      await this.waitForNews(before);
      if (pattern.test(await this.caption())) return;
    }
    throw new Error(`40 steps never came to ${pattern}; the last was: ${await this.caption()}`);
  }

  async toEnd() {
    if ((await this.last.getAttribute('aria-disabled')) !== 'true') await this.last.click();
    await expect(this.last).toHaveAttribute('aria-disabled', 'true');
  }

  /** Does something that makes events, waits for the first of them and goes to the last. */
  async act(deed: () => Promise<void>) {
    const before = await this.caption();
    await deed();
    await this.waitForNews(before);
    await this.toEnd();
  }

  /** Takes the scenario's next prepared step and goes to its last event. */
  async nextStep() {
    await this.toEnd();
    await this.act(() => this.root.getByRole('button', { name: 'Next', exact: true }).click());
  }

  /** Presses a button of the bench, e.g. one of "Break it", and goes to the last event of it. */
  async press(name: string | RegExp) {
    await this.act(() => this.root.getByRole('button', { name }).click());
  }

  /** Chooses a terminal's tab and enters a line, then goes to the last event of it. */
  async type(tab: string, line: string) {
    await this.root.getByRole('tab', { name: new RegExp(`^${tab}(?! \\d)`) }).click();
    const input = this.root.getByRole('textbox', { name: `Command line: ${tab}`, exact: true });
    await input.fill(line);
    await this.act(() => input.press('Enter'));
  }

  goal(text: string | RegExp) {
    const goals = this.root.getByRole('group', { name: 'Goals' });
    return goals.getByRole('listitem').filter({ hasText: text });
  }

  /** Rows of the socket table. */
  socket(pattern: RegExp) {
    const table = this.root.getByRole('table', { name: /Sockets of all hosts/ });
    return table.getByRole('row').filter({ hasText: pattern });
  }
}
