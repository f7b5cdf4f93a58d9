// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

type Store = typeof import('./progress');
const key = 'portside:progress';

/** The store as after a reload: module state gone, storage kept. */
async function reload(): Promise<Store> {
  vi.resetModules();
  return import('./progress');
}

/** Makes methods of the browser's storage throw, as a full or forbidden one does. */
function breakStorage(name: string, methods: ('getItem' | 'setItem')[]): void {
  const real = window.localStorage;
  const refuse = () => {
    throw new DOMException('refused', name);
  };
  const broken = {
    getItem: methods.includes('getItem') ? refuse : (key: string) => real.getItem(key),
    setItem: methods.includes('setItem') ? refuse : real.setItem.bind(real),
    removeItem: refuse,
  };
  vi.spyOn(window, 'localStorage', 'get').mockReturnValue(broken as unknown as Storage);
}

let store: Store;
beforeEach(async () => {
  localStorage.clear();
  store = await reload();
});
afterEach(() => vi.restoreAllMocks());

describe('progress', () => {
  test('survives a reload', async () => {
    store.recordVisit('demo');
    store.recordGoals('demo', 'bench', ['a'], 2);
    store.recordPredictionChoice('demo/first', 'Refused');
    store.recordQuestion('demo', 'q', {
      seed: 7,
      answer: 'a',
      feedback: [],
      solution: null,
      closed: false,
      scored: null,
    });
    const before = store.getProgress();
    store = await reload();
    expect(store.getProgress()).toEqual(before);
  });

  test('keeps goals once met, and notes when all were true together', () => {
    store.recordGoals('demo', 'bench', ['a'], 2);
    store.recordGoals('demo', 'bench', ['b'], 2);
    expect(store.getProgress().lessons.demo?.goals.bench).toEqual({
      met: ['a', 'b'],
      reached: false,
    });
    store.recordGoals('demo', 'bench', ['b', 'a'], 2);
    store.recordGoals('demo', 'bench', [], 2);
    expect(store.getProgress().lessons.demo?.goals.bench).toEqual({
      met: ['a', 'b'],
      reached: true,
    });
  });

  test('stays the same object until something changes', () => {
    store.recordGoals('demo', 'bench', ['a'], 2);
    const before = store.getProgress();
    store.recordGoals('demo', 'bench', ['a'], 2);
    store.recordVisit('demo');
    expect(store.getProgress()).toBe(before);
  });

  test.each([
    ['half a record', '{"version":1,"lessons":{"demo":'],
    ['a record of a newer version', '{"version":2,"lessons":{},"predictions":{}}'],
    [
      'a record with a wrong field',
      '{"version":1,"lessons":{"demo":{"visitedAt":"x","goals":{},"quiz":{}}},"predictions":{}}',
    ],
    ['something else', '"hello"'],
  ])('sets aside %s and says so', async (_, text) => {
    localStorage.setItem(key, text);
    store = await reload();
    expect(store.getProgress().lessons).toEqual({});
    expect(store.getProgressNotice()).toBe('set-aside');
    expect(localStorage.getItem(store.setAsideKey)).toBe(text);
    store.recordVisit('demo');
    expect(JSON.parse(localStorage.getItem(key) ?? '').lessons.demo).toBeDefined();
    expect(localStorage.getItem(store.setAsideKey)).toBe(text);
  });

  test('goes on in memory when storage is full, and says so', () => {
    store.recordVisit('one');
    breakStorage('QuotaExceededError', ['setItem']);
    store.recordVisit('two');
    expect(store.getProgressNotice()).toBe('full');
    expect(Object.keys(store.getProgress().lessons)).toEqual(['one', 'two']);
    vi.restoreAllMocks();
    store.recordVisit('three');
    expect(store.getProgressNotice()).toBeNull();
    expect(Object.keys(JSON.parse(localStorage.getItem(key) ?? '').lessons)).toEqual([
      'one',
      'two',
      'three',
    ]);
  });

  test('works without any storage, and says so', async () => {
    breakStorage('SecurityError', ['getItem', 'setItem']);
    store = await reload();
    store.recordVisit('one');
    store.recordVisit('two');
    expect(Object.keys(store.getProgress().lessons)).toEqual(['one', 'two']);
    expect(store.getProgressNotice()).toBe('unavailable');
  });

  test('takes up what another tab wrote, and tells its listeners', async () => {
    const heard = vi.fn();
    const stop = store.subscribeProgress(heard);
    const other = await reload();
    other.recordVisit('elsewhere');
    window.dispatchEvent(new StorageEvent('storage', { key }));
    expect(heard).toHaveBeenCalled();
    expect(store.getProgress().lessons.elsewhere).toBeDefined();
    stop();
    window.dispatchEvent(new StorageEvent('storage', { key }));
    expect(heard).toHaveBeenCalledTimes(1);
  });

  test('adds to what another tab wrote, even before the news has come', async () => {
    store.recordVisit('here');
    const other = await reload();
    other.recordVisit('there');
    store.recordVisit('again');
    expect(Object.keys(store.getProgress().lessons)).toEqual(['here', 'there', 'again']);
  });

  test('forgets one lesson with its predictions, or everything', () => {
    store.recordVisit('demo');
    store.recordVisit('demo-two');
    store.recordPredictionChoice('demo/a', 'x');
    store.recordPredictionChoice('demo-two/a', 'x');
    store.resetLessonProgress('demo');
    expect(Object.keys(store.getProgress().lessons)).toEqual(['demo-two']);
    expect(Object.keys(store.getProgress().predictions)).toEqual(['demo-two/a']);
    store.resetProgress();
    expect(store.getProgress()).toEqual({ version: 1, lessons: {}, predictions: {} });
  });

  test('lifts an older record step by step', () => {
    const lifts = {
      [-1]: (older: object) => ({ ...older, version: 0, predictions: {} }),
      0: (older: object) => ({ ...older, version: 1 }),
    };
    expect(store.parseProgress('{"version":-1,"lessons":{}}', lifts)).toEqual({
      version: 1,
      lessons: {},
      predictions: {},
    });
    expect(store.parseProgress('{"version":0,"lessons":{}}', lifts)).toBeNull();
  });
});
