/** A chat room over WebSocket: one HTTP request, and then both ends may speak whenever they like. */
import { createServer } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { hostHeader } from '../host-header';
import { ask, tellAnswer } from '../http/web-client';
import type { Guest, Service } from '../service';
import { annotateWebSocket } from './annotate-frames';

const LARGEST = 4096;

/** Opens a socket, and waits for things it is told, one after the other. */
async function join(guest: Guest) {
  const port = guest.port('web');
  const socket = new WebSocket(`ws://${hostHeader(guest.address, port, 80)}/room`, {
    perMessageDeflate: false,
    maxPayload: LARGEST,
  });
  const heard: string[] = [];
  let wake = () => {};
  const failed = new Promise<never>((_resolve, reject) => socket.once('error', reject));
  failed.catch(() => {});
  socket.on('message', (bytes) => {
    heard.push(bytes.toString());
    wake();
  });
  guest.signal.addEventListener('abort', () => socket.terminate());
  await Promise.race([new Promise((resolve) => socket.once('open', resolve)), failed]);
  return {
    socket,
    async hear(): Promise<string> {
      while (heard.length === 0) {
        await Promise.race([new Promise<void>((resolve) => (wake = resolve)), failed]);
      }
      return heard.shift() ?? '';
    },
    async leave() {
      const gone = new Promise<[number, Buffer]>((resolve) =>
        socket.once('close', (code, reason) => resolve([code, reason])),
      );
      socket.close(1000, 'bye');
      return gone;
    },
  };
}

export const websocket: Service = {
  async start(house) {
    const room = new WebSocketServer({
      noServer: true,
      maxPayload: LARGEST,
      perMessageDeflate: false,
    });
    const server = createServer((_request, response) => {
      response.writeHead(426, {
        'content-type': 'text/plain',
        connection: 'close',
        upgrade: 'websocket',
      });
      response.end('This address speaks WebSocket.\n');
    });
    server.on('upgrade', (request, stream: Duplex, head: Buffer) => {
      room.handleUpgrade(request, stream, head, (socket) =>
        room.emit('connection', socket, request),
      );
    });
    room.on('connection', (socket, request) => {
      const who = `${request.socket.remoteAddress}:${request.socket.remotePort}`;
      house.log(`${who} came in; ${room.clients.size} in the room`);
      socket.on('error', () => {});
      socket.on('close', () => house.log(`${who} left`));
      // The server speaks first, and unasked: that is what HTTP alone cannot do.
      socket.send(`welcome, ${who}`);
      socket.on('message', (bytes, isBinary) => {
        for (const other of room.clients) {
          if (other.readyState === WebSocket.OPEN) other.send(bytes, { binary: isBinary });
        }
      });
    });
    house.onStop(() => {
      for (const socket of room.clients) socket.terminate();
      server.closeAllConnections();
    });
    await house.listen('web', (stream) => server.emit('connection', stream));
  },
  exchanges: {
    async chat(guest) {
      const { text = '' } = guest.input;
      const me = await join(guest);
      guest.tell('connect', await me.hear());
      me.socket.send(text);
      guest.tell(`send “${text}”`, await me.hear());
      const [code, reason] = await me.leave();
      guest.tell('close', `${code} ${reason.toString()}`.trim());
    },
    async 'two-people'(guest) {
      const [ann, ben] = [await join(guest), await join(guest)];
      await ann.hear();
      await ben.hear();
      ann.socket.send('hello from Ann');
      guest.tell(
        'Ann sends “hello from Ann”',
        `Ben is told, without having asked: ${await ben.hear()}`,
      );
      await Promise.all([ann.leave(), ben.leave()]);
    },
    async ping(guest) {
      const me = await join(guest);
      await me.hear();
      const pong = new Promise<Buffer>((resolve) => me.socket.once('pong', resolve));
      me.socket.ping('still there?');
      guest.tell('ping “still there?”', `pong “${(await pong).toString()}”`);
      await me.leave();
    },
    async 'plain-http'(guest) {
      const port = guest.port('web');
      const headers = { host: hostHeader('shop.example', port, 80) };
      tellAnswer(guest, 'GET /room', await ask(guest, { port, path: '/room', headers }));
    },
  },
  annotate: ({ turns }) => annotateWebSocket(turns),
};
