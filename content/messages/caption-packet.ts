import {
  binderOf,
  bytes,
  type Caption,
  type CaptionContext,
  type EventOf,
  firstLine,
  isLoopback,
  isWildcard,
  lastBefore,
  listenersOn,
  otherWay,
  place,
  readBytes,
  sameWay,
} from './caption-context';
import { formatDuration } from './duration';

type PacketEvent = EventOf<'sent'> | EventOf<'arrived'> | EventOf<'lost'>;

/** What a packet is for, in the conversation it belongs to. */
type PacketTalk =
  | { talk: 'syn'; attempt: number; waited: number }
  | { talk: 'syn-ack'; attempt: number }
  | { talk: 'refusal' | 'reset' | 'stray-reset' }
  | { talk: 'handshake-ack' | 'ack' | 'keepalive' | 'fin' }
  | { talk: 'data'; again: boolean; line: string }
  | { talk: 'datagram'; line: string }
  | { talk: 'ping' | 'pong' | 'icmp'; type: string };

/** Reads a packet's purpose off its flags and off what went before. */
function packetTalk(event: PacketEvent, context: CaptionContext): PacketTalk {
  const { packet } = event;
  if (packet.proto === 'udp') return { talk: 'datagram', line: firstLine(readBytes(packet.data)) };
  if (packet.proto === 'icmp') {
    const type = packet.role ?? 'message';
    if (type === 'echo-request') return { talk: 'ping', type };
    return type === 'echo-reply' ? { talk: 'pong', type } : { talk: 'icmp', type };
  }
  const has = (flag: string) => packet.flags.includes(flag);
  const again = packet.role === 'retransmit';
  if (has('R')) return { talk: resetTalk(event, context) };
  if (has('S')) {
    const tries = sameWay(context, packet).filter((sent) => sent.packet.id !== packet.id);
    const syns = tries.filter((sent) => sent.packet.flags.includes('S'));
    const attempt = syns.length + 1;
    if (has('A')) return { talk: 'syn-ack', attempt: again ? Math.max(2, attempt) : 1 };
    const first = syns[0];
    return {
      talk: 'syn',
      attempt: again ? Math.max(2, attempt) : 1,
      waited: again && first ? event.at - first.at : 0,
    };
  }
  if (packet.data !== '') return { talk: 'data', again, line: firstLine(readBytes(packet.data)) };
  if (has('F')) return { talk: 'fin' };
  if (packet.role === 'handshake-ack') return { talk: 'handshake-ack' };
  return { talk: packet.role === 'keepalive' ? 'keepalive' : 'ack' };
}

/** A reset that answers a SYN refuses; one within a connection breaks it off. */
function resetTalk(
  event: PacketEvent,
  context: CaptionContext,
): 'refusal' | 'reset' | 'stray-reset' {
  const { packet } = event;
  const asked = otherWay(context, packet).findLast(
    (sent) => sent.packet.flags.includes('S') && !sent.packet.flags.includes('A'),
  );
  if (!asked) {
    const answered = otherWay(context, packet).length > 0 || sameWay(context, packet).length > 0;
    if (answered) return 'reset';
    return packet.flags.includes('A') && packet.seq === 0 ? 'refusal' : 'reset';
  }
  const agreed = sameWay(context, packet).some(
    (sent) => sent.packet.flags.includes('S') && sent.at >= asked.at,
  );
  if (!agreed) return 'refusal';
  const over = otherWay(context, packet).some((sent) => sent.packet.flags.includes('F'));
  return over && sameWay(context, packet).some((sent) => sent.packet.flags.includes('F'))
    ? 'stray-reset'
    : 'reset';
}

