/** smtp(8): hands a message to the mail server of another host. */
import { encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { formatLookupError, lookupHost } from '../resolve';
import { createInbox, hangUp, say } from '../socket-io';
import { splitAddress } from './address';
import { createAgent, failed, type Result } from './agent';
import { findExchangers } from './mail-exchanger';
import { logMail } from './mail-log';
import { type Message, type Recipient, wireSize } from './queue';
import { type Parameters, readMainCf, readParameter } from './settings';
import { type Peer, type Reply, receiveReply } from './smtp-reply';
import { HANDSHAKE_FAILED, levelOf, startTls } from './smtp-tls';

/** smtp_connect_timeout, milliseconds. */
const CONNECT_TIMEOUT = 30_000;

/** A text as DATA carries it: CRLF at line ends, leading dots doubled, the lone dot at the end. */
export function formatData(content: string): string {
  const lines = content.replace(/\n$/, '').split('\n');
  return `${lines.map((line) => `${line.startsWith('.') ? '.' : ''}${line}\r\n`).join('')}.\r\n`;
}

/** `[host]:port`, `host:port` or `host`, as relayhost writes it. */
function parseNextHop(text: string): { host: string; port: number } {
  const parts = /^\[?([^\]:]+)\]?(?::(\d{1,5}))?$/.exec(text.trim());
  return { host: parts?.[1] ?? text, port: Number(parts?.[2] ?? 25) };
}

function* deliver(
  context: ProgramContext,
  message: Message,
  recipient: Recipient,
): Routine<Result> {
  const parameters = (yield* readMainCf())?.parameters ?? {};
  const relay = readParameter(parameters, 'relayhost');
  const { host, port } = parseNextHop(relay || (splitAddress(recipient.address).domain ?? ''));
  // Square brackets, or no DNS by the settings: the host itself.
  const direct =
    relay.startsWith('[') || readParameter(parameters, 'smtp_dns_support_level') === 'disabled';
  const found = direct ? { ok: true as const, hosts: [host] } : yield* findExchangers(host);
  if (!found.ok) {
    const { permanent, reason } = found;
    const status = permanent ? 'bounced' : 'deferred';
    return { status, relay: 'none', dsn: permanent ? '5.4.4' : '4.4.3', reason };
  }
  let last: Result | null = null;
  for (const one of found.hosts) {
    const result: Result = yield* deliverTo(context, parameters, one, port, message, recipient);
    if (result.relay !== 'none') return result;
    last = result;
  }
  return last ?? failed('no host to deliver to');
}

/** One host, each of its addresses in turn. */
function* deliverTo(
  context: ProgramContext,
  parameters: Parameters,
  host: string,
  port: number,
  message: Message,
  recipient: Recipient,
): Routine<Result> {
  const addrs = yield* lookupHost(host);
  if (!addrs.ok) {
    const reason = `unable to look up host ${host}: ${formatLookupError(addrs.error)}`;
    return { status: 'bounced', relay: 'none', dsn: '5.4.4', reason };
  }
  let last = '';
  for (const addr of addrs.addrs) {
    const name = `${host}[${addr}]`;
    const opened = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!opened.ok) continue;
    const connected = yield* connectInTime(opened.value, addr, port, CONNECT_TIMEOUT);
    if (connected.ok) {
      const inbox = createInbox(opened.value);
      const peer: Peer = { context, parameters, inbox, name, port };
      const result = yield* converse(peer, message, recipient);
      yield* hangUp(inbox);
      if (result.dsn === HANDSHAKE_FAILED && levelOf(parameters) === 'may') {
        const plain = { ...parameters, smtp_tls_security_level: 'none', smtp_use_tls: 'no' };
        return yield* deliverTo(context, plain, host, port, message, recipient);
      }
      return { ...result, relay: `${name}:${port}` };
    }
    yield* sys.close(opened.value);
    const errno = connected.errno === 'EINPROGRESS' ? 'ETIMEDOUT' : connected.errno;
    last = `connect to ${name}:${port}: ${formatErrno(errno)}`;
    yield* logMail(context, 'smtp', last);
  }
  return { status: 'deferred', relay: 'none', dsn: '4.4.1', reason: last };
}

