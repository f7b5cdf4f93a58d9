import { expect, test } from 'vitest';
import { meaningOfKey } from './terminal-keys';

type Keys = { key: string; ctrl?: boolean; alt?: boolean; meta?: boolean; shift?: boolean };
const press = ({ key, ctrl, alt, meta, shift }: Keys, selected = false) =>
  meaningOfKey(
    {
      key,
      ctrlKey: ctrl ?? false,
      altKey: alt ?? false,
      metaKey: meta ?? false,
      shiftKey: shift ?? false,
    },
    selected,
  );

test.each<[string, Keys, unknown]>([
  ['Esc leaves', { key: 'Escape' }, { do: 'leave' }],
  ['Tab completes', { key: 'Tab' }, { do: 'complete' }],
  ['Ctrl-C interrupts', { key: 'c', ctrl: true }, { do: 'signal', key: 'C' }],
  ['letters are typed', { key: 'ß' }, { do: 'insert', text: 'ß' }],
  ['AltGr types', { key: '@', ctrl: true, alt: true }, { do: 'insert', text: '@' }],
])('%s', (_, keys, meaning) => expect(press(keys)).toEqual(meaning));

test.each<[string, Keys]>([
  ['Shift-Tab goes back on the page', { key: 'Tab', shift: true }],
  ['Ctrl-R reloads', { key: 'r', ctrl: true }],
  ['Ctrl-T opens a tab', { key: 't', ctrl: true }],
  ['Ctrl-Shift-C opens the inspector', { key: 'C', ctrl: true, shift: true }],
  ['Alt-Left goes back in history', { key: 'ArrowLeft', alt: true }],
  ['Cmd-C copies', { key: 'c', meta: true }],
  ['Ctrl-K in search is not taken when Cmd is meant', { key: 'k', meta: true }],
  ['F5 reloads', { key: 'F5' }],
])('%s: the key is left to the browser', (_, keys) => expect(press(keys)).toBeNull());

test('Ctrl-C copies when something is selected', () => {
  expect(press({ key: 'c', ctrl: true }, true)).toBeNull();
});
