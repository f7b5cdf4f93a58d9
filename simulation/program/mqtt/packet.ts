/** Control packets of MQTT 3.1.1 (OASIS standard, chapter 3) as data and as bytes. */
import { decodeText, encodeText } from '../../host/bytes';

export type Will = { topic: string; payload: string; qos: number; retain: boolean };
export type MqttPacket =
  | {
      type: 'CONNECT';
      client: string;
      clean: boolean;
      keepalive: number;
      will: Will | null;
      user: string | null;
      password: string | null;
    }
  | { type: 'CONNACK'; present: boolean; code: number }
  | {
      type: 'PUBLISH';
      topic: string;
      /** Bytes. */
      payload: string;
      qos: number;
      retain: boolean;
      dup: boolean;
      id: number;
    }
  | { type: 'PUBACK' | 'UNSUBACK'; id: number }
  | { type: 'SUBSCRIBE'; id: number; topics: { filter: string; qos: number }[] }
  | { type: 'SUBACK'; id: number; codes: number[] }
  | { type: 'UNSUBSCRIBE'; id: number; topics: string[] }
  | { type: 'PINGREQ' | 'PINGRESP' | 'DISCONNECT' };

/** `null`: more bytes are needed. `bad`: no packet of this protocol. */
export type MqttReading = { packet: MqttPacket; length: number } | { bad: string } | null;

const byte = (value: number) => String.fromCharCode(value & 255);
const word = (value: number) => byte(value >>> 8) + byte(value);
/** Texts are UTF-8 with their length before them (section 1.5.3); bytes go as they are. */
const bytes = (data: string) => word(data.length) + data;
const text = (value: string) => bytes(encodeText(value));

function encodeLength(length: number): string {
  let out = '';
  let rest = length;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    out += byte(rest > 0 ? low | 128 : low);
  } while (rest > 0);
  return out;
}

function bodyOf(packet: MqttPacket): [head: number, body: string] {
  switch (packet.type) {
    case 'CONNECT': {
      const { client, clean, keepalive, will, user, password } = packet;
      const flags =
        (clean ? 2 : 0) |
        (will ? 4 | (will.qos << 3) | (will.retain ? 32 : 0) : 0) |
        (password === null ? 0 : 64) |
        (user === null ? 0 : 128);
      const head = `${text('MQTT')}${byte(4)}${byte(flags)}${word(keepalive)}`;
      const last = will ? text(will.topic) + bytes(will.payload) : '';
      const who = (user === null ? '' : text(user)) + (password === null ? '' : text(password));
      return [0x10, head + text(client) + last + who];
    }
    case 'CONNACK':
      return [0x20, byte(packet.present ? 1 : 0) + byte(packet.code)];
    case 'PUBLISH': {
      const { topic, payload, qos, retain, dup, id } = packet;
      const flags = (dup ? 8 : 0) | (qos << 1) | (retain ? 1 : 0);
      return [0x30 | flags, text(topic) + (qos > 0 ? word(id) : '') + payload];
    }
    case 'PUBACK':
      return [0x40, word(packet.id)];
    case 'SUBSCRIBE': {
      const topics = packet.topics.map(({ filter, qos }) => text(filter) + byte(qos));
      return [0x82, word(packet.id) + topics.join('')];
    }
    case 'SUBACK':
      return [0x90, word(packet.id) + packet.codes.map(byte).join('')];
    case 'UNSUBSCRIBE':
      return [0xa2, word(packet.id) + packet.topics.map(text).join('')];
    case 'UNSUBACK':
      return [0xb0, word(packet.id)];
    case 'PINGREQ':
      return [0xc0, ''];
    case 'PINGRESP':
      return [0xd0, ''];
    case 'DISCONNECT':
      return [0xe0, ''];
  }
}

export function encodeMqtt(packet: MqttPacket): string {
  const [head, body] = bodyOf(packet);
  return byte(head) + encodeLength(body.length) + body;
}

class Malformed extends Error {}

/** Reads the parts of a body in turn; what is missing is malformed. */
class Reader {
  at = 0;
  constructor(readonly data: string) {}
  get left(): number {
    return this.data.length - this.at;
  }
  byte(): number {
    if (this.left < 1) throw new Malformed();
    return this.data.charCodeAt(this.at++);
  }
  word(): number {
    return this.byte() * 256 + this.byte();
  }
  bytes(): string {
    const length = this.word();
    if (this.left < length) throw new Malformed();
    this.at += length;
    return this.data.slice(this.at - length, this.at);
  }
  text(): string {
    return decodeText(this.bytes());
  }
  rest(): string {
    const rest = this.data.slice(this.at);
    this.at = this.data.length;
    return rest;
  }
}

/** The first packet in `data`. */
export function decodeMqtt(data: string): MqttReading {
  let [length, factor, at] = [0, 1, 1];
  for (;;) {
    if (at > 4) return { bad: 'remaining length' };
    if (at >= data.length) return null;
    const part = data.charCodeAt(at++);
    length += (part & 127) * factor;
    factor *= 128;
    if (part < 128) break;
  }
  if (data.length < at + length) return null;
  const head = data.charCodeAt(0);
  try {
    const packet = readBody(head >>> 4, head & 15, new Reader(data.slice(at, at + length)));
    return packet ? { packet, length: at + length } : { bad: 'packet type' };
  } catch (error) {
    if (error instanceof Malformed) return { bad: 'malformed packet' };
    throw error;
  }
}

function readBody(type: number, flags: number, body: Reader): MqttPacket | null {
  switch (type) {
    case 1:
      return readConnect(body);
    case 2:
      return { type: 'CONNACK', present: (body.byte() & 1) === 1, code: body.byte() };
    case 3: {
      const qos = (flags >>> 1) & 3;
      if (qos > 1) return null;
      const topic = body.text();
      const id = qos > 0 ? body.word() : 0;
      const [dup, retain] = [(flags & 8) !== 0, (flags & 1) !== 0];
      return { type: 'PUBLISH', topic, payload: body.rest(), qos, retain, dup, id };
    }
    case 4:
      return { type: 'PUBACK', id: body.word() };
    case 8: {
      const id = body.word();
      const topics: { filter: string; qos: number }[] = [];
      while (body.left > 0) topics.push({ filter: body.text(), qos: body.byte() & 3 });
      return topics.length > 0 && flags === 2 ? { type: 'SUBSCRIBE', id, topics } : null;
    }
    case 9:
      return {
        type: 'SUBACK',
        id: body.word(),
        codes: [...body.rest()].map((one) => one.charCodeAt(0)),
      };
    case 10: {
      const id = body.word();
      const topics: string[] = [];
      while (body.left > 0) topics.push(body.text());
      return { type: 'UNSUBSCRIBE', id, topics };
    }
    case 11:
      return { type: 'UNSUBACK', id: body.word() };
    case 12:
      return { type: 'PINGREQ' };
    case 13:
      return { type: 'PINGRESP' };
    case 14:
      return { type: 'DISCONNECT' };
    default:
      return null;
  }
}

function readConnect(body: Reader): MqttPacket | null {
  if (body.text() !== 'MQTT' || body.byte() !== 4) return null;
  const flags = body.byte();
  const keepalive = body.word();
  const client = body.text();
  const qos = (flags >>> 3) & 3;
  const will =
    flags & 4
      ? { topic: body.text(), payload: body.bytes(), qos, retain: (flags & 32) !== 0 }
      : null;
  const user = flags & 128 ? body.text() : null;
  const password = flags & 64 ? body.text() : null;
  return { type: 'CONNECT', client, clean: (flags & 2) !== 0, keepalive, will, user, password };
}
