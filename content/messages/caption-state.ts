import { type Caption, type EventOf, place } from './caption-context';

type StateEvent = EventOf<'state'>;

/** A TCP socket changes its state. */
export function captionState(event: StateEvent): Caption {
  const { host, from, to } = event;
  const local = place(event.local);
  const peer = event.peer ? place(event.peer) : 'its peer';
  switch (to) {
    case 'LISTEN':
      return from === 'CLOSED'
        ? {
            say: `The socket on ${local} is in LISTEN now: ${host}’s kernel takes connections there.`,
            why: 'Nothing moves. The row in the table is all there is to listening.',
          }
        : { say: `The half-open connection of ${peer} is forgotten; ${local} keeps listening.` };
    case 'SYN-SENT':
      return {
        say: `${host}’s socket ${local} is in SYN-SENT: asked, and waiting for an answer.`,
      };
    case 'SYN-RECEIVED':
      return {
        say: `${host}’s kernel makes an entry for ${peer}: SYN-RECEIVED, half a handshake.`,
        why: `The listener itself stays as it was. The entry’s own port is ${event.local.port} too.`,
      };
    case 'ESTABLISHED':
      return from === 'SYN-SENT'
        ? {
            say: `On ${host} the connection ${local} → ${peer} is ESTABLISHED.`,
            why: 'The client has its yes.',
          }
        : {
            say: `On ${host} the connection ${local} ↔ ${peer} is ESTABLISHED.`,
            why: 'The kernel did this alone. The program will meet the connection in accept().',
          };
    case 'FIN-WAIT-1':
      return {
        say: `${host} ends its side of ${local} ↔ ${peer} first: FIN-WAIT-1.`,
        why: 'It has said goodbye and waits for the confirmation.',
      };
    case 'FIN-WAIT-2':
      return {
        say: `${host}’s goodbye is confirmed: FIN-WAIT-2.`,
        why: 'It can still receive until the other side says goodbye as well.',
      };
    case 'CLOSE-WAIT':
      return {
        say: `${peer} has ended its side, so ${host}’s socket is in CLOSE-WAIT.`,
        why: 'It stays there until the program on this host closes the socket.',
      };
    case 'CLOSING':
      return { say: `Both sides said goodbye at the same moment: ${host}’s socket is CLOSING.` };
    case 'LAST-ACK':
      return {
        say: `${host} says goodbye too: LAST-ACK, waiting for the last confirmation.`,
      };
    case 'TIME-WAIT':
      return {
        say: `Both sides are done. ${host}’s kernel remembers ${local} ↔ ${peer} for 60 s: TIME-WAIT.`,
        why: 'No process is behind it. The memory keeps late packets out of a new connection.',
      };
    case 'CLOSED':
      return captionClosed(event);
  }
}

/** The end of a socket's TCP life, by what ended it. */
function captionClosed(event: StateEvent): Caption {
  const { host, from, cause } = event;
  const local = place(event.local);
  const peer = event.peer ? place(event.peer) : 'its peer';
  const pair = `${local} ↔ ${peer}`;
  if (from === 'LISTEN')
    return {
      say: `The listener on ${local} is closed: the row disappears from ${host}’s table.`,
      why: 'New callers are refused from now on. Accepted connections live on.',
    };
  const trying = from === 'SYN-SENT' || from === 'SYN-RECEIVED';
  switch (cause) {
    case 'receive RST':
      if (from === 'SYN-SENT')
        return {
          say: `${host}’s attempt to reach ${peer} is over: refused.`,
          why: 'The socket goes straight from SYN-SENT to CLOSED.',
        };
      return trying
        ? { say: `The half-open connection of ${peer} is cut off on ${host}.` }
        : {
            say: `On ${host} the connection ${pair} is cut off at once.`,
            why: 'A reset leaves no goodbyes to wait for: the row disappears.',
          };
    case 'receive ICMP error':
      return {
        say: `${host}’s attempt to reach ${peer} is over: a note came back that it cannot be delivered.`,
      };
    case 'timeout':
      return trying
        ? { say: `${host}’s kernel gives up on ${peer}: no answer ever came.` }
        : { say: `${host}’s kernel gives ${pair} up: nothing was confirmed any more.` };
    case 'keepalive timeout':
      return { say: `${host}’s kernel gives ${pair} up: the other side shows no sign of life.` };
    case 'ABORT':
      return {
        say: `${host} drops the connection ${pair} without a goodbye.`,
        why: 'Data that was still unread or unsent is lost.',
      };
    case 'receive data after CLOSE':
      return {
        say: `${peer} sent data that no program on ${host} will ever read, so the connection is cut off.`,
      };
    case 'FIN-WAIT-2 timeout':
      return { say: `${peer} never said goodbye, so ${host}’s kernel forgets ${pair}.` };
    case 'TIME-WAIT timeout':
      return { say: `${host}’s kernel forgets ${pair}: TIME-WAIT is over.` };
    case 'receive ACK of FIN':
      return { say: `The last goodbye is confirmed: ${host}’s row for ${peer} disappears.` };
    case 'receive SYN':
    case 'active OPEN':
      return {
        say: `${host}’s memory of ${pair} makes room for a new connection of the same two ends.`,
      };
    default:
      return trying
        ? { say: `${host}’s attempt to reach ${peer} is called off.` }
        : { say: `On ${host} the connection ${pair} is gone.` };
  }
}

/** Something changes in a listener's queues. */
export function captionQueue(event: EventOf<'queue'>): Caption {
  const { host, waiting, limit } = event;
  const local = place(event.local);
  const many = waiting === 1 ? '1 connection waits' : `${waiting} connections wait`;
  switch (event.change) {
    case 'syn':
      return {
        say: `${host}’s kernel notes a half-finished handshake for the listener on ${local}.`,
      };
    case 'completed':
      return {
        say: `The finished connection joins the accept queue of ${local}: ${many} for the program.`,
        why: `ss shows this as Recv-Q ${waiting} in the LISTEN row; Send-Q ${limit} is the backlog.`,
      };
    case 'accepted':
      return {
        say:
          waiting === 0
            ? `The connection leaves the accept queue of ${local}, which is empty now.`
            : `The connection leaves the accept queue of ${local}; ${many} on.`,
      };
    case 'overflow':
      return {
        say: `The accept queue of ${local} is full: ${many}, and the backlog is ${limit}.`,
        why: 'The kernel drops the newcomer’s packet without a word, so the client tries again.',
      };
  }
}
