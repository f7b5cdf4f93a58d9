// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { themeEvent, themeKey, themeScript } from './theme-script';

const root = document.documentElement;
let systemIsDark = false;
let systemChanged = () => {};

beforeEach(() => {
  systemIsDark = false;
  vi.stubGlobal('matchMedia', () => ({
    get matches() {
      return systemIsDark;
    },
    addEventListener: (_type: string, listener: () => void) => {
      systemChanged = listener;
    },
  }));
});

afterEach(() => {
  localStorage.clear();
  delete root.dataset.theme;
  delete root.dataset.themeChoice;
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

/** As the browser runs an inline script: in the global scope. */
const runScript = () => window.eval(themeScript);

test('without a choice the system decides, and goes on deciding', () => {
  runScript();
  expect(root.dataset.theme).toBe('light');
  systemIsDark = true;
  systemChanged();
  expect(root.dataset.theme).toBe('dark');
});

test('a kept choice outlives what the system says', () => {
  localStorage.setItem(themeKey, 'dark');
  runScript();
  systemChanged();
  expect(root.dataset.theme).toBe('dark');
});

test('the switch is obeyed as soon as it tells, in this tab and in others', () => {
  runScript();
  localStorage.setItem(themeKey, 'dark');
  dispatchEvent(new Event(themeEvent));
  expect(root.dataset.theme).toBe('dark');
  localStorage.removeItem(themeKey);
  dispatchEvent(new Event('storage'));
  expect(root.dataset.theme).toBe('light');
});

test('nonsense in storage counts as no choice', () => {
  localStorage.setItem(themeKey, '"><script>');
  runScript();
  expect(root.dataset.theme).toBe('light');
});

test('where storage is forbidden the choice still holds for the page', () => {
  vi.spyOn(Storage.prototype, 'getItem').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  root.dataset.themeChoice = 'dark';
  runScript();
  expect(root.dataset.theme).toBe('dark');
});

test('the script is plain ASCII and cannot end its own element', () => {
  expect(themeScript).toMatch(/^[\x20-\x7e\n]+$/);
  expect(themeScript).not.toMatch(/<\/script|<!--/i);
});
