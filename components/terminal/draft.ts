/** What is being typed in a terminal, edited as bash's readline does (emacs keys). Pure. */

export type Draft = {
  text: string;
  cursor: number;
  /** Position in the history while walking through it, counted from the newest; 0 is this line. */
  back: number;
  /** The line that was being typed when the walk began. */
  own: string;
};

export const emptyDraft: Draft = { text: '', cursor: 0, back: 0, own: '' };

export function draftOf(text: string): Draft {
  return { ...emptyDraft, text, cursor: text.length };
}

export type EditKey =
  | 'left'
  | 'right'
  | 'word-left'
  | 'word-right'
  | 'home'
  | 'end'
  | 'backspace'
  | 'delete'
  | 'kill-start'
  | 'kill-end'
  | 'kill-word'
  | 'older'
  | 'newer';

const wordStart = (text: string, from: number) => text.slice(0, from).replace(/\S+\s*$/, '').length;
const wordEnd = (text: string, from: number) =>
  from + (/^\s*\S*/.exec(text.slice(from))?.[0].length ?? 0);

function cut(draft: Draft, from: number, to: number): Draft {
  return { ...draft, text: draft.text.slice(0, from) + draft.text.slice(to), cursor: from };
}

/** Puts `typed` in at the cursor. Line ends are the caller's business and become spaces here. */
export function insertText(draft: Draft, typed: string): Draft {
  const clean = typed.replace(/[\r\n]+/g, ' ').replace(/[^\x20-\uffff]/g, '');
  const { text, cursor } = draft;
  return {
    ...draft,
    text: text.slice(0, cursor) + clean + text.slice(cursor),
    cursor: cursor + clean.length,
  };
}

function walk(draft: Draft, history: readonly string[], by: number): Draft {
  const back = Math.max(0, Math.min(history.length, draft.back + by));
  if (back === draft.back) return draft;
  const own = draft.back === 0 ? draft.text : draft.own;
  const text = back === 0 ? own : (history[history.length - back] ?? '');
  return { text, cursor: text.length, back, own };
}

/** `history` is oldest first. */
export function editDraft(draft: Draft, key: EditKey, history: readonly string[]): Draft {
  const { text, cursor } = draft;
  switch (key) {
    case 'left':
      return { ...draft, cursor: Math.max(0, cursor - 1) };
    case 'right':
      return { ...draft, cursor: Math.min(text.length, cursor + 1) };
    case 'word-left':
      return { ...draft, cursor: wordStart(text, cursor) };
    case 'word-right':
      return { ...draft, cursor: wordEnd(text, cursor) };
    case 'home':
      return { ...draft, cursor: 0 };
    case 'end':
      return { ...draft, cursor: text.length };
    case 'backspace':
      return cursor === 0 ? draft : cut(draft, cursor - 1, cursor);
    case 'delete':
      return cursor === text.length ? draft : cut(draft, cursor, cursor + 1);
    case 'kill-start':
      return cut(draft, 0, cursor);
    case 'kill-end':
      return { ...cut(draft, cursor, text.length), cursor };
    case 'kill-word':
      return cut(draft, wordStart(text, cursor), cursor);
    case 'older':
      return walk(draft, history, 1);
    case 'newer':
      return walk(draft, history, -1);
  }
}
