import { benchOf } from './support/bench';
import { expect, test } from './support/test';

declare global {
  interface Window {
    /** Keeps back what `setTimeout` was to do at once. */
    holdTimers: () => void;
    /** Does all that was kept back. */
    releaseTimers: () => void;
  }
}

test('an editor opens while printed text is still on its way to the screen', async ({ page }) => {
  // The screen takes text by such timers, so holding them is a machine that is slow at this place.
  await page.addInitScript(() => {
    const later = window.setTimeout;
    let held: TimerHandler[] | null = null;
    window.setTimeout = ((work: TimerHandler, ms?: number, ...rest: unknown[]) =>
      held && !ms ? held.push(work) : later(work, ms, ...rest)) as typeof window.setTimeout;
    window.holdTimers = () => {
      held = [];
    };
    window.releaseTimers = () => {
      for (const work of held ?? []) later(work);
      held = null;
    };
  });
  await page.goto('/lessons/which-address');
  await page.getByRole('radio', { name: 'It is refused, at once' }).check();
  const bench = benchOf(page, 'A Django project, a laptop and a phone');
  await bench.open();
  await bench.showEnds();
  const screen = bench.region.getByRole('textbox', { name: /^Terminal of / });
  const editor = bench.region.getByRole('textbox', { name: /^Editing / });
  for (let round = 0; round < 3; round += 1) {
    await expect(screen).toBeAttached();
    await page.evaluate(() => window.holdTimers());
    await bench.type('laptop 2', 'cat ~/shop/shop/settings.py');
    await bench.type('laptop 2', 'nano ~/shop/shop/settings.py');
    await expect(editor).toBeVisible();
    await page.evaluate(() => window.releaseTimers());
    await editor.press('Escape');
    await expect(editor).toBeHidden();
  }
  await expect(await bench.transcript('laptop 2')).toContainText('ALLOWED_HOSTS');
});
