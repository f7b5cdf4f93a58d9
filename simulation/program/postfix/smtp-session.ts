/** What smtpd answers to each line, as a pure table of commands (RFC 5321; smtpd(8) of Postfix 3.7). */
import { isInNetwork, parsePath, splitAddress } from './address';
import type { Recipient } from './queue';

/** What does not change while a connection lasts. */
export type Facts = {
  hostname: string;
  banner: string;
  localDomains: readonly string[];
  origin: string;
  networks: readonly string[];
  users: readonly string[];
  restrictions: readonly string[];
  sizeLimit: number;
  vrfy: boolean;
  /** smtpd_tls_security_level, and whether there is a certificate to show. */
  tls: { level: 'none' | 'may' | 'encrypt'; ready: boolean };
  /** smtpd_sasl_auth_enable; `secret`: only where TLS hides the password. */
  sasl: { on: boolean; secret: boolean };
  /** Name (or `unknown`) and address of the other side. */
  peer: { name: string; addr: string };
};

export type Session = {
  /** TLS is spoken; `user` has given a password. */
  secure: boolean;
  user: { name: string; method: string } | null;
  helo: { name: string; proto: 'SMTP' | 'ESMTP' } | null;
  sender: string | null;
  recipients: readonly Recipient[];
  /** Good and all commands by name, for the line at the end. */
  counts: Readonly<Record<string, readonly [good: number, all: number]>>;
  errors: number;
  last: string;
};

export type Answer = {
  session: Session;
  reply: string;
  log?: string;
  then?: 'data' | 'bdat' | 'tls' | 'auth' | 'close';
  /** AUTH: the mechanism, in capitals, and its first message. */
  auth?: { method: string; first: string | null };
  chunk?: { size: number; last: boolean };
};

export const newSession: Session = {
  ...{
    secure: false,
    user: null,
    helo: null,
    sender: null,
    recipients: [],
    counts: {},
    errors: 0,
    last: 'CONNECT',
  },
};

/** The order of smtpd's own table. */
const order = 'helo ehlo starttls auth mail rcpt data bdat rset noop vrfy etrn quit unknown'.split(
  ' ',
);

/** `ehlo=1 mail=1 rcpt=0/1 quit=1 commands=3/4`. */
export function formatCounts(counts: Session['counts']): string {
  const show = (name: string, good: number, all: number) =>
    `${name}=${good}${good === all ? '' : `/${all}`}`;
  const rows = order.flatMap((name) => {
    const count = counts[name];
    return count ? [show(name, ...count)] : [];
  });
  const sums = Object.values(counts).reduce<[number, number]>(
    ([good, all], [one, other]) => [good + one, all + other],
    [0, 0],
  );
  const total = sums[1] === 0 ? 'commands=0/0' : show('commands', ...sums);
  return [...rows, total].join(' ');
}

/** The session with one more command of that name. */
export function count(session: Session, name: string, good: boolean): Session {
  const [right, all] = session.counts[name] ?? [0, 0];
  const counts = { ...session.counts, [name]: [right + (good ? 1 : 0), all + 1] as const };
  const errors = session.errors + (good ? 0 : 1);
  return { ...session, counts, errors, last: name.toUpperCase() };
}

const reset = { sender: null, recipients: [] } as const;

/** Commands that need no TLS where a server wants it. */
const open = ['helo', 'ehlo', 'starttls', 'noop', 'quit'];

/** Words that only a web browser says; smtpd hangs up on them (smtpd_forbidden_commands). */
const forbidden = ['CONNECT', 'GET', 'POST'];

export function answerLine(facts: Facts, session: Session, line: string): Answer {
  const text = line.replace(/[\r\n]+$/, '');
  const [word = '', ...words] = text.trim().split(/\s+/);
  const name = word.toLowerCase();
  const rest = text.trim().slice(word.length).trimStart();
  const handler = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (handler) {
    const must = facts.tls.level === 'encrypt' && !session.secure && !open.includes(name);
    const answer = must
      ? { session, reply: '530 5.7.0 Must issue a STARTTLS command first' }
      : handler(facts, session, rest, words);
    return { ...answer, session: count(answer.session, name, !/^[45]/.test(answer.reply)) };
  }
  const next = count(session, 'unknown', false);
  if (forbidden.includes(word.toUpperCase()) || /^[\w-]+:$/.test(word)) {
    const log = `warning: non-SMTP command from ${formatPeer(facts)}: ${text.slice(0, 100)}`;
    return {
      session: next,
      reply: '221 2.7.0 Error: I can break rules, too. Goodbye.',
      log,
      then: 'close',
    };
  }
  if (word === '') return { session: next, reply: '500 5.5.2 Error: bad syntax' };
  return { session: next, reply: '500 5.5.2 Error: command not recognized' };
}

export function formatPeer({ peer }: Facts): string {
  return `${peer.name}[${peer.addr}]`;
}

