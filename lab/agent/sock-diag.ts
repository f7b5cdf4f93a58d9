/** The kernel's socket table by netlink, as ss(8) reads it: sock_diag(7). No privilege needed. */
import type { LabSocketRow } from '@/contract/lab';
import type { LabHostName } from '@/contract/lab-host';
import type { OracleSocket } from '@/contract/oracle';
import { formatRow } from './end-words';
import type { Libc } from './libc';
import { ipv6Text } from './socket-address';

const SOCK_DIAG_BY_FAMILY = 20;
const NLMSG_DONE = 3;
const NLMSG_ERROR = 2;
const REQUEST_DUMP = 0x301;
const IPPROTO = { tcp: 6, udp: 17 } as const;
/** All TCP states, and 13: bound without listening, which newer kernels list too. */
const ALL_STATES = 0x2fff;
/** The same without those. */
const SHOWN_STATES = 0xfff;
const INET_DIAG_SKV6ONLY = 11;
const HEADER = 16;
const MESSAGE = 72;

/** ss's words for the kernel's numbers. */
const ssWords = [
  '?',
  'ESTAB',
  'SYN-SENT',
  'SYN-RECV',
  'FIN-WAIT-1',
  'FIN-WAIT-2',
  'TIME-WAIT',
  'UNCONN',
  'CLOSE-WAIT',
  'LAST-ACK',
  'LISTEN',
  'CLOSING',
  'SYN-RECV',
  'UNCONN',
];

function dumpRequest(family: 4 | 6, proto: keyof typeof IPPROTO, states: number): Buffer {
  const bytes = Buffer.alloc(HEADER + 56);
  bytes.writeUInt32LE(bytes.length, 0);
  bytes.writeUInt16LE(SOCK_DIAG_BY_FAMILY, 4);
  bytes.writeUInt16LE(REQUEST_DUMP, 6);
  bytes.writeUInt32LE(1, 8);
  bytes[HEADER] = family === 4 ? 2 : 10;
  bytes[HEADER + 1] = IPPROTO[proto];
  bytes.writeUInt32LE(states, HEADER + 4);
  return bytes;
}

/** struct inet_diag_msg of `bytes`, with its attributes. */
export function parseDiagMessage(
  host: LabHostName,
  bytes: Buffer,
  owners: ReadonlyMap<number, LabSocketRow['owners']>,
): LabSocketRow {
  const family = bytes[0] === 2 ? 4 : 6;
  const addr = (at: number) =>
    family === 4
      ? [...bytes.subarray(at, at + 4)].join('.')
      : ipv6Text(bytes.subarray(at, at + 16));
  const state = ssWords[bytes[1] ?? 0] ?? '?';
  const listening = state === 'LISTEN';
  let v6only = false;
  for (let at = MESSAGE; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt16LE(at);
    if (length < 4) break;
    if (bytes.readUInt16LE(at + 2) === INET_DIAG_SKV6ONLY) v6only = bytes[at + 4] === 1;
    at += (length + 3) & ~3;
  }
  const peer = { addr: addr(24), port: bytes.readUInt16BE(6) };
  return {
    id: bytes.readUInt32LE(44) + bytes.readUInt32LE(48) * 2 ** 32,
    host,
    proto: 'tcp',
    family,
    v6only,
    state,
    recvQ: bytes.readUInt32LE(56),
    sendQ: bytes.readUInt32LE(60),
    local: { addr: addr(8), port: bytes.readUInt16BE(4) },
    peer: listening || state === 'UNCONN' ? null : peer,
    retransmits: bytes[3] ?? 0,
    owners: owners.get(bytes.readUInt32LE(68)) ?? [],
  };
}

/** The kernel's table names inodes; /proc says which descriptor each one is. */
function ownersByInode(libc: Pick<Libc, 'readlink'>, descriptors: LabSocketRow['owners']) {
  const owners = new Map<number, LabSocketRow['owners']>();
  for (const owner of descriptors) {
    const link = libc.readlink(`/proc/self/fd/${owner.fd}`) ?? '';
    const inode = Number(/^socket:\[(\d+)\]$/.exec(link)?.[1] ?? Number.NaN);
    if (!Number.isNaN(inode)) owners.set(inode, [...(owners.get(inode) ?? []), owner]);
  }
  return owners;
}

/** Hands each struct inet_diag_msg of one table to `take`. Throws when netlink says no. */
function dump(libc: Libc, request: Buffer, take: (message: Buffer) => void): void {
  const made = libc.netlinkSocket();
  if (!made.ok) throw new Error(`netlink socket: ${made.errno}`);
  const fd = made.value;
  try {
    const sent = libc.send(fd, request);
    if (!sent.ok) throw new Error(`netlink send: ${sent.errno}`);
    for (let done = false; !done; ) {
      const got = libc.recv(fd, 32 * 1024);
      if (!got.ok) throw new Error(`netlink recv: ${got.errno}`);
      for (let at = 0; at + HEADER <= got.value.length; ) {
        const length = got.value.readUInt32LE(at);
        const type = got.value.readUInt16LE(at + 4);
        if (type === NLMSG_DONE) done = true;
        if (type === NLMSG_ERROR) throw new Error('netlink: the kernel refused the request');
        if (done || length < HEADER) break;
        take(got.value.subarray(at + HEADER, at + length));
        at += (length + 3) & ~3;
      }
    }
  } finally {
    libc.close(fd);
  }
}

/** Every TCP socket of this namespace, TIME-WAIT included. Throws when netlink says no. */
export function readSockets(
  libc: Libc,
  host: LabHostName,
  descriptors: LabSocketRow['owners'],
): LabSocketRow[] {
  const owners = ownersByInode(libc, descriptors);
  const rows: LabSocketRow[] = [];
  for (const family of [4, 6] as const) {
    dump(libc, dumpRequest(family, 'tcp', ALL_STATES), (message) =>
      rows.push(parseDiagMessage(host, message, owners)),
    );
  }
  return rows;
}

/** What `ss -tuan` shows of this namespace, in the oracle's words. */
export function readOracleSockets(libc: Libc): OracleSocket[] {
  const rows: OracleSocket[] = [];
  for (const family of [4, 6] as const) {
    for (const proto of ['tcp', 'udp'] as const) {
      dump(libc, dumpRequest(family, proto, SHOWN_STATES), (message) => {
        rows.push(formatRow(proto, parseDiagMessage('laptop', message, new Map())));
      });
    }
  }
  return rows;
}
