/** A key-value store that answers as Redis does, and the official client calling it. */
import { createClient } from 'redis';
import type { Guest, House, Service, WireStream } from '../service';
import { runCommand } from './keys';
import { annotateResp, formatReply, parseCommand } from './resp';

function serve(stream: WireStream, store: Map<string, string>, house: House) {
  let held = Buffer.alloc(0);
  house.log(`Accepted ${stream.remoteAddress}:${stream.remotePort}`);
  stream.on('data', (bytes: Buffer) => {
    held = Buffer.concat([held, bytes]);
    while (held.length > 0) {
      const parsed = parseCommand(held);
      if (parsed.state === 'partial') return;
      if (parsed.state === 'wrong') {
        stream.end(formatReply({ error: `ERR Protocol error: ${parsed.why}` }));
        return;
      }
      held = held.subarray(parsed.used);
      const [name = ''] = parsed.words;
      if (name === '') continue;
      if (name.toUpperCase() === 'QUIT') return void stream.end(formatReply({ status: 'OK' }));
      stream.write(formatReply(runCommand(store, parsed.words)));
    }
  });
  stream.on('end', () => stream.end());
}

/** Connects, works, and says goodbye; a refusal comes out as the library gives it. */
async function withClient(
  guest: Guest,
  work: (client: ReturnType<typeof connect>) => Promise<void>,
) {
  const client = connect(guest);
  client.on('error', () => {});
  guest.signal.addEventListener('abort', () => client.destroy());
  await client.connect();
  try {
    await work(client);
  } finally {
    if (client.isOpen) await client.close();
  }
}

const connect = (guest: Guest) =>
  createClient({
    RESP: 2,
    disableClientInfo: true,
    socket: { host: guest.address, port: guest.port('commands'), reconnectStrategy: false },
  });

export const redis: Service = {
  async start(house) {
    const store = new Map<string, string>();
    await house.listen('commands', (stream) => serve(stream, store, house));
    house.log('Ready to accept connections tcp');
  },
  exchanges: {
    ping: (guest) =>
      withClient(guest, async (client) => {
        guest.tell('PING', await client.ping());
      }),
    'set-and-get': (guest) =>
      withClient(guest, async (client) => {
        const { key = '', value = '' } = guest.input;
        guest.tell(`SET ${key} ${value}`, String(await client.set(key, value)));
        guest.tell(`GET ${key}`, String(await client.get(key)));
      }),
    count: (guest) =>
      withClient(guest, async (client) => {
        guest.tell('INCR visitors', String(await client.incr('visitors')));
        guest.tell('INCR visitors', String(await client.incr('visitors')));
      }),
    'unknown-command': (guest) =>
      withClient(guest, async (client) => {
        guest.tell('GIMME visitors', String(await client.sendCommand(['GIMME', 'visitors'])));
      }),
  },
  annotate: ({ turns }) => turns.map(({ bytes }) => annotateResp(Buffer.from(bytes))),
};
