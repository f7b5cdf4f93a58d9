/** A name server for one zone, over UDP and TCP, and the resolver that Node carries (c-ares). */
import { Resolver } from 'node:dns/promises';
import { decode, encode } from 'dns-packet';
import type { Guest, House, Service, WireStream } from '../service';
import { annotateDns } from './annotate-dns';
import { answerQuery, cutOff, UDP_LIMIT } from './zone';

const LARGEST = 4096;

function answerBytes(bytes: Buffer, limit: number, log: (words: string) => void): Buffer | null {
  try {
    const query = decode(bytes);
    if (query.type !== 'query') return null;
    const answer = answerQuery(query);
    const asked = query.questions?.[0];
    const what = asked ? `${asked.name} ${asked.type}` : 'nothing';
    log(`${what}: ${answer ? `code ${(answer.flags ?? 0) & 15}` : 'no answer'}`);
    if (!answer) return null;
    const whole = encode(answer);
    return whole.length > limit ? encode(cutOff(answer)) : whole;
  } catch {
    log('a message that cannot be read');
    return null;
  }
}

/** Over TCP each message has its length before it. RFC 1035, 4.2.2 */
function serveStream(stream: WireStream, house: House) {
  let held = Buffer.alloc(0);
  stream.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    while (held.length >= 2) {
      const length = held.readUInt16BE(0);
      if (length > LARGEST) return void stream.destroy();
      if (held.length < 2 + length) return;
      const answer = answerBytes(held.subarray(2, 2 + length), 65_535, (words) =>
        house.log(`tcp ${words}`),
      );
      held = held.subarray(2 + length);
      if (!answer) continue;
      const head = Buffer.alloc(2);
      head.writeUInt16BE(answer.length);
      stream.write(Buffer.concat([head, answer]));
    }
  });
  stream.on('end', () => stream.end());
}

/** Asks once or twice, as a resolver does, and tells what came. */
const asking =
  (ask: (resolver: Resolver) => Promise<unknown>, did: string) =>
  async (guest: Guest): Promise<void> => {
    const resolver = new Resolver({ timeout: 600, tries: 2 });
    resolver.setServers([`${guest.address}:${guest.port('names')}`]);
    guest.signal.addEventListener('abort', () => resolver.cancel());
    const got = await ask(resolver);
    guest.tell(did, typeof got === 'string' ? got : JSON.stringify(got));
  };

const joined = async (answer: Promise<string[]>) => (await answer).join(', ');

export const dns: Service = {
  async start(house) {
    await house.listenUdp('names', (bytes, reply, peer) => {
      const answer = answerBytes(bytes, UDP_LIMIT, (words) =>
        house.log(`udp ${peer.addr} ${words}`),
      );
      if (answer) reply(answer);
    });
    await house.listen('names', (stream) => serveStream(stream, house));
  },
  exchanges: {
    address: asking((resolver) => joined(resolver.resolve4('shop.example')), 'A shop.example'),
    'ipv6-address': asking(
      (resolver) => joined(resolver.resolve6('shop.example')),
      'AAAA shop.example',
    ),
    alias: asking(
      (resolver) => joined(resolver.resolve4('www.shop.example')),
      'A www.shop.example',
    ),
    mail: asking(
      async (resolver) =>
        (await resolver.resolveMx('shop.example'))
          .map((mx) => `${mx.priority} ${mx.exchange}`)
          .join(', '),
      'MX shop.example',
    ),
    'no-such-name': asking(
      (resolver) => joined(resolver.resolve4('shpo.shop.example')),
      'A shpo.shop.example',
    ),
    'another-zone': asking(
      (resolver) => joined(resolver.resolve4('bank.example')),
      'A bank.example',
    ),
    silence: asking(
      (resolver) => joined(resolver.resolve4('silent.shop.example')),
      'A silent.shop.example',
    ),
    'too-long': asking(
      async (resolver) =>
        `${(await resolver.resolveTxt('long.shop.example')).flat().join('').length} characters of text`,
      'TXT long.shop.example',
    ),
  },
  annotate: ({ proto, turns }) => turns.map(({ bytes }) => annotateDns(bytes, proto)),
};
