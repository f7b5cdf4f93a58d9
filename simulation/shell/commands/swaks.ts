/** `swaks` 20201014: an SMTP transaction from start to end, every line of it shown. */
import { encodeText } from '../../host/bytes';
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import {
  createLineReader,
  type LineReader,
  print,
  printError,
  readLine,
  sys,
} from '../../host/system';
import { connectInTime } from '../../program/connect-in-time';
import { splitAddress } from '../../program/postfix/address';
import { formatStamp } from '../../program/postfix/bounce';
import { findExchangers } from '../../program/postfix/mail-exchanger';
import { formatMailDate } from '../../program/postfix/mail-log';
import { lookupHost } from '../../program/resolve';
import { portOfService } from '../../program/services';
import { createInbox, hangUp, say } from '../../program/socket-io';
import { authenticate } from './swaks-auth';
import { parseSwaks, type SwaksSettings } from './swaks-options';
import { exchange, hear, type Talk } from './swaks-talk';
import { askForTls, startTls } from './swaks-tls';
import { swaksVersion } from './swaks-usage';

const stages = [
  'CONNECT',
  'FIRST-HELO',
  'XCLIENT',
  'TLS',
  'HELO',
  'EHLO',
  'AUTH',
  'MAIL',
  'FROM',
  'RCPT',
  'TO',
  'DATA',
  'DOT',
  'BANNER',
  'FIRST-EHLO',
  'FIRST-LHLO',
  'LHLO',
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseSwaks(context.argv.slice(1));
  if (!parsed.ok) {
    yield* printError(parsed.text);
    return parsed.status;
  }
  const { settings } = parsed;
  if (settings.version) {
    yield* print(swaksVersion);
    return 0;
  }
  const after = settings.quitAfter?.toUpperCase() ?? null;
  if (after !== null && !stages.includes(after)) {
    yield* printError(`*** Unknown quit_after value ${after.toLowerCase()}, exiting\n`);
    return 1;
  }
  const typed = createLineReader(0);
  if (settings.to === null) {
    yield* print('To: ');
    settings.to = yield* readAnswer(typed);
  }
  if (settings.auth !== 'no' && settings.user === null) {
    yield* print('Username: ');
    settings.user = yield* readAnswer(typed);
  }
  if (settings.auth !== 'no' && settings.password === null) {
    yield* print('Password: ');
    settings.password = yield* readAnswer(typed);
  }
  const [named = '', byServer] = (settings.server ?? (yield* findServer(settings.to))).split(
    /:(?=\w+$)/,
  );
  const portText = settings.port ?? byServer ?? (settings.tlsOnConnect ? '465' : '25');
  const port = /^\d+$/.test(portText) ? Number(portText) : portOfService(portText, 'tcp');
  if (port === null) {
    yield* printError(`*** unable to resolve service name ${portText} into a port, exiting\n`);
    return 1;
  }
  const from = settings.from ?? `${context.user}@${context.host}`;
  return yield* run(context, { ...settings, from, quitAfter: after }, named, port);
}

function* readAnswer(typed: LineReader): Routine<string> {
  const line = yield* readLine(typed);
  return line.ok ? (line.value ?? '').trim() : '';
}

/** Without --server: the mail host of the first recipient's domain. */
function* findServer(to: string): Routine<string> {
  const { domain } = splitAddress((to.split(',')[0] ?? '').trim());
  const found = yield* findExchangers(domain ?? 'localhost');
  return (found.ok ? found.hosts[0] : undefined) ?? domain ?? 'localhost';
}

function* run(
  context: ProgramContext,
  settings: SwaksSettings,
  server: string,
  port: number,
): Routine<number> {
  const show = function* (sign: string, text: string): Routine {
    const bad = sign === '***' || sign === '<**' || sign === '<~*';
    const hidden = settings.hideAll || settings.silent >= (bad ? 2 : 1);
    if (hidden) return;
    const line = `${sign} ${text}\n`;
    yield* bad && sign === '***' ? printError(line) : print(line);
  };
  const complain = function* (reason: string): Routine<number> {
    yield* show('***', `Error connecting to ${server}:${port}:`);
    yield* show('***', `\tIO::Socket::INET: ${reason}`);
    return 2;
  };
  yield* show('===', `Trying ${server}:${port}...`);
  const found = yield* lookupHost(server, 4);
  const addr = found.ok ? found.addrs[0] : undefined;
  if (addr === undefined) return yield* complain(`Bad hostname '${server}'`);
  const opened = yield* sys.socket('tcp');
  if (!opened.ok) return yield* complain(formatErrno(opened.errno));
  const limit = settings.timeout > 0 ? settings.timeout * 1000 : null;
  const connected = yield* connectInTime(opened.value, addr, port, limit);
  if (!connected.ok) {
    const late = connected.errno === 'EINPROGRESS';
    return yield* complain(`connect: ${late ? 'timeout' : formatErrno(connected.errno)}`);
  }
  yield* show('===', `Connected to ${server}.`);
  const talk: Talk = { settings, inbox: createInbox(opened.value), show };
  const status =
    settings.tlsOnConnect && !(yield* startTls(talk)) ? 29 : yield* transact(context, talk);
  yield* hangUp(talk.inbox);
  return status;
}

