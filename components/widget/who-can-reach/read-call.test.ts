import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  type Bind,
  binds,
  callers,
  guesses,
  type SwitchId,
  tellStation,
} from '@/content/messages/who-can-reach';
import { explainGuess, resultOf } from '@/content/messages/who-can-reach-beliefs';
import { loadScenariosIn } from '@/course/load-scenarios';
import { createWorld, performAction, viewWorld, type World } from '@/simulation/scenario/engine';
import { callerOf, keyOf, planCall, planSetting } from './plan-call';
import { type Finding, readCall } from './read-call';

const home = join('content', 'widgets', 'who-can-reach');
const loaded = await loadScenariosIn(home);
const scenario = loaded.ok ? loaded.scenarios[0] : undefined;

function perform(world: World, action: Parameters<typeof performAction>[1]) {
  const stops = performAction(world, action);
  return { world: stops.at(-1)?.world ?? world, events: stops.flatMap(({ events }) => events) };
}

/** A whole row, each call in the same fresh world. */
function runRow(bind: Bind, broken: readonly SwitchId[]): Record<string, Finding> {
  if (scenario === undefined) throw new Error('the widget has no scenario');
  let world = createWorld(scenario, scenario.seed);
  for (const action of planSetting({ bind, broken })) world = perform(world, action).world;
  return Object.fromEntries(
    callers.map((caller) => {
      const called = perform(world, planCall({ caller: caller.id }));
      return [caller.id, readCall(caller, called.events, viewWorld(called.world))];
    }),
  );
}

/** One letter a call, in the order of the columns: answered, refused, no answer. */
const inShort = (row: Record<string, Finding>) =>
  callers
    .map(({ id }) => ({ open: 'A', refused: 'R', timeout: '-' })[row[id]?.outcome ?? 'open'])
    .join('');

const table: [SwitchId[], Record<Bind, string>][] = [
  [
    [],
    {
      '127.0.0.1': 'AARRRR-',
      '::1': 'ARRRRR-',
      '192.168.1.20': 'RRAARR-',
      '0.0.0.0': 'AAAARA-',
      '::': 'AAAARA-',
    },
  ],
  [
    ['firewall'],
    {
      '127.0.0.1': 'AAR-R--',
      '::1': 'ARR-R--',
      '192.168.1.20': 'RRA-R--',
      '0.0.0.0': 'AAA-R--',
      '::': 'AAA-R--',
    },
  ],
  [
    ['v6only'],
    {
      '127.0.0.1': 'AARRRR-',
      '::1': 'ARRRRR-',
      '192.168.1.20': 'RRAARR-',
      '0.0.0.0': 'AAAARA-',
      '::': 'ARRRRR-',
    },
  ],
  [
    ['published'],
    {
      '127.0.0.1': 'AARRRRR',
      '::1': 'ARRRRRR',
      '192.168.1.20': 'RRAARRA',
      '0.0.0.0': 'AAAARAA',
      '::': 'AAAARAA',
    },
  ],
  [
    ['stopped'],
    {
      '127.0.0.1': 'RRRRRR-',
      '::1': 'RRRRRR-',
      '192.168.1.20': 'RRRRRR-',
      '0.0.0.0': 'RRRRRR-',
      '::': 'RRRRRR-',
    },
  ],
  [
    ['firewall', 'published'],
    {
      '127.0.0.1': 'AAR-R--',
      '::1': 'ARR-R--',
      '192.168.1.20': 'RRA-R--',
      '0.0.0.0': 'AAA-R--',
      '::': 'AAA-R--',
    },
  ],
  [
    ['v6only', 'published'],
    {
      '127.0.0.1': 'AARRRRR',
      '::1': 'ARRRRRR',
      '192.168.1.20': 'RRAARRA',
      '0.0.0.0': 'AAAARAA',
      '::': 'ARRRRRR',
    },
  ],
];
const cases = table.flatMap(([broken, rows]) =>
  binds.map((bind) => [broken.join(' and ') || 'nothing', bind, broken, rows[bind]] as const),
);

describe('every pair, in the simulation', () => {
  test.each(cases)('with %s broken, bound to %s', (_, bind, broken, expected) => {
    const row = runRow(bind, broken);
    expect(inShort(row)).toBe(expected);
    for (const caller of callers) {
      const found = row[caller.id];
      if (found === undefined) throw new Error(`${caller.id} was not called`);
      // The words say of each cause what the simulation did.
      expect(resultOf[found.cause], caller.id).toBe(found.outcome);
      expect(found.errno).toBe(
        { open: null, refused: 'ECONNREFUSED', timeout: 'ETIMEDOUT' }[found.outcome],
      );
      expect(found.printed).toMatch(
        { open: /succeeded!\n$/, refused: /Connection refused\n$/, timeout: /timed out/ }[
          found.outcome
        ],
      );
      expect(found.stations[0]?.kind).toBe('asks');
      for (const station of found.stations) expect(tellStation(station)).toMatch(/^[A-Z].*\.$/);
      for (const guess of guesses) {
        const why = explainGuess(guess, found.cause, bind, caller);
        if (guess === 'unsure' || guess === found.outcome) expect(why).toBeNull();
        else {
          // Read as "you said X, as if BELIEF. TRUTH"
          expect(why?.belief).toMatch(/^[a-z0-9:].*[^.]$/);
          expect(why?.truth).toMatch(/^[A-Z0-9:].*\.$/);
        }
      }
    }
  });

  test('a refusal is as fast as an answer, a silence takes over a minute', () => {
    const loopback = runRow('127.0.0.1', []);
    const wildcard = runRow('0.0.0.0', []);
    expect(loopback.other?.took).toBe(wildcard.other?.took);
    expect(wildcard.stranger?.took).toBeGreaterThan(60_000);
  });

  test('localhost is asked at ::1 first, and at 127.0.0.1 once that is refused', () => {
    const asked = (bind: Bind) =>
      runRow(bind, []).name?.stations.flatMap((one) => (one.kind === 'asks' ? [one.addr] : []));
    expect(asked('127.0.0.1')).toEqual(['::1', '127.0.0.1']);
    expect(asked('::1')).toEqual(['::1']);
  });

  test('a published port passes the router, which writes another target on the packet', () => {
    expect(runRow('0.0.0.0', ['published']).stranger?.stations).toEqual([
      { kind: 'asks', host: 'stranger', via: 'internet', addr: '203.0.113.7' },
      { kind: 'passes-on', host: 'router', via: 'home', addr: '192.168.1.20' },
      { kind: 'arrives', host: 'laptop', addr: '192.168.1.20' },
      { kind: 'answers', host: 'laptop', addr: '192.168.1.20' },
    ]);
  });

  test('a container that asks for localhost asks itself', () => {
    const { inside } = runRow('0.0.0.0', []);
    expect(inside?.cause).toBe('own-loopback');
    expect(new Set(inside?.stations.map(({ host }) => host))).toEqual(new Set(['container']));
  });
});

test('a call has one key, in whatever order things were broken', () => {
  const call = { bind: '::', caller: 'own' } as const;
  expect(keyOf({ ...call, broken: ['stopped', 'firewall'] })).toBe(
    keyOf({ ...call, broken: ['firewall', 'stopped'] }),
  );
  expect(() => callerOf('nobody' as 'own')).toThrow('no caller nobody');
});
