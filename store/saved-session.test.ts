// @vitest-environment happy-dom
import { beforeEach, expect, test, vi } from 'vitest';
import { forgetSavedSessions, loadSavedSession, saveSession } from './saved-session';

beforeEach(() => window.localStorage.clear());

test('a bench is kept under its lesson and scenario, and forgotten with its lesson', () => {
  saveSession('which-address', 'nine', '1.abc');
  saveSession('what-listening-is', 'nine', '1.def');
  window.localStorage.setItem('portside:progress', '{}');
  expect(loadSavedSession('which-address', 'nine')).toBe('1.abc');
  forgetSavedSessions('which-address');
  expect(loadSavedSession('which-address', 'nine')).toBeNull();
  expect(loadSavedSession('what-listening-is', 'nine')).toBe('1.def');
  forgetSavedSessions();
  expect(loadSavedSession('what-listening-is', 'nine')).toBeNull();
  expect(window.localStorage.getItem('portside:progress')).toBe('{}');
});

test('forbidden storage is no reason to fail', () => {
  vi.stubGlobal('localStorage', undefined);
  vi.spyOn(window, 'localStorage', 'get').mockImplementation(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  expect(loadSavedSession(null, 'nine')).toBeNull();
  expect(() => saveSession(null, 'nine', '1.abc')).not.toThrow();
  expect(() => forgetSavedSessions()).not.toThrow();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});