type Handler = (facts: Facts, session: Session, rest: string, words: string[]) => Answer;

const commands: Readonly<Record<string, Handler>> = {
  helo: (facts, session, _, words) => {
    const [name] = words;
    if (name === undefined) return { session, reply: '501 Syntax: HELO hostname' };
    const helo = { name, proto: 'SMTP' } as const;
    return { session: { ...session, ...reset, helo }, reply: `250 ${facts.hostname}` };
  },
  ehlo: (facts, session, _, words) => {
    const [name] = words;
    if (name === undefined) return { session, reply: '501 Syntax: EHLO hostname' };
    const helo = { name, proto: 'ESMTP' } as const;
    const lines = [facts.hostname, 'PIPELINING', `SIZE ${facts.sizeLimit}`];
    if (facts.vrfy) lines.push('VRFY');
    lines.push('ETRN');
    if (facts.tls.level !== 'none' && !session.secure) lines.push('STARTTLS');
    if (facts.sasl.on && (session.secure || !facts.sasl.secret)) lines.push('AUTH PLAIN LOGIN');
    lines.push('ENHANCEDSTATUSCODES', '8BITMIME', 'DSN', 'SMTPUTF8', 'CHUNKING');
    const reply = lines
      .map((one, index) => `250${index === lines.length - 1 ? ' ' : '-'}${one}`)
      .join('\r\n');
    return { session: { ...session, ...reset, helo }, reply };
  },
  starttls: ({ tls }, session, _, words) => {
    if (words.length > 0) return { session, reply: '501 5.5.4 Syntax: STARTTLS' };
    if (session.secure) return { session, reply: '554 5.5.1 Error: TLS already active' };
    if (tls.level === 'none') return { session, reply: '502 5.5.1 Error: command not implemented' };
    if (!tls.ready) {
      return { session, reply: '454 4.7.0 TLS not available due to local problem' };
    }
    return { session, reply: '220 2.0.0 Ready to start TLS', then: 'tls' };
  },
  auth: ({ sasl }, session, _, [method, first = null, ...more]) => {
    const refuse = (reply: string): Answer => ({ session, reply });
    if (!sasl.on) return refuse('503 5.5.1 Error: authentication not enabled');
    if (session.sender !== null) return refuse('503 5.5.1 Error: MAIL transaction in progress');
    if (sasl.secret && !session.secure) {
      return refuse('538 5.7.0 Encryption required for requested authentication mechanism');
    }
    if (session.user) return refuse('503 5.5.1 Error: already authenticated');
    if (method === undefined || more.length > 0) {
      return refuse('501 5.5.4 Syntax: AUTH mechanism');
    }
    return { session, reply: '', then: 'auth', auth: { method: method.toUpperCase(), first } };
  },
  mail: answerMail,
  rcpt: answerRcpt,
  data: (_, session, __, words) => {
    if (session.recipients.length === 0) return { session, reply: noRecipients(session) };
    if (words.length > 0) return { session, reply: '501 5.5.4 Syntax: DATA' };
    return { session, reply: '354 End data with <CR><LF>.<CR><LF>', then: 'data' };
  },
  bdat: (_, session, __, [size = '', last, ...more]) => {
    const good = /^\d{1,9}$/.test(size) && (last === undefined || /^last$/i.test(last));
    if (!good || more.length > 0) {
      return { session, reply: '521 5.5.4 Syntax: BDAT count [LAST]', then: 'close' };
    }
    const chunk = { size: Number(size), last: last !== undefined };
    return { session, reply: '', then: 'bdat', chunk };
  },
  rset: (_, session, __, words) =>
    words.length > 0
      ? { session, reply: '501 5.5.4 Syntax: RSET' }
      : { session: { ...session, ...reset }, reply: '250 2.0.0 Ok' },
  noop: (_, session) => ({ session, reply: '250 2.0.0 Ok' }),
  vrfy: answerVrfy,
  etrn: (_, session, __, words) => {
    if (session.sender !== null) {
      return { session, reply: '503 Error: MAIL transaction in progress' };
    }
    if (words.length !== 1) return { session, reply: '500 Syntax: ETRN domain' };
    return { session, reply: `459 <${words[0]}>: service unavailable` };
  },
  quit: (_, session) => ({ session, reply: '221 2.0.0 Bye', then: 'close' }),
};

/** Why DATA or BDAT comes too early. */
export function noRecipients(session: Session): string {
  return session.sender === null
    ? '503 5.5.1 Error: need RCPT command'
    : '554 5.5.1 Error: no valid recipients';
}

