/** slapd: an LDAP server over the entries of an LDIF file. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, readFile, sys } from '../../host/system';
import { listenOn } from '../listen';
import { lookupHost } from '../resolve';
import { createInbox, receiveMore, sendAll, takeBytes } from '../socket-io';
import { measure } from './ber';
import { bind, type Directory, search } from './directory';
import { parseLdif } from './ldif';
import { decodeRequest, encodeResponse, type Response } from './message';
import { slapdPackage } from './package';

const CONFIG = '/etc/ldap/slapd.conf';
const DATA = '/var/lib/ldap/data.ldif';
const MOST_BYTES = 262_143;

type Door = { fd: number; directory: Directory };

export type ParsedConfig =
  | { ok: true; suffix: string; rootDn: string; rootPassword: string | null; data: string }
  | { ok: false; line: number; text: string };

/** Directives of slapd.conf(5) that mean nothing here: schemas, storage, logs. */
const idle =
  'include pidfile argsfile modulepath moduleload database directory index access by loglevel threads allow disallow sizelimit maxsize';

/** `directory` names the folder in which `data.ldif` lies. */
export function parseConfig(text: string): ParsedConfig {
  const found: Record<string, string> = {};
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (/^(#|\s*$|\s)/.test(line)) continue;
    const parts = /^(\S+)\s+"?(.*?)"?\s*$/.exec(line);
    const name = parts?.[1]?.toLowerCase() ?? '';
    if (!parts) return { ok: false, line: index + 1, text: `<${line}> missing an argument` };
    if (['suffix', 'rootdn', 'rootpw', 'directory'].includes(name)) found[name] = parts[2] ?? '';
    else if (!idle.split(' ').includes(name)) {
      return { ok: false, line: index + 1, text: `unknown directive <${parts[1]}>` };
    }
  }
  return {
    ...{ ok: true, suffix: found.suffix ?? '', rootDn: found.rootdn ?? '' },
    rootPassword: found.rootpw ?? null,
    data: found.directory === undefined ? DATA : `${found.directory}/data.ldif`,
  };
}

/** The directory that the files describe, or why there is none. */
function* load(config: string): Routine<Directory | string> {
  const text = yield* readFile(config);
  const parsed = text.ok ? parseConfig(text.value) : null;
  if (parsed && !parsed.ok) return `${config}: line ${parsed.line}: ${parsed.text}`;
  const data = parsed?.data ?? DATA;
  const ldif = yield* readFile(data);
  if (!ldif.ok) return `could not open "${data}": ${formatErrno(ldif.errno)}`;
  const read = parseLdif(ldif.value);
  if (!read.ok) return `${data}: line ${read.line}: ${read.text}`;
  return {
    suffix: parsed?.suffix || (read.entries[0]?.dn ?? ''),
    rootDn: parsed?.rootDn ?? '',
    rootPassword: parsed?.rootPassword ?? null,
    entries: read.entries,
  };
}

function* main(context: ProgramContext): Routine<number> {
  const args = context.argv.slice(1);
  const valueOf = (flag: string) => {
    const at = args.indexOf(flag);
    return at < 0 ? undefined : args[at + 1];
  };
  const odd = args.find(
    (arg) => arg.startsWith('-') && !['-d', '-f', '-h', '-u', '-g'].includes(arg),
  );
  if (odd !== undefined) {
    yield* printError(`slapd: option ${odd} is not in this simulation\n`);
    return 1;
  }
  const directory = yield* load(valueOf('-f') ?? CONFIG);
  if (typeof directory === 'string') {
    yield* printError(`${directory}\nslapd stopped.\n`);
    return 1;
  }
  const doors: number[] = [];
  for (const url of (valueOf('-h') ?? 'ldap:///').split(/\s+/)) {
    const parts = /^ldap:\/\/([^:/]*)(?::(\d{1,5}))?\/?$/.exec(url);
    if (!parts) {
      yield* printError(`slapd: ${url}: only ldap:// is in this simulation\nslapd stopped.\n`);
      return 1;
    }
    const found = parts[1] ? yield* lookupHost(parts[1]) : null;
    const addrs = found?.ok ? found.addrs : ['0.0.0.0', '::'];
    const port = Number(parts[2] ?? 389);
    for (const addr of addrs) {
      const fd = yield* listenOn(addr, port, 2048);
      if (fd.ok) doors.push(fd.value);
      else if (addr !== '::') {
        yield* printError(
          `daemon: bind(${doors.length}) failed errno=98 (${formatErrno(fd.errno)})\nslapd stopped.\n`,
        );
        return 1;
      }
    }
  }
  const [first, ...others] = doors;
  if (first === undefined) return 1;
  for (const fd of others) yield* sys.thread('door', { fd, directory } satisfies Door);
  yield* serveDoor(context, { fd: first, directory });
  return 0;
}

function* serveDoor(_: ProgramContext, { fd, directory }: Door): Routine {
  for (;;) {
    const caller = yield* sys.accept(fd);
    if (caller.ok) yield* sys.thread('session', { fd: caller.value.fd, directory } satisfies Door);
    else if (caller.errno !== 'ECONNABORTED' && caller.errno !== 'EINTR') return;
  }
}

function* serveSession(_: ProgramContext, { fd, directory }: Door): Routine {
  const inbox = createInbox(fd);
  let who = '';
  for (;;) {
    const size = measure(inbox.bytes);
    if (size !== null && (size < 0 || size > MOST_BYTES)) break;
    if (size === null || inbox.bytes.length < size) {
      const more = yield* receiveMore(inbox);
      if (!more.ok || !more.value) break;
      continue;
    }
    const message = decodeRequest(takeBytes(inbox, size));
    if (!message || message.request.op === 'unbind') break;
    const { request } = message;
    let answers: Response[];
    if (request.op === 'bind') {
      const result = bind(directory, request.dn, request.password);
      who = result.code === 0 ? request.dn : '';
      answers = [{ op: 'bind-result', ...result }];
    } else if (request.op === 'search') answers = search(directory, who, request);
    else answers = [refuse(request.op === 'extended' ? request.oid : '', who, request)];
    const bytes = answers.map((one) => encodeResponse(message.id, one)).join('');
    if (!(yield* sendAll(fd, bytes)).ok) break;
  }
  yield* sys.close(fd);
}

/** Who am I (RFC 4532) is answered; StartTLS, changes and the rest are refused. */
function refuse(oid: string, who: string, request: { op: string; tag?: number }): Response {
  if (oid === '1.3.6.1.4.1.4203.1.11.3') {
    const value = who === '' ? '' : `dn:${who}`;
    return { op: 'extended-result', code: 0, matched: '', text: '', value };
  }
  if (request.op === 'extended') {
    return { op: 'extended-result', code: 2, matched: '', text: 'unsupported extended operation' };
  }
  const text = 'not in this simulation';
  if (request.tag === 0x60) return { op: 'bind-result', code: 7, matched: '', text };
  return { op: 'other', tag: (request.tag ?? 0x78) + 1 };
}

export const slapd: Program = {
  name: 'slapd',
  package: slapdPackage,
  usage: 'slapd [-f FILE] [-h URLS]',
  summary: 'answer searches and logins by LDAP from a directory of people',
  main,
  threads: {
    door: (context, door: Door) => serveDoor(context, door),
    session: (context, door: Door) => serveSession(context, door),
  },
};
