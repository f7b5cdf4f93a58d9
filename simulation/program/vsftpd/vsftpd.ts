/** vsftpd 3.0.3: FTP on port 21. A process for each caller; after the login it goes on as that user. */

import { decodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, readFile, sys } from '../../host/system';
import { listenOn } from '../listen';
import { findAccount, isPassword } from '../secret/passwords';
import { createInbox, type Inbox, receiveLine, sendAll } from '../socket-io';
import { vsftpdPackage } from './package';
import { ftpFeatures, logFtp, serveFiles } from './session';
import { type FtpSettings, packagedFtp, parseFtpSettings } from './settings';

const CONFIG = '/etc/vsftpd.conf';
/** What the session's processes are told by the one before them. */
const STAGE = 'VSFTPD_STAGE';

function* readSettings(path: string): Routine<FtpSettings | string> {
  const text = yield* readFile(path);
  if (!text.ok && path !== CONFIG) return `cannot read config file: ${path}`;
  const parsed = parseFtpSettings(text.ok ? text.value : packagedFtp);
  return parsed.ok ? parsed.settings : parsed.text;
}

function* main(context: ProgramContext): Routine<number> {
  const path = context.argv[1] ?? CONFIG;
  const settings = yield* readSettings(path);
  if (typeof settings === 'string') {
    yield* print(`500 OOPS: ${settings}\n`);
    return 2;
  }
  const stage = context.env[STAGE];
  if (stage === 'login') return yield* login(context, settings);
  if (stage !== undefined) {
    const anonymous = stage === 'anonymous';
    yield* serveFiles(context, createInbox(0), settings, anonymous);
    return 0;
  }
  if (context.user !== 'root') {
    yield* print('500 OOPS: vsftpd: must be started as root (see run_as_launching_user option)\n');
    return 2;
  }
  const opened = yield* listenOn('0.0.0.0', settings.port, 32);
  if (!opened.ok) {
    yield* print('500 OOPS: could not bind listening IPv4 socket\n');
    return 2;
  }
  yield* sys.mkdir('/var/log');
  for (;;) {
    const caller = yield* sys.accept(opened.value);
    if (!caller.ok && caller.errno !== 'ECONNABORTED' && caller.errno !== 'EINTR') return 2;
    if (!caller.ok) continue;
    yield* startStage(context, caller.value.fd, 'login', 'root');
    yield* sys.close(caller.value.fd);
    for (;;) {
      const child = yield* sys.wait({ pid: 'any', noHang: true });
      if (!child.ok || child.value === null) break;
    }
  }
}

function* startStage(context: ProgramContext, fd: number, stage: string, user: string): Routine {
  const env = { ...context.env, [STAGE]: stage };
  yield* sys.spawn({ program: 'vsftpd', argv: context.argv, fds: { 0: fd }, env, user });
}

/** Up to a login that is right (RFC 959, section 5.4). */
function* login(context: ProgramContext, settings: FtpSettings): Routine<number> {
  const inbox: Inbox = createInbox(0);
  const say = (text: string) => sendAll(0, `${text}\r\n`);
  yield* logFtp(context, null, 'CONNECT');
  yield* say(`220 ${settings.banner}`);
  let user: string | null = null;
  for (let wrong = 0; ; ) {
    const line = yield* receiveLine(inbox, 4096);
    if (!line.ok || !line.value.endsWith('\n')) return 0;
    const text = decodeText(line.value).replace(/[\r\n]+$/, '');
    const [word = ''] = text.split(' ');
    const rest = text.slice(word.length + 1);
    switch (word.toUpperCase()) {
      case 'USER': {
        const guest = /^(anonymous|ftp)$/i.test(rest);
        user = guest && settings.anonymous ? 'anonymous' : rest;
        if (!settings.local && !guest) {
          user = null;
          yield* say('530 This FTP server is anonymous only.');
        } else yield* say('331 Please specify the password.');
        break;
      }
      case 'PASS': {
        const named: string | null = user;
        user = null;
        if (named === null) {
          yield* say('503 Login with USER first.');
          break;
        }
        const guest = named === 'anonymous' && settings.anonymous;
        if (guest || (yield* mayEnter(named, rest))) {
          const note = guest ? `, anon password "${rest}"` : '';
          yield* logFtp(context, guest ? 'ftp' : named, `OK LOGIN`, note);
          yield* say('230 Login successful.');
          yield* sys.chdir(guest ? settings.anonymousRoot : yield* homeOf(named));
          const owner = guest ? 'ftp' : named;
          yield* startStage(context, 0, guest ? 'anonymous' : 'local', owner);
          yield* sys.wait({ pid: 'any' });
          return 0;
        }
        yield* logFtp(context, named, 'FAIL LOGIN');
        yield* say('530 Login incorrect.');
        wrong += 1;
        if (wrong >= 3) return 0;
        break;
      }
      case 'QUIT':
        yield* say('221 Goodbye.');
        return 0;
      case 'FEAT':
        yield* say(ftpFeatures);
        break;
      case '':
        // vsftpd answers nothing to an empty line before the login.
        break;
      default:
        yield* say('530 Please login with USER and PASS.');
    }
  }
}

/** Root may not, as Debian's /etc/ftpusers has it. */
function* mayEnter(user: string, password: string): Routine<boolean> {
  return user !== 'root' && (yield* isPassword(user, password));
}

function* homeOf(user: string): Routine<string> {
  return (yield* findAccount(user))?.home ?? '/';
}

export const vsftpd: Program = {
  name: 'vsftpd',
  package: vsftpdPackage,
  usage: 'vsftpd [CONFIG]',
  summary: 'let others fetch and leave files by FTP',
  main,
};
