import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import type { Action } from '@/contract/action';
import { type ScenarioSource, scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { createWorld, performAction, type World } from '../scenario/engine';

const source: ScenarioSource = scenario.parse(
  parse(readFileSync('content/widgets/envelope/scenarios/envelope.yaml', 'utf8')),
);
const fetchPage: Action = {
  ...{ do: 'type', host: 'laptop', tty: 0 },
  line: 'curl -sS http://203.0.113.80/',
};

/** The fetch as far as the first SYN's leaving; its number, and what comes of changing it there. */
function tamper(change: Omit<Extract<Action, { do: 'tamper' }>, 'do' | 'packet'>, id?: number) {
  let world: World = createWorld(source, source.seed);
  for (const stop of performAction(world, fetchPage)) {
    const sent = stop.events.find((event) => event.kind === 'sent' && event.packet.flags === 'S');
    if (sent?.kind !== 'sent') continue;
    world = stop.world;
    const stops = performAction(world, { do: 'tamper', packet: id ?? sent.packet.id, ...change });
    return { id: sent.packet.id, events: stops.flatMap(({ events }) => events) };
  }
  throw new Error('no SYN was sent');
}

const lostIn = (events: readonly TraceEvent[]) =>
  events.flatMap((event) => (event.kind === 'lost' ? `${event.host} ${event.reason}` : []));
const outputOf = (events: readonly TraceEvent[]) =>
  events.flatMap((event) => (event.kind === 'output' ? event.text : [])).join('');

describe('a packet that is changed on its way', () => {
  it('with a bit turned over in its TCP segment passes the router and is dropped by the server, in silence', () => {
    const { id, events } = tamper({ bit: 20 * 8 + 31 });
    expect(lostIn(events)).toEqual(['server checksum']);
    const about = events.filter((event) => event.kind === 'sent' && event.packet.about);
    expect(about).toEqual([]);
    const again = events.find(
      (event) => event.kind === 'sent' && event.packet.role === 'retransmit',
    );
    expect(again?.at).toBeGreaterThanOrEqual(1000);
    expect(again?.kind === 'sent' && again.packet.id).not.toBe(id);
    expect(outputOf(events)).toContain('<h1>The shop</h1>');
  });

  it('with a bit turned over in its IP header is dropped by the router', () => {
    for (const bit of [0, 67, 90, 159])
      expect(lostIn(tamper({ bit }).events)).toEqual(['router checksum']);
  });

  it('with one hop left ends at the router, which says so', () => {
    const { events } = tamper({ ttl: 1 });
    expect(lostIn(events)).toEqual(['router ttl']);
    const note = events.find((event) => event.kind === 'sent' && event.packet.about);
    expect(note?.kind === 'sent' && [note.host, note.packet.role]).toEqual([
      'router',
      'time-exceeded',
    ]);
  });

  it('for a port on which nobody listens is refused there, and the caller does not know that answer', () => {
    const { events } = tamper({ port: 81 });
    const reset = events.find((event) => event.kind === 'sent' && event.packet.flags.includes('R'));
    expect(reset?.kind === 'sent' && reset.packet.src.port).toBe(81);
    expect(outputOf(events)).toContain('<h1>The shop</h1>');
  });

  it('is changed only where that is possible', () => {
    const ignored = (events: readonly TraceEvent[]) =>
      events.flatMap((event) => (event.kind === 'machine' ? event.detail : []));
    expect(ignored(tamper({ ttl: 1 }, 99_999).events)).toContain('packet 99999 is not on its way');
    expect(ignored(tamper({ bit: 9000 }).events)[0]).toMatch(/^packet \d+ has no bit 9000$/);
  });
});
