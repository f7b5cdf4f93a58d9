/** smtp(8): hands a message to the mail server of another host. */
import { encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import { isAddress6 } from '../../packet/address';
import { connectInTime } from '../connect-in-time';
import { formatLookupError, lookupHost } from '../resolve';
import { createInbox, type Inbox, receiveLine, sendAll } from '../socket-io';
import { splitAddress } from './address';
import { createAgent, failed, type Result } from './agent';
import { findExchangers } from './mail-exchanger';
import { logMail } from './mail-log';
import { type Message, type Recipient, wireSize } from './queue';
import { type Parameters, readMainCf, readParameter } from './settings';

/** smtp_connect_timeout, milliseconds. */
const CONNECT_TIMEOUT = 30_000;

export type Reply = { code: number; lines: string[] };

/** A whole reply with all its lines (RFC 5321, section 4.2.1); null where the stream ends. */
export function* receiveReply(inbox: Inbox): Routine<Reply | null> {
  const lines: string[] = [];
  for (;;) {
    const line = yield* receiveLine(inbox);
    if (!line.ok || line.value === '') return null;
    const text = line.value.replace(/\r?\n$/, '');
    lines.push(text);
    const parts = /^(\d{3})(-?)/.exec(text);
    if (!parts?.[2]) return { code: Number(parts?.[1] ?? 0), lines };
  }
}

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
      const hostname = readParameter(parameters, 'myhostname');
      const inbox = createInbox(opened.value);
      const result = yield* converse(inbox, hostname, name, message, recipient);
      yield* sys.close(opened.value);
      return { ...result, relay: `${name}:${port}` };
    }
    yield* sys.close(opened.value);
    const errno = connected.errno === 'EINPROGRESS' ? 'ETIMEDOUT' : connected.errno;
    last = `connect to ${name}:${port}: ${formatErrno(errno)}`;
    yield* logMail(context, 'smtp', last);
  }
  return { status: 'deferred', relay: 'none', dsn: '4.4.1', reason: last };
}

function* converse(
  inbox: Inbox,
  hostname: string,
  name: string,
  message: Message,
  recipient: Recipient,
): Routine<Result> {
  const size = (offered: Reply) =>
    offered.lines.some((line) => /^250.SIZE\b/.test(line))
      ? ` SIZE=${wireSize(message.content)}`
      : '';
  let options = '';
  const steps: readonly (readonly [what: string, line: () => string, wanted: number])[] = [
    ['EHLO command', () => `EHLO ${hostname}\r\n`, 250],
    ['MAIL FROM command', () => `MAIL FROM:<${message.sender}>${options}\r\n`, 250],
    ['RCPT TO command', () => `RCPT TO:<${recipient.address}>\r\n`, 250],
    ['DATA command', () => 'DATA\r\n', 354],
    ['end of DATA command', () => '', 250],
  ];
  const greeting = yield* receiveReply(inbox);
  if (!greeting) return lost(name, 'receiving the initial server greeting');
  if (greeting.code !== 220) return refused(name, greeting, '');
  for (const [what, line, wanted] of steps) {
    const data = wanted === 250 && what.startsWith('end') ? formatData(message.content) : null;
    const sent = yield* sendAll(inbox.fd, data ?? encodeText(line()));
    const reply = sent.ok ? yield* receiveReply(inbox) : null;
    if (!reply) return lost(name, `sending ${what.replace(' command', '')}`);
    if (what.startsWith('EHLO')) options = size(reply);
    if (reply.code !== wanted) {
      yield* sendAll(inbox.fd, 'QUIT\r\n');
      yield* receiveReply(inbox);
      return refused(name, reply, ` (in reply to ${what})`);
    }
    if (what.startsWith('end')) {
      yield* sendAll(inbox.fd, 'QUIT\r\n');
      yield* receiveReply(inbox);
      return {
        status: 'sent',
        relay: '',
        dsn: dsnOf(reply, '2.0.0'),
        reason: reply.lines.join(' '),
      };
    }
  }
  return lost(name, 'sending message');
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
