import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { captureWords } from '@/content/messages/capture';
import type { OracleCase } from '@/contract/oracle';
import { scenario } from '@/contract/scenario';
import type { TraceEvent } from '@/contract/trace';
import { dissectFrame } from '../packet/dissect';
import { formatPcapng } from '../packet/pcapng';
import { readPcapng } from '../packet/pcapng.test-helper';
import { captureTrace } from '../world/capture';
import { benchOf, playBench, plays } from './bench-plays.test-helper';
import { runOracleCase } from './oracle';

const startsAt = Date.parse('2026-11-23T13:10:49Z');

function oracleEvents(name: string): TraceEvent[] {
  const path = new URL(`fixtures/oracle/scenarios/${name}.json`, import.meta.url);
  const events: TraceEvent[] = [];
  runOracleCase(JSON.parse(readFileSync(path, 'utf8')) as OracleCase, (told) => {
    events.push(...told);
  });
  return events;
}

function envelopeEvents(): TraceEvent[] {
  const path = 'content/widgets/envelope/scenarios/envelope.yaml';
  const source = scenario.parse(parse(readFileSync(path, 'utf8')));
  const actions = source.steps.map(({ action }) => action);
  return playBench(source, actions).flatMap(({ events }) => events);
}

const played: Record<string, () => readonly TraceEvent[]> = {
  'a page through a router': envelopeEvents,
  ...Object.fromEntries(
    Object.entries(plays).map(([name, { bench, actions }]) => [
      name,
      () => playBench(benchOf(bench), actions).flatMap(({ events }) => events),
    ]),
  ),
  ...Object.fromEntries(
    [
      'bind-v6-loopback-only',
      'cable-out-close',
      'close-server-first',
      'backlog-0-full',
      'connect-after-refused-bound',
    ].map((name) => [`the kernel’s case ${name}`, () => oracleEvents(name)]),
  ),
};
/** Each is played once. */
const known = new Map<string, readonly TraceEvent[]>();
const eventsOf = (name: string) => {
  const events = known.get(name) ?? played[name]?.() ?? [];
  known.set(name, events);
  return events;
};
const captured = (events: readonly TraceEvent[]) =>
  formatPcapng(captureTrace(events, startsAt, captureWords));
const sent = (events: readonly TraceEvent[]) => events.filter((event) => event.kind === 'sent');

describe.each(Object.keys(played))('the capture of %s', (name) => {
  const events = eventsOf(name);
  const read = readPcapng(captured(events));

  it('holds every packet that was sent, at its time and with its own words', () => {
    const all = sent(events);
    expect(read.frames.length).toBe(all.length);
    expect(new Set(read.interfaces.map(({ name }) => name)).size).toBe(read.interfaces.length);
    for (const [index, { packet, via, host, at, link }] of all.entries()) {
      const frame = read.frames[index];
      if (!frame) throw new Error(`no frame ${index}`);
      const name = via === 'lo' ? `${host} lo` : via;
      expect(read.interfaces[frame.iface]).toEqual({ name, link: 1, resolution: 9 });
      expect(Number(frame.at / 1_000_000n)).toBe(Math.floor(startsAt + at));
      const fields = dissectFrame(frame.bytes).filter(({ quoted }) => !quoted);
      const value = (key: string) => fields.find((field) => field.key === key)?.value;
      const ip = packet.src.addr.includes(':') ? 'ip6' : 'ip4';
      expect(value(`${ip}.src`)).toBe(packet.src.addr);
      expect(value(`${ip}.dst`)).toBe(packet.dst.addr);
      expect(value('ethernet.src')).toBe(link?.from ?? '00:00:00:00:00:00');
      expect(frame.bytes.endsWith(packet.about === undefined ? packet.data : '')).toBe(true);
      if (packet.proto === 'icmp') continue;
      expect(value(`${packet.proto}.sport`)).toBe(String(packet.src.port));
      expect(value(`${packet.proto}.dport`)).toBe(String(packet.dst.port));
      if (packet.proto !== 'tcp') continue;
      const letters = { SYN: 'S', FIN: 'F', RST: 'R', PSH: 'P', ACK: 'A' };
      const flags = Object.entries(letters).filter(([, letter]) => packet.flags.includes(letter));
      expect(value('tcp.flags')?.split(' ').sort()).toEqual(flags.map(([flag]) => flag).sort());
      expect(value('tcp.seq')).toBe(String(packet.seq));
      expect(value('tcp.mss')).toBe(packet.mss === undefined ? undefined : String(packet.mss));
    }
  });

  it('has the right checksum in every header', () => {
    const sums = read.frames.flatMap(({ bytes }) =>
      dissectFrame(bytes).filter(({ sum, quoted }) => sum && !quoted),
    );
    expect(sums.filter(({ sum }) => !sum?.right)).toEqual([]);
    if (read.frames.length > 0) expect(sums.length).toBeGreaterThan(0);
  });
});

