/** smtpd: one process a connection, on descriptor 0; descriptor 3 wakes the queue manager. */
import { decodeText, encodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { readFile, sys } from '../../host/system';
import { lookupAddress } from '../resolve';
import { parsePasswd } from '../secret/passwords';
import { createInbox, hangUp, type Inbox, receiveBytes, receiveLine, say } from '../socket-io';
import { formatMailDate, logMail, timeNow } from './mail-log';
import { createQueueId, type Message, storeMessage } from './queue';
import {
  overrideParameters,
  type Parameters,
  readMainCf,
  readParameter,
  splitList,
} from './settings';
import {
  answerLine,
  count,
  type Facts,
  formatCounts,
  formatPeer,
  newSession,
  noRecipients,
  type Session,
} from './smtp-session';
import { authenticate } from './smtpd-auth';
import type { Call } from './smtpd-call';
import { isWrapped, levelOf, loadCredentials, startTls } from './smtpd-tls';

/** smtpd_hard_error_limit. */
const MOST_ERRORS = 20;

function* readFacts(parameters: Parameters, addr: string, ready: boolean): Routine<Facts> {
  const read = (name: string) => readParameter(parameters, name);
  const accounts = yield* readFile('/etc/passwd');
  let networks = splitList(read('mynetworks'));
  if (networks.length === 0) {
    // mynetworks_style = host: the addresses of this machine.
    const own = yield* sys.interfaces();
    networks = own.ok ? own.value.flatMap(({ addrs }) => addrs.map((one) => one.addr)) : [];
    networks.push('127.0.0.0/8');
  }
  return {
    hostname: read('myhostname'),
    banner: read('smtpd_banner'),
    localDomains: splitList(read('mydestination')).map((one) => one.toLowerCase()),
    origin: read('myorigin'),
    networks,
    users: accounts.ok ? parsePasswd(accounts.value).map(({ user }) => user) : [],
    restrictions: splitList(read('smtpd_relay_restrictions')),
    sizeLimit: Number(read('message_size_limit')) || 10_240_000,
    vrfy: read('disable_vrfy_command') !== 'yes',
    tls: { level: levelOf(parameters), ready },
    sasl: {
      on: read('smtpd_sasl_auth_enable') === 'yes',
      secret: read('smtpd_tls_auth_only') === 'yes' || levelOf(parameters) === 'encrypt',
    },
    peer: { name: (yield* lookupAddress(addr)) ?? 'unknown', addr },
  };
}

function* main(context: ProgramContext): Routine<number> {
  const peer = yield* sys.getpeername(0);
  const found = yield* readMainCf();
  if (!peer.ok || !found) return 1;
  const parameters = overrideParameters(found.parameters, context.argv);
  const log = (text: string) =>
    logMail(context, 'smtpd', text, readParameter(parameters, 'syslog_name'));
  const credentials = yield* loadCredentials(parameters, log);
  const facts = yield* readFacts(parameters, peer.value.addr, credentials !== null);
  yield* log(`connect from ${formatPeer(facts)}`);
  const inbox = createInbox(0);
  const call: Call = { context, parameters, facts, inbox, credentials, log };
  let session = newSession;
  if (!isWrapped(parameters)) session = yield* serve(call, session);
  else if (!credentials) {
    const service = context.argv[2] ?? '';
    yield* log(
      `warning: Wrapper-mode request dropped from ${formatPeer(facts)} for service ${service}. TLS context initialization failed. For details see earlier warnings in your logs.`,
    );
  } else if (yield* startTls(call)) session = yield* serve(call, { ...session, secure: true });
  else yield* log(`lost connection after CONNECT from ${formatPeer(facts)}`);
  yield* log(`disconnect from ${formatPeer(facts)} ${formatCounts(session.counts)}`);
  yield* hangUp(inbox);
  return 0;
}

type Held = { id: string | null; chunks: string };

function* serve(call: Call, begun: Session): Routine<Session> {
  const { context, facts, inbox, log } = call;
  let session = begun;
  let held: Held = { id: null, chunks: '' };
  const reply = (text: string) => say(inbox, encodeText(`${text}\r\n`));
  let open = (yield* reply(`220 ${facts.banner}`)).ok;
  while (open) {
    const line = yield* receiveLine(inbox, 2048);
    if (!line.ok || !line.value.endsWith('\n')) {
      yield* log(`lost connection after ${session.last} from ${formatPeer(facts)}`);
      return session;
    }
    const answer = answerLine(facts, session, decodeText(line.value));
    if (answer.session.sender === null) held = { id: null, chunks: '' };
    if (answer.session.recipients.length > 0 && held.id === null) {
      held = { ...held, id: yield* createQueueId() };
      const { user } = answer.session;
      const by = user ? `, sasl_method=${user.method}, sasl_username=${user.name}` : '';
      yield* log(`${held.id}: client=${formatPeer(facts)}${by}`);
    }
    session = answer.session;
    if (answer.log !== undefined) {
      const rejected = answer.log.startsWith('reject: ');
      yield* log(rejected ? `${held.id ?? 'NOQUEUE'}: ${answer.log}` : answer.log);
    }
    if (answer.then === 'bdat' && answer.chunk) {
      const part = yield* receiveBytes(inbox, answer.chunk.size);
      if (!part.ok) return session;
      const early = session.recipients.length === 0;
      if (early) session = count(uncount(session, 'bdat'), 'bdat', false);
      else held = { ...held, chunks: held.chunks + part.value };
      const said = early ? noRecipients(session) : `250 2.0.0 Ok: ${part.value.length} bytes`;
      const last = answer.chunk.last && !early;
      open = (yield* reply(last ? yield* accept(context, facts, session, held) : said)).ok;
      if (last) [session, held] = [endTransaction(session), { id: null, chunks: '' }];
      continue;
    }
    if (answer.then === 'auth' && answer.auth) {
      const done = yield* authenticate(call, answer.auth);
      session = count({ ...uncount(session, 'auth'), user: done.user }, 'auth', done.user !== null);
      open = (yield* reply(done.reply)).ok;
      continue;
    }
    open = (yield* reply(answer.reply)).ok;
    if (answer.then === 'close') return session;
    if (answer.then === 'tls') {
      if (!(yield* startTls(call))) {
        yield* log(`lost connection after STARTTLS from ${formatPeer(facts)}`);
        return count(uncount(session, 'starttls'), 'starttls', false);
      }
      session = { ...session, helo: null, sender: null, recipients: [], secure: true };
      continue;
    }
    if (answer.then === 'data' && open) {
      const content = yield* receiveText(inbox);
      if (content === null) {
        yield* log(`lost connection after DATA from ${formatPeer(facts)}`);
        return session;
      }
      const whole = { ...held, chunks: content };
      open = (yield* reply(yield* accept(context, facts, session, whole))).ok;
      [session, held] = [endTransaction(session), { id: null, chunks: '' }];
    }
    if (session.errors >= MOST_ERRORS) {
      yield* reply(`421 4.7.0 ${facts.hostname} Error: too many errors`);
      yield* log(`too many errors after ${session.last} from ${formatPeer(facts)}`);
      return session;
    }
  }
  return session;
}

function endTransaction(session: Session): Session {
  return { ...session, sender: null, recipients: [] };
}

/** Takes back a command that was counted as good before its bytes had come. */
function uncount(session: Session, name: string): Session {
  const [good, all] = session.counts[name] ?? [1, 1];
  return { ...session, counts: { ...session.counts, [name]: [good - 1, all - 1] } };
}

/** The lines up to the lone dot, with dots undoubled; null where the connection ends first. */
function* receiveText(inbox: Inbox): Routine<string | null> {
  let text = '';
  for (;;) {
    const line = yield* receiveLine(inbox);
    if (!line.ok || line.value === '') return null;
    if (/^\.\r?\n$/.test(line.value)) return text;
    text += line.value.replace(/^\./, '');
    if (inbox.ended && inbox.bytes === '') return null;
  }
}

/** Puts the message into the queue with a Received line (RFC 5321, section 4.4). */
function* accept(
  context: ProgramContext,
  facts: Facts,
  session: Session,
  held: Held,
): Routine<string> {
  const id = held.id ?? (yield* createQueueId());
  const body = held.chunks.replaceAll('\r\n', '\n');
  if (body.length > facts.sizeLimit) return '552 5.3.4 Error: message file too big';
  const now = yield* timeNow();
  const helo = session.helo?.name ?? facts.peer.name;
  const date = `${formatMailDate(now)} (UTC)`;
  const [only, ...more] = session.recipients;
  // RFC 3848: ESMTPS through TLS, ESMTPSA with a password as well.
  const proto = session.helo?.proto ?? 'SMTP';
  const marks = proto === 'SMTP' ? '' : (session.secure ? 'S' : '') + (session.user ? 'A' : '');
  const via = `\tby ${facts.hostname} (Postfix) with ${proto}${marks} id ${id}`;
  const lines = [
    `Received: from ${helo} (${formatPeer(facts).replace('[', ' [')})`,
    ...(only && more.length === 0
      ? [via, `\tfor <${only.address}>; ${date}`]
      : [`${via};`, `\t${date}`]),
  ];
  const content = `${encodeText(lines.join('\n'))}\n${body}`;
  const { recipients } = session;
  const message: Message = {
    ...{ id, arrived: now, sender: session.sender ?? '', content },
    recipients: [...recipients],
  };
  yield* logMail(context, 'cleanup', `${id}: message-id=${findMessageId(body)}`);
  if (!(yield* storeMessage('incoming', message))) return '451 4.3.0 Error: queue file write error';
  yield* sys.write(3, 'W');
  return `250 2.0.0 Ok: queued as ${id}`;
}

function findMessageId(content: string): string {
  const head = content.split(/\n\n|^\n/)[0] ?? '';
  return /^message-id:\s*(<[^>\n]*>)/im.exec(head)?.[1] ?? '<>';
}

export const smtpd: Program = {
  name: 'smtpd',
  usage: 'smtpd (started by master)',
  summary: 'take mail from one client by SMTP, for Postfix',
  main,
};
