/** Ends and rows in the oracle's words, which are inet_ntop(3)'s and ss(8)'s. */
import type { LabSocketRow } from '@/contract/lab';
import type { OracleSocket } from '@/contract/oracle';
import type { SocketAddress } from './socket-address';

/** An IPv4 address inside an IPv6 one is written with dots. */
const mapped = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/;

export function formatEnd({ addr, port }: SocketAddress): string {
  const pair = mapped.exec(addr);
  if (pair) {
    const [high, low] = [Number.parseInt(pair[1] ?? '', 16), Number.parseInt(pair[2] ?? '', 16)];
    return `[::ffff:${high >> 8}.${high & 255}.${low >> 8}.${low & 255}]:${port}`;
  }
  return addr.includes(':') ? `[${addr}]:${port}` : `${addr}:${port}`;
}

const MOST_SHOWN = 65536;
const count = (bytes: number) => (bytes > MOST_SHOWN ? 'big' : bytes);

/** `*:80` is an IPv6 socket that takes IPv4 as well, as ss has it. */
export function formatRow(proto: 'tcp' | 'udp', row: LabSocketRow): OracleSocket {
  const { family, v6only, state, recvQ, sendQ, local, peer } = row;
  const dual = family === 6 && local.addr === '::' && !v6only;
  const any = dual || mapped.test(local.addr) ? '*' : family === 6 ? '[::]' : '0.0.0.0';
  return {
    proto,
    state,
    recv_q: count(recvQ),
    send_q: count(sendQ),
    local: dual ? `*:${local.port}` : formatEnd(local),
    peer: peer ? formatEnd(peer) : `${any}:*`,
  };
}
