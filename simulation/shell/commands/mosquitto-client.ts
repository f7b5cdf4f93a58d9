/** `mosquitto_pub` and `mosquitto_sub` 2.0.11: one message out, or all that come in. */
import { decodeText, encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readAllText, sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { decodeMqtt, encodeMqtt, type MqttPacket } from '../../program/mqtt/packet';
import { lookupHost } from '../../program/resolve';
import { createInbox, hangUp, type Inbox, receiveMore, say } from '../../program/socket-io';
import { type MosquittoOrder, readMosquitto } from './mosquitto-settings';
import { hasAuthorities, startTls } from './mosquitto-tls';

type Link = { inbox: Inbox; order: MosquittoOrder };
/** `timeout`: nothing came; `signal`: Ctrl-C; `closed`: the connection is gone. */
type Got = MqttPacket | 'timeout' | 'signal' | 'closed';

const refusals = [
  '',
  'Connection Refused: unacceptable protocol version.',
  'Connection Refused: identifier rejected.',
  'Connection Refused: broker unavailable.',
  'Connection Refused: bad user name or password.',
  'Connection Refused: not authorised.',
];

function* open(host: string, port: number): Routine<number | string> {
  const found = yield* lookupHost(host);
  if (!found.ok) return 'Unable to connect (Lookup error.).\n';
  let why = 'Unable to connect (Lookup error.).\n';
  for (const addr of found.addrs) {
    const made = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!made.ok) continue;
    const done = yield* sys.connect(made.value, addr, port);
    if (done.ok) return made.value;
    yield* sys.close(made.value);
    why = `Error: ${formatErrno(done.errno)}\n`;
  }
  return why;
}

function* note({ order }: Link, text: string): Routine {
  if (order.debug) yield* print(`Client ${order.id === '' ? '(null)' : order.id} ${text}\n`);
}

function* send(link: Link, packet: MqttPacket): Routine {
  yield* say(link.inbox, encodeMqtt(packet));
}

/** The next packet within `ms`; null waits for ever. */
function* receive(link: Link, ms: number | null): Routine<Got> {
  for (;;) {
    const { inbox } = link;
    const read = decodeMqtt(inbox.bytes);
    if (read && 'bad' in read) return 'closed';
    if (read) {
      inbox.bytes = inbox.bytes.slice(read.length);
      return read.packet;
    }
    const ready = yield* sys.poll([inbox.fd], ms);
    if (!ready.ok) return 'signal';
    if (ready.value.length === 0) return 'timeout';
    const more = yield* receiveMore(inbox);
    if (!more.ok || !more.value) return 'closed';
  }
}

/** CONNECT and its answer: the code of CONNACK, or why there was none. */
function* shakeHands(link: Link): Routine<number | 'signal' | 'closed' | 'tls'> {
  const { id, keepalive, will, user, password, tls, host, debug } = link.order;
  yield* note(link, 'sending CONNECT');
  if (tls && !(yield* startTls(link.inbox, tls, host, debug))) return 'tls';
  yield* send(link, { type: 'CONNECT', client: id, clean: true, keepalive, will, user, password });
  const got = yield* receive(link, null);
  if (got === 'signal' || typeof got === 'string') return got === 'signal' ? got : 'closed';
  if (got.type !== 'CONNACK') return 'closed';
  yield* note(link, `received CONNACK (${got.code})`);
  return got.code;
}

type Started = { link: Link } | { status: number };

function* begin(
  name: 'mosquitto_pub' | 'mosquitto_sub',
  argv: readonly string[],
): Routine<Started> {
  const order = readMosquitto(name, argv.slice(1));
  if (typeof order === 'string') {
    yield* printError(order);
    return { status: 1 };
  }
  if (order.tls && !(yield* hasAuthorities(order.tls))) {
    yield* printError('Error: Problem setting TLS options: File not found.\n');
    return { status: 1 };
  }
  const fd = yield* open(order.host, order.port);
  if (typeof fd === 'string') {
    yield* printError(fd);
    return { status: 1 };
  }
  const link: Link = { inbox: createInbox(fd), order };
  const code = yield* shakeHands(link);
  if (code === 0) return { link };
  if (code === 'signal') return { status: 130 };
  if (code === 'tls') {
    yield* printError('Error: A TLS error occurred.\n');
    return { status: 8 };
  }
  if (code === 'closed') {
    yield* printError('Error: The connection was lost.\n');
    return { status: 7 };
  }
  yield* printError(
    `Connection error: ${refusals[code] ?? 'Connection Refused: unknown reason.'}\n`,
  );
  if (name === 'mosquitto_pub') yield* printError('Error: The connection was refused.\n');
  return { status: code };
}

function* leave(link: Link): Routine {
  yield* note(link, 'sending DISCONNECT');
  yield* send(link, { type: 'DISCONNECT' });
  yield* hangUp(link.inbox);
}