/** Greets, and takes the connection into TLS where the level asks for it: the last EHLO's reply. */
function* greet(peer: Peer): Routine<Reply | Result> {
  const { inbox, name, parameters } = peer;
  const greeting = yield* receiveReply(inbox);
  if (!greeting) return lost(name, 'receiving the initial server greeting');
  if (greeting.code !== 220) return refused(name, greeting, '');
  const hello = `EHLO ${readParameter(parameters, 'myhostname')}\r\n`;
  const level = levelOf(parameters);
  for (;;) {
    const sent = yield* say(inbox, encodeText(hello));
    const reply = sent.ok ? yield* receiveReply(inbox) : null;
    if (!reply) return lost(name, 'sending EHLO');
    if (reply.code !== 250) return yield* leave(peer, reply, 'EHLO command');
    if (inbox.seal || level === 'none') return reply;
    if (!reply.lines.some((line) => /^250.STARTTLS\b/.test(line))) {
      if (level === 'may') return reply;
      yield* say(inbox, 'QUIT\r\n');
      const reason = `TLS is required, but was not offered by host ${name}`;
      return { status: 'deferred', relay: '', dsn: '4.7.4', reason };
    }
    const failure = yield* startTls(peer);
    if (failure) return failure;
  }
}

function* leave({ inbox, name }: Peer, reply: Reply, during: string): Routine<Result> {
  yield* say(inbox, 'QUIT\r\n');
  yield* receiveReply(inbox);
  return refused(name, reply, ` (in reply to ${during})`);
}

function* converse(peer: Peer, message: Message, recipient: Recipient): Routine<Result> {
  const { inbox, name } = peer;
  const greeted = yield* greet(peer);
  if ('status' in greeted) return greeted;
  const sized = greeted.lines.some((line) => /^250.SIZE\b/.test(line));
  const options = sized ? ` SIZE=${wireSize(message.content)}` : '';
  const steps: readonly (readonly [what: string, data: string, wanted: number])[] = [
    ['MAIL FROM command', encodeText(`MAIL FROM:<${message.sender}>${options}\r\n`), 250],
    ['RCPT TO command', encodeText(`RCPT TO:<${recipient.address}>\r\n`), 250],
    ['DATA command', 'DATA\r\n', 354],
    ['end of DATA command', formatData(message.content), 250],
  ];
  let last: Reply = greeted;
  for (const [what, data, wanted] of steps) {
    const sent = yield* say(inbox, data);
    const reply = sent.ok ? yield* receiveReply(inbox) : null;
    if (!reply) return lost(name, `sending ${what.replace(' command', '')}`);
    if (reply.code !== wanted) return yield* leave(peer, reply, what);
    last = reply;
  }
  yield* say(inbox, 'QUIT\r\n');
  yield* receiveReply(inbox);
  return { status: 'sent', relay: '', dsn: dsnOf(last, '2.0.0'), reason: last.lines.join(' ') };
}

function dsnOf(reply: Reply, otherwise: string): string {
  return /^\d{3}.([245]\.\d{1,3}\.\d{1,3})/.exec(reply.lines[0] ?? '')?.[1] ?? otherwise;
}

function lost(name: string, when: string): Result {
  const reason = `lost connection with ${name} while ${when}`;
  return { status: 'deferred', relay: '', dsn: '4.4.2', reason };
}

function refused(name: string, reply: Reply, when: string): Result {
  const permanent = reply.code >= 500 && reply.code < 600;
  const said = reply.lines.join(' ');
  return {
    status: permanent ? 'bounced' : 'deferred',
    relay: '',
    dsn: dsnOf(reply, permanent ? '5.0.0' : '4.0.0'),
    reason: `host ${name} said: ${said}${when}`,
    ...{ diagnostic: said, remote: name.replace(/\[.*/, '') },
  };
}

export const smtp = createAgent(
  'smtp',
  'hand a message to the mail server of another host, for Postfix',
  deliver,
);
