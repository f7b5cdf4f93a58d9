/** FTP after the login, as the user who logged in; texts are those of vsftpd 3.0.3. */
import { decodeText, encodeText } from '../../host/bytes';
import type { ProgramContext, Routine } from '../../host/program';
import { readFile, sys, writeFile } from '../../host/system';
import { joinPath } from '../path';
import { formatAsctime, timeNow } from '../postfix/mail-log';
import { type Inbox, receiveLine, sendAll } from '../socket-io';
import { type DataPlan, openPassive, receiveData, sendData } from './data-connection';
import { formatHostPort, parseExtended, parseHostPort } from './endpoint';
import { formatModified, formatRow } from './listing';
import type { FtpSettings } from './settings';

export const ftpFeatures =
  '211-Features:\r\n EPRT\r\n EPSV\r\n MDTM\r\n PASV\r\n REST STREAM\r\n SIZE\r\n TVFS\r\n211 End';
const help = `214-The following commands are recognized.\r
 ABOR ACCT ALLO APPE CDUP CWD  DELE EPRT EPSV FEAT HELP LIST MDTM MKD\r
 MODE NLST NOOP OPTS PASS PASV PORT PWD  QUIT REIN REST RETR RMD  RNFR\r
 RNTO SITE SIZE SMNT STAT STOR STOU STRU SYST TYPE USER XCUP XCWD XMKD\r
 XPWD XRMD\r
214 Help OK.`;
/** Known to the real server, left out here. */
const leftOut = 'ACCT ALLO APPE MODE REIN SITE SMNT STOU STRU'.split(' ');
const writing = 'STOR DELE MKD XMKD RMD XRMD RNFR RNTO'.split(' ');

/** A line of /var/log/vsftpd.log. */
export function* logFtp(
  context: ProgramContext,
  user: string | null,
  what: string,
  more = '',
): Routine {
  const now = yield* timeNow();
  const peer = yield* sys.getpeername(0);
  const who = user === null ? '' : `[${user}] `;
  const client = peer.ok ? peer.value.addr : '?';
  const line = `${formatAsctime(now)} ${new Date(now).getUTCFullYear()} [pid ${context.pid}] ${who}${what}: Client "${client}"${more}\n`;
  yield* writeFile('/var/log/vsftpd.log', line.replace(/[^\x20-\x7e\n]/g, '?'), 'a');
}

type State = {
  cwd: string;
  /** The folder that is `/` for the caller. */
  root: string;
  plan: DataPlan | null;
  binary: boolean;
  rest: number;
  renaming: string | null;
};

export function* serveFiles(
  context: ProgramContext,
  inbox: Inbox,
  settings: FtpSettings,
  anonymous: boolean,
): Routine {
  const state: State = {
    ...{ cwd: anonymous ? '/' : context.cwd, root: anonymous ? settings.anonymousRoot : '' },
    ...{ plan: null, binary: false, rest: 0, renaming: null },
  };
  for (;;) {
    const line = yield* receiveLine(inbox, 4096);
    if (!line.ok || !line.value.endsWith('\n')) return;
    const text = decodeText(line.value).replace(/[\r\n]+$/, '');
    const [word = ''] = text.split(' ');
    const rest = text.slice(word.length + 1);
    const name = word.toUpperCase();
    if (name === 'QUIT') {
      yield* sendAll(inbox.fd, '221 Goodbye.\r\n');
      return;
    }
    const refused = writing.includes(name) && (anonymous || !settings.write);
    const reply = refused
      ? '550 Permission denied.'
      : yield* answer({ context, inbox, settings, anonymous, state }, name, rest);
    if (reply !== '' && !(yield* sendAll(inbox.fd, encodeText(`${reply}\r\n`))).ok) return;
  }
}

type Ftp = {
  context: ProgramContext;
  inbox: Inbox;
  settings: FtpSettings;
  anonymous: boolean;
  state: State;
};

const quoted = (path: string) => `"${path.replaceAll('"', '""')}"`;

