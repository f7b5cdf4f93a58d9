/**
 * The one table of TCP's states (RFC 9293, section 3.3.2). Every change of state is a row of it,
 * and the state diagram is drawn from it. Rows that RFC 9293 leaves to the implementation name
 * the document they follow.
 */
import type { TcpStateName } from '@/contract/trace';

export type TransitionEvent =
  | 'passive OPEN'
  | 'active OPEN'
  | 'receive SYN'
  | 'receive SYN,ACK'
  | 'receive ACK of SYN'
  | 'receive FIN'
  | 'receive ACK of FIN'
  | 'receive RST'
  | 'receive data after CLOSE'
  | 'receive ICMP error'
  | 'CLOSE'
  | 'ABORT'
  | 'timeout'
  | 'keepalive timeout'
  | 'FIN-WAIT-2 timeout'
  | 'TIME-WAIT timeout';

export type Transition = Readonly<{
  from: TcpStateName;
  event: TransitionEvent;
  to: TcpStateName;
  rfc: string;
}>;

const rows: readonly (readonly [TcpStateName, TransitionEvent, TcpStateName, string])[] = [
  ['CLOSED', 'passive OPEN', 'LISTEN', 'RFC 9293, 3.10.1'],
  ['CLOSED', 'active OPEN', 'SYN-SENT', 'RFC 9293, 3.10.1'],
  ['LISTEN', 'receive SYN', 'SYN-RECEIVED', 'RFC 9293, 3.10.7.2'],
  ['LISTEN', 'CLOSE', 'CLOSED', 'RFC 9293, 3.10.4'],
  ['SYN-SENT', 'receive SYN,ACK', 'ESTABLISHED', 'RFC 9293, 3.10.7.3'],
  ['SYN-SENT', 'receive SYN', 'SYN-RECEIVED', 'RFC 9293, 3.10.7.3'],
  ['SYN-SENT', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.3'],
  ['SYN-SENT', 'receive ICMP error', 'CLOSED', 'RFC 9293, 3.9.2.2'],
  ['SYN-SENT', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['SYN-SENT', 'CLOSE', 'CLOSED', 'RFC 9293, 3.10.4'],
  ['SYN-SENT', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['SYN-RECEIVED', 'receive ACK of SYN', 'ESTABLISHED', 'RFC 9293, 3.10.7.4'],
  ['SYN-RECEIVED', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['SYN-RECEIVED', 'receive ICMP error', 'CLOSED', 'RFC 9293, 3.9.2.2'],
  ['SYN-RECEIVED', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['SYN-RECEIVED', 'CLOSE', 'FIN-WAIT-1', 'RFC 9293, 3.10.4'],
  ['SYN-RECEIVED', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['ESTABLISHED', 'CLOSE', 'FIN-WAIT-1', 'RFC 9293, 3.10.4'],
  ['ESTABLISHED', 'receive FIN', 'CLOSE-WAIT', 'RFC 9293, 3.10.7.4'],
  ['ESTABLISHED', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['ESTABLISHED', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['ESTABLISHED', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['ESTABLISHED', 'keepalive timeout', 'CLOSED', 'RFC 9293, 3.8.4'],
  ['CLOSE-WAIT', 'CLOSE', 'LAST-ACK', 'RFC 9293, 3.10.4'],
  ['CLOSE-WAIT', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['CLOSE-WAIT', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['CLOSE-WAIT', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['CLOSE-WAIT', 'keepalive timeout', 'CLOSED', 'RFC 9293, 3.8.4'],
  ['FIN-WAIT-1', 'receive ACK of FIN', 'FIN-WAIT-2', 'RFC 9293, 3.10.7.4'],
  ['FIN-WAIT-1', 'receive FIN', 'CLOSING', 'RFC 9293, 3.10.7.4'],
  ['FIN-WAIT-1', 'receive data after CLOSE', 'CLOSED', 'RFC 9293, 3.6.1'],
  ['FIN-WAIT-1', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['FIN-WAIT-1', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['FIN-WAIT-1', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['FIN-WAIT-1', 'keepalive timeout', 'CLOSED', 'RFC 9293, 3.8.4'],
  ['FIN-WAIT-2', 'receive FIN', 'TIME-WAIT', 'RFC 9293, 3.10.7.4'],
  ['FIN-WAIT-2', 'receive data after CLOSE', 'CLOSED', 'RFC 9293, 3.6.1'],
  ['FIN-WAIT-2', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['FIN-WAIT-2', 'FIN-WAIT-2 timeout', 'CLOSED', 'tcp(7), tcp_fin_timeout'],
  ['FIN-WAIT-2', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['FIN-WAIT-2', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['FIN-WAIT-2', 'keepalive timeout', 'CLOSED', 'RFC 9293, 3.8.4'],
  ['CLOSING', 'receive ACK of FIN', 'TIME-WAIT', 'RFC 9293, 3.10.7.4'],
  ['CLOSING', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['CLOSING', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['CLOSING', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['CLOSING', 'keepalive timeout', 'CLOSED', 'RFC 9293, 3.8.4'],
  ['LAST-ACK', 'receive ACK of FIN', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['LAST-ACK', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['LAST-ACK', 'ABORT', 'CLOSED', 'RFC 9293, 3.10.5'],
  ['LAST-ACK', 'timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['LAST-ACK', 'keepalive timeout', 'CLOSED', 'RFC 9293, 3.8.4'],
  ['TIME-WAIT', 'TIME-WAIT timeout', 'CLOSED', 'RFC 9293, 3.10.8'],
  ['TIME-WAIT', 'receive RST', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['TIME-WAIT', 'receive SYN', 'CLOSED', 'RFC 9293, 3.10.7.4'],
  ['TIME-WAIT', 'active OPEN', 'CLOSED', 'RFC 6191'],
];

export const transitions: readonly Transition[] = rows.map(([from, event, to, rfc]) => ({
  from,
  event,
  to,
  rfc,
}));

const byKey = new Map(transitions.map((row) => [`${row.from} ${row.event}`, row]));

/** The row for `event` in state `from`. Throws where TCP has none: that is a fault of the caller. */
export function findTransition(from: TcpStateName, event: TransitionEvent): Transition {
  const row = byKey.get(`${from} ${event}`);
  if (!row) throw new Error(`TCP has no transition for "${event}" in ${from}`);
  return row;
}
