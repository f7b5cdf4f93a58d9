import { describe, expect, test } from 'vitest';
import type { Action, LinkQuality } from '@/contract/action';
import { createWorld, performAction, type Stop, viewWorld } from './engine';
import { twoHosts } from './test-scenario.test-helper';

const laptop = twoHosts.hosts.laptop;
if (laptop === undefined) throw new Error('the helper has lost its laptop');

/** The same two, with a program that listens from the start. */
const served = {
  ...twoHosts,
  hosts: {
    ...twoHosts.hosts,
    laptop: { ...laptop, programs: [{ run: 'python3 -m http.server 8000' }] },
  },
};
const ping: Action = { do: 'type', host: 'phone', tty: 0, line: 'ping -c 1 192.168.1.20' };

function run(
  scenario: typeof served & { links?: Record<string, LinkQuality> },
  actions: readonly Action[],
): Stop[] {
  const stops: Stop[] = [{ world: createWorld(scenario, 1), events: [] }];
  for (const action of actions) {
    const last = stops.at(-1);
    if (last) stops.push(...performAction(last.world, action));
  }
  return stops;
}
const eventsOf = (stops: readonly Stop[]) => stops.flatMap(({ events }) => events);
const printedBy = (stops: readonly Stop[]) =>
  eventsOf(stops).flatMap((event) => (event.kind === 'output' ? [event.text] : []));

describe('a segment', () => {
  test('takes 1 ms each way where nothing is said of it', () => {
    expect(printedBy(run(served, [ping])).join('')).toMatch(/time=2(\.0+)? ms/);
  });

  test('that is slow from the start takes its time in both directions', () => {
    const slow = { ...served, links: { home: { delay: 300 } } };
    expect(printedBy(run(slow, [ping])).join('')).toMatch(/time=600(\.0+)? ms/);
  });

  test('that begins to lose everything is told of, and lets nothing through', () => {
    const stops = run(served, [
      { do: 'segment', lan: 'home', quality: { loss: 100 } },
      { do: 'type', host: 'phone', tty: 0, line: 'ping -c 1 -W 1 192.168.1.20' },
    ]);
    const events = eventsOf(stops);
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'machine',
        change: 'segment',
        detail: 'home loss 100% delay 1ms 0ms',
      }),
    );
    expect(events.some((event) => event.kind === 'lost' && event.reason === 'loss')).toBe(true);
    expect(printedBy(stops).join('')).toContain('100% packet loss');
  });

  test('that is mended carries packets again', () => {
    const stops = run(served, [
      { do: 'segment', lan: 'home', quality: { loss: 100 } },
      { do: 'segment', lan: 'home', quality: {} },
      ping,
    ]);
    expect(printedBy(stops).join('')).toContain(' 0% packet loss');
  });

  test('that nobody is on changes nothing and says so', () => {
    const stops = run(served, [{ do: 'segment', lan: 'attic', quality: { loss: 1 } }]);
    expect(eventsOf(stops)).toMatchObject([{ kind: 'machine', change: 'ignored' }]);
  });
});

describe('a crash', () => {
  const listens = (stops: readonly Stop[]) => {
    const world = stops.at(-1)?.world;
    return (world ? viewWorld(world).hosts : []).some(({ sockets }) =>
      sockets.some(({ state, local }) => state === 'LISTEN' && local.port === 8000),
    );
  };

  test('ends the program, and its port with it', () => {
    expect(listens(run(served, []))).toBe(true);
    const stops = run(served, [{ do: 'crash', host: 'laptop', program: 'python3' }]);
    expect(listens(stops)).toBe(false);
    expect(eventsOf(stops)).toContainEqual(
      expect.objectContaining({ kind: 'process', signal: 'SIGKILL' }),
    );
  });

  test('of what does not run is told as such', () => {
    const stops = run(served, [{ do: 'crash', host: 'laptop', program: 'nginx' }]);
    expect(eventsOf(stops)).toMatchObject([
      { kind: 'machine', change: 'ignored', detail: 'no nginx runs on laptop' },
    ]);
  });
});