it('says of a lost packet where it ended, and of the whole that it is a simulation', () => {
  const events = oracleEvents('backlog-0-full');
  const read = readPcapng(captured(events));
  expect(read.comments.join()).toContain('not of a real network');
  const comments = read.frames.flatMap(({ comment }) => comment ?? []);
  expect(comments.length).toBe(events.filter(({ kind }) => kind === 'lost').length);
  expect(comments[0]).toContain('too many finished connections');
});

it('writes a bit that was turned over on the way, and the sum that no longer fits', () => {
  const events = envelopeEvents().map((event) =>
    event.kind === 'sent' && event.packet.flags === 'S'
      ? { ...event, packet: { ...event.packet, flipped: 20 * 8 + 15 } }
      : event,
  );
  const wrong = readPcapng(captured(events)).frames.filter(({ bytes }) =>
    dissectFrame(bytes).some(({ sum, key }) => key === 'tcp.sum' && sum?.right === false),
  );
  expect(wrong.length).toBe(
    events.filter((e) => e.kind === 'sent' && e.packet.flags === 'S').length,
  );
});

const noShark = spawnSync('tshark', ['--version']).error
  ? ' (skipped: tshark is not installed)'
  : '';

/** What Wireshark makes of the file, a row for each packet. */
function shark(events: readonly TraceEvent[], fields: readonly string[]): string[][] {
  const folder = mkdtempSync(join(tmpdir(), 'portside-capture-'));
  try {
    const file = join(folder, 'capture.pcapng');
    writeFileSync(file, captured(events));
    const checks = ['ip', 'tcp', 'udp'].flatMap((name) => ['-o', `${name}.check_checksum:TRUE`]);
    const shown = fields.flatMap((field) => ['-e', field]);
    const text = execFileSync(
      'tshark',
      ['-n', '-r', file, ...checks, '-T', 'fields', '-E', 'separator=/t', ...shown],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 },
    );
    return text === ''
      ? []
      : text
          .trimEnd()
          .split('\n')
          .map((line) => line.split('\t'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe.skipIf(noShark)(`Wireshark reads${noShark}`, () => {
  it.each(Object.keys(played))(
    '%s: ports, flags and numbers, and finds nothing malformed or wrong',
    { timeout: 60_000 },
    (name) => {
      const events = eventsOf(name);
      const all = sent(events);
      const rows = shark(events, [
        ...[
          'frame.interface_name',
          'frame.time_epoch',
          'tcp.srcport',
          'tcp.dstport',
          'udp.dstport',
        ],
        ...['tcp.seq_raw', 'tcp.flags.syn', 'tcp.flags.reset', 'tcp.options.mss_val'],
        ...['_ws.malformed', 'ip.checksum.status', 'tcp.checksum.status', 'udp.checksum.status'],
        ...['icmp.checksum.status', 'icmpv6.checksum.status', 'ip.proto', 'ipv6.nxt'],
      ]);
      expect(rows.length).toBe(all.length);
      for (const [index, { packet, via, host, at }] of all.entries()) {
        const [iface, time, sport, dport, udp, seq, syn, reset, mss, malformed, ...rest] =
          rows[index] ?? [];
        expect(iface).toBe(via === 'lo' ? `${host} lo` : via);
        expect(Number(time)).toBeCloseTo((startsAt + at) / 1000, 3);
        expect(malformed).toBe('');
        // 1 is good; 0 would be bad, and nothing stands where there is no such layer.
        for (const status of rest.slice(0, 5).flatMap((each) => each.split(',')))
          expect(['', '1', '2']).toContain(status);
        if (packet.proto === 'udp') expect(udp).toBe(String(packet.dst.port));
        if (packet.proto !== 'tcp') continue;
        expect([sport, dport, seq]).toEqual(
          [packet.src.port, packet.dst.port, packet.seq].map(String),
        );
        expect([syn, reset].map((flag) => /^(1|True)$/.test(flag ?? ''))).toEqual([
          packet.flags.includes('S'),
          packet.flags.includes('R'),
        ]);
        expect(mss).toBe(packet.mss === undefined ? '' : String(packet.mss));
      }
    },
  );

  it('a wrong checksum as one', () => {
    const events = envelopeEvents().map((event) =>
      event.kind === 'sent' && event.packet.proto === 'tcp'
        ? { ...event, packet: { ...event.packet, flipped: 167 } }
        : event,
    );
    const rows = shark(events, ['tcp.checksum.status']);
    expect(rows.filter(([status]) => status === '0').length).toBe(
      events.filter((e) => e.kind === 'sent' && e.packet.proto === 'tcp').length,
    );
  });
});
