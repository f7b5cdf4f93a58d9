import { bringAll } from './support/late-parts';
import { expects404, pages } from './support/pages';
import { expect, test } from './support/test';

test.use({ allowed: [expects404] });

/** The narrowest screen promised. */
const narrowest = 360;

// 200 % zoom of a 1280 px window is 640 px wide.
for (const width of [narrowest, 640, 820, 1440]) {
  for (const path of pages) {
    test(`${path} does not scroll sideways at ${width} px`, async ({ page }) => {
      await page.setViewportSize({ width, height: 800 });
      await page.goto(path);
      if (width === narrowest) await bringAll(page);
      await page.evaluate(() => document.fonts.ready);
      const overflow = await page.evaluate(() => {
        const wide = document.documentElement.scrollWidth - window.innerWidth;
        if (wide <= 0) return [];
        return [...document.querySelectorAll('body *')]
          .filter((element) => element.getBoundingClientRect().right > window.innerWidth + 1)
          .slice(0, 5)
          .map((element) => `${element.tagName} ${element.className}`);
      });
      expect(overflow).toEqual([]);
    });
  }
}
