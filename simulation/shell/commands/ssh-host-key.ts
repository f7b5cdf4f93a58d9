/** The question whether the host at the other end is who it says (sshconnect.c of OpenSSH 9.2). */
import type { ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys, writeFile } from '../../host/system';
import { drawBytes } from '../../program/ssh/host-key';
import { formatFingerprint, nameKeyType, type PublicKey } from '../../program/ssh/keys';
import {
  formatKnownHost,
  isHashed,
  judgeHostKey,
  type KnownHost,
  nameKnownHost,
  parseKnownHosts,
} from '../../program/ssh/known-hosts';
import { askTerminal } from '../ask-terminal';
import type { SshSettings } from './ssh-settings';

/** Kept for everybody on this host by root. */
const GLOBAL = '/etc/ssh/ssh_known_hosts';

/** `trusted`: as good as known. `doubted`: gone on with all the same, but no password is sent. */
export type HostVerdict = 'trusted' | 'doubted' | 'refused';

type Place = { home: string; path: string };

/** Judges the key that the host at `addr` showed, asks and remembers. */
export function* checkHostKey(
  settings: SshSettings,
  addr: string,
  key: PublicKey,
  context: ProgramContext,
): Routine<HostVerdict> {
  const home = context.env['HOME'] ?? '/';
  const place = { home, path: settings.knownHosts.replace(/^~(?=\/)/, home) };
  const name = nameKnownHost(settings.host, settings.port);
  const own = yield* readRows(place.path);
  const rows = [...own, ...(yield* readRows(GLOBAL))];
  const verdict = judgeHostKey(rows, name, key);
  if (verdict.is === 'known') return 'trusted';
  if (verdict.is === 'changed') {
    const path = own.includes(verdict.row) ? place.path : GLOBAL;
    return yield* warnOfChange(settings, key, `${path}:${verdict.row.line}`, { ...place, path });
  }
  // A name that is known without its port will do.
  const plain = judgeHostKey(rows, nameKnownHost(settings.host, 22), key);
  if (plain.is === 'known') return 'trusted';
  const { strict, batch, says } = settings;
  if (strict === 'yes') {
    const kind = nameKeyType(key);
    yield* tell(
      settings,
      `No ${kind} host key is known for ${name} and you have requested strict checking.\r\n`,
    );
    return 'refused';
  }
  if (strict === 'ask') {
    if (batch) return 'refused';
    const others = verdict.others.map((row) => formatOther(row, own.includes(row), place));
    if (!(yield* confirm(formatQuestion(settings, addr, key, others), key, context.pid))) {
      return 'refused';
    }
  }
  const kept = yield* keep(
    place,
    formatKnownHost(name, key, settings.hashed ? yield* drawBytes(20) : null),
  );
  if (!kept) {
    yield* tell(settings, `Failed to add the host to the list of known hosts (${place.path}).\r\n`);
  } else if (says === 'all') {
    const kind = nameKeyType(key);
    yield* printError(
      `Warning: Permanently added '${name}' (${kind}) to the list of known hosts.\r\n`,
    );
  }
  return 'trusted';
}

function* tell({ says }: SshSettings, text: string): Routine {
  if (says !== 'nothing') yield* printError(text);
}

function* readRows(path: string): Routine<KnownHost[]> {
  const text = yield* readFile(path);
  return text.ok ? parseKnownHosts(text.value) : [];
}

/** Adds a row at the end, in a folder that is made where it is missing. */
function* keep({ home, path }: Place, row: string): Routine<boolean> {
  const folder = `${home}/.ssh`;
  if (path.startsWith(`${folder}/`) && !(yield* sys.stat(folder)).ok) {
    const made = yield* sys.mkdir(folder);
    if (made.ok) yield* sys.chmod(folder, 0o700);
  }
  return (yield* writeFile(path, row, 'a')).ok;
}

function formatOther(row: KnownHost, own: boolean, { home, path }: Place): string {
  const file = own ? path : GLOBAL;
  const short = file.startsWith(`${home}/`) ? `~${file.slice(home.length)}` : file;
  return `    ${short}:${row.line}: ${isHashed(row) ? '[hashed name]' : row.hosts}\n`;
}

function formatQuestion(
  { host, port }: SshSettings,
  addr: string,
  key: PublicKey,
  others: readonly string[],
): string {
  const known =
    others.length === 0
      ? 'This key is not known by any other names.\n'
      : `This host key is known by the following other names/addresses:\n${others.slice(0, 8).join('')}${
          others.length > 8 ? `    (${others.length - 8} additional names omitted)\n` : ''
        }`;
  const names = [host, addr].map((one) => nameKnownHost(one, port));
  return (
    `The authenticity of host '${names[0]} (${names[1]})' can't be established.\n` +
    `${nameKeyType(key)} key fingerprint is ${formatFingerprint(key)}.\n${known}` +
    'Are you sure you want to continue connecting (yes/no/[fingerprint])? '
  );
}

/** Asks until the answer is one; nothing at all is a no. */
function* confirm(question: string, key: PublicKey, pid: number): Routine<boolean> {
  let prompt = question;
  for (;;) {
    const answer = (yield* askTerminal(prompt, false, pid)).trim();
    if (answer === '' || /^no$/i.test(answer)) return false;
    if (/^yes$/i.test(answer) || answer === formatFingerprint(key)) return true;
    prompt = "Please type 'yes', 'no' or the fingerprint: ";
  }
}

function* warnOfChange(
  settings: SshSettings,
  key: PublicKey,
  row: string,
  { path }: Place,
): Routine<HostVerdict> {
  const name = nameKnownHost(settings.host, settings.port);
  const kind = nameKeyType(key);
  const frame = '@'.repeat(59);
  const said = [
    ...[frame, '@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @', frame],
    'IT IS POSSIBLE THAT SOMEONE IS DOING SOMETHING NASTY!',
    'Someone could be eavesdropping on you right now (man-in-the-middle attack)!',
    'It is also possible that a host key has just been changed.',
    // The real one breaks this line without a carriage return.
    `The fingerprint for the ${kind} key sent by the remote host is\n${formatFingerprint(key)}.`,
    'Please contact your system administrator.',
    `Add correct host key in ${path} to get rid of this message.`,
    `Offending ${kind} key in ${row}`,
    '  remove with:',
    `  ssh-keygen -f "${path}" -R "${name}"`,
  ];
  yield* tell(settings, `${said.join('\r\n')}\r\n`);
  if (settings.strict !== 'no') {
    yield* tell(
      settings,
      `Host key for ${name} has changed and you have requested strict checking.\r\n`,
    );
    return 'refused';
  }
  yield* tell(
    settings,
    'Password authentication is disabled to avoid man-in-the-middle attacks.\r\n' +
      'Keyboard-interactive authentication is disabled to avoid man-in-the-middle attacks.\r\n' +
      'UpdateHostkeys is disabled because the host key is not trusted.\r\n',
  );
  return 'doubted';
}
