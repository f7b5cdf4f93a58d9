/** What a key pressed in a terminal means. Keys that belong to the browser mean nothing. Pure. */
import type { EditKey } from './draft';

export type KeyMeaning =
  | { do: 'edit'; key: EditKey }
  | { do: 'insert'; text: string }
  | { do: 'signal'; key: 'C' | 'Z' | 'D' }
  | { do: 'enter' }
  | { do: 'complete' }
  | { do: 'leave' };

type Pressed = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'altKey' | 'metaKey' | 'shiftKey'> & {
  isComposing?: boolean;
};

const plain: Record<string, KeyMeaning> = {
  Enter: { do: 'enter' },
  Tab: { do: 'complete' },
  Escape: { do: 'leave' },
  ArrowLeft: { do: 'edit', key: 'left' },
  ArrowRight: { do: 'edit', key: 'right' },
  ArrowUp: { do: 'edit', key: 'older' },
  ArrowDown: { do: 'edit', key: 'newer' },
  Home: { do: 'edit', key: 'home' },
  End: { do: 'edit', key: 'end' },
  Backspace: { do: 'edit', key: 'backspace' },
  Delete: { do: 'edit', key: 'delete' },
};

/** Ctrl-R, T, W, N, P, F, L, S and the like stay with the browser. */
const control: Record<string, KeyMeaning> = {
  c: { do: 'signal', key: 'C' },
  z: { do: 'signal', key: 'Z' },
  d: { do: 'signal', key: 'D' },
  a: { do: 'edit', key: 'home' },
  e: { do: 'edit', key: 'end' },
  u: { do: 'edit', key: 'kill-start' },
  k: { do: 'edit', key: 'kill-end' },
  ArrowLeft: { do: 'edit', key: 'word-left' },
  ArrowRight: { do: 'edit', key: 'word-right' },
  Backspace: { do: 'edit', key: 'kill-word' },
};

/** `selected`: some text is selected, so Ctrl-C copies it. Null leaves the key to the browser. */
export function meaningOfKey(event: Pressed, selected: boolean): KeyMeaning | null {
  const { key } = event;
  if (event.isComposing === true || event.metaKey) return null;
  if (event.ctrlKey && event.altKey) return key.length === 1 ? { do: 'insert', text: key } : null;
  if (event.altKey) return null;
  if (event.ctrlKey) {
    if (event.shiftKey) return null;
    if (key.toLowerCase() === 'c' && selected) return null;
    return control[key.length === 1 ? key.toLowerCase() : key] ?? null;
  }
  // Shift-Tab goes back to what stands before the terminal, so nobody is trapped.
  if (event.shiftKey && key === 'Tab') return null;
  if (key.length === 1) return { do: 'insert', text: key };
  return plain[key] ?? null;
}
