// How much a stranger at a service's door can make it keep: connections, bytes, words.
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { eventually } from '../test-lab';
import { runExchange } from './exchange';
import { openHouse } from './house';
import { createWireRecord } from './wire-record';

const address = '127.0.0.1';
const client = { addr: address, port: 40_000 };
const server = { addr: address, port: 80 };

async function openDoor() {
  const record = createWireRecord(() => performance.now());
  const house = openHouse('redis', record, { bindTo: address, address, lowestPort: 1024 });
  let heard = 0;
  let inside = 0;
  const { port } = await house.house.listen(
    'redis',
    (stream) => {
      inside++;
      stream.on('data', (bytes: Buffer) => void (heard += bytes.length));
      stream.on('close', () => inside--);
    },
    { port: 0 },
  );
  return { house, port, heard: () => heard, inside: () => inside };
}

describe('a house', () => {
  it('lets 32 in; the others are turned away, and let in when there is room', async () => {
    const { house, port, inside } = await openDoor();
    let turnedAway = 0;
    const callers = Array.from({ length: 100 }, () => {
      const caller = connect(port, address);
      caller.on('error', () => {});
      caller.on('close', () => turnedAway++);
      return caller;
    });
    expect(await eventually(() => turnedAway === 68)).toBe(true);
    expect(inside()).toBe(32);
    for (const caller of callers) caller.destroy();
    expect(await eventually(() => inside() === 0)).toBe(true);
    const next = connect(port, address);
    expect(await eventually(() => inside() === 1)).toBe(true);
    next.destroy();
    await house.close();
  });

  it('hangs up on a line without an end after a megabyte', async () => {
    const { house, port, heard, inside } = await openDoor();
    const caller = connect(port, address);
    caller.on('error', () => {});
    const more = () => {
      while (!caller.destroyed && caller.write('x'.repeat(65_536)));
    };
    caller.on('drain', more).on('connect', more);
    expect(await eventually(() => caller.destroyed)).toBe(true);
    expect(heard()).toBeLessThan(1.2 * 1024 * 1024);
    expect(await eventually(() => inside() === 0)).toBe(true);
    await house.close();
  });

  it('its log keeps the newest lines, short, and without anything that a terminal obeys', () => {
    const record = createWireRecord(() => 0);
    const { house, logSince } = openHouse('redis', record, { bindTo: '', address, lowestPort: 1 });
    for (let line = 0; line < 1_000; line++)
      house.log(`${line} \u001b]0;evil\u0007\r\nfake ${'x'.repeat(1_000)}`);
    const kept = logSince(0);
    expect(kept.length).toBeLessThanOrEqual(60);
    for (const line of kept) {
      expect(line.length).toBeLessThanOrEqual(400);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
    expect(kept.at(-1)).toMatch(/^999 /);
  });
});

describe('the record of a wire', () => {
  it('fits into an answer, however much was said and explained', () => {
    const record = createWireRecord(() => 0);
    const noise = Buffer.alloc(4096);
    for (let talk = 0; talk < 100; talk++) {
      const about = { proto: 'tcp', purpose: '', layer: 'on the wire', client, server } as const;
      const scribe = record.open('redis', about);
      for (let turn = 0; turn < 100; turn++) scribe.say(turn % 2 ? 'server' : 'client', noise);
    }
    const meaning = 'a byte, and what it means to those who have never seen one';
    const told = record.since(0, 'redis', ({ turns }) =>
      turns.map(({ bytes }) =>
        Array.from(bytes, (_, at) => ({ at, length: 1, name: 'byte', meaning })),
      ),
    );
    expect(told.length).toBeGreaterThan(10);
    expect(JSON.stringify(told).length).toBeLessThan(1_500_000);
    expect(told[0]?.turns[0]).toMatchObject({ total: 4096, bytes: noise.toString('latin1') });
  });
});

describe('the story of a client', () => {
  const order = {
    service: 'redis',
    exchange: 'ping',
    input: {},
    address,
    ports: {},
    shared: {},
    running: true,
    ms: 1_000,
  } as const;

  it('shows escape sequences as pictures, and keeps its lines', async () => {
    const { story, error } = await runExchange(async (guest) => {
      guest.tell('GET x\u0000', 'a\r\nb\tc \u001b[31mred\u001b]0;title\u0007\u009b1m');
      throw new Error('\u001b[2Jgone\u007f');
    }, order);
    expect(story).toEqual([{ did: 'GET x␀', got: 'a\nb\tc ␛[31mred␛]0;title␇�1m' }]);
    expect(error?.message).toBe('␛[2Jgone␡');
  });

  it('is bounded in lines and in length', async () => {
    const { story } = await runExchange(async (guest) => {
      for (let line = 0; line < 1_000; line++) guest.tell('x'.repeat(1e5), 'y'.repeat(1e5));
    }, order);
    expect(story).toHaveLength(40);
    for (const { did, got } of story) expect(did.length + got.length).toBeLessThan(4_100);
  });
});
