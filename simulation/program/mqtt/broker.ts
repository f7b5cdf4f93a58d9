/** What a broker of MQTT 3.1.1 does with each packet of a client, and what it remembers. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { sendAll } from '../socket-io';
import { sealData, sealGoodbye } from '../tls/tls-end';
import type { TlsServer } from '../tls/tls-server';
import { encodeMqtt, type MqttPacket, type Will } from './packet';
import { checkPassword } from './settings';
import { isTopicFilter, isTopicName, matchesTopic } from './topic';

type Log = (text: string) => Routine;

export type Client = {
  fd: number;
  addr: string;
  port: number;
  inbox: string;
  /** Null in clear. */
  tls: TlsServer | null;
  /** When it was last heard, in ms of Unix time; `keepalive` in seconds, 0 for ever. */
  heard: number;
  keepalive: number;
  /** Null until CONNECT. */
  id: string | null;
  will: Will | null;
  /** By filter, the QoS it asked for. */
  filters: Map<string, number>;
};

export type Broker = {
  clients: Map<number, Client>;
  /** By topic. */
  retained: Map<string, { payload: string; qos: number }>;
  nextId: number;
  anonymous: boolean;
  passwords: string | null;
  log: Log;
  /** What only -v tells. */
  note: Log;
};

export function createBroker(
  settings: Pick<Broker, 'anonymous' | 'passwords' | 'log' | 'note'>,
): Broker {
  return { clients: new Map(), retained: new Map(), nextId: 1, ...settings };
}

type Of<Type extends MqttPacket['type']> = Extract<MqttPacket, { type: Type }>;

function* send(client: Client, packet: MqttPacket): Routine {
  const bytes = encodeMqtt(packet);
  yield* sendAll(client.fd, client.tls ? sealData(client.tls, bytes) : bytes);
}

function* close(broker: Broker, client: Client): Routine {
  broker.clients.delete(client.fd);
  if (client.tls) yield* sendAll(client.fd, sealGoodbye(client.tls));
  yield* sys.close(client.fd);
}

/** A connection that ended without DISCONNECT: the client's will is published (section 3.1.2.5). */
export function* dropClient(broker: Broker, client: Client, why: string): Routine {
  const { id, will } = client;
  yield* broker.log(`Client ${id ?? '<unknown>'} ${why}`);
  yield* close(broker, client);
  if (will) yield* publish(broker, { ...will, type: 'PUBLISH', dup: false, id: 0 });
}

export function* answerPacket(broker: Broker, client: Client, packet: MqttPacket): Routine {
  if (packet.type === 'CONNECT') return yield* connect(broker, client, packet);
  if (client.id === null)
    return yield* dropClient(broker, client, 'disconnected due to protocol error.');
  switch (packet.type) {
    case 'PUBLISH':
      return yield* receive(broker, client, packet);
    case 'SUBSCRIBE':
      return yield* subscribe(broker, client, packet);
    case 'UNSUBSCRIBE':
      yield* broker.note(`Received UNSUBSCRIBE from ${client.id}`);
      for (const topic of packet.topics) client.filters.delete(topic);
      return yield* send(client, { type: 'UNSUBACK', id: packet.id });
    case 'PINGREQ':
      yield* broker.note(`Received PINGREQ from ${client.id}`);
      yield* broker.note(`Sending PINGRESP to ${client.id}`);
      return yield* send(client, { type: 'PINGRESP' });
    case 'PUBACK':
      return yield* broker.note(`Received PUBACK from ${client.id} (Mid: ${packet.id}, RC:0)`);
    case 'DISCONNECT':
      yield* broker.note(`Received DISCONNECT from ${client.id}`);
      yield* broker.log(`Client ${client.id} disconnected.`);
      return yield* close(broker, client);
    default:
      return yield* dropClient(broker, client, 'disconnected due to protocol error.');
  }
}

