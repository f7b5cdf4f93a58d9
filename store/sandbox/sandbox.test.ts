import { describe, expect, test } from 'vitest';
import { emptyScenario } from '@/simulation/scenario/edit-world';
import { createSandbox, getSetAside, openDocument, parseSandboxes, type Shelf } from './sandbox';

/** A storage that can be full, forbidden, or shared by two tabs. */
function fakeShelf(stored: Record<string, string> = {}) {
  const texts = new Map(Object.entries(stored));
  const state = { full: false, forbidden: false };
  const shelf: Shelf = {
    getItem(key) {
      if (state.forbidden) throw new DOMException('no', 'SecurityError');
      return texts.get(key) ?? null;
    },
    setItem(key, text) {
      if (state.forbidden) throw new DOMException('no', 'SecurityError');
      if (state.full) throw new DOMException('no', 'QuotaExceededError');
      texts.set(key, text);
    },
    removeItem: (key) => void texts.delete(key),
  };
  return { get: () => shelf, texts, state };
}

let clock = 0;
let ids = 0;
const open = (shelf: ReturnType<typeof fakeShelf>) =>
  createSandbox(
    shelf.get,
    () => ++clock,
    () => `id-${++ids}`,
  );
const world = (title: string) => ({ scenario: emptyScenario(title), session: null });
const titles = (sandbox: ReturnType<typeof open>) =>
  sandbox.getState().documents.map(({ scenario }) => scenario.title);

describe('a sandbox', () => {
  test('is there again in the next visit, the newest first', () => {
    const shelf = fakeShelf();
    const first = open(shelf);
    first.getState().create(world('One'));
    const two = first.getState().create(world('Two'));
    first.getState().keepSession(two, '1.abc');
    const again = open(shelf);
    expect(titles(again)).toEqual(['Two', 'One']);
    expect(again.getState().documents[0]?.session).toBe('1.abc');
    expect(again.getState().openId).toBeNull();
  });

  test('undoes and redoes changes of the open world, and keeps each', () => {
    const shelf = fakeShelf();
    const sandbox = open(shelf);
    sandbox.getState().create(world('A'));
    const rename = (title: string) => {
      const scenario = openDocument(sandbox.getState())?.scenario;
      if (scenario) sandbox.getState().edit({ ...scenario, title });
    };
    rename('B');
    rename('B');
    rename('C');
    expect(sandbox.getState().past).toHaveLength(2);
    sandbox.getState().undo();
    expect(titles(open(shelf))).toEqual(['B']);
    sandbox.getState().undo();
    sandbox.getState().undo();
    expect(titles(sandbox)).toEqual(['A']);
    sandbox.getState().redo();
    sandbox.getState().redo();
    sandbox.getState().redo();
    expect(titles(sandbox)).toEqual(['C']);
    sandbox.getState().undo();
    rename('D');
    expect(sandbox.getState().future).toEqual([]);
  });

  test('that is deleted comes back whole; a copy is a world of its own', () => {
    const sandbox = open(fakeShelf());
    const id = sandbox.getState().create(world('A'));
    sandbox.getState().duplicate(id, 'A, again');
    expect(sandbox.getState().openId).not.toBe(id);
    sandbox.getState().remove(id);
    expect(titles(sandbox)).toEqual(['A, again']);
    sandbox.getState().restore();
    sandbox.getState().restore();
    expect(titles(sandbox)).toEqual(['A, again', 'A']);
    expect(sandbox.getState().deleted).toBeNull();
  });

  test('does not lose what another tab has built meanwhile', () => {
    const shelf = fakeShelf();
    const mine = open(shelf);
    const other = open(shelf);
    mine.getState().create(world('Mine'));
    other.getState().create(world('Theirs'));
    expect(titles(open(shelf)).sort()).toEqual(['Mine', 'Theirs']);
    mine.getState().reread();
    expect(titles(mine).sort()).toEqual(['Mine', 'Theirs']);
    expect(openDocument(mine.getState())?.scenario.title).toBe('Mine');
  });

  test('lasts as long as the page where storage is full or forbidden, and says so', () => {
    const shelf = fakeShelf();
    const sandbox = open(shelf);
    shelf.state.full = true;
    sandbox.getState().create(world('A'));
    expect(sandbox.getState().notice).toBe('full');
    expect(titles(sandbox)).toEqual(['A']);
    shelf.state.full = false;
    sandbox.getState().create(world('B'));
    expect(sandbox.getState().notice).toBeNull();
    shelf.state.forbidden = true;
    const second = open(shelf);
    expect(second.getState().notice).toBe('unavailable');
    second.getState().create(world('C'));
    expect(titles(second)).toEqual(['C']);
  });

  test('sets aside what is damaged, keeps the rest, and destroys neither', () => {
    const good = { ...world('Good'), id: 'g', at: 1 };
    const bad = { id: 'b', at: 1, session: null, scenario: { title: 'no hosts' } };
    const text = JSON.stringify({ version: 1, documents: [good, bad, good, 7] });
    const shelf = fakeShelf({ 'portside:sandbox': text });
    const sandbox = open(shelf);
    expect(titles(sandbox)).toEqual(['Good']);
    expect(sandbox.getState().notice).toBe('set-aside');
    expect(JSON.parse(getSetAside(shelf.get) ?? '')).toEqual([bad, good, 7]);
    expect(open(shelf).getState().notice).toBeNull();
  });
});

test.each([
  ['not JSON', '{'],
  ['a list', '[]'],
  ['a number', '7'],
  ['nothing', 'null'],
  ['of a version to come', '{"version":2,"documents":[]}'],
])('a stored text that is %s is set aside whole', (_, text) => {
  const { documents, damaged } = parseSandboxes(text);
  expect(documents).toEqual([]);
  expect(damaged).toHaveLength(1);
});
