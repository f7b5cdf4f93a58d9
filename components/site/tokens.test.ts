import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('./tokens.css', import.meta.url), 'utf8');

function block(selector: string): Record<string, string> {
  const start = css.indexOf(`${selector} {`);
  const body = css.slice(css.indexOf('{', start) + 1, css.indexOf('}', start));
  return Object.fromEntries(
    [...body.matchAll(/([\w-]+):\s*([^;]+);/g)].map(([, name, value]) => [name, value]),
  );
}

const light = block(':root');
const dark = block(':root[data-theme="dark"]');

/** WCAG 2.2, relative luminance and contrast ratio of two `#rrggbb` colours. */
function contrast(a: string, b: string): number {
  const luminance = (hex: string) => {
    const [r, g, bl] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    }) as [number, number, number];
    return 0.2126 * r + 0.7152 * g + 0.0722 * bl;
  };
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

test('without JavaScript a dark system gets exactly the dark theme', () => {
  expect(block(':root:not([data-theme])')).toEqual(dark);
});

test('the dark theme gives a new value to every colour but those of the terminal', () => {
  const colours = Object.keys(light).filter((name) => /^#/.test(light[name] ?? ''));
  const kept = colours.filter((name) => !(name in dark));
  expect(kept.filter((name) => !name.startsWith('--term'))).toEqual([]);
});

const themes = [
  ['light', light],
  ['dark', { ...light, ...dark }],
] as const;
const texts = ['--ink', '--ink-2', '--ink-3', '--brand', '--listen', '--est', '--close'];
const meanings = ['listen', 'est', 'close', 'refuse', 'wait', 'brand'];

for (const [name, theme] of themes) {
  test.each([...texts, '--refuse', '--wait'])(`${name}: text in %s is readable`, (token) => {
    for (const ground of ['--paper', '--card', '--sunk']) {
      const ratio = contrast(theme[token] ?? '', theme[ground] ?? '');
      expect(ratio, `${token} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  test.each(meanings)(`${name}: %s is readable on its own tint`, (token) => {
    const ratio = contrast(theme[`--${token}`] ?? '', theme[`--${token}-bg`] ?? '');
    expect(ratio).toBeGreaterThanOrEqual(4.5);
  });

  test(`${name}: borders of controls and the focus ring stand out from the page`, () => {
    for (const token of ['--edge', '--focus']) {
      for (const ground of ['--paper', '--card']) {
        const ratio = contrast(theme[token] ?? '', theme[ground] ?? '');
        expect(ratio, `${token} on ${ground}`).toBeGreaterThanOrEqual(3);
      }
    }
  });
}
