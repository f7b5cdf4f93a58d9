import {
  bytes,
  type Caption,
  type CaptionContext,
  descriptor,
  type EventOf,
  firstLine,
  isLoopback,
  isWildcard,
  lastBefore,
  place,
  quote,
  readBytes,
} from './caption-context';
import { formatDuration } from './duration';
import { explainErrno } from './errors';

type CallEvent = EventOf<'call'>;

/** What a call asks for, while it waits and when it has succeeded; failures are told in one way. */
type CallWords = {
  asks: (event: CallEvent, context: CaptionContext) => Caption;
  done?: (event: CallEvent, context: CaptionContext, value: unknown) => Caption;
};

/** A program asks its kernel, or gets its answer. */
export function captionCall(event: CallEvent, context: CaptionContext): Caption {
  const { result, program, call } = event;
  if (result && !result.ok) return captionFailure(event, result.errno, context);
  const words = calls[call];
  if (!words) return { say: `${program} on ${event.host} calls ${call}().` };
  return result && words.done
    ? words.done(event, context, result.value)
    : words.asks(event, context);
}

function captionFailure(event: CallEvent, errno: string, context: CaptionContext): Caption {
  const { program, call } = event;
  if (errno === 'EAGAIN')
    return { say: `${program} calls ${call}(): nothing there yet, and it chose not to wait.` };
  if (errno === 'EINPROGRESS')
    return {
      say: `${program} asks for a connection to ${target(event)} and does not wait for the answer.`,
      why: 'Its kernel starts the handshake; the program will look at the result later.',
    };
  if (errno === 'EINTR')
    return { say: `A signal wakes ${program} from ${call}() before the call had ended.` };
  const asked = startOf(event, context);
  const waited =
    errno === 'ETIMEDOUT' && asked ? ` after ${formatDuration(event.at - asked.at)}` : '';
  const { means, next } = explainErrno(errno, call);
  return {
    say: `${call}() fails for ${program}${waited} with ${errno}: ${lower(means)}`,
    why: next,
  };
}

const lower = (sentence: string): string =>
  /^[A-Z][a-z]/.test(sentence) && !/^(UDP|TCP|IPv|Ctrl)/.test(sentence)
    ? sentence[0]?.toLowerCase() + sentence.slice(1)
    : sentence;

/** The moment at which a blocked call was asked. */
function startOf(event: CallEvent, context: CaptionContext): CallEvent | undefined {
  if (event.phase !== 'return') return undefined;
  return lastBefore(
    context,
    (earlier): earlier is CallEvent =>
      earlier.kind === 'call' &&
      earlier.host === event.host &&
      earlier.pid === event.pid &&
      earlier.call === event.call &&
      earlier.phase === 'start',
  );
}

const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;

/** Address and port of a call's arguments. */
function target(event: CallEvent): string {
  const addr = text(event.args.addr);
  const port = Number(text(event.args.port));
  return addr === undefined ? 'its target' : place({ addr, port: Number.isNaN(port) ? 0 : port });
}

/** An end named in a call's answer: `{ peer: { addr, port } }` or `{ peer: 'addr:port' }`. */
function endIn(value: unknown, name: 'local' | 'peer' | 'from'): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const end = (value as Record<string, unknown>)[name];
  if (typeof end === 'string') return end;
  if (typeof end !== 'object' || end === null) return undefined;
  const { addr, port } = end as Record<string, unknown>;
  return typeof addr === 'string' && typeof port === 'number' ? place({ addr, port }) : undefined;
}

/** The data of a read's answer, which is the text itself or `{ data }`. */
function dataIn(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  return text((value as Record<string, unknown>).data);
}

const numberIn = (value: unknown, name: string): number | undefined => {
  if (typeof value === 'number') return value;
  if (typeof value !== 'object' || value === null) return undefined;
  const found = (value as Record<string, unknown>)[name];
  return typeof found === 'number' ? found : undefined;
};