function* connect(broker: Broker, client: Client, packet: Of<'CONNECT'>): Routine {
  if (client.id !== null)
    return yield* dropClient(broker, client, 'disconnected due to protocol error.');
  const { user, password, will, keepalive, clean } = packet;
  const known =
    user !== null &&
    (broker.passwords === null || checkPassword(broker.passwords, user, password ?? ''));
  if (user === null ? !broker.anonymous : !known) {
    yield* broker.note(`Sending CONNACK to ${client.addr} (0, 5)`);
    yield* send(client, { type: 'CONNACK', present: false, code: 5 });
    yield* broker.log('Client <unknown> disconnected, not authorised.');
    return yield* close(broker, client);
  }
  if (packet.client === '' && !clean) {
    yield* send(client, { type: 'CONNACK', present: false, code: 2 });
    return yield* close(broker, client);
  }
  const id = packet.client === '' ? yield* chooseId() : packet.client;
  for (const other of [...broker.clients.values()]) {
    if (other.id !== id || other === client) continue;
    yield* broker.log(`Client ${id} already connected, closing old connection.`);
    yield* close(broker, other);
  }
  Object.assign(client, { id, will, keepalive });
  const who = user === null ? '' : `, u'${user}'`;
  const where = `${client.addr}:${client.port}`;
  yield* broker.log(
    `New client connected from ${where} as ${id} (p2, c${clean ? 1 : 0}, k${keepalive}${who}).`,
  );
  yield* broker.note(
    will
      ? `Will message specified (${will.payload.length} bytes) (r${will.retain ? 1 : 0}, q${will.qos}).`
      : 'No will message specified.',
  );
  if (will) yield* broker.note(`\t${will.topic}`);
  yield* broker.note(`Sending CONNACK to ${id} (0, 0)`);
  yield* send(client, { type: 'CONNACK', present: false, code: 0 });
}

function* chooseId(): Routine<string> {
  let hex = '';
  while (hex.length < 32) {
    const part = yield* sys.random(2 ** 32);
    hex += (part.ok ? part.value : 0).toString(16).toUpperCase().padStart(8, '0');
  }
  return `auto-${hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
}

const marks = ({ dup, qos, retain, id, topic, payload }: Of<'PUBLISH'>) =>
  `(d${dup ? 1 : 0}, q${qos}, r${retain ? 1 : 0}, m${id}, '${topic}', ... (${payload.length} bytes))`;

function* receive(broker: Broker, client: Client, packet: Of<'PUBLISH'>): Routine {
  if (!isTopicName(packet.topic)) {
    return yield* dropClient(broker, client, 'disconnected due to malformed packet.');
  }
  yield* broker.note(`Received PUBLISH from ${client.id} ${marks(packet)}`);
  yield* publish(broker, packet);
  if (packet.qos === 0) return;
  yield* broker.note(`Sending PUBACK to ${client.id} (m${packet.id}, rc0)`);
  yield* send(client, { type: 'PUBACK', id: packet.id });
}

/** Hands a message to everybody who asked for it; a retained one is kept, an empty one forgotten. */
function* publish(broker: Broker, packet: Of<'PUBLISH'>): Routine {
  const { topic, payload, qos, retain } = packet;
  if (retain && payload === '') broker.retained.delete(topic);
  else if (retain) broker.retained.set(topic, { payload, qos });
  for (const client of [...broker.clients.values()]) {
    const wanted = [...client.filters].filter(([filter]) => matchesTopic(filter, topic));
    if (wanted.length === 0) continue;
    const most = Math.max(...wanted.map(([, asked]) => asked));
    yield* deliver(broker, client, { topic, payload, qos: Math.min(qos, most), retain: false });
  }
}

type Message = Pick<Of<'PUBLISH'>, 'topic' | 'payload' | 'qos' | 'retain'>;

function* deliver(broker: Broker, client: Client, message: Message): Routine {
  const id = message.qos > 0 ? broker.nextId : 0;
  if (id > 0) broker.nextId = (id % 65535) + 1;
  const packet: Of<'PUBLISH'> = { type: 'PUBLISH', dup: false, id, ...message };
  yield* broker.note(`Sending PUBLISH to ${client.id} ${marks(packet)}`);
  yield* send(client, packet);
}

function* subscribe(broker: Broker, client: Client, packet: Of<'SUBSCRIBE'>): Routine {
  yield* broker.note(`Received SUBSCRIBE from ${client.id}`);
  const codes: number[] = [];
  for (const { filter, qos } of packet.topics) {
    if (!isTopicFilter(filter)) {
      return yield* dropClient(broker, client, 'disconnected due to malformed packet.');
    }
    const given = Math.min(qos, 1);
    yield* broker.note(`\t${filter} (QoS ${given})`);
    yield* broker.note(`${client.id} ${given} ${filter}`);
    client.filters.set(filter, given);
    codes.push(given);
  }
  yield* broker.note(`Sending SUBACK to ${client.id}`);
  yield* send(client, { type: 'SUBACK', id: packet.id, codes });
  for (const [topic, { payload, qos }] of broker.retained) {
    const at = packet.topics.findIndex(({ filter }) => matchesTopic(filter, topic));
    if (at < 0) continue;
    yield* deliver(broker, client, {
      topic,
      payload,
      qos: Math.min(qos, codes[at] ?? 0),
      retain: true,
    });
  }
}
