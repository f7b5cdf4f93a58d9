import { lessons } from './support/pages';
import { expect, test } from './support/test';

test.use({ javaScriptEnabled: false });

for (const slug of lessons) {
  test(`${slug} can be read without JavaScript`, async ({ page }) => {
    await page.goto(`/lessons/${slug}`);
    const main = page.getByRole('main');
    await expect(main.getByRole('heading', { level: 1 })).toBeVisible();
    expect(await main.getByRole('heading', { level: 2 }).count()).toBeGreaterThan(3);
    expect((await main.innerText()).split(/\s+/).length).toBeGreaterThan(600);
    // Every bench has a picture with a description, and its socket table as a table.
    const benches = main.getByRole('region', { name: /bench/i });
    expect(await benches.count()).toBeGreaterThan(0);
    for (const bench of await benches.all()) {
      await expect(bench.getByRole('table').first()).toBeVisible();
    }
    // The questions are there too.
    await expect(main.getByRole('group').first()).toBeVisible();
  });
}

test('the landing page and the course map can be read without JavaScript', async ({ page }) => {
  await page.goto('/');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  await page.goto('/lessons');
  await expect(page.getByRole('link', { name: /which address/i }).first()).toBeVisible();
});
