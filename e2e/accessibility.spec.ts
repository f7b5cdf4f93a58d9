import AxeBuilder from '@axe-core/playwright';
import { bringAll } from './support/late-parts';
import { expects404, pages, themes } from './support/pages';
import { expect, test } from './support/test';

test.use({ allowed: [expects404] });

for (const path of pages) {
  for (const theme of themes) {
    test(`axe finds nothing on ${path} in ${theme}`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
      await page.goto(path);
      await bringAll(page);
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
        .analyze();
      const found = violations.flatMap(({ id, nodes }) =>
        nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary ?? ''}`),
      );
      expect(found).toEqual([]);
    });
  }
}