function answerMail(facts: Facts, session: Session, rest: string): Answer {
  if (session.sender !== null) return { session, reply: '503 5.5.1 Error: nested MAIL command' };
  const from = /^from:(.*)$/i.exec(rest);
  const path = parsePath(from?.[1] ?? '', true);
  if (!path.ok) {
    if (path.error === 'syntax') {
      return { session, reply: '501 5.5.4 Syntax: MAIL FROM:<address>' };
    }
    const log = `warning: Illegal address syntax from ${formatPeer(facts)} in MAIL command: ${path.written}`;
    return { session, reply: '501 5.1.7 Bad sender address syntax', log };
  }
  for (const option of path.options) {
    const size = /^size=(\d{1,20})$/i.exec(option);
    if (size && Number(size[1]) > facts.sizeLimit) {
      const reply = '552 5.3.4 Message size exceeds fixed limit';
      return { session, reply, log: reject(facts, session, 'MAIL', reply, path.address) };
    }
    if (!size && !/^(body=(7bit|8bitmime)|smtputf8|ret=(full|hdrs)|envid=\S+)$/i.test(option)) {
      return { session, reply: `555 5.5.4 Unsupported option: ${option}` };
    }
  }
  return { session: { ...session, sender: path.address, recipients: [] }, reply: '250 2.1.0 Ok' };
}

function answerRcpt(facts: Facts, session: Session, rest: string): Answer {
  const sender = session.sender;
  if (sender === null) return { session, reply: '503 5.5.1 Error: need MAIL command' };
  const to = /^to:(.*)$/i.exec(rest);
  const path = parsePath(to?.[1] ?? '', false);
  if (!path.ok) {
    if (path.error === 'syntax') {
      return { session, reply: '501 5.5.4 Syntax: RCPT TO:<address>' };
    }
    const log = `warning: Illegal address syntax from ${formatPeer(facts)} in RCPT command: ${path.written}`;
    return { session, reply: '501 5.1.3 Bad recipient address syntax', log };
  }
  const odd = path.options.find((one) => !/^(notify|orcpt)=\S+$/i.test(one));
  if (odd !== undefined) return { session, reply: `555 5.5.4 Unsupported option: ${odd}` };
  const refusal = refuseRecipient(facts, session, path.address);
  if (refusal !== null) {
    const log = reject(facts, session, 'RCPT', refusal, sender, path.address);
    return { session, reply: refusal, log };
  }
  const address = path.address.includes('@') ? path.address : `${path.address}@${facts.origin}`;
  const recipients = [...session.recipients, { address, original: path.address }];
  return { session: { ...session, recipients }, reply: '250 2.1.5 Ok' };
}

function answerVrfy(facts: Facts, session: Session, rest: string): Answer {
  if (!facts.vrfy) return { session, reply: '502 5.5.1 VRFY command is disabled' };
  const path = parsePath(rest, false);
  if (!path.ok) {
    const reply =
      path.error === 'syntax'
        ? '501 5.5.4 Syntax: VRFY address [SMTPUTF8]'
        : '501 5.1.3 Bad recipient address syntax';
    return { session, reply };
  }
  const refusal = refuseRecipient(facts, session, path.address);
  if (refusal === null) return { session, reply: `252 2.0.0 ${path.address}` };
  return {
    session,
    reply: refusal,
    log: reject(facts, session, 'VRFY', refusal, null, path.address),
  };
}

/** The reply to a recipient who is not taken, by relay restrictions and local users; or null. */
function refuseRecipient(facts: Facts, session: Session, address: string): string | null {
  const { local, domain } = splitAddress(address);
  const known = domain === null || facts.localDomains.includes(domain);
  for (const rule of facts.restrictions) {
    if (rule === 'permit') break;
    if (rule === 'permit_mynetworks') {
      if (facts.networks.some((one) => isInNetwork(facts.peer.addr, one))) break;
    } else if (rule === 'permit_sasl_authenticated') {
      if (session.user) break;
    } else if (rule === 'reject_unauth_destination' && !known) {
      return `554 5.7.1 <${address}>: Relay access denied`;
    } else if (rule === 'defer_unauth_destination' && !known) {
      return `454 4.7.1 <${address}>: Relay access denied`;
    } else if (rule === 'reject') {
      return `554 5.7.1 <${address}>: Recipient address rejected: Access denied`;
    }
  }
  const user = local.toLowerCase();
  if (known && !facts.users.includes(user) && user !== 'postmaster') {
    return `550 5.1.1 <${address}>: Recipient address rejected: User unknown in local recipient table`;
  }
  return null;
}

function reject(
  facts: Facts,
  session: Session,
  command: string,
  reply: string,
  from: string | null,
  to: string | null = null,
): string {
  const words = [
    ...(from === null ? [] : [`from=<${from}>`]),
    ...(to === null ? [] : [`to=<${to}>`]),
    `proto=${session.helo?.proto ?? 'SMTP'}`,
    ...(session.helo ? [`helo=<${session.helo.name}>`] : []),
  ];
  return `reject: ${command} from ${formatPeer(facts)}: ${reply}; ${words.join(' ')}`;
}
