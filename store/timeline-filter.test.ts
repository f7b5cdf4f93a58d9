import { expect, test } from 'vitest';
import type { PacketView, TraceEvent } from '@/contract/trace';
import type { History } from './history';
import {
  fitsFilter,
  fittingEvents,
  noFilter,
  type TimelineLayer,
  timelineLayers,
} from './timeline-filter';

let id = 0;
const packet = (rest: Partial<PacketView> = {}): PacketView => ({
  id: ++id,
  proto: 'tcp',
  src: { addr: '10.0.0.2', port: 50000 },
  dst: { addr: '10.0.0.1', port: 8000 },
  flags: 'A',
  seq: 1,
  ack: 1,
  window: 1,
  ttl: 64,
  data: '',
  ...rest,
});
const sent = (rest: Partial<PacketView> = {}, host = 'phone'): TraceEvent => ({
  kind: 'sent',
  at: 0,
  host,
  via: 'wifi',
  packet: packet(rest),
});
const request = sent({ data: 'GET / HTTP/1.1\r\nHost: x\r\n\r\n' });
const answer = sent({
  src: { addr: '10.0.0.1', port: 8000 },
  dst: { addr: '10.0.0.2', port: 50000 },
  data: '<p>the rest of a page</p>',
});
const dnsPort = { addr: '10.0.0.1', port: 53 };
const events: Record<string, TraceEvent> = {
  syn: sent({ flags: 'S' }),
  request,
  answer,
  elsewhere: sent({ dst: { addr: '10.0.0.1', port: 9 }, data: 'no HTTP' }),
  question: sent({ proto: 'udp', dst: dnsPort }),
  bigQuestion: sent({ dst: dnsPort }),
  ping: sent({ proto: 'icmp' }),
  unplugged: {
    kind: 'lost',
    at: 0,
    host: 'phone',
    via: 'wifi',
    packet: packet(),
    reason: 'link-down',
  },
  dropped: {
    kind: 'lost',
    at: 0,
    host: 'phone',
    via: 'wifi',
    packet: packet(),
    reason: 'firewall-drop',
  },
  cable: { kind: 'machine', at: 0, host: 'phone', change: 'link', detail: 'eth0 down' },
  output: { kind: 'output', at: 0, host: 'phone', tty: 'phone:0', pid: 1, text: 'hello\n' },
  page: { kind: 'page', at: 0, host: 'phone', url: 'http://10.0.0.1/' },
};
const history: History = {
  entries: [],
  glances: [],
  stops: Object.values(events).map((event) => ({ world: {}, events: [event] })),
};

test.each<[TimelineLayer, string[]]>([
  ['program', ['output', 'page']],
  ['http', ['request', 'answer', 'page']],
  ['dns', ['question', 'bigQuestion']],
  ['tcp', ['syn', 'request', 'answer', 'elsewhere', 'bigQuestion', 'unplugged', 'dropped']],
  ['udp', ['question']],
  ['icmp', ['ping']],
  [
    'ip',
    [
      'syn',
      'request',
      'answer',
      'elsewhere',
      'question',
      'bigQuestion',
      'ping',
      'unplugged',
      'dropped',
    ],
  ],
  ['link', ['unplugged', 'cable']],
])('%s lets through what tells of it', (layer, names) => {
  const through = Object.entries(events).filter(([, event]) =>
    fitsFilter(event, { host: null, layer }, history),
  );
  expect(through.map(([name]) => name)).toEqual(names);
});

test('every event has a layer, so that none is out of reach', () => {
  for (const event of Object.values(events)) {
    expect(timelineLayers.some((layer) => fitsFilter(event, { host: null, layer }, history))).toBe(
      true,
    );
  }
});

test('host and layer both have to fit', () => {
  const other = sent({ flags: 'S' }, 'laptop');
  expect(fitsFilter(other, { host: 'phone', layer: 'tcp' }, history)).toBe(false);
  expect(fitsFilter(other, { host: 'laptop', layer: 'tcp' }, history)).toBe(true);
  expect(fitsFilter(other, { host: 'laptop', layer: 'udp' }, history)).toBe(false);
});

test('of a moment at which several things happen, what was asked for is told', () => {
  const both = [events.output, events.syn] as TraceEvent[];
  expect(fittingEvents(both, { host: null, layer: 'program' }, history)).toEqual([events.output]);
  expect(fittingEvents(both, noFilter, history)).toEqual(both);
  expect(fittingEvents(both, { host: null, layer: 'udp' }, history)).toEqual(both);
});