/** The kind of socket behind a descriptor, `tcp` unless the trace says otherwise. */
function socketType(event: CallEvent, context: CaptionContext): string {
  const made = lastBefore(
    context,
    (earlier): earlier is CallEvent =>
      earlier.kind === 'call' &&
      earlier.call === 'socket' &&
      earlier.host === event.host &&
      earlier.pid === event.pid &&
      earlier.result?.ok === true &&
      numberIn(earlier.result.value, 'fd') === event.fd,
  );
  return text(made?.args.type) ?? 'tcp';
}

const isUdp = (event: CallEvent, context: CaptionContext): boolean =>
  socketType(event, context).startsWith('udp');

function bindWhy(event: CallEvent, context: CaptionContext): string {
  const addr = text(event.args.addr) ?? 'that address';
  const reach = isWildcard(addr)
    ? `${addr} stands for every address of ${event.host}.`
    : isLoopback(addr)
      ? `${addr} is loopback: only programs on ${event.host} can reach it.`
      : `Only packets to ${addr} will fit.`;
  return isUdp(event, context)
    ? `${reach} A UDP socket receives from now on; there is no listen().`
    : `${reach} It does not listen yet: a caller would be refused.`;
}

function read(verb: string): CallWords {
  return {
    asks: (event) => ({
      say: `${event.program} calls ${event.call}() on ${descriptor(event.fd)} and sleeps until something comes.`,
    }),
    done: (event, _context, value) => {
      const data = dataIn(value);
      const from = endIn(value, 'from');
      if (data === undefined) return { say: `${event.program} ${verb} ${descriptor(event.fd)}.` };
      if (data === '')
        return {
          say: `${event.program} reads the end of the data on ${descriptor(event.fd)}.`,
          why: 'Zero bytes mean: nothing more will come from the other side.',
        };
      const line = firstLine(readBytes(data));
      return {
        say: `${event.program} ${verb} ${bytes(data.length)}${from ? ` of ${from}` : ''}${line === '' ? '.' : `: ${quote(line)}`}`,
      };
    },
  };
}

const write = (verb: string): CallWords => ({
  asks: (event) => {
    const data = text(event.args.data) ?? '';
    const line = firstLine(readBytes(data));
    return {
      say: `${event.program} ${verb} ${bytes(data.length)}${line === '' ? '.' : `: ${quote(line)}`}`,
    };
  },
});

const asks = (say: (event: CallEvent) => string, why?: string): CallWords => ({
  asks: (event) => (why === undefined ? { say: say(event) } : { say: say(event), why }),
});

/** What the socket does once the option is set, and once it is cleared. */
const options: Record<string, [set: string, cleared: string]> = {
  SO_REUSEADDR: [
    'may be bound although old connections are still in TIME-WAIT',
    'may not be bound while old connections are in TIME-WAIT',
  ],
  SO_REUSEPORT: [
    'shares its address and port with others that say the same',
    'shares its address and port with nobody',
  ],
  SO_BROADCAST: ['may send to everyone on the network at once', 'sends to one address at a time'],
  IPV6_V6ONLY: [
    'takes IPv6 only, so the same port stays free for IPv4',
    'takes IPv4 as well as IPv6',
  ],
  SO_LINGER: ['has a rule for what is still unsent at close()', 'closes in the usual way'],
  SO_RCVTIMEO: ['waits only so long for data', 'waits for data without a limit'],
  TCP_USER_TIMEOUT: [
    'waits only so long for a confirmation',
    'waits for confirmations as long as the kernel does',
  ],
  SO_KEEPALIVE: ['asks a silent partner for signs of life', 'leaves a silent partner alone'],
  O_NONBLOCK: ['never makes the program wait', 'makes the program wait where it must'],
};