function* answer(ftp: Ftp, name: string, rest: string): Routine<string> {
  const { state, settings, context } = ftp;
  const shown = joinPath(state.cwd, rest);
  const path = joinPath('/', `${state.root}${shown}`);
  switch (name) {
    case 'PWD':
    case 'XPWD':
      return `257 ${quoted(state.cwd)} is the current directory`;
    case 'CWD':
    case 'XCWD':
    case 'CDUP':
    case 'XCUP': {
      const target = name.endsWith('CUP') || name === 'CDUP' ? joinPath(state.cwd, '..') : shown;
      const status = yield* sys.stat(joinPath('/', `${state.root}${target}`));
      if (!status.ok || status.value.kind !== 'directory') return '550 Failed to change directory.';
      state.cwd = target;
      return '250 Directory successfully changed.';
    }
    case 'TYPE': {
      const type = rest.toUpperCase();
      const binary = type === 'I' || type === 'L8' || type === 'L 8';
      if (!binary && type !== 'A' && type !== 'A N') return '500 Unrecognised TYPE command.';
      state.binary = binary;
      return binary ? '200 Switching to Binary mode.' : '200 Switching to ASCII mode.';
    }
    case 'SYST':
      return '215 UNIX Type: L8';
    case 'FEAT':
      return ftpFeatures;
    case 'HELP':
      return help;
    case 'NOOP':
      return '200 NOOP ok.';
    case 'OPTS':
      return rest.toUpperCase() === 'UTF8 ON'
        ? '200 Always in UTF8 mode.'
        : '501 Option not understood.';
    case 'ABOR':
      return '225 No transfer to ABOR.';
    case 'REST':
      state.rest = Number.parseInt(rest, 10) || 0;
      return `350 Restart position accepted (${state.rest}).`;
    case 'USER':
      return ftp.anonymous
        ? "530 Can't change from guest user."
        : rest === context.user
          ? '331 Any password will do.'
          : "530 Can't change to another user.";
    case 'PASS':
      return '230 Already logged in.';
    case 'STAT':
      return yield* tellStatus(ftp);
    case 'SIZE': {
      const status = yield* sys.stat(path);
      return status.ok && status.value.kind === 'file'
        ? `213 ${status.value.size}`
        : '550 Could not get file size.';
    }
    case 'MDTM': {
      const status = yield* sys.stat(path);
      return status.ok && status.value.kind === 'file'
        ? `213 ${formatModified(status.value.modified)}`
        : '550 Could not get file modification time.';
    }
    case 'PASV':
    case 'EPSV': {
      yield* dropPlan(state);
      const opened = yield* openPassive(ftp.inbox.fd, settings.passive);
      if (!opened) return '500 OOPS: vsf_sysutil_bind';
      state.plan = opened;
      if (name === 'EPSV') return `229 Entering Extended Passive Mode (|||${opened.own.port}|)`;
      return `227 Entering Passive Mode (${formatHostPort(opened.own)}).`;
    }
    case 'PORT':
    case 'EPRT': {
      const to = name === 'PORT' ? parseHostPort(rest) : parseExtended(rest);
      const peer = yield* sys.getpeername(ftp.inbox.fd);
      const own = to && peer.ok && peer.value.addr === to.addr && to.port >= 1024;
      if (!to || !own) return `500 Illegal ${name} command.`;
      yield* dropPlan(state);
      state.plan = { kind: 'active', to };
      const better = name === 'PORT' ? 'PASV' : 'EPSV';
      return `200 ${name} command successful. Consider using ${better}.`;
    }
    case 'LIST':
    case 'NLST':
      return yield* list(ftp, name === 'LIST', rest);
    case 'RETR':
      return yield* retrieve(ftp, rest, path);
    case 'STOR':
      return yield* store(ftp, path);
    case 'DELE': {
      const done = yield* sys.unlink(path);
      yield* logFtp(context, context.user, `${done.ok ? 'OK' : 'FAIL'} DELETE`, `, "${shown}"`);
      return done.ok ? '250 Delete operation successful.' : '550 Delete operation failed.';
    }
    case 'MKD':
    case 'XMKD': {
      const done = yield* sys.mkdir(path);
      return done.ok ? `257 ${quoted(shown)} created` : '550 Create directory operation failed.';
    }
    case 'RMD':
    case 'XRMD':
      return (yield* sys.rmdir(path)).ok
        ? '250 Remove directory operation successful.'
        : '550 Remove directory operation failed.';
    case 'RNFR':
      state.renaming = (yield* sys.stat(path)).ok ? path : null;
      return state.renaming === null ? '550 RNFR command failed.' : '350 Ready for RNTO.';
    case 'RNTO': {
      const from = state.renaming;
      state.renaming = null;
      if (from === null) return '503 RNFR required first.';
      return (yield* sys.rename(from, path)).ok ? '250 Rename successful.' : '550 Rename failed.';
    }
    default:
      return leftOut.includes(name) ? `502 ${name} not implemented.` : '500 Unknown command.';
  }
}

function* dropPlan(state: State): Routine {
  if (state.plan?.kind === 'passive') yield* sys.close(state.plan.fd);
  state.plan = null;
}

