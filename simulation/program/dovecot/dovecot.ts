/** dovecot: listens for IMAP (143, 993) and POP3 (110, 995) and starts a process for each reader. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { printError, sys } from '../../host/system';
import { listenOn } from '../listen';
import { loginImap } from './login-imap';
import { loginPop3 } from './login-pop3';
import { dovecotPackage } from './package';
import { CONFIG, readDovecot } from './settings';

/** In clear and, where there is TLS, secret from the first byte. */
const ports: Readonly<Record<string, readonly [plain: number, secure: number]>> = {
  imap: [143, 993],
  pop3: [110, 995],
};
type Door = { fd: number; program: string; secure: boolean };

function* fatal(text: string): Routine<number> {
  yield* printError(`${text}\n`);
  return 89;
}

function* main(context: ProgramContext): Routine<number> {
  const odd = context.argv.slice(1).find((arg) => arg !== '-F');
  if (odd !== undefined) return yield* fatal(`dovecot: option ${odd} is not in this simulation`);
  const parsed = yield* readDovecot();
  if (!parsed.ok) {
    const where = `Error in configuration file ${CONFIG} line ${parsed.line}`;
    return yield* fatal(`doveconf: Fatal: ${where}: ${parsed.text}`);
  }
  const { protocols, listen, ssl } = parsed.settings;
  const doors: Door[] = [];
  let failed = false;
  for (const program of protocols) {
    const both = ports[program];
    if (!both) return yield* fatal(`doveconf: Fatal: protocols: Unknown protocol: ${program}`);
    for (const port of ssl === 'no' ? both.slice(0, 1) : both) {
      for (const word of listen) {
        const addr = word === '*' ? '0.0.0.0' : word;
        const fd = yield* listenOn(addr, port, 100);
        if (fd.ok) doors.push({ fd: fd.value, program, secure: port === both[1] });
        else if (addr !== '::') {
          const why = `listen(${word}, ${port}) failed: ${formatErrno(fd.errno)}`;
          yield* printError(`Error: service(${program}-login): ${why}\n`);
          failed = true;
        }
      }
    }
  }
  if (failed) return yield* fatal('Fatal: Failed to start listeners');
  const [first, ...others] = doors;
  if (!first) return yield* fatal('Fatal: No listeners');
  for (const door of others) yield* sys.thread('door', door);
  yield* serveDoor(context, first);
  return 0;
}

function* serveDoor(context: ProgramContext, { fd, program, secure }: Door): Routine {
  for (;;) {
    const caller = yield* sys.accept(fd);
    if (caller.ok) {
      const argv = [`dovecot/${program}`];
      const env = { ...context.env, ...(secure ? { SSL: 'yes' } : {}) };
      yield* sys.spawn({ program, argv, env, fds: { 0: caller.value.fd }, group: 'new' });
      yield* sys.close(caller.value.fd);
      yield* reap();
    } else if (caller.errno !== 'ECONNABORTED' && caller.errno !== 'EINTR') return;
  }
}

/** Takes note of the children that have ended. */
function* reap(): Routine {
  for (;;) {
    const child = yield* sys.wait({ pid: 'any', noHang: true });
    if (!child.ok || child.value === null) return;
  }
}

export const dovecot: Program = {
  name: 'dovecot',
  package: dovecotPackage,
  usage: 'dovecot [-F]',
  summary: 'let people of this host read their mail by IMAP and POP3',
  main,
  threads: { door: (context, door: Door) => serveDoor(context, door) },
};

export const imap: Program = {
  name: 'imap',
  usage: 'imap (started by dovecot)',
  summary: 'serve one reader of mail by IMAP, for Dovecot',
  main: loginImap,
};

export const pop3: Program = {
  name: 'pop3',
  usage: 'pop3 (started by dovecot)',
  summary: 'serve one reader of mail by POP3, for Dovecot',
  main: loginPop3,
};
