import { expect, test } from 'vitest';
import { toyScenario } from './fixtures/toy-engine';
import { formatPermalink, parsePermalink, type SavedSession } from './permalink';
import { permalinkIn, scenarioOfPermalink } from './permalink-code';

const saved: SavedSession = {
  scenario: 'toy',
  version: 3,
  seed: 7,
  entries: [
    {
      action: { do: 'type', host: 'laptop', tty: 0, line: 'say 2' },
      at: -1,
      settled: true,
      look: false,
      scripted: 0,
    },
    {
      action: { do: 'type', host: 'phone', tty: 0, line: 'echo „ß✓🦊“' },
      at: 2,
      settled: false,
      look: true,
      scripted: null,
    },
  ],
  glances: [{ at: 1, action: { do: 'type', host: 'laptop', tty: 0, line: 'ss' } }],
  bookmarks: [{ at: 1, name: 'Here “it” breaks' }],
  playhead: 2,
};

test('a permalink is short, fits an address and comes back as it was', () => {
  const code = formatPermalink(saved);
  expect(code).toMatch(/^1\.[\w-]+$/);
  expect(code.length).toBeLessThan(350);
  expect(parsePermalink(code, toyScenario)).toEqual({ ok: true, value: saved });
  expect(scenarioOfPermalink(code)).toBe('toy');
  expect(permalinkIn(`#bench=${code}`)).toBe(code);
  expect(permalinkIn('#a-heading')).toBeNull();
});

const code = formatPermalink(saved);
const pack = (body: unknown) => `1.${btoa(JSON.stringify(body))}`;

test.each([
  ['cut off', code.slice(0, -9), 'broken'],
  ['empty', '', 'broken'],
  ['not base64', '1.%%%', 'broken'],
  ['of a newer format', `2.${code.slice(2)}`, 'stale'],
  [
    'with an action that does not exist',
    pack({ s: 'toy', v: 3, d: 7, a: [[-1, 0, { do: 'fly' }]], p: 0 }),
    'broken',
  ],
  [
    'with a scripted step that does not exist',
    pack({ s: 'toy', v: 3, d: 7, a: [[-1, 0, 9]], p: 0 }),
    'broken',
  ],
  ['with a negative playhead', pack({ s: 'toy', v: 3, d: 7, a: [], p: -1 }), 'broken'],
  ['for an older scenario', pack({ s: 'toy', v: 2, d: 7, a: [], p: 0 }), 'stale'],
  ['for another scenario', pack({ s: 'else', v: 3, d: 7, a: [], p: 0 }), 'other-scenario'],
  ['a flood', `1.${'A'.repeat(300_000)}`, 'broken'],
])('a permalink %s explains itself', (_, broken, problem) => {
  expect(parsePermalink(broken, toyScenario)).toEqual({ ok: false, problem });
});