/** Why nothing on `event.host` took a SYN for `event.packet.src`: the listener that is not there. */
function whyRefused(event: PacketEvent, context: CaptionContext): string {
  const target = event.packet.src;
  const rejected = lastBefore(
    context,
    (earlier): earlier is EventOf<'lost'> =>
      earlier.kind === 'lost' &&
      earlier.host === event.host &&
      earlier.at === event.at &&
      earlier.reason === 'firewall-reject' &&
      earlier.packet.dst.port === target.port,
  );
  if (rejected)
    return 'A firewall rule has it say so. A server may well be listening behind the rule.';
  const others = listenersOn(context, event.host).filter((end) => end.port === target.port);
  const other = others[0];
  if (other && !isWildcard(other.addr))
    return `The only listener with port ${target.port} there is on ${place(other)}, and that is another address.`;
  const binder = binderOf(context, event.host, target);
  if (binder)
    return `${binder} has bound ${place(target)} and has not called listen(). Bound is not listening.`;
  return `No socket listens on ${place(target)}. No program was asked, and none will see this in a log.`;
}

/** A packet leaves `event.host`. */
export function captionSent(event: EventOf<'sent'>, context: CaptionContext): Caption {
  const { packet, host } = event;
  const kernel = `${host}’s kernel`;
  const to = place(packet.dst);
  const inside = event.via === 'lo' ? ' It goes through lo and never leaves this host.' : '';
  const talk = packetTalk(event, context);
  switch (talk.talk) {
    case 'syn':
      return talk.attempt > 1
        ? {
            say: `Nothing came back for ${formatDuration(talk.waited)}, so ${kernel} sends the SYN to ${to} again.`,
            why: `Try ${talk.attempt}. The program still sleeps in connect() and knows nothing of this.`,
          }
        : {
            say: `${kernel} picks port ${packet.src.port} and sends a SYN to ${to}.`,
            why: `SYN asks: shall we begin?${inside}`,
          };
    case 'syn-ack':
      return talk.attempt > 1
        ? {
            say: `${kernel} sends its SYN-ACK to ${to} again.`,
            why: 'The last packet of the handshake has not come.',
          }
        : {
            say: `${kernel} answers ${to} with SYN-ACK.`,
            why: 'The kernel says yes by itself. The listening program has not been woken.',
          };
    case 'refusal':
      return {
        say: `${kernel} answers ${to} at once with RST: refused.`,
        why: whyRefused(event, context),
      };
    case 'reset':
      return {
        say: `${kernel} sends RST to ${to} and breaks the connection off.`,
        why: 'Whatever was still under way in either direction is lost.',
      };
    case 'stray-reset':
      return {
        say: `${kernel} answers ${to} with RST.`,
        why: 'The packet belonged to a connection that this kernel no longer has.',
      };
    case 'handshake-ack':
      return {
        say: `${kernel} sends ACK to ${to}: the handshake’s third and last packet.`,
        why: 'For this side the connection is open from now on.',
      };
    case 'ack':
      return { say: `${kernel} acknowledges what it received from ${to}.` };
    case 'keepalive':
      return { say: `${kernel} asks ${to} for a sign of life.` };
    case 'fin':
      return {
        say: `${kernel} sends FIN to ${to}: nothing more will come from this side.`,
        why: 'The other direction stays open until that side says the same.',
      };
    case 'data':
      return captionData(event, talk, context);
    case 'datagram':
      return {
        say: `${kernel} sends one UDP datagram of ${bytes(packet.data.length)} to ${to}.`,
        why: 'UDP has no handshake, and nobody promises that it arrives.',
      };
    case 'ping':
      return {
        say: `${kernel} asks ${packet.dst.addr}: are you there?`,
        why: 'An ICMP echo request carries no port, so it tells nothing about any server.',
      };
    case 'pong':
      return { say: `${kernel} answers the ping of ${packet.dst.addr}. No program takes part.` };
    case 'icmp':
      return {
        say: `${kernel} tells ${packet.dst.addr} by ICMP: ${icmpWords(talk.type)}.`,
        why: 'A note from kernel to kernel about a packet that could not be delivered.',
      };
  }
}

