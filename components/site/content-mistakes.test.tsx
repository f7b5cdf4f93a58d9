// @vitest-environment happy-dom
import { act } from 'react';
import { createRoot } from 'react-dom/client';
import { afterEach, expect, test } from 'vitest';
import { ContentMistakes } from './content-mistakes';

Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });

afterEach(() => document.body.replaceChildren());

async function show(message: string) {
  const root = createRoot(document.body.appendChild(document.createElement('div')));
  await act(() => root.render(<ContentMistakes message={message} />));
  const items = [...document.querySelectorAll('li')].map((item) => [
    item.querySelector('code')?.textContent,
    item.querySelector('p')?.textContent,
  ]);
  return { root, items, dialog: document.querySelector('dialog') };
}

test('mistakes in two files open a dialog with the place and the cure of each', async () => {
  const { root, items, dialog } = await show(
    'content/lessons/demo/quiz.yaml:3:5 `type` must be single; not "singel".\n' +
      'content/lessons/demo/scenario.yaml:12:1 unknown key `lanz`: correct its spelling.',
  );
  expect(dialog?.open).toBe(true);
  expect(dialog?.querySelector('h1')?.textContent).toContain('2 mistakes');
  expect(items).toEqual([
    ['content/lessons/demo/quiz.yaml:3:5', '`type` must be single; not "singel".'],
    ['content/lessons/demo/scenario.yaml:12:1', 'unknown key `lanz`: correct its spelling.'],
  ]);
  await act(() => root.unmount());
});

test('a line without a place is told whole', async () => {
  const { root, items } = await show('the folder is missing: make it.');
  expect(items).toEqual([[undefined, 'the folder is missing: make it.']]);
  await act(() => root.unmount());
});
