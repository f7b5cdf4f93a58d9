// The front without a database behind it: what it answers to whom, and what it lets through.
import { type Duplex, PassThrough, Duplex as Stream } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { LeasedDatabase } from '../leased-database';
import type { WireStream } from '../service';
import { createFront } from './front';
import { int32, message, parseMessage, query } from './messages';

const startup = (parameters: Record<string, string>, version = 0x30000) => {
  const words = `${Object.entries(parameters).flat().join('\0')}\0\0`;
  const body = Buffer.concat([int32(version), Buffer.from(words)]);
  return Buffer.concat([int32(body.length + 4), body]);
};
const shop = startup({ user: 'shop', database: 'shop' });
const sslRequest = Buffer.concat([int32(8), int32(80_877_103)]);

/** Says `pieces` to a front, hangs up, and gives back all that came. */
async function say(pieces: readonly Uint8Array[], asked: Buffer[] = []) {
  const database: LeasedDatabase = {
    parameters: {},
    run: async (question) => {
      asked.push(question);
      return Buffer.alloc(0);
    },
  };
  const input = new PassThrough();
  const heard: Buffer[] = [];
  const stream: Duplex = Stream.from({
    readable: input,
    writable: new PassThrough().on('data', (bytes: Buffer) => heard.push(bytes)),
  } as unknown as AsyncIterable<Buffer>);
  const lines: string[] = [];
  const served = createFront(database, (line) => lines.push(line))(stream as WireStream);
  for (const piece of pieces) input.write(piece);
  input.end();
  await served;
  await new Promise((resolve) => setImmediate(resolve));
  return { heard: Buffer.concat(heard), lines };
}

describe('the front of PostgreSQL', () => {
  it('says no to encryption in one byte, then goes on', async () => {
    const { heard } = await say([sslRequest, shop]);
    expect(heard.toString('latin1')).toMatch(/^NR.*SCRAM-SHA-256\0\0$/s);
  });

  it('takes a start that comes byte by byte', async () => {
    const bytes = [...shop].map((byte) => Buffer.from([byte]));
    expect((await say(bytes)).heard.toString('latin1')).toContain('SCRAM-SHA-256');
  });

  it('hangs up on HTTP without a word, as the real server does', async () => {
    const { heard, lines } = await say([Buffer.from('GET / HTTP/1.1\r\nHost: shop\r\n\r\n')]);
    expect(heard).toHaveLength(0);
    expect(lines).toContain('LOG:  invalid length of startup packet');
  });

  it.each([
    ['an old version', [startup({ user: 'shop' }, 0x20000)], '0A000'],
    ['nobody', [startup({ database: 'shop' })], '28000'],
    ['a question before the log-in', [shop, query('SELECT 1')], '08P01'],
    ['another mechanism', [shop, message('p', Buffer.from('PLAIN\0'), int32(0))], '08P01'],
  ])('refuses %s', async (_what, pieces, code) => {
    const asked: Buffer[] = [];
    const { heard } = await say(pieces, asked);
    expect(heard.toString('latin1')).toContain(`SFATAL\0VFATAL\0C${code}\0`);
    expect(asked).toEqual([]);
  });

  it('whatever comes, it ends, never throws, and asks the database nothing without a log-in', async () => {
    const piece = fc.oneof(
      fc.uint8Array({ maxLength: 60 }),
      fc.constantFrom(sslRequest, shop, query('SELECT 1'), message('p', Buffer.from('SCRAM'))),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 6 }), async (pieces) => {
        const asked: Buffer[] = [];
        await say(pieces, asked);
        expect(asked).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe('parseMessage', () => {
  it.each([
    [Buffer.from('zzzzz'), 'invalid frontend message type 122'],
    [Buffer.from([0x51, 0, 0, 0, 3]), 'invalid message length'],
    [Buffer.from([0x51, 127, 0, 0, 0]), 'invalid message length'],
  ])('%j is wrong', (bytes, why) => {
    expect(parseMessage(bytes)).toEqual({ state: 'wrong', why });
  });
  it('waits for the rest', () => {
    expect(parseMessage(query('SELECT 1').subarray(0, 7))).toEqual({ state: 'partial' });
  });
});
