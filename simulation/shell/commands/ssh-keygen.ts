/** `ssh-keygen` of OpenSSH 9.2: looks hosts up in known_hosts, takes them out, shows fingerprints. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, readFile, writeFile } from '../../host/system';
import {
  countKeyBits,
  findPublicKey,
  formatFingerprint,
  nameKeyType,
} from '../../program/ssh/keys';
import { isAbout, type KnownHost, parseKnownHosts } from '../../program/ssh/known-hosts';
import { parseOptions } from '../options';
import { sshKeygenUsage } from './ssh-keygen-usage';

const options = [
  ...[...'ABcegHhKkLlpQqUuvyi'].map((short) => ({ short, help: '' })),
  ...[...'abCDEFfIMmNnOPRrstVwYZz'].map((short) => ({ short, value: 'VALUE', help: '' })),
];
const FAILED = 255;

function* fail(text: string, status = FAILED): Routine<number> {
  yield* printError(text);
  return status;
}

function* main({ argv, env }: ProgramContext): Routine<number> {
  const parsed = parseOptions(argv.slice(1), { options });
  if (!parsed.ok) {
    const letter = /'(.)'$/.exec(parsed.message)?.[1] ?? '-';
    const known = parsed.message.includes('requires an argument');
    const what = known ? 'option requires an argument' : 'unknown option';
    return yield* fail(`${what} -- ${letter}\r\n${sshKeygenUsage}`, 1);
  }
  const { options: given } = parsed;
  const path = given.get('f') ?? `${env['HOME'] ?? ''}/.ssh/known_hosts`;
  const [sought, unwanted] = [given.get('F'), given.get('R')];
  if (unwanted !== undefined) return yield* removeHost(path, unwanted);
  if (sought !== undefined) return yield* findHost(path, sought);
  if (given.has('l') && given.has('f')) return yield* showFingerprints(path);
  return yield* fail('ssh-keygen: only -F, -R, and -l with -f are possible here\n', 1);
}

type Read = { text: string; rows: KnownHost[] };

function* readKnownHosts(
  path: string,
  host: string,
): Routine<(Read & { found: KnownHost[] }) | string> {
  const text = yield* readFile(path);
  if (!text.ok) return `Cannot stat ${path}: ${formatErrno(text.errno)}\r\n`;
  const rows = parseKnownHosts(text.value);
  const found = rows.filter((row) => isAbout(row, host.toLowerCase()));
  return { text: text.value, rows, found };
}

function* findHost(path: string, host: string): Routine<number> {
  const read = yield* readKnownHosts(path, host);
  if (typeof read === 'string') return yield* fail(read);
  const lines = read.text.split('\n');
  for (const { line } of read.found) {
    yield* print(`# Host ${host} found: line ${line} \n${lines[line - 1]}\n`);
  }
  return read.found.length > 0 ? 0 : 1;
}

function* removeHost(path: string, host: string): Routine<number> {
  const read = yield* readKnownHosts(path, host);
  if (typeof read === 'string') return yield* fail(read);
  if (read.found.length === 0) return yield* fail(`Host ${host} not found in ${path}\r\n`, 0);
  for (const { line } of read.found) yield* print(`# Host ${host} found: line ${line}\n`);
  const left = read.text
    .split('\n')
    .filter((_, at) => !read.found.some(({ line }) => line === at + 1))
    .join('\n');
  yield* writeFile(`${path}.old`, read.text);
  const written = yield* writeFile(path, left);
  if (!written.ok) return yield* fail(`ssh-keygen: ${path}: ${formatErrno(written.errno)}\n`);
  yield* print(`${path} updated.\nOriginal contents retained as ${path}.old\n`);
  return 0;
}

function* showFingerprints(path: string): Routine<number> {
  const text = yield* readFile(path);
  if (!text.ok) return yield* fail(`ssh-keygen: ${path}: ${formatErrno(text.errno)}\r\n`);
  let shown = 0;
  for (const row of text.value.split('\n')) {
    const key = row.startsWith('#') ? null : findPublicKey(row);
    if (!key) continue;
    shown += 1;
    const before = row.trim().split(/\s+/);
    // The name before the key in known_hosts, the comment behind it elsewhere.
    const note = before[0] === key.type ? before.slice(2).join(' ') || 'no comment' : before[0];
    const kind = nameKeyType(key);
    yield* print(`${countKeyBits(key)} ${formatFingerprint(key)} ${note} (${kind})\n`);
  }
  return shown > 0 ? 0 : yield* fail(`${path} is not a public key file.\r\n`);
}

export const sshKeygen: Program = {
  name: 'ssh-keygen',
  usage: 'ssh-keygen [-l] [-F HOST] [-R HOST] [-f FILE]',
  summary: 'show fingerprints of keys, and forget the keys of other hosts',
  main,
};
