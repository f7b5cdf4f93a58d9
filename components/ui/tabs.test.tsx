// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type TabItem, Tabs } from './tabs';

const items: TabItem[] = ['one', 'two', 'three'].map((id) => ({
  id,
  label: id,
  panel: <p>{`panel ${id}`}</p>,
}));

let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  document.body.innerHTML = '<div id="root"></div>';
  root = createRoot(document.getElementById('root') as HTMLElement);
});

afterEach(() => act(() => root.unmount()));

const render = (node: React.ReactNode) => act(() => root.render(node));
const tabs = () => [...document.querySelectorAll<HTMLElement>('[role=tab]')];
const selected = () => tabs().filter((tab) => tab.getAttribute('aria-selected') === 'true');
const press = (key: string, init: KeyboardEventInit = {}) =>
  act(() => {
    const event = new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...init });
    (document.activeElement ?? document.body).dispatchEvent(event);
  });

test('only the selected tab is a tab stop, and its panel alone is shown', async () => {
  await render(<Tabs label="Numbers" items={items} />);
  expect(tabs().map((tab) => tab.tabIndex)).toEqual([0, -1, -1]);
  const shown = [...document.querySelectorAll<HTMLElement>('[role=tabpanel]')].filter(
    (panel) => !panel.hidden,
  );
  expect(shown.map((panel) => panel.textContent)).toEqual(['panel one']);
  expect(shown[0]?.getAttribute('aria-labelledby')).toBe(tabs()[0]?.id);
  expect(tabs()[0]?.getAttribute('aria-controls')).toBe(shown[0]?.id);
});

test.each([
  ['ArrowRight', ['two', 'three', 'one']],
  ['ArrowLeft', ['three', 'two', 'one']],
  ['End', ['three', 'three']],
  ['Home', ['one']],
])('%s moves focus and selection together and wraps around', async (key, path) => {
  await render(<Tabs label="Numbers" items={items} />);
  tabs()[0]?.focus();
  for (const step of path) {
    await press(key);
    expect(document.activeElement?.textContent).toBe(step);
    expect(selected().map((tab) => tab.textContent)).toEqual([step]);
  }
});

test('arrows with a modifier are left to the browser', async () => {
  await render(<Tabs label="Numbers" items={items} />);
  tabs()[0]?.focus();
  await press('ArrowRight', { altKey: true });
  expect(selected()[0]?.textContent).toBe('one');
});

test('a controlled tab list shows what it is told and reports what was chosen', async () => {
  const onSelect = vi.fn();
  await render(<Tabs label="Numbers" items={items} selected="two" onSelect={onSelect} />);
  await act(() => tabs()[2]?.click());
  expect(onSelect).toHaveBeenCalledWith('three');
  expect(selected()[0]?.textContent).toBe('two');
});

test('a selected tab that is gone falls back to the first', async () => {
  await render(<Tabs label="Numbers" items={items} selected="three" />);
  await render(<Tabs label="Numbers" items={items.slice(0, 2)} selected="three" />);
  expect(selected()[0]?.textContent).toBe('one');
});

test('hidden panels are kept only when asked for', async () => {
  await render(<Tabs label="Numbers" items={items} />);
  expect(document.body.textContent).not.toContain('panel two');
  await render(<Tabs label="Numbers" items={items} keepPanels />);
  expect(document.body.textContent).toContain('panel two');
});
