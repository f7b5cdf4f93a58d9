import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { createKeyboard } from './support/keyboard';
import { comeNear } from './support/late-parts';
import { themes } from './support/pages';
import { expect, test } from './support/test';

async function openEnvelope(page: Page) {
  await page.goto('/explore/envelope');
  const widget = page.getByRole('region', { name: 'Envelope view', exact: true });
  const fields = widget.getByRole('listbox', { name: /^Fields of SYN, as laptop sent it/ });
  await comeNear(widget, fields);
  return { widget, fields };
}

test('by mouse: a field shows its bytes, a byte its field; both sides of the router; a bit turned over', async ({
  page,
}) => {
  const { widget, fields } = await openEnvelope(page);
  const field = (name: string) => fields.getByRole('option', { name: new RegExp(`^${name}`) });
  await field('To port').click();
  await expect(field('To port')).toHaveAttribute('aria-selected', 'true');
  await expect(widget.locator('[data-lit][data-at="36"]').first()).toHaveText('00');
  await expect(widget.locator('[data-lit][data-at="37"]').first()).toHaveText('50');
  await widget.locator('[data-at="22"]').first().click();
  await expect(field('TTL')).toHaveAttribute('aria-selected', 'true');
  await expect(widget.getByText('How many routers may still pass it on.').first()).toBeVisible();
  await expect(field('TCP checksum')).toContainText('fits');

  const compare = widget.getByRole('button', { name: 'Compare both sides' });
  await expect(compare).toHaveAttribute('aria-disabled', 'true');
  for (const part of ['the hardware addresses', 'the TTL', 'the address it is for'])
    await widget.getByRole('checkbox', { name: part }).check();
  await compare.click();
  await expect(widget.getByText('You were right about 4 of 7 parts.')).toBeVisible();
  const table = widget.getByRole('table', { name: 'Every field that differs' });
  await expect(table.getByRole('row', { name: /IPv4: From address/ })).toContainText(
    /192\.168\.1\.20.*203\.0\.113\.7/,
  );
  await expect(widget.getByText('a packet is addressed to the next router')).toBeVisible();
  await widget.getByRole('radio', { name: 'behind router, on “internet”' }).check();
  await expect(
    widget.getByRole('listbox', { name: /^Fields of SYN, behind router/ }).getByText('203.0.113.7'),
  ).toBeVisible();

  await widget.getByRole('radio', { name: 'its sender is told by ICMP' }).check();
  await widget.getByRole('button', { name: 'Send it changed' }).click();
  const broken = widget.getByRole('region', { name: 'Break it' });
  await expect(broken.getByText('summed up again, and the sums differed')).toBeVisible();
  await expect(broken.getByText('whoever throws a packet away says so')).toBeVisible();
  await expect(broken.getByText('its sender sent the same again')).toBeVisible();
  await expect(broken.getByRole('option', { name: /^TCP checksum/ })).toContainText('does not fit');
  await expect(broken.getByRole('slider')).toBeVisible();
});

test('by keyboard alone: up and down through fields, left and right through bytes, and one hop only', async ({
  page,
}) => {
  const { widget, fields } = await openEnvelope(page);
  const { tabTo } = createKeyboard(page);
  const picked = fields.locator('[aria-selected="true"]');
  await tabTo(fields);
  await expect(picked).toContainText('To hardware address');
  await page.keyboard.press('ArrowDown');
  await expect(picked).toContainText('From hardware address');
  for (let step = 0; step < 6; step += 1) await page.keyboard.press('ArrowRight');
  await expect(page.locator('#announcer')).toContainText('Byte 11');
  await page.keyboard.press('ArrowRight');
  await expect(picked).toContainText('Type');
  await page.keyboard.press('End');
  await expect(picked).toContainText('Largest segment');

  await tabTo(widget.getByRole('radio', { name: 'One bit is turned over' }));
  await page.keyboard.press('ArrowUp');
  await expect(widget.getByRole('radio', { name: 'It may make one hop only' })).toBeChecked();
  await tabTo(widget.getByRole('radio', { name: 'It is thrown away, and nobody is told.' }));
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await tabTo(widget.getByRole('button', { name: 'Send it changed' }));
  await page.keyboard.press('Enter');
  await expect(widget.getByText('As you said.')).toBeVisible();
  await expect(page.locator('#announcer')).toContainText('its sender is told by ICMP');
});

test('every packet of the session can be opened, datagrams and notes of kernels too', async ({
  page,
}) => {
  const { widget } = await openEnvelope(page);
  const choose = widget.getByRole('combobox', { name: /The packets of this session/ });
  const pick = async (kind: RegExp) => {
    const option = choose.locator('option', { hasText: kind }).first();
    await choose.selectOption((await option.getAttribute('value')) ?? '');
  };
  await pick(/port unreachable \(ICMP\)/);
  await expect(
    widget.getByRole('group', { name: /Inside the note, the packet it is about\. UDP/ }).first(),
  ).toBeVisible();
  await pick(/RST \(TCP\)/);
  await expect(widget.getByRole('option', { name: /^Flags/ }).first()).toContainText('ACK RST');
  await pick(/GET/);
  await expect(widget.getByRole('option', { name: /^A line of data/ }).first()).toContainText(
    'GET / HTTP/1.1',
  );
  await widget.getByRole('button', { name: 'Next packet' }).click();
  await expect(widget.getByRole('listbox').first()).toHaveAccessibleName(/^Fields of ACK/);
});

for (const theme of themes) {
  test(`axe finds nothing in ${theme}, and it fits a small phone`, async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 780 });
    await page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    const { widget } = await openEnvelope(page);
    await widget.getByRole('option', { name: /^TTL/ }).first().click();
    await widget.getByRole('checkbox', { name: 'the TTL' }).check();
    await widget.getByRole('button', { name: 'Compare both sides' }).click();
    await widget.getByRole('radio', { name: 'It is thrown away, and nobody is told.' }).check();
    await widget.getByRole('button', { name: 'Send it changed' }).click();
    await expect(widget.getByRole('slider')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(wide).toBe(0);
  });
}
