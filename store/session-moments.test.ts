import { describe, expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import { toyEngine, toyScenario } from './fixtures/toy-engine';
import { lastIndex } from './history';
import { bookmarksIn, loopOf, momentAt, mostBookmarks } from './session-moments';
import { positionOf } from './session-view';
import { createSession, permalinkOf, type SessionOptions } from './simulation-session';
import { noFilter } from './timeline-filter';

const make = (options: SessionOptions = {}) => createSession(toyEngine, toyScenario, options);
const typed = (line: string, host = 'laptop'): Action => ({ do: 'type', host, tty: 0, line });
type Made = ReturnType<typeof make>;
const names = (session: Made) => bookmarksIn(session.getState()).map(({ at, name }) => [at, name]);

function withSix() {
  const session = make({ mode: 'play' });
  session.getState().dispatch(typed('say 3'));
  session.getState().dispatchAll([typed('say 3', 'phone')]);
  session.getState().jump('first');
  return session;
}

describe('bookmarks', () => {
  test('stand in order of time, whatever the order they were made in, and one moment has one name', () => {
    const session = withSix();
    session.getState().jump(4);
    session.getState().bookmark('late');
    session.getState().jump(1);
    session.getState().bookmark(' early ');
    session.getState().bookmark('first of all');
    expect(names(session)).toEqual([
      [1, 'first of all'],
      [4, 'late'],
    ]);
    const [first] = bookmarksIn(session.getState());
    if (first) session.getState().removeBookmark(first.stop);
    expect(names(session)).toEqual([[4, 'late']]);
  });

  test('go with a future that is cut off, come back by undo, and one before the cut stays', () => {
    const session = withSix();
    session.getState().jump(4);
    session.getState().bookmark('to be cut off');
    session.getState().jump(1);
    session.getState().bookmark('stays');
    session.getState().dispatch(typed('say 1'));
    expect(names(session)).toEqual([[1, 'stays']]);
    session.getState().undo();
    expect(names(session)).toEqual([
      [1, 'stays'],
      [4, 'to be cut off'],
    ]);
  });

  test('travel with the permalink, even of a bench on which nothing was done', () => {
    const session = withSix();
    session.getState().jump(3);
    session.getState().bookmark('„so weit“ 🦊');
    expect(names(make({ permalink: permalinkOf(session.getState()) }))).toEqual(names(session));
    const idle = make();
    idle.getState().bookmark('before all');
    expect(names(make({ permalink: permalinkOf(idle.getState()) }))).toEqual([[0, 'before all']]);
  });

  test('are no more than a link can carry', () => {
    const session = make({ mode: 'play' });
    session.getState().dispatch(typed(`say ${mostBookmarks + 5}`));
    for (let at = 0; at < mostBookmarks + 5; at += 1) {
      session.getState().jump(at);
      session.getState().bookmark('x'.repeat(200));
    }
    expect(names(session)).toHaveLength(mostBookmarks);
    expect(make({ permalink: permalinkOf(session.getState()) }).getState().problem).toBeNull();
  });
});

describe('a stretch played again and again', () => {
  test('goes back to its start after its end, and only while that is wanted', () => {
    const session = withSix();
    const { marks } = positionOf(session.getState());
    session.getState().jump(marks[3]?.rest ?? 0);
    session.getState().setMoment('a', 'here');
    session.getState().jump(marks[1]?.rest ?? 0);
    session.getState().setMoment('b', 'here');
    session.getState().setLooping(true);
    session.getState().jump('first');
    session.getState().play();
    const seen: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) {
      seen.push(positionOf(session.getState()).here);
      session.getState().playOn();
    }
    expect(seen).toEqual([1, 2, 3, 1, 2]);
    expect(session.getState().playing).toBe(true);
    session.getState().setLooping(false);
    for (let turn = 0; turn < 9; turn += 1) session.getState().playOn();
    expect(session.getState().playing).toBe(false);
    expect(session.getState().playhead).toBe(lastIndex(session.getState().history));
  });

  test('needs two different moments of this history', () => {
    const session = withSix();
    session.getState().setLooping(true);
    session.getState().jump(4);
    session.getState().setMoment('a', 'here');
    session.getState().setMoment('b', 'here');
    expect(loopOf(session.getState())).toBeNull();
    session.getState().jump(1);
    session.getState().setMoment('b', 'here');
    expect(loopOf(session.getState())).toEqual({ from: 1, to: 4 });
    session.getState().dispatch(typed('say 1'));
    expect(momentAt(session.getState(), 'a')).toBeNull();
    expect(loopOf(session.getState())).toBeNull();
  });

  test('a filter that leaves nothing in it does not play for ever', () => {
    const session = withSix();
    session.getState().jump(1);
    session.getState().setMoment('a', 'here');
    session.getState().jump(3);
    session.getState().setMoment('b', 'here');
    session.getState().setLooping(true);
    session.getState().setFilter({ host: 'phone', layer: null });
    session.getState().play();
    session.getState().playOn();
    expect(session.getState().playing).toBe(false);
  });
});

describe('a filtered timeline', () => {
  test('steps pass over what is not shown, in both directions, and the end is the end of all', () => {
    const session = withSix();
    session.getState().setFilter({ host: 'phone', layer: null });
    const { history } = session.getState();
    const { marks } = positionOf(session.getState());
    expect(marks).toHaveLength(3);
    session.getState().step();
    const first = session.getState().playhead;
    expect(history.stops[marks[0]?.index ?? 0]?.events[0]?.host).toBe('phone');
    expect(first).toBe(marks[0]?.rest);
    session.getState().step();
    session.getState().stepBack();
    expect(session.getState().playhead).toBe(first);
    session.getState().setFilter({ host: 'laptop', layer: null });
    for (let count = 0; count < 9; count += 1) session.getState().step();
    expect(session.getState().playhead).toBe(lastIndex(history));
    session.getState().setFilter(noFilter);
    expect(positionOf(session.getState()).marks).toHaveLength(6);
  });

  test('a deed of which nothing is shown is done all the same, and stands at its end', () => {
    const session = make();
    session.getState().setFilter({ host: 'phone', layer: null });
    session.getState().dispatch(typed('say 2'));
    const { history, playhead } = session.getState();
    expect(history.entries).toHaveLength(1);
    expect(playhead).toBe(lastIndex(history));
  });
});
