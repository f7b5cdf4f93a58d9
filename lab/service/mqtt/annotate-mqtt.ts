/** Explains MQTT 3.1.1 packets field by field (OASIS standard, sections 2 and 3). Pure and total. */
import type { WireField } from '@/contract/lab-service';
import { field } from '../fields';

const packets: Record<number, [name: string, meaning: string]> = {
  1: ['CONNECT', 'the client introduces itself'],
  2: ['CONNACK', 'the broker says whether it lets the client in'],
  3: ['PUBLISH', 'a message for everybody who wants this topic'],
  4: ['PUBACK', 'the message has arrived'],
  8: ['SUBSCRIBE', 'the client says what it wants to hear about'],
  9: ['SUBACK', 'the broker has noted it'],
  10: ['UNSUBSCRIBE', 'the client no longer wants to hear about it'],
  11: ['UNSUBACK', 'the broker has noted it'],
  12: ['PINGREQ', 'are you there?'],
  13: ['PINGRESP', 'yes, I am'],
  14: ['DISCONNECT', 'goodbye: no last message is needed'],
};

const refusals = [
  'come in',
  'no: this version of the protocol is not spoken here',
  'no: this client name is not acceptable',
  'no: the broker is not available',
  'no: wrong user name or password',
  'no: not authorised',
];

/** Reads fields from `at` up to `end`, and tells each as it goes. */
function reader(bytes: Uint8Array, at: number, end: number) {
  const fields: WireField[] = [];
  const show = (from: number, to: number) =>
    Buffer.from(bytes.subarray(from, to))
      .toString('utf8')
      .replace(/\p{Cc}/gu, ' ')
      .slice(0, 200);
  return {
    fields,
    left: () => end - at,
    byte(name: string, say: (value: number) => string): number | null {
      const value = bytes[at];
      if (at >= end || value === undefined) return null;
      fields.push(field(at, 1, name, say(value)));
      at += 1;
      return value;
    },
    word(name: string, say: (value: number) => string) {
      if (end - at < 2) return;
      fields.push(field(at, 2, name, say((bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0))));
      at += 2;
    },
    /** Two bytes of length, then text. `secret` texts are not shown. */
    text(name: string, say: (value: string) => string) {
      if (end - at < 2) return;
      const length = (bytes[at] ?? 0) * 256 + (bytes[at + 1] ?? 0);
      const to = Math.min(end, at + 2 + length);
      fields.push(field(at, to - at, name, say(show(at + 2, to))));
      at = to;
    },
    rest(name: string, say: (value: string) => string) {
      if (at >= end) return;
      fields.push(field(at, end - at, name, say(show(at, end))));
      at = end;
    },
  };
}

function explainConnect(read: ReturnType<typeof reader>) {
  read.text('protocol', (name) => `the protocol’s name, ${name}`);
  read.byte('version', (level) => (level === 4 ? 'level 4 is MQTT 3.1.1' : `level ${level}`));
  const flags = read.byte('flags', (value) => {
    const said = [value & 2 ? 'begin afresh' : 'go on where we were'];
    if (value & 4) said.push('a last message follows, to be published if I vanish');
    if (value & 0x80) said.push('a user name follows');
    if (value & 0x40) said.push('a password follows');
    return said.join('; ');
  });
  if (flags === null) return;
  read.word('keep alive', (seconds) =>
    seconds === 0
      ? 'no limit to silence'
      : `if I say nothing for ${seconds} s and half as long again, I am gone`,
  );
  read.text('client name', (name) => `“${name}”: who this is, for the broker`);
  if (flags & 4) {
    read.text('last topic', (topic) => `where the last message goes: ${topic}`);
    read.text('last message', (text) => `“${text}”`);
  }
  if (flags & 0x80) read.text('user name', (name) => name);
  if (flags & 0x40)
    read.text('password', () => 'readable by everybody on the way, unless TLS is around it');
}

function explainBody(type: number, flags: number, read: ReturnType<typeof reader>) {
  if (type === 1) explainConnect(read);
  else if (type === 2) {
    read.byte('session', (value) =>
      value & 1 ? 'the broker remembers an earlier visit' : 'a new session',
    );
    read.byte('answer', (code) => refusals[code] ?? `code ${code}`);
  } else if (type === 3) {
    read.text('topic', (topic) => `what it is about: ${topic}`);
    if (flags & 6) read.word('number', (id) => `${id}: the receipt will carry it`);
    read.rest('message', (text) => `“${text}”`);
  } else if (type === 8 || type === 10) {
    read.word('number', (id) => `${id}: the receipt will carry it`);
    while (read.left() > 2) {
      read.text(
        'topic filter',
        (topic) => `“${topic}”${/[#+]/.test(topic) ? '; + and # stand for any word' : ''}`,
      );
      if (type === 8)
        read.byte('quality', (qos) =>
          qos === 0 ? 'at most once, without receipts' : `level ${qos}: with receipts`,
        );
    }
  } else if (type === 4 || type === 9 || type === 11) {
    read.word('number', (id) => `${id}: the receipt for that`);
    if (type === 9) read.byte('granted', (code) => (code < 3 ? `yes, at quality ${code}` : 'no'));
  }
  read.rest('rest', () => 'nothing that this page explains');
}

export function annotateMqtt(bytes: Uint8Array): WireField[] {
  const fields: WireField[] = [];
  let at = 0;
  while (at < bytes.length) {
    const first = bytes[at] ?? 0;
    const kind = packets[first >> 4];
    if (!kind) {
      fields.push(field(at, bytes.length - at, 'not MQTT', 'no packet begins so'));
      break;
    }
    const retained = first >> 4 === 3 && first & 1 ? '; to be kept for those who come later' : '';
    fields.push(field(at, 1, kind[0], kind[1] + retained));
    // Seven bits a byte, the eighth says that another follows. Section 2.2.3
    let length = 0;
    let next = at + 1;
    for (let shift = 0; next < bytes.length && shift < 28; shift += 7) {
      const byte = bytes[next] ?? 0;
      next++;
      length += (byte & 127) * 2 ** shift;
      if (byte < 128) break;
    }
    if (next > at + 1)
      fields.push(field(at + 1, next - at - 1, 'length', `${length} bytes follow`));
    const end = Math.min(bytes.length, next + length);
    const read = reader(bytes, next, end);
    explainBody(first >> 4, first & 15, read);
    fields.push(...read.fields);
    at = end;
  }
  return fields;
}
