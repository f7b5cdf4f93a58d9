// @vitest-environment happy-dom
import { act, useRef } from 'react';
import { hydrateRoot, type Root } from 'react-dom/client';
import { renderToString } from 'react-dom/server';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { useEarlyInput } from './use-early-input';

const onChoice = vi.fn();
const onFile = vi.fn();

function Form() {
  const form = useRef<HTMLFormElement>(null);
  const here = useEarlyInput(form);
  return (
    <form ref={form}>
      {['one', 'two'].map((value) => (
        <input
          key={value}
          type="radio"
          name="choice"
          value={value}
          checked={value === 'one'}
          onChange={() => onChoice(value)}
        />
      ))}
      <input type="file" onChange={({ target }) => onFile(target.files?.[0]?.name)} />
      <button type="submit" disabled={!here}>
        Go
      </button>
    </form>
  );
}

let root: Root | null = null;
const find = <T extends Element>(selector: string) => document.querySelector<T>(selector) as T;

/** The page as it was delivered; `before` is what the reader does until React comes. */
async function hydrateAfter(before: () => void) {
  const frame = document.createElement('div');
  document.body.replaceChildren(frame);
  frame.innerHTML = renderToString(<Form />);
  before();
  await act(async () => {
    root = hydrateRoot(frame, <Form />);
  });
}

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.clearAllMocks();
});

afterEach(() => act(() => root?.unmount()));

test('nothing was touched: nothing is told, and the button wakes up', async () => {
  await hydrateAfter(() => expect(find<HTMLButtonElement>('button').disabled).toBe(true));
  expect(onChoice).not.toHaveBeenCalled();
  expect(onFile).not.toHaveBeenCalled();
  expect(find<HTMLButtonElement>('button').disabled).toBe(false);
});

test('a choice made before React came is told once', async () => {
  await hydrateAfter(() => find<HTMLInputElement>('[value=two]').click());
  expect(onChoice.mock.calls).toEqual([['two']]);
});

test('a file chosen before React came is told once', async () => {
  await hydrateAfter(() => {
    const files = [new File(['{}'], 'record.json')];
    Object.defineProperty(find('[type=file]'), 'files', { value: files });
  });
  expect(onFile.mock.calls).toEqual([['record.json']]);
});