function* tellStatus({ inbox, context, state, anonymous }: Ftp): Routine<string> {
  const peer = yield* sys.getpeername(inbox.fd);
  const rows = [
    `Connected to ${peer.ok ? peer.value.addr : '?'}`,
    `Logged in as ${anonymous ? 'ftp' : context.user}`,
    `TYPE: ${state.binary ? 'BINARY' : 'ASCII'}`,
    'No session bandwidth limit',
    'Session timeout in seconds is 300',
    'Control connection is plain text',
    'Data connections will be plain text',
    'At session startup, client count was 1',
    'vsFTPd 3.0.3 - secure, fast, stable',
  ];
  return ['211-FTP server status:', ...rows.map((row) => `     ${row}`), '211 End of status'].join(
    '\r\n',
  );
}

const noPlan = '425 Use PORT or PASV first.';
const noConnection = '425 Failed to establish connection.';

/** Says 150, sends the bytes on a second connection, and gives the last reply. */
function* transfer(ftp: Ftp, first: string, data: string, last: string): Routine<string> {
  const { state, inbox } = ftp;
  const plan = state.plan;
  state.plan = null;
  if (!plan) return noPlan;
  const sent = yield* sendData(plan, data, () => sendAll(inbox.fd, encodeText(`${first}\r\n`)));
  return sent === 'refused'
    ? noConnection
    : sent === 'cut'
      ? '426 Failure writing network stream.'
      : last;
}

function* list(ftp: Ftp, long: boolean, rest: string): Routine<string> {
  const { state } = ftp;
  if (!state.plan) return noPlan;
  const named = rest.split(/\s+/).filter((one) => one !== '' && !one.startsWith('-'))[0] ?? '';
  const path = joinPath('/', state.root + joinPath(state.cwd, named));
  const now = yield* timeNow();
  const status = yield* sys.stat(path);
  const single = status.ok && status.value.kind === 'file';
  const names = single ? { ok: true as const, value: [named] } : yield* sys.readdir(path);
  const rows: string[] = [];
  for (const name of names.ok ? names.value.filter((one) => !one.startsWith('.')) : []) {
    const one = yield* sys.stat(single ? path : joinPath(path, name));
    if (one.ok)
      rows.push(long ? formatRow(name, one.value, yield* uidOf(one.value.owner), now) : name);
  }
  const text = encodeText(rows.map((row) => `${row}\r\n`).join(''));
  return yield* transfer(
    ftp,
    '150 Here comes the directory listing.',
    text,
    '226 Directory send OK.',
  );
}

function* uidOf(owner: string): Routine<number> {
  const text = yield* readFile('/etc/passwd');
  const row = text.ok
    ? text.value.split('\n').find((line) => line.startsWith(`${owner}:`))
    : undefined;
  return Number(row?.split(':')[2] ?? 0);
}

function* retrieve(ftp: Ftp, name: string, path: string): Routine<string> {
  const { state, context } = ftp;
  if (!state.plan) return noPlan;
  const opened = yield* sys.open(path, 'r');
  const shown = joinPath(state.cwd, name);
  if (!opened.ok) {
    yield* logFtp(context, context.user, 'FAIL DOWNLOAD', `, "${shown}", 0.00Kbyte/sec`);
    return '550 Failed to open file.';
  }
  let bytes = '';
  for (;;) {
    const part = yield* sys.read(opened.value);
    if (!part.ok || part.value === '') break;
    bytes += part.value;
  }
  yield* sys.close(opened.value);
  const mode = state.binary ? 'BINARY' : 'ASCII';
  const data = bytes.slice(state.rest);
  state.rest = 0;
  const first = `150 Opening ${mode} mode data connection for ${name} (${bytes.length} bytes).`;
  const wire = state.binary ? data : data.replace(/\r?\n/g, '\r\n');
  yield* logFtp(context, context.user, 'OK DOWNLOAD', `, "${shown}", ${bytes.length} bytes`);
  return yield* transfer(ftp, first, wire, '226 Transfer complete.');
}

function* store({ state, inbox, context }: Ftp, path: string): Routine<string> {
  const plan = state.plan;
  if (!plan) return noPlan;
  const opened = yield* sys.open(path, 'w');
  if (!opened.ok) return '553 Could not create file.';
  state.plan = null;
  const data = yield* receiveData(plan, () => sendAll(inbox.fd, '150 Ok to send data.\r\n'));
  if (data === null) {
    yield* sys.close(opened.value);
    return noConnection;
  }
  yield* sys.write(opened.value, state.binary ? data : data.replaceAll('\r\n', '\n'));
  yield* sys.close(opened.value);
  yield* logFtp(context, context.user, 'OK UPLOAD', `, "${path}", ${data.length} bytes`);
  return '226 Transfer complete.';
}
