import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { draftOf, type EditKey, editDraft, emptyDraft, insertText } from './draft';

const history = ['ip -br addr', 'ss -tlnp'];

describe('walking through the history', () => {
  test('up goes to the newest first and stops at the oldest; down comes back to one’s own', () => {
    let draft = insertText(emptyDraft, 'cu');
    const seen = ['older', 'older', 'older', 'newer', 'newer', 'newer'].map((key) => {
      draft = editDraft(draft, key as EditKey, history);
      return draft.text;
    });
    expect(seen).toEqual(['ss -tlnp', 'ip -br addr', 'ip -br addr', 'ss -tlnp', 'cu', 'cu']);
  });
});

test.each<[string, EditKey, string, number]>([
  ['ss -tl|np', 'kill-start', 'np', 0],
  ['ss -tl|np', 'kill-end', 'ss -tl', 6],
  ['ss -tlnp|', 'kill-word', 'ss ', 3],
  ['ss -tlnp  |', 'kill-word', 'ss ', 3],
  ['ss -tl|np', 'home', 'ss -tlnp', 0],
  ['s|s -tlnp', 'word-right', 'ss -tlnp', 2],
  ['|ss', 'backspace', 'ss', 0],
  ['s|s', 'backspace', 's', 0],
  ['s|s', 'delete', 's', 1],
])('%s with %s', (before, key, text, cursor) => {
  const at = before.indexOf('|');
  const draft = { ...draftOf(before.replace('|', '')), cursor: at };
  expect(editDraft(draft, key, history)).toMatchObject({ text, cursor });
});

test('the cursor never leaves the line, whatever is pressed', () => {
  const keys: EditKey[] = [
    'left',
    'right',
    'word-left',
    'word-right',
    'home',
    'end',
    'backspace',
    'delete',
    'kill-start',
    'kill-end',
    'kill-word',
    'older',
    'newer',
  ];
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.constantFrom(...keys),
          fc.string().map((text) => ({ text })),
        ),
      ),
      (presses) => {
        let draft = emptyDraft;
        for (const press of presses) {
          draft =
            typeof press === 'string'
              ? editDraft(draft, press, history)
              : insertText(draft, press.text);
          expect(draft.cursor).toBeGreaterThanOrEqual(0);
          expect(draft.cursor).toBeLessThanOrEqual(draft.text.length);
          expect(draft.text).not.toMatch(/[\r\n]/);
        }
      },
    ),
  );
});