function captionData(
  event: EventOf<'sent'>,
  talk: Extract<PacketTalk, { talk: 'data' }>,
  context: CaptionContext,
): Caption {
  const { packet, host } = event;
  const size = bytes(packet.data.length);
  const to = place(packet.dst);
  if (talk.again)
    return {
      say: `${host}’s kernel sends ${size} to ${to} again: nobody confirmed them.`,
      why: 'The program does not notice. TCP repeats until the data is confirmed or given up.',
    };
  const writer = lastBefore(
    context,
    (earlier): earlier is EventOf<'call'> =>
      earlier.kind === 'call' &&
      earlier.host === host &&
      ['send', 'write', 'sendto'].includes(earlier.call),
  );
  const quoted = talk.line === '' ? size : `${size}, “${talk.line}”,`;
  const say = `${host}’s kernel sends ${quoted} to ${to}${writer ? ` for ${writer.program}` : ''}.`;
  const http = whyHttp(packet.data);
  if (http) return { say, why: http };
  return packet.flags.includes('F')
    ? { say, why: 'The same packet carries FIN: nothing more will come from this side.' }
    : { say };
}

/** What to notice in a request or an answer of HTTP. */
function whyHttp(data: string): string | undefined {
  const status = /^HTTP\/\d\.\d (\d{3})/.exec(data)?.[1];
  if (status && Number(status) >= 400)
    return `A program wrote this ${status}. The network has done its part.`;
  if (!/^[A-Z]+ \S+ HTTP\/\d\.\d\r\n/.test(data)) return undefined;
  const line = data.split('\r\n').find((header) => /^host:/i.test(header));
  const host = line ? firstLine(line.slice('host:'.length)) : '';
  return host !== '' ? `Its Host line names what was typed: ${host}.` : undefined;
}

/** A packet reaches `event.host`. */
export function captionArrived(event: EventOf<'arrived'>, context: CaptionContext): Caption {
  const { packet, host } = event;
  const kernel = `${host}’s kernel`;
  const from = place(packet.src);
  const at = place(packet.dst);
  const talk = packetTalk(event, context);
  switch (talk.talk) {
    case 'syn':
      return {
        say: `The SYN reaches ${host}. The kernel looks in its socket table for a listener on ${at}.`,
        why: isLoopback(packet.dst.addr)
          ? `127.0.0.1 means this host itself, so the search is in ${host}’s own table.`
          : `A listener on ${packet.dst.addr} or on the wildcard address 0.0.0.0 would fit.`,
      };
    case 'syn-ack':
      return { say: `The SYN-ACK from ${from} reaches ${host}: the answer is yes.` };
    case 'refusal':
      return {
        say: `The RST from ${from} reaches ${host}: refused.`,
        why: 'A refusal is an answer. The packet got there, and somebody’s kernel said no.',
      };
    case 'reset':
      return {
        say: `The RST from ${from} reaches ${host}: the connection is gone.`,
        why: 'The next read of the program fails with “Connection reset by peer”.',
      };
    case 'stray-reset':
      return { say: `The RST from ${from} reaches ${host}. There is nothing left to break off.` };
    case 'handshake-ack':
      return {
        say: `The handshake’s last ACK reaches ${host}: the connection is complete.`,
        why: 'Both kernels agree. Whether the program has called accept() plays no part.',
      };
    case 'ack':
      return { say: `${kernel} learns that ${from} has received everything so far.` };
    case 'keepalive':
      return { say: `${kernel} is asked for a sign of life by ${from}.` };
    case 'fin':
      return {
        say: `The FIN from ${from} reaches ${host}: that side has nothing more to say.`,
        why: 'The program reads this as the end of the data.',
      };
    case 'data': {
      const size = bytes(packet.data.length);
      const what = talk.line === '' ? size : `${size}, “${talk.line}”,`;
      return {
        say: packet.flags.includes('F')
          ? `${host} receives ${what} from ${from}, and with them FIN: nothing more will come.`
          : `${host} receives ${what} from ${from}.`,
        why: `The kernel keeps them with the connection ${at} ↔ ${from} until the program reads.`,
      };
    }
    case 'datagram':
      return {
        say: `A UDP datagram from ${from} reaches ${host}, addressed to port ${packet.dst.port}.`,
      };
    case 'ping':
      return {
        say: `The ping from ${packet.src.addr} reaches ${kernel}, which answers by itself.`,
      };
    case 'pong':
      return {
        say: `${packet.src.addr} answered the ping.`,
        why: 'The machine is up. About its ports this says nothing.',
      };
    case 'icmp':
      return { say: `${kernel} is told by ${packet.src.addr}: ${icmpWords(talk.type)}.` };
  }
}

