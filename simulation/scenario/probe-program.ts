/** The programs by which a goal tries things out. They run only on forks that are thrown away. */
import { decodeText, encodeText } from '../host/bytes';
import type { Program, Routine } from '../host/program';
import { print, sys } from '../host/system';
import type { Errno } from '../host/system-call';
import { isAddress6 } from '../packet/address';
import { lookupHost } from '../program/resolve';

type ProbeOutcome = 'open' | 'refused' | 'timeout' | 'reset' | 'unreachable' | 'noname';
/** What a probe prints, as JSON. `ms` is how long the deciding part took. */
export type ProbeReport = { outcome: ProbeOutcome; ms: number; status?: number };

const outcomes: Partial<Record<Errno, ProbeOutcome>> = {
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EACCES: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
};

/** Whether a connection that was let in is thrown out at once: so long a look is taken. */
const RESET_WITHIN = 100;
const ANSWER_WITHIN = 30_000;

type Dialled = { outcome: ProbeOutcome; fd: number | null; ms: number };

/** Tries the addresses of a name one after the other, as curl and browsers do. */
function* dial(name: string, port: number): Routine<Dialled> {
  const found = yield* lookupHost(name);
  if (!found.ok) return { outcome: 'noname', fd: null, ms: 0 };
  let last: Dialled = { outcome: 'unreachable', fd: null, ms: 0 };
  for (const addr of found.addrs) {
    const began = yield* sys.now();
    const socket = yield* sys.socket(isAddress6(addr) ? 'tcp6' : 'tcp');
    if (!socket.ok) continue;
    const fd = socket.value;
    const connected = yield* sys.connect(fd, addr, port);
    const ended = yield* sys.now();
    const ms = began.ok && ended.ok ? ended.value - began.value : 0;
    if (connected.ok) return { outcome: 'open', fd, ms };
    last = { outcome: outcomes[connected.errno] ?? 'unreachable', fd: null, ms };
    yield* sys.close(fd);
  }
  return last;
}

function* tell(report: ProbeReport): Routine<number> {
  yield* print(JSON.stringify(report));
  return 0;
}

/** `probe HOST PORT` */
export const probe: Program = {
  name: 'probe',
  usage: 'probe HOST PORT',
  summary: 'tries to connect, for a goal',
  main: function* ({ argv }) {
    const { outcome, fd, ms } = yield* dial(argv[1] ?? '', Number(argv[2]));
    if (fd === null) return yield* tell({ outcome, ms });
    const ready = yield* sys.poll([fd], RESET_WITHIN);
    if (!ready.ok || ready.value.length === 0) return yield* tell({ outcome, ms });
    const got = yield* sys.recv(fd);
    const thrownOut = !got.ok && got.errno === 'ECONNRESET';
    return yield* tell({ outcome: thrownOut ? 'reset' : 'open', ms });
  },
};

/** `fetch HOST PORT PATH AUTHORITY` */
export const fetchPage: Program = {
  name: 'fetch',
  usage: 'fetch HOST PORT PATH AUTHORITY',
  summary: 'asks for a page, for a goal',
  main: function* ({ argv }) {
    const [, name = '', port = '80', path = '/', authority = name] = argv;
    const { outcome, fd, ms } = yield* dial(name, Number(port));
    if (fd === null) return yield* tell({ outcome, ms });
    const request = `GET ${path} HTTP/1.1\r\nHost: ${authority}\r\nAccept: */*\r\nConnection: close\r\n\r\n`;
    yield* sys.send(fd, encodeText(request));
    let answer = '';
    for (;;) {
      const ready = yield* sys.poll([fd], ANSWER_WITHIN);
      if (!ready.ok || ready.value.length === 0) return yield* tell({ outcome: 'timeout', ms });
      const got = yield* sys.recv(fd);
      if (!got.ok) return yield* tell({ outcome: outcomes[got.errno] ?? 'reset', ms });
      answer += got.value;
      const status = /^HTTP\/\d(?:\.\d)? (\d{3})\b/.exec(decodeText(answer.slice(0, 64)));
      if (status) return yield* tell({ outcome, ms, status: Number(status[1]) });
      if (got.value === '') return yield* tell({ outcome, ms });
    }
  },
};
