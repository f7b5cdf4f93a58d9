import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { packetWord } from '@/components/stage/packet-words';
import { type ScenarioSource, scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { createWorld, performAction, type Stop } from '@/simulation/scenario/engine';
import { changesBetween, type Leg, packetsOf, partsChanged, type SentPacket } from './packets-of';
import { bitsOf, planTampering, type Way } from './plan-tampering';
import { readTampering } from './read-tampering';

const source: ScenarioSource = scenario.parse(
  parse(readFileSync('content/widgets/envelope/scenarios/envelope.yaml', 'utf8')),
);

const start: Stop = { world: createWorld(source, source.seed), events: [] };
const stops: Stop[] = [start];
const entries = source.steps.map(({ action }) => {
  const at = stops.length - 1;
  stops.push(...performAction((stops.at(-1) as Stop).world, action));
  return { at };
});
const packets = packetsOf({ stops, entries });

/** The first packet that is called so and leaves that host. */
function packet(word: string, host = 'laptop'): SentPacket {
  const found = packets.find(
    ({ legs: [leg] }) => packetWord(leg.packet) === word && leg.host === host,
  );
  if (!found) throw new Error(`no ${word} of ${host}`);
  return found;
}

function tamper(sent: SentPacket, way: Way, change: { bit?: number; port?: number } = {}) {
  const [first] = sent.legs;
  const action = planTampering(first, way, { bit: 0, port: 81, ...change });
  const events: TraceEvent[] = performAction((stops[first.stop] as Stop).world, action).flatMap(
    (stop) => [...stop.events],
  );
  return readTampering(events, sent.id);
}

describe('the session of the widget', () => {
  it('has every kind of packet that the tasks speak of, each on both sides of the router', () => {
    const kinds = packets.map(({ legs: [leg] }) => `${leg.host} ${packetWord(leg.packet)}`);
    for (const kind of [
      ...['laptop SYN', 'server SYN-ACK', 'laptop ACK', 'laptop GET / HTTP/1.1', 'laptop FIN'],
      ...['server HTTP/1.0 200 OK', 'server RST', 'server port unreachable', 'laptop ping'],
    ])
      expect(kinds).toContain(kind);
    expect(packets.some(({ legs: [leg] }) => leg.packet.dst.port === 53)).toBe(true);
    for (const { legs } of packets)
      expect(legs.map(({ via }) => via).sort()).toEqual(['home', 'internet']);
    expect(new Set(packets.map(({ step }) => step))).toEqual(new Set([0, 1, 2, 3]));
  });
});

describe('the router', () => {
  it('writes of an outgoing SYN the frame, the TTL, the source and the sums anew, and nothing else', () => {
    const [before, after] = packet('SYN').legs as [Leg, Leg];
    expect(changesBetween(before, after).map(({ key }) => key)).toEqual([
      ...['ethernet.dst', 'ethernet.src', 'ip4.ttl', 'ip4.sum', 'ip4.src', 'tcp.sum'],
    ]);
    const changed = partsChanged(before, after);
    expect(changed.flatMap((each) => (each.changed ? each.part : []))).toEqual([
      ...['macs', 'ttl', 'src', 'sums'],
    ]);
  });

  it('puts the laptop back into what comes in', () => {
    const [before, after] = packet('SYN-ACK', 'server').legs as [Leg, Leg];
    expect(changesBetween(before, after)).toContainEqual({
      ...{ key: 'ip4.dst', before: '203.0.113.7', after: '192.168.1.20' },
    });
  });
});

describe('what becomes of a packet that is changed', () => {
  it('a bit of the IP header: the router drops it; any other: the far end does; in silence both', () => {
    for (const sent of [
      packet('SYN'),
      packet('GET / HTTP/1.1'),
      packet('ping'),
      packet('1 byte'),
    ]) {
      for (const { key, bit } of bitsOf(sent.legs[0])) {
        const by = key.startsWith('ip4') ? 'router' : 'server';
        expect({ key, ...tamper(sent, 'bit', { bit }) }).toMatchObject({ key, fate: 'silent', by });
      }
    }
  });

  it('TCP sends it again, UDP leaves that to the program', () => {
    const bit = 22 * 8;
    expect(tamper(packet('SYN'), 'bit', { bit }).again).toBeGreaterThanOrEqual(1000);
    expect(tamper(packet('1 byte'), 'bit', { bit }).again).toBeNull();
  });

  it('one hop: the router sends a note, and about its own notes none', () => {
    expect(tamper(packet('SYN'), 'ttl')).toMatchObject({ fate: 'told', by: 'router' });
    expect(tamper(packet('port unreachable', 'server'), 'ttl')).toMatchObject({
      ...{ fate: 'silent', why: 'note' },
    });
  });

  it('another port: RST of TCP, a note of UDP', () => {
    expect(tamper(packet('SYN'), 'port')).toMatchObject({ fate: 'reset', by: 'server' });
    expect(tamper(packet('1 byte'), 'port')).toMatchObject({ fate: 'told', by: 'server' });
  });

  it('a RST is never answered', () => {
    expect(tamper(packet('RST', 'server'), 'port')).toMatchObject({
      ...{ fate: 'silent', by: 'router', why: 'reset' },
    });
  });

  it('a port on which somebody listens: it goes on', () => {
    const [sent] = packets.filter(({ legs: [leg] }) => leg.packet.dst.port === 81);
    if (!sent) throw new Error('nobody called port 81');
    expect(tamper(sent, 'port', { port: 80 })).toMatchObject({ fate: 'on' });
  });
});