const icmp: Record<string, string> = {
  'port-unreachable': 'nobody takes packets at that port',
  'host-unreachable': 'that host cannot be reached',
  'net-unreachable': 'that network cannot be reached',
  'admin-prohibited': 'a rule forbids this',
  'time-exceeded': 'the packet went in circles and was thrown away',
};
const icmpWords = (type: string): string => icmp[type] ?? type;

/** A packet ends at `event.host` without reaching a socket. */
export function captionLost(event: EventOf<'lost'>, context: CaptionContext): Caption {
  const { host, packet } = event;
  const talk = packetTalk(event, context);
  const what = packetName(talk);
  const target = packet.proto === 'icmp' ? packet.dst.addr : place(packet.dst);
  switch (event.reason) {
    case 'firewall-drop':
      return {
        say: `A firewall rule on ${host} drops the ${what} for ${target} and tells nobody.`,
        why: 'It never met the socket table. The sender hears nothing: silence, not refusal.',
      };
    case 'firewall-reject':
      return {
        say: `A firewall rule on ${host} rejects the ${what} for ${target} and sends a refusal back.`,
        why: 'The sender is told “refused”, although a server may be listening behind the rule.',
      };
    case 'queue-full':
      return {
        say: `${host}’s kernel drops the ${what}: too many finished connections wait for accept().`,
        why: 'It answers neither yes nor no, so the client tries again and may time out. The program is too slow, not absent.',
      };
    case 'link-down':
      return {
        say: `The ${what} for ${target} is lost: the cable of ${host} is out.`,
        why: 'Nobody is there to answer. The sender can only wait and try again.',
      };
    case 'no-neighbour':
      return {
        say: `${host}’s kernel asked who has ${packet.dst.addr}, and no machine answered.`,
        why: 'After about three seconds it gives up: “No route to host”.',
      };
    case 'no-route':
      return {
        say: `${host}’s kernel knows no way to ${packet.dst.addr}. The ${what} never leaves.`,
        why: 'The program is told at once: “Network is unreachable”.',
      };
    case 'no-port':
      return {
        say: `${host} has no port left to send the ${what} on with, and drops it.`,
        why: 'Every port of its outside address already stands for another conversation with that server.',
      };
    case 'not-mine':
      return {
        say: `${host} sees the ${what} for ${packet.dst.addr}, which is not its address, and ignores it.`,
      };
    case 'loss':
      return {
        say: `The ${what} for ${target} is lost on the way.`,
        why: 'TCP notices that no confirmation comes, and sends again.',
      };
    case 'checksum':
      return {
        say: `${host}’s kernel throws the ${what} for ${target} away: its checksum does not fit its bytes.`,
        why: 'It says so to nobody, because the address of the sender could be what is damaged.',
      };
    case 'ttl':
      return { say: `The ${what} for ${target} has made too many hops and is thrown away.` };
  }
}

function packetName(talk: PacketTalk): string {
  switch (talk.talk) {
    case 'syn':
      return 'SYN';
    case 'syn-ack':
      return 'SYN-ACK';
    case 'refusal':
    case 'reset':
    case 'stray-reset':
      return 'RST';
    case 'handshake-ack':
    case 'ack':
      return 'ACK';
    case 'fin':
      return 'FIN';
    case 'ping':
      return 'ping';
    case 'pong':
      return 'answer to the ping';
    case 'icmp':
      return 'ICMP message';
    case 'datagram':
      return 'datagram';
    case 'keepalive':
    case 'data':
      return 'data packet';
  }
}
