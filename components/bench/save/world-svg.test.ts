import { expect, test } from 'vitest';
import type { DrawnPacket } from '@/components/stage/drawn-packets';
import type { WorldView } from '@/simulation/world/view';
import { paletteNames, worldSvg } from './world-svg';

const palette = Object.fromEntries(
  paletteNames.map((name) => [name, `#${name.length}a${name.length}b0c`]),
);

const host = (name: string, addr: string): WorldView['hosts'][number] => ({
  ...{ name, kind: 'laptop', power: 'on', processes: [], firewall: [], terminals: [] },
  interfaces: [
    { name: 'lo', lan: null, up: true, addrs: ['127.0.0.1/8'] },
    { name: 'eth0', lan: 'home', up: true, addrs: [addr] },
  ],
  sockets: [],
  browser: null,
});
const packet: DrawnPacket = {
  packet: {
    ...{ id: 1, proto: 'tcp', flags: 'S', seq: 1, ack: 0, window: 1, ttl: 64, data: '' },
    ...{ src: { addr: '10.0.0.1', port: 40000 }, dst: { addr: '10.0.0.2', port: 80 } },
  },
  ...{ phase: 'flying', from: 'one', to: 'two', via: 'home', reason: null, at: null },
};
const view: WorldView = {
  ...{ now: 5, lans: ['home'], inFlight: [] },
  hosts: [host('one', '10.0.0.1/24'), host('two', '10.0.0.2/24')],
};
const moment = { view, packets: [packet], title: 'Two', time: '5 ms', caption: 'A SYN leaves.' };

/** Elements that are opened and not closed, or the other way round. */
function unbalanced(svg: string): string[] {
  const open: string[] = [];
  for (const [, close, name = '', self] of svg.matchAll(/<(\/?)([a-z]+)(?:\s[^<>]*?)?(\/?)>/g)) {
    if (self) continue;
    if (!close) open.push(name);
    else if (open.pop() !== name) return [`</${name}>`];
  }
  return open;
}

test('a picture has its title, time, caption, hosts, addresses and packets as text', () => {
  const { svg, width, height } = worldSvg(moment, palette);
  for (const text of ['Two', 'simulated, 5 ms', 'A SYN leaves.', 'one', '10.0.0.2/24', 'home'])
    expect(svg).toContain(`>${text === '10.0.0.2/24' ? 'eth0 10.0.0.2/24' : text}</text>`);
  expect(svg).toContain('▶ SYN, on its way');
  expect(svg).toContain('10.0.0.1:40000 → 10.0.0.2:80');
  expect(unbalanced(svg)).toEqual([]);
  expect(svg).toMatch(new RegExp(`^<svg xmlns="[^"]+" width="${width}" height="${height}"`));
  expect(svg).not.toMatch(/undefined|NaN|Infinity|href|url\(|var\(/);
});

test('whatever a scenario is called, it stays text', () => {
  const title = '<script>alert("1")</script> & \u0000\u0007 more';
  const { svg } = worldSvg({ ...moment, title, caption: title }, palette);
  expect(svg).not.toContain('<script');
  expect(svg).toContain('&lt;script&gt;');
  expect(unbalanced(svg)).toEqual([]);
  expect(Array.from(svg).every((char) => char >= ' ' || char === '\n')).toBe(true);
});

test('a packet that stays inside is told in its host, a lost one is told to be lost', () => {
  const inside: DrawnPacket = { ...packet, via: 'lo', to: 'one' };
  const lost: DrawnPacket = { ...packet, phase: 'lost', reason: 'link-down', at: 'one' };
  const { svg } = worldSvg({ ...moment, packets: [inside, lost] }, palette);
  expect(svg).toContain('inside: SYN, on its way');
  expect(svg).toContain('✕ SYN, lost: cable out');
});

test('a world without networks, or with many hosts, has a size all the same', () => {
  const alone = worldSvg(
    { ...moment, view: { ...view, lans: [], hosts: [] }, packets: [] },
    palette,
  );
  expect(alone.width).toBe(720);
  const hosts = Array.from({ length: 12 }, (_, n) => host(`h${n}`, `10.0.0.${n + 1}/24`));
  const many = worldSvg({ ...moment, view: { ...view, hosts } }, palette);
  expect(many.width).toBeGreaterThan(12 * 316);
  expect(many.svg).not.toMatch(/undefined|NaN|Infinity/);
});
