/** A file server with FTP's two connections, and basic-ftp calling it. */
import { createServer, type Socket } from 'node:net';
import { Readable, Writable } from 'node:stream';
import { Client, enterPassiveModeIPv4 } from 'basic-ftp';
import { openLines } from '../line-client';
import type { Guest, Service } from '../service';
import { annotateFtp } from './annotate-ftp';
import { createDataConnections, portsOfClients } from './data-connections';
import { createFolder } from './folder';
import { PASSWORD, serveControl, USER } from './session';
import { formatSix } from './six-numbers';

/** Puts the client's own record of commands and replies into the story, in pairs. */
function storyOf(guest: Guest) {
  let did = 'connect';
  return (message: string) => {
    if (message.startsWith('> ')) did = message.slice(2);
    if (!message.startsWith('< ')) return;
    for (const line of message.slice(2).split(/\r?\n/)) {
      if (!/^\d{3} /.test(line)) continue;
      guest.tell(did, line);
      // A transfer has two replies: when it begins, and when the other connection has ended.
      did = 'the data connection';
    }
  };
}

/** Logs in, works, and says goodbye. */
async function withClient(
  guest: Guest,
  work: (client: Client) => Promise<void>,
  password = PASSWORD,
) {
  const client = new Client();
  client.ftp.log = storyOf(guest);
  // EPSV is the client's first choice; its answer lacks the address that this lesson is about.
  client.prepareTransfer = enterPassiveModeIPv4;
  guest.signal.addEventListener('abort', () => client.close());
  try {
    await client.connect(guest.address, guest.port('control'));
    await client.login(USER, password);
    await client.send('TYPE I');
    await work(client);
    await client.send('QUIT');
  } finally {
    client.close();
  }
}

async function download(client: Client, path: string): Promise<string> {
  const pieces: Buffer[] = [];
  const sink = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  await client.downloadTo(sink, path);
  return Buffer.concat(pieces).toString('utf8').trim();
}

/** Active mode by hand: this client listens, and the server is the one who connects. */
async function active(guest: Guest) {
  // A call to this machine itself comes from the sandbox's own address, not from any other.
  const own = guest.address.startsWith('127.') ? guest.address : undefined;
  const client = openLines(guest, guest.port('control'), own);
  const listener = createServer();
  let caller: Socket | undefined;
  let port = 0;
  try {
    guest.tell('connect', await client.reply());
    await client.ask(`USER ${USER}`);
    await client.ask(`PASS ${PASSWORD}`);
    await client.ask('TYPE I');
    const addr = client.socket.localAddress ?? guest.address;
    await new Promise<void>((resolve, reject) => {
      listener.once('error', reject);
      listener.listen({ host: addr, port: 0 }, resolve);
    });
    const found = listener.address();
    port = typeof found === 'object' && found ? found.port : 0;
    portsOfClients.add(port);
    guest.tell('listen', `${addr}:${port}, with the client’s own program`);
    const called = new Promise<Socket>((resolve) => listener.once('connection', resolve));
    await client.ask(`PORT ${formatSix({ addr, port })}`);
    const began = await client.ask('RETR readme.txt');
    if (!began.startsWith('150')) throw new Error(began);
    caller = await called;
    guest.tell(
      'accept',
      `the server called, from ${caller.remoteAddress}:${caller.remotePort} to ${addr}:${port}`,
    );
    let text = '';
    for await (const piece of caller) text += String(piece);
    guest.tell('read until the server closes', text.trim());
    guest.tell('the data connection', await client.reply());
    await client.ask('QUIT');
  } finally {
    portsOfClients.delete(port);
    caller?.destroy();
    listener.close();
    client.close();
  }
}

export const ftp: Service = {
  async start(house) {
    const folder = createFolder(new Date());
    const connections = createDataConnections(house);
    await house.listen(
      'control',
      (control) => void serveControl(control, folder, connections, house.log),
    );
    await connections.listen();
  },
  exchanges: {
    list: (guest) =>
      withClient(guest, async (client) => {
        const found = await client.list();
        guest.tell('the list', found.map(({ name }) => name).join(', '));
      }),
    download: (guest) =>
      withClient(guest, async (client) => {
        guest.tell('the file', await download(client, 'readme.txt'));
      }),
    upload: (guest) =>
      withClient(guest, async (client) => {
        const { text = '' } = guest.input;
        await client.uploadFrom(Readable.from([Buffer.from(text)]), 'note.txt');
        guest.tell('the file, fetched again', await download(client, 'note.txt'));
      }),
    'wrong-password': (guest) => withClient(guest, async () => {}, 'coffee'),
    'no-such-file': (guest) =>
      withClient(guest, async (client) => void (await download(client, 'secret.txt'))),
    active,
  },
  annotate: annotateFtp,
};