function* publishAll({ argv }: ProgramContext): Routine<number> {
  const started = yield* begin('mosquitto_pub', argv);
  if ('status' in started) return started.status;
  const { link } = started;
  const { message, input, topics, qos, retain } = link.order;
  const text = input === null ? null : yield* readAllText(0);
  const typed = text?.ok ? text.value : '';
  const lines = typed.split('\n').slice(0, typed.endsWith('\n') ? -1 : undefined);
  const payloads =
    input === 'lines'
      ? lines.map(encodeText)
      : [input === 'all' ? encodeText(typed) : (message ?? '')];
  const [topic = ''] = topics.slice(-1);
  for (const [at, payload] of payloads.entries()) {
    const id = at + 1;
    const about = `'${topic}', ... (${payload.length} bytes)`;
    yield* note(link, `sending PUBLISH (d0, q${qos}, r${retain ? 1 : 0}, m${id}, ${about})`);
    yield* send(link, { type: 'PUBLISH', topic, payload, qos, retain, dup: false, id });
    while (qos > 0) {
      const got = yield* receive(link, null);
      if (got === 'signal') return 130;
      if (typeof got === 'string') {
        yield* printError('Error: The connection was lost.\n');
        return 7;
      }
      if (got.type !== 'PUBACK' || got.id !== id) continue;
      yield* note(link, `received PUBACK (Mid: ${id}, RC:0)`);
      break;
    }
  }
  yield* leave(link);
  return 0;
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

function* subscribe(link: Link): Routine {
  const { topics, qos } = link.order;
  for (const topic of topics) {
    yield* note(link, `sending SUBSCRIBE (Mid: 1, Topic: ${topic}, QoS: ${qos}, Options: 0x00)`);
  }
  yield* send(link, {
    type: 'SUBSCRIBE',
    id: 1,
    topics: topics.map((filter) => ({ filter, qos })),
  });
}

/** A broker that went away is called again every second, as libmosquitto does it. */
function* reconnect(link: Link): Routine<boolean> {
  yield* sys.close(link.inbox.fd);
  for (;;) {
    const slept = yield* sys.sleep(1000);
    if (!slept.ok) return false;
    const fd = yield* open(link.order.host, link.order.port);
    if (typeof fd === 'string') continue;
    link.inbox = createInbox(fd);
    const code = yield* shakeHands(link);
    if (code === 'signal') return false;
    if (code !== 0) {
      yield* sys.close(fd);
      continue;
    }
    yield* subscribe(link);
    return true;
  }
}

function* printAll({ argv }: ProgramContext): Routine<number> {
  const begun = yield* time();
  const started = yield* begin('mosquitto_sub', argv);
  if ('status' in started) return started.status;
  const { link } = started;
  const { timeout, count, keepalive, verbose, newline } = link.order;
  yield* subscribe(link);
  let left = count;
  let heard = yield* time();
  while (left === null || left > 0) {
    const now = yield* time();
    const end = timeout === null ? null : begun + timeout * 1000;
    if (end !== null && now >= end) {
      yield* leave(link);
      yield* printError('Timed out\n');
      return 27;
    }
    if (now >= heard + keepalive * 1000) {
      yield* note(link, 'sending PINGREQ');
      yield* send(link, { type: 'PINGREQ' });
      heard = now;
    }
    const due = heard + keepalive * 1000;
    const got = yield* receive(link, Math.max(0, Math.min(due, end ?? due) - now));
    if (got === 'timeout') continue;
    if (got === 'signal') break;
    if (got === 'closed') {
      if (!(yield* reconnect(link))) return 0;
      continue;
    }
    if (got.type === 'SUBACK') {
      yield* note(link, 'received SUBACK');
      if (link.order.debug) yield* print(`Subscribed (mid: ${got.id}): ${got.codes.join(', ')}\n`);
    }
    if (got.type !== 'PUBLISH') continue;
    const { qos, retain, id, topic, payload } = got;
    const about = `'${topic}', ... (${payload.length} bytes)`;
    yield* note(link, `received PUBLISH (d0, q${qos}, r${retain ? 1 : 0}, m${id}, ${about})`);
    if (qos > 0) yield* send(link, { type: 'PUBACK', id });
    // An empty message shows with its topic alone where that is asked for.
    const text = verbose
      ? `${topic} ${payload === '' ? '(null)' : decodeText(payload)}`
      : decodeText(payload);
    if (!(yield* print(`${text}${newline ? '\n' : ''}`))) break;
    if (left !== null) left -= 1;
  }
  yield* leave(link);
  return 0;
}

export const mosquittoPub: Program = {
  name: 'mosquitto_pub',
  usage:
    'mosquitto_pub [-h HOST] [-p PORT] [-u USER -P PASSWORD] [-q 0|1] [-r] -t TOPIC -m MESSAGE',
  summary: 'publish a message under a topic with an MQTT broker',
  main: publishAll,
};

export const mosquittoSub: Program = {
  name: 'mosquitto_sub',
  usage:
    'mosquitto_sub [-h HOST] [-p PORT] [-u USER -P PASSWORD] [-v] [-C COUNT] [-W SECONDS] -t TOPIC',
  summary: 'show the messages of a topic as an MQTT broker hands them out',
  main: printAll,
  handles: ['SIGINT'],
};
