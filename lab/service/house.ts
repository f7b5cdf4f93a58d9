/** Opens sockets for one running service, records them, and closes all of it again. */
import { createSocket, Socket as UdpSocket } from 'node:dgram';
import { connect, createServer, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { ServiceId } from '@/contract/lab-service';
import type { Endpoint } from '@/contract/trace';
import { createBoundedLog } from '../bounded-log';
import { catalogue } from './catalogue';
import type { LeasedDatabase } from './leased-database';
import { recordStream, type StreamEnds } from './recorded-stream';
import type { House, WireStream } from './service';
import type { WireRecord } from './wire-record';

/** As it was before the fence: an answer goes to whoever asked, and that is not dialling. */
const answerTo = UdpSocket.prototype.send;

const MOST_CONNECTIONS = 32;
/** One connection may say so much in all: nothing that is learnt here takes more. */
const MOST_BYTES = 1024 * 1024;
/** A connection nobody uses. */
const IDLE_MS = 60_000;
/** How long a call waits for an answer. */
const CALL_MS = 3_000;

export type Listening = { purpose: string; proto: 'tcp' | 'udp'; local: Endpoint };
export type RunningHouse = ReturnType<typeof openHouse>;

/** 8080 for 80, where a program may not take the port itself. */
export const realPort = (port: number, lowestPort: number) =>
  port === 0 || port >= lowestPort ? port : port + 8000;

const isV6 = (addr: string) => addr.includes(':');
/** `::ffff:192.168.1.50` is an IPv4 caller of a server that listens on `::`. */
const plainAddress = (addr = '') => addr.replace(/^::ffff:(?=\d)/i, '');

/** Listens for a moment: the port it was given. Rejects with the kernel's reason if it may not. */
export function tryListening(host: string, port: number): Promise<number> {
  const held = createServer();
  return new Promise((resolve, reject) => {
    held.once('error', reject);
    held.listen({ host, port }, () => {
      const found = held.address();
      held.close(() => resolve(typeof found === 'object' && found ? found.port : port));
    });
  });
}

/**
 * @param bindTo address to listen on; @param address where clients on this machine find it.
 */
export function openHouse(
  service: ServiceId,
  record: WireRecord,
  place: { bindTo: string; address: string; lowestPort: number; database?: LeasedDatabase | null },
) {
  const listening: Listening[] = [];
  const shared: Record<string, string> = {};
  /** Connections that the service made itself. */
  const called = new Set<Socket>();
  const closers: (() => void | Promise<void>)[] = [
    () => {
      for (const socket of called) socket.destroy();
    },
  ];
  const log = createBoundedLog();
  let connections = 0;
  let open = true;

  const defaultPort = (purpose: string) => {
    const row = catalogue[service]?.ports.find((each) => each.purpose === purpose);
    if (!row) throw new Error(`${service} has no port for ${purpose}`);
    return realPort(row.port, place.lowestPort);
  };
  const portOf = (purpose: string) =>
    listening.find((each) => each.purpose === purpose)?.local.port ?? defaultPort(purpose);

  /** Counts, bounds and records a connection; null where there are too many. */
  function adopt(socket: Socket, purpose: string) {
    const { remoteAddress, remotePort, localAddress, localPort } = socket;
    if (!remoteAddress || !localAddress || connections >= MOST_CONNECTIONS) {
      socket.destroy();
      return null;
    }
    connections++;
    socket.once('close', () => connections--);
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('data', () => {
      if (socket.bytesRead > MOST_BYTES) socket.destroy();
    });
    const ends: StreamEnds = {
      remoteAddress: plainAddress(remoteAddress),
      remotePort: remotePort ?? 0,
      localAddress: plainAddress(localAddress),
      localPort: localPort ?? 0,
    };
    const about = {
      proto: 'tcp' as const,
      purpose,
      client: { addr: ends.remoteAddress, port: ends.remotePort },
      server: { addr: ends.localAddress, port: ends.localPort },
    };
    const scribe = record.open(service, { ...about, layer: 'on the wire' });
    const inside = (stream: Duplex): WireStream =>
      recordStream(stream, record.open(service, { ...about, layer: 'inside TLS' }), ends);
    return { stream: recordStream(socket, scribe, ends), inside };
  }

  const house: House = {
    address: place.address,
    database: place.database ?? null,
    port: portOf,
    log: log.add,
    share: (name, value) => void (shared[name] = value),
    onStop: (work) => void closers.push(work),

    listen(purpose, accept, where = {}) {
      const port = where.port ?? defaultPort(purpose);
      const bindTo = where.thisMachine ? place.address : place.bindTo;
      const sockets = new Set<Socket>();
      const server = createServer({ noDelay: true }, (socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        // Whoever goes away in the middle of a word is the recorder's affair.
        socket.on('error', () => {});
        const adopted = adopt(socket, purpose);
        if (adopted) accept(adopted.stream, adopted.inside);
      });
      return new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen({ host: bindTo, port }, () => {
          const found = server.address();
          const local = {
            addr: bindTo,
            port: typeof found === 'object' && found ? found.port : port,
          };
          listening.push({ purpose, proto: 'tcp', local });
          closers.push(() => {
            server.close();
            for (const socket of sockets) socket.destroy();
          });
          resolve(local);
        });
      });
    },

    call(purpose, to, from) {
      const socket = connect({
        host: to.addr,
        port: to.port,
        localAddress: from.addr,
        localPort: from.port,
      });
      called.add(socket);
      const late = setTimeout(() => socket.destroy(new Error('no answer')), CALL_MS);
      return new Promise((resolve, reject) => {
        // Once the connection stands, an error is the recorder's affair, as above.
        socket.on('error', reject);
        socket.once('close', () => {
          clearTimeout(late);
          called.delete(socket);
          reject(new Error('closed'));
        });
        socket.once('connect', () => {
          clearTimeout(late);
          const adopted = adopt(socket, purpose);
          if (adopted) resolve(adopted.stream);
        });
      });
    },

    silentPort: () => tryListening(place.address, 0),

    listenUdp(purpose, receive) {
      const port = defaultPort(purpose);
      const socket = createSocket({ type: isV6(place.bindTo) ? 'udp6' : 'udp4' });
      return new Promise((resolve, reject) => {
        socket.once('error', reject);
        socket.bind({ address: place.bindTo, port }, () => {
          const local = { addr: place.bindTo, port: socket.address().port };
          listening.push({ purpose, proto: 'udp', local });
          closers.push(() => void socket.close());
          socket.on('message', (bytes, from) => {
            const peer = { addr: plainAddress(from.address), port: from.port };
            const server = { addr: place.address, port: local.port };
            const scribe = record.open(service, {
              proto: 'udp',
              purpose,
              layer: 'on the wire',
              client: peer,
              server,
            });
            scribe.say('client', bytes);
            receive(
              bytes,
              (answer) => {
                if (!open) return;
                scribe.say('server', answer);
                Reflect.apply(answerTo, socket, [answer, from.port, from.address, () => {}]);
              },
              peer,
            );
          });
          resolve(local);
        });
      });
    },
  };

  return {
    house,
    listening: (): readonly Listening[] => listening,
    shared: (): Readonly<Record<string, string>> => shared,
    logMark: log.mark,
    logSince: log.since,
    /** Closes everything, newest first; never rejects. */
    async close() {
      if (!open) return;
      open = false;
      for (const closer of closers.reverse()) {
        try {
          await closer();
        } catch {
          // What cannot be closed has been closed by the other end.
        }
      }
    },
  };
}
