/** master: holds Postfix's listening sockets and starts a process for each piece of work. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { sys, writeFile } from '../../host/system';
import { listenOn } from '../listen';
import { lookupHost } from '../resolve';
import { logMail } from './mail-log';
import { createSpool, SPOOL } from './queue';
import {
  type InetService,
  type Parameters,
  POSTFIX_VERSION,
  readMainCf,
  readMasterCf,
  readParameter,
  splitList,
} from './settings';

export const PID_FILE = `${SPOOL}/pid/master.pid`;
type Door = { fd: number; service: string; options: string[]; wake: number };

/** The addresses to listen on: `all` is every address of the families in use. */
function* chooseAddresses(parameters: Parameters): Routine<string[]> {
  const protocols = splitList(readParameter(parameters, 'inet_protocols'));
  const all = protocols.includes('all');
  const wanted = [
    ...(all || protocols.includes('ipv4') ? (['0.0.0.0', '127.0.0.1'] as const) : []),
    ...(all || protocols.includes('ipv6') ? (['::', '::1'] as const) : []),
  ];
  const addrs: string[] = [];
  for (const word of splitList(readParameter(parameters, 'inet_interfaces'))) {
    if (word === 'all') addrs.push(...wanted.filter((one) => one === '0.0.0.0' || one === '::'));
    else if (word === 'loopback-only')
      addrs.push(...wanted.filter((one) => one === '127.0.0.1' || one === '::1'));
    else {
      const found = yield* lookupHost(word.replace(/^\[|\]$/g, ''));
      if (found.ok) addrs.push(...found.addrs);
    }
  }
  return [...new Set(addrs)];
}

function* main(context: ProgramContext): Routine<number> {
  const found = yield* readMainCf();
  if (!found) return 1;
  yield* createSpool();
  const doors: Omit<Door, 'wake'>[] = [];
  for (const service of yield* readMasterCf()) {
    const opened = yield* openDoors(context, found.parameters, service);
    if (!opened) return 1;
    doors.push(...opened);
  }
  const pipe = yield* sys.pipe();
  if (!pipe.ok) return 1;
  const [hear, wake] = pipe.value;
  yield* writeFile(PID_FILE, `${context.pid}\n`);
  yield* logMail(
    context,
    'master',
    `daemon started -- version ${POSTFIX_VERSION}, configuration /etc/postfix`,
  );
  const argv = (name: string) => [name, '-l', '-t', 'unix', '-u'];
  yield* sys.spawn({ program: 'pickup', argv: argv('pickup'), fds: { 3: wake }, group: 'session' });
  yield* sys.spawn({
    program: 'qmgr',
    argv: argv('qmgr'),
    fds: { 3: hear, 4: wake },
    group: 'session',
  });
  for (const door of doors) yield* sys.thread('door', { ...door, wake } satisfies Door);
  // Children that have ended are taken note of, as init(1) would.
  for (;;) {
    const child = yield* sys.wait({ pid: 'any' });
    if (!child.ok && child.errno === 'EINTR') break;
    if (!child.ok) yield* sys.sleep(60_000);
  }
  yield* sys.unlink(PID_FILE);
  const own = yield* sys.processes();
  for (const { pid, ppid } of own.ok ? own.value : []) {
    if (ppid === context.pid) yield* sys.kill(pid, 'SIGTERM');
  }
  yield* logMail(context, 'master', 'terminating on signal 15');
  return 0;
}

function* openDoors(
  context: ProgramContext,
  parameters: Parameters,
  { name, addr, port, options }: InetService,
): Routine<Omit<Door, 'wake'>[] | null> {
  const addrs = addr === null ? yield* chooseAddresses(parameters) : [addr.replace(/[[\]]/g, '')];
  const doors: Omit<Door, 'wake'>[] = [];
  for (const one of addrs) {
    const fd = yield* listenOn(one, port, 100);
    if (fd.ok) doors.push({ fd: fd.value, service: name, options });
    else if (!one.includes(':')) {
      const text = `fatal: bind ${one} port ${port}: ${formatErrno(fd.errno)}`;
      yield* logMail(context, 'master', text);
      return null;
    }
  }
  return doors;
}

function* serveDoor(_: ProgramContext, { fd, service, options, wake }: Door): Routine {
  const argv = ['smtpd', '-n', service, '-t', 'inet', '-u', ...options];
  for (;;) {
    const caller = yield* sys.accept(fd);
    if (caller.ok) {
      const fds = { 0: caller.value.fd, 3: wake };
      yield* sys.spawn({ program: 'smtpd', argv, fds, group: 'session' });
      yield* sys.close(caller.value.fd);
    } else if (caller.errno !== 'ECONNABORTED' && caller.errno !== 'EINTR') return;
  }
}

export const master: Program = {
  name: 'master',
  usage: 'master (started by postfix)',
  summary: 'hold the ports of the mail server Postfix and start its workers',
  main,
  threads: { door: (context, door: Door) => serveDoor(context, door) },
  handles: ['SIGTERM'],
};