/** The exit statuses are those of swaks(1). */
function* transact(context: ProgramContext, talk: Talk): Routine<number> {
  const { settings } = talk;
  const stop = (...names: string[]) =>
    settings.quitAfter !== null && names.includes(settings.quitAfter);
  const quit = function* (status: number): Routine<number> {
    const bye = yield* exchange(talk, 'QUIT', 221);
    if (bye) yield* talk.show('===', 'Connection closed with remote host.');
    return status;
  };
  const greeting = yield* exchange(talk, null, 220);
  if (!greeting) return 6;
  if (greeting.code !== 220) return yield* quit(21);
  if (stop('CONNECT', 'BANNER')) return yield* quit(0);
  const verb = settings.protocol === 'SMTP' ? 'HELO' : 'EHLO';
  const greet = () => exchange(talk, `${verb} ${settings.helo ?? context.host}`, 250);
  let hello = yield* greet();
  if (!hello) return 6;
  if (hello.code !== 250) return yield* quit(22);
  if (stop('FIRST-HELO', 'FIRST-EHLO', 'FIRST-LHLO', 'XCLIENT')) return yield* quit(0);
  if (settings.tls !== 'no' && !talk.inbox.seal) {
    const asked = yield* askForTls(talk, hello);
    if (asked === 'failed') return 29;
    if (asked === 'absent' && settings.tls === 'needed') return yield* quit(29);
    if (stop('TLS')) return yield* quit(0);
    if (asked === 'open') hello = yield* greet();
    if (!hello) return 6;
    if (hello.code !== 250) return yield* quit(22);
  }
  if (stop('HELO', 'EHLO', 'LHLO', 'TLS')) return yield* quit(0);
  if (settings.auth !== 'no') {
    const done = yield* authenticate(talk, hello);
    if (done === 'lost') return 6;
    const strict = done === 'failed' && settings.auth !== 'lenient';
    if (strict || (done !== 'good' && settings.auth === 'needed')) return yield* quit(28);
  }
  if (stop('AUTH')) return yield* quit(0);
  const mail = yield* exchange(
    talk,
    `MAIL FROM:<${settings.from === '<>' ? '' : settings.from}>`,
    250,
  );
  if (!mail) return 6;
  if (mail.code !== 250) return yield* quit(23);
  if (stop('MAIL', 'FROM')) return yield* quit(0);
  let taken = 0;
  for (const to of (settings.to ?? '').split(',')) {
    const rcpt = yield* exchange(talk, `RCPT TO:<${to.trim()}>`, 250);
    if (!rcpt) return 6;
    if (rcpt.code === 250) taken += 1;
  }
  if (taken === 0) return yield* quit(24);
  if (stop('RCPT', 'TO')) return yield* quit(0);
  const data = yield* exchange(talk, 'DATA', 354);
  if (!data) return 6;
  if (data.code !== 354) return yield* quit(25);
  const text = yield* createMail(context, settings);
  for (const line of [...text.split('\n'), '.']) {
    const dotted = line.startsWith('.') && line !== '.' ? `.${line}` : line;
    yield* talk.show(talk.inbox.seal ? ' ~>' : ' ->', dotted);
    if (!(yield* say(talk.inbox, encodeText(`${dotted}\r\n`))).ok) return 6;
  }
  const end = yield* hear(talk, 250);
  if (!end) return 6;
  return yield* quit(end.code === 250 ? 0 : 26);
}

/** The whole message, without the lone dot at its end. */
function* createMail(context: ProgramContext, settings: SwaksSettings): Routine<string> {
  if (settings.data !== null) return settings.data;
  const now = yield* sys.now();
  const ms = now.ok ? now.value : 0;
  const date = formatMailDate(ms);
  const id = `${formatStamp(ms)}.${String(context.pid).padStart(6, '0')}@${context.host}`;
  const headers: [string, string][] = [
    ['Date', date],
    ['To', settings.to ?? ''],
    ['From', settings.from ?? ''],
    ['Subject', `test ${date}`],
    ['Message-Id', `<${id}>`],
    ['X-Mailer', 'swaks v20201014.0 jetmore.org/john/code/swaks/'],
  ];
  for (const { name, value } of settings.headers) {
    const own = headers.find(([key]) => key.toLowerCase() === name.toLowerCase());
    if (own) own[1] = value;
    else headers.push([name, value]);
  }
  const head = headers.map(([name, value]) => `${name}: ${value}`).join('\n');
  return `${head}\n\n${settings.body}\n\n`;
}

export const swaks: Program = {
  name: 'swaks',
  usage:
    'swaks --to ADDRESS [--from ADDRESS] [--server HOST[:PORT]] [--body TEXT] [--quit-after STAGE]',
  summary: 'send a test mail by SMTP and show every line that is said',
  main,
};
