// The FTP server without sockets: what it says to lines, and whom it would call.
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { House, WireStream } from '../service';
import { createDataConnections, portsOfClients } from './data-connections';
import { createFolder, resolvePath } from './folder';
import { serveControl } from './session';
import { formatSix, parseBars, parseSix } from './six-numbers';

function stand() {
  const called: string[] = [];
  const house = {
    log() {},
    port: () => 21,
    async call(_purpose: string, to: { addr: string; port: number }) {
      called.push(`${to.addr}:${to.port}`);
      throw new Error('refused');
    },
  } as unknown as House;
  return { called, connections: createDataConnections(house), folder: createFolder(new Date(0)) };
}

async function talk(bytes: string | Uint8Array, from = '192.168.1.50') {
  const { called, connections, folder } = stand();
  let said = '';
  const stream = new Duplex({
    read() {},
    write(piece: Buffer, _encoding, done) {
      said += piece.toString('latin1');
      done();
    },
  });
  Object.assign(stream, { remoteAddress: from, localAddress: '192.168.1.20' });
  stream.push(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  stream.push(null);
  await serveControl(stream as unknown as WireStream, folder, connections, () => {});
  return { said, called };
}

const login = 'USER ann\r\nPASS earl-grey\r\n';
const codes = (said: string) => [...said.matchAll(/^(\d{3}) /gm)].map(([, code]) => code);

it('answers each command, and nothing but a login before a login', async () => {
  const { said } = await talk(
    `PWD\r\nPASS x\r\n${login}SYST\r\nFEAT\r\nPWD\r\nCWD menus\r\nPWD\r\nCWD ../..\r\nCWD nowhere\r\n` +
      'SIZE readme.txt\r\nSIZE none\r\nRETR readme.txt\r\nFROB\r\nQUIT\r\nPWD\r\n',
  );
  expect(codes(said)).toEqual(
    '220 530 503 331 230 215 211 257 250 257 250 550 213 550 425 500 221'.split(' '),
  );
  expect(said).toContain('257 "/menus" is');
});

it('calls back the caller alone, at a port that may be a client’s', async () => {
  const ask = async (words: string, from?: string) =>
    (await talk(`${login}${words}\r\nLIST\r\n`, from)).called;
  expect(await ask('PORT 192,168,1,50,156,64')).toEqual(['192.168.1.50:40000']);
  expect(await ask('EPRT |1|192.168.1.50|40000|')).toEqual(['192.168.1.50:40000']);
  expect(await ask('PORT 192,168,1,99,156,64')).toEqual([]);
  expect(await ask('PORT 192,168,1,50,0,22')).toEqual([]);
  expect(await ask('PORT 1,2,3')).toEqual([]);
});

it('on its own machine it calls a client of the lab, and no other port', async () => {
  const ask = async () =>
    (await talk(`${login}PORT 127,0,0,1,156,64\r\nLIST\r\n`, '127.0.0.1')).called;
  expect(await ask()).toEqual([]);
  portsOfClients.add(40_000);
  expect(await ask()).toEqual(['127.0.0.1:40000']);
  portsOfClients.delete(40_000);
});

it('outlives any bytes', async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 200 }),
    fc.string({ unit: 'binary-ascii', maxLength: 80 }).map((text) => `${login}${text}\r\n`),
    fc.constant('x'.repeat(5_000)),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (each) => {
      expect((await talk(each)).said).toMatch(/^220 /);
    }),
    { numRuns: 100 },
  );
});

it('writes and reads ports as two bytes', () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.integer({ min: 0, max: 65_535 }), (addr, port) => {
      expect(parseSix(formatSix({ addr, port }))).toEqual({ addr, port });
      expect(parseBars(`|1|${addr}|${port}|`)).toEqual({ addr, port });
    }),
  );
  expect(parseSix('1,2,3,4,256,1')).toBeNull();
  expect(parseBars('|2|::1|40000|')).toBeNull();
});

it('keeps its folder small, and paths inside it', () => {
  const folder = createFolder(new Date(0));
  expect(resolvePath('/menus', '../../../etc/passwd')).toBe('/etc/passwd');
  expect(folder.read('/etc/passwd')).toBeNull();
  expect(folder.write('/big', Buffer.alloc(16_385))).toBe(false);
  expect(folder.write('/none/there', Buffer.alloc(1))).toBe(false);
  expect(folder.write('/menus', Buffer.alloc(1))).toBe(false);
  const taken = Array.from({ length: 30 }, (_, n) => folder.write(`/f${n}`, Buffer.alloc(1)));
  expect(taken.filter(Boolean)).toHaveLength(17);
});