const calls: Record<string, CallWords> = {
  socket: {
    asks: (event) => ({
      say: `${event.program} asks the kernel for a ${(text(event.args.type) ?? 'tcp').slice(0, 3).toUpperCase()} socket.`,
    }),
    done: (event, _context, value) => {
      const fd = numberIn(value, 'fd');
      return {
        say: `${event.program} asks the kernel for a ${(text(event.args.type) ?? 'tcp').slice(0, 3).toUpperCase()} socket and gets ${descriptor(fd)}.`,
        why: 'It has no address and no port yet. Nobody outside can tell that it exists.',
      };
    },
  },
  setsockopt: asks((event) => {
    const option = text(event.args.option) ?? 'an option';
    const on = event.args.value !== 0;
    const meaning = options[option];
    if (!meaning) return `${event.program} sets ${option} on ${descriptor(event.fd)}.`;
    return `${event.program} ${on ? 'sets' : 'clears'} ${option}: the socket ${meaning[on ? 0 : 1]}.`;
  }),
  getsockopt: asks(
    (event) =>
      `${event.program} asks how its socket is doing (${text(event.args.option) ?? 'an option'}).`,
  ),
  bind: {
    asks: (event, context) => ({
      say: `${event.program} asks to bind its socket to ${target(event)}.`,
      why: bindWhy(event, context),
    }),
    done: (event, context, value) => {
      const local = endIn(value, 'local');
      return {
        say:
          Number(text(event.args.port)) === 0
            ? `${event.program} asks for any free port, and the kernel binds its socket to ${local ?? 'one'}.`
            : `${event.program} binds its socket to ${target(event)}.`,
        why: bindWhy(event, context),
      };
    },
  },
  listen: {
    asks: (event) => {
      const backlog = Number(text(event.args.backlog));
      return {
        say: `${event.program} calls listen(): from now on ${event.host}’s kernel takes connections for it.`,
        ...(Number.isFinite(backlog) && {
          why: `Backlog ${backlog}: the kernel lets ${backlog + 1 === 1 ? 'one finished connection' : `up to ${backlog + 1} finished connections`} wait for accept().`,
        }),
      };
    },
  },
  accept: {
    asks: (event) => ({
      say: `${event.program} calls accept() and falls asleep: no connection is waiting.`,
      why: 'Asleep means 0 % CPU. The kernel wakes it when a connection is complete.',
    }),
    done: (event, _context, value) => {
      const peer = endIn(value, 'peer');
      const whose = peer ? ` to ${peer}` : '';
      return event.phase === 'return'
        ? {
            say: `The kernel wakes ${event.program}: accept() hands it a new socket, connected${whose}.`,
            why: 'The listener stays in LISTEN, unchanged, on the same port.',
          }
        : {
            say: `${event.program} calls accept() and takes a waiting connection${whose} at once.`,
            why: 'That connection was complete already. The listener stays in LISTEN, unchanged.',
          };
    },
  },
  connect: {
    asks: (event, context) =>
      isUdp(event, context)
        ? {
            say: `${event.program} names ${target(event)} as the partner of its UDP socket.`,
            why: 'No packet is sent for this.',
          }
        : {
            say: `${event.program} calls connect(): it wants to reach ${target(event)}, and sleeps.`,
            why: 'The handshake is the kernels’ work.',
          },
    done: (event, context) =>
      isUdp(event, context)
        ? {
            say: `${event.program} names ${target(event)} as the partner of its UDP socket.`,
            why: 'No packet is sent for this, so it proves nothing.',
          }
        : {
            say: `connect() returns to ${event.program}: connected to ${target(event)}.`,
            why: 'The other kernel said yes. The server’s program may not have noticed yet.',
          },
  },
  send: write('hands its kernel'),
  write: write('hands its kernel'),
  sendto: {
    asks: (event) => ({
      say: `${event.program} hands ${bytes((text(event.args.data) ?? '').length)} to the kernel, addressed to ${target(event)}.`,
    }),
  },
  recv: read('reads'),
  recvfrom: read('reads'),
  read: read('reads'),
  shutdown: asks((event) => {
    const how = text(event.args.how);
    if (how === 'rd') return `${event.program} will read no more from ${descriptor(event.fd)}.`;
    if (how === 'rdwr') return `${event.program} ends both directions of ${descriptor(event.fd)}.`;
    return `${event.program} says on ${descriptor(event.fd)}: I have nothing more to send.`;
  }),
  close: asks(
    (event) => `${event.program} closes ${descriptor(event.fd)}.`,
    'The program is done with it. What becomes of a connection is now the kernel’s business.',
  ),
  getsockname: asks((event) => `${event.program} asks which address and port its socket has.`),
  getpeername: asks((event) => `${event.program} asks who is at the other end.`),
  poll: {
    asks: (event) => ({
      say: `${event.program} sleeps until one of its descriptors has something for it.`,
      why: 'Waiting like this costs no CPU.',
    }),
    done: (event) => ({
      say:
        event.phase === 'return'
          ? `The kernel wakes ${event.program}: there is something for it, or its time is up.`
          : `${event.program} asks which of its descriptors have something for it.`,
    }),
  },
  isatty: asks((event) => `${event.program} asks whether it writes to a terminal.`),
  pipe: asks((event) => `${event.program} asks for a pipe between two programs.`),
  open: asks((event) => `${event.program} opens ${text(event.args.path) ?? 'a file'}.`),
  stat: asks((event) => `${event.program} asks about ${text(event.args.path) ?? 'a file'}.`),
  readdir: asks((event) => `${event.program} lists ${text(event.args.path) ?? 'a directory'}.`),
  unlink: asks((event) => `${event.program} removes ${text(event.args.path) ?? 'a file'}.`),
  chdir: asks((event) => `${event.program} goes to ${text(event.args.path) ?? 'a directory'}.`),
  spawn: asks((event) => `${event.program} starts ${text(event.args.program) ?? 'a program'}.`),
  thread: asks((event) => `${event.program} starts a thread of its own for this work.`),
  wait: {
    asks: (event) => ({ say: `${event.program} waits for a program it started.` }),
    done: (event) => ({
      say: `${event.program} learns that a program it started has ended or stopped.`,
    }),
  },
  kill: asks(
    (event) =>
      `${event.program} has ${text(event.args.signal) ?? 'a signal'} sent to process ${text(event.args.pid) ?? 'another'}.`,
  ),
  foreground: asks((event) => `${event.program} says which program may use the terminal.`),
  exit: asks(
    (event) => `${event.program} ends with status ${text(event.args.status) ?? '0'}.`,
    'The kernel closes every socket it still held.',
  ),
  sleep: {
    asks: (event) => ({
      say: `${event.program} sleeps for ${formatDuration(Number(text(event.args.ms)) || 0)}.`,
    }),
    done: (event) => ({ say: `${event.program} wakes up: its time is over.` }),
  },
  now: asks((event) => `${event.program} asks what time it is.`),
  random: asks((event) => `${event.program} asks for a random number.`),
  sockets: asks((event) => `${event.program} asks the kernel for its socket table.`),
  processes: asks((event) => `${event.program} asks the kernel which processes there are.`),
  interfaces: asks((event) => `${event.program} asks the kernel which addresses this host has.`),
  routes: asks((event) => `${event.program} asks the kernel for its routes.`),
  sysctl: asks((event) =>
    event.args.value === undefined
      ? `${event.program} asks for the kernel’s setting ${text(event.args.name) ?? 'of that name'}.`
      : `${event.program} changes the kernel’s setting ${text(event.args.name) ?? 'of that name'} to ${text(event.args.value) ?? 'something else'}.`,
  ),
  firewall: asks((event) =>
    event.args.rules === undefined
      ? `${event.program} asks the kernel for the firewall’s rules.`
      : `${event.program} gives the kernel new firewall rules.`,
  ),
  'power-off': asks((event) => `${event.program} has the machine switched off.`),
  whoami: asks((event) => `${event.program} asks as which user it runs.`),
  uname: asks((event) => `${event.program} asks which system this is.`),
  ping: {
    asks: (event) => ({
      say: `${event.program} has the kernel ping ${text(event.args.addr) ?? 'a host'} and waits for the answer.`,
    }),
    done: (event) => ({
      say: `${text(event.args.addr) ?? 'The host'} answered ${event.program}’s ping.`,
    }),
  },
  interact: asks((event) => `${event.program} waits for the person at the screen.`),
  show: asks((event) => `${event.program} shows something in its window.`),
};
