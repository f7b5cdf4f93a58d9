/** A DNS message as data (RFC 1035, section 4; EDNS(0) by RFC 6891). */
import type { Name } from './name';
import { IN, NOERROR, typeOfName } from './record-types';

/** `other` keeps the bytes of types that are not read any further. */
export type RecordData =
  | { type: 'A' | 'AAAA'; addr: string }
  | { type: 'NS' | 'CNAME' | 'PTR'; name: Name }
  | Soa
  | { type: 'MX'; preference: number; name: Name }
  | { type: 'TXT'; texts: readonly string[] }
  | { type: 'SRV'; priority: number; weight: number; port: number; name: Name }
  | { type: 'other'; code: number; bytes: string };

/** Times in seconds. */
export type Soa = {
  type: 'SOA';
  primary: Name;
  mailbox: Name;
  serial: number;
  refresh: number;
  retry: number;
  expire: number;
  minimum: number;
};

/** `ttl` in seconds. */
export type DnsRecord = { name: Name; class: number; ttl: number; data: RecordData };
export type Question = { name: Name; type: number; class: number };

/** `size` is how long a datagram its sender takes; `options` are code and bytes. */
export type Edns = {
  size: number;
  version: number;
  dnssec: boolean;
  options: readonly { code: number; bytes: string }[];
};

export type Message = {
  id: number;
  response: boolean;
  opcode: number;
  /** The header's bits: authoritative, truncated, recursion desired and available ... */
  flags: {
    aa: boolean;
    tc: boolean;
    rd: boolean;
    ra: boolean;
    z: boolean;
    ad: boolean;
    cd: boolean;
  };
  /** With the upper eight bits that only EDNS has. */
  code: number;
  question: readonly Question[];
  answer: readonly DnsRecord[];
  authority: readonly DnsRecord[];
  additional: readonly DnsRecord[];
  edns: Edns | null;
};

/** EDNS option of RFC 7873. */
export const COOKIE = 10;
/** What a server may send to one who says nothing of sizes (RFC 1035, 2.3.4). */
export const PLAIN_SIZE = 512;
/** What BIND and dnsmasq say of themselves since DNS Flag Day 2020. */
export const EDNS_SIZE = 1232;
export const DNS_PORT = 53;

const noFlags = { aa: false, tc: false, rd: false, ra: false, z: false, ad: false, cd: false };

export function createQuery(
  id: number,
  question: Question,
  changes: Partial<Message['flags']> = {},
  edns: Edns | null = null,
): Message {
  return {
    ...{ id, response: false, opcode: 0, flags: { ...noFlags, ...changes }, code: NOERROR },
    ...{ question: [question], answer: [], authority: [], additional: [], edns },
  };
}

/** An answer without records: the same id, question and wish for recursion. */
export function createResponse(query: Message, code: number): Message {
  const { id, opcode, question } = query;
  const flags = { ...noFlags, rd: query.flags.rd, cd: query.flags.cd };
  return {
    ...{ id, opcode, question, code, flags, response: true, edns: null },
    ...{ answer: [], authority: [], additional: [] },
  };
}

export function ask(name: Name, type: number): Question {
  return { name, type, class: IN };
}

export function typeOf(data: RecordData): number {
  return data.type === 'other' ? data.code : (typeOfName(data.type) ?? 0);
}
