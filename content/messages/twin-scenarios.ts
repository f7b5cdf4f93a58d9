/**
 * Scenarios of twin mode, in the oracle's form: played by the simulation in the page and by the
 * lab's two machines. Short ones, of a few seconds; a test plays each for real.
 */
import type { OracleCase, OracleStep } from '@/contract/oracle';

export type TwinScenario = {
  title: string;
  about: string;
  /** What to look for, beside the step of that number. */
  notes: Readonly<Record<number, string>>;
  scenario: OracleCase;
};

const LAPTOP = '192.168.1.20';
const PHONE = '192.168.1.50';

/** `browser` runs on the phone, the others on the laptop. */
const procs: OracleCase['procs'] = {
  server: { host: 'laptop', user: 'root' },
  second: { host: 'laptop', user: 'root' },
  browser: { host: 'phone', user: 'root' },
};

function createScenario(id: string, title: string, steps: OracleStep[]): OracleCase {
  return {
    id,
    title,
    lans: ['home'],
    hosts: {
      laptop: { interfaces: { eth0: { lan: 'home', addr: `${LAPTOP}/24` } } },
      phone: { interfaces: { eth0: { lan: 'home', addr: `${PHONE}/24` } } },
    },
    procs,
    steps,
  };
}

const server = (op: string, rest: Partial<OracleStep> = {}): OracleStep => ({
  proc: 'server',
  op,
  sock: 'l',
  ...rest,
});
const browser = (op: string, rest: Partial<OracleStep> = {}): OracleStep => ({
  proc: 'browser',
  op,
  sock: 'c',
  ...rest,
});
const tcp = { type: 'tcp' };
const everywhere = { addr: '0.0.0.0', port: 8000 };
const there = { addr: LAPTOP, port: 8000 };

/** A server that listens, a browser that is connected, and the conversation taken out. */
const connected: OracleStep[] = [
  server('socket', tcp),
  server('bind', everywhere),
  server('listen', { backlog: 5 }),
  browser('socket', tcp),
  browser('connect', there),
  server('accept', { as: 'x' }),
];

export const twins = {
  'bind-and-listen': {
    title: 'Bound is not listening',
    about:
      'A caller knocks twice: once while the port is only bound, and once when the server listens.',
    notes: {
      3: 'The port is taken, yet the kernel refuses: nobody listens.',
      5: 'The handshake is done by the kernel. No program has called accept() yet.',
      6: 'Now the program has the connection in hand.',
    },
    scenario: createScenario('bind-and-listen', 'Bound is not listening', [
      server('socket', tcp),
      server('bind', everywhere),
      browser('socket', tcp),
      browser('connect', there),
      server('listen', { backlog: 5 }),
      browser('connect', there),
      server('accept', { as: 'x' }),
    ]),
  },
  refused: {
    title: 'Refused, three ways',
    about:
      'Nobody listens; somebody listens for the machine itself only; and the listener has gone.',
    notes: {
      1: 'No row for port 8000: the kernel answers RST at once.',
      6: 'A listener on 127.0.0.1 is none for the phone.',
      8: 'From the laptop itself it is there.',
      10: 'And when it is closed, nobody is there again.',
    },
    scenario: createScenario('refused', 'Refused, three ways', [
      browser('socket', tcp),
      browser('connect', there),
      server('socket', tcp),
      server('bind', { addr: '127.0.0.1', port: 8000 }),
      server('listen', { backlog: 5 }),
      browser('socket', { ...tcp, sock: 'd' }),
      browser('connect', { ...there, sock: 'd' }),
      { proc: 'second', op: 'socket', sock: 's', type: 'tcp' },
      { proc: 'second', op: 'connect', sock: 's', addr: '127.0.0.1', port: 8000 },
      server('close'),
      browser('connect', { ...there, sock: 'd' }),
    ]),
  },
  'backlog-fills': {
    title: 'The queue fills up',
    about:
      'A server with a backlog of 1 never accepts. The first two callers are connected; the third waits in silence.',
    notes: {
      4: 'Recv-Q of the LISTEN row says how many wait: one.',
      6: 'Two wait, one more than the backlog says. Linux lets that one more in.',
      8: 'No room: the SYN is dropped, and the caller goes on asking.',
      9: 'accept() takes the oldest out, so there is room again.',
      10: 'The next repetition of the SYN finds it.',
    },
    scenario: createScenario('backlog-fills', 'The queue fills up', [
      server('socket', tcp),
      server('bind', everywhere),
      server('listen', { backlog: 1 }),
      browser('socket', tcp),
      browser('connect', there),
      browser('socket', { ...tcp, sock: 'd' }),
      browser('connect', { ...there, sock: 'd' }),
      browser('socket', { ...tcp, sock: 'e' }),
      browser('connect', { ...there, sock: 'e', id: 'third' }),
      server('accept', { as: 'x' }),
      { op: 'await', of: 'third', limit_ms: 8000 },
    ]),
  },
  'close-first': {
    title: 'Who closes first keeps the state',
    about: 'The server closes first, the browser second. Watch which machine is left with a row.',
    notes: {
      6: 'FIN-WAIT-2 here, CLOSE-WAIT there: one direction is closed.',
      7: 'recv() gives nothing: the end of the data.',
      8: 'TIME-WAIT stays with the one that closed first, and with no program.',
    },
    scenario: createScenario('close-first', 'Who closes first keeps the state', [
      ...connected,
      server('close', { sock: 'x' }),
      browser('recv'),
      browser('close'),
    ]),
  },
  'time-wait': {
    title: 'Started again too soon',
    about:
      'The server closed first, so its port has a connection in TIME-WAIT. A second program wants the same port.',
    notes: {
      9: 'The port of the old connection is still held for a minute.',
      11: 'With SO_REUSEADDR the kernel looks at listeners only.',
    },
    scenario: createScenario('time-wait', 'Started again too soon', [
      ...connected,
      server('close', { sock: 'x' }),
      browser('close'),
      server('close'),
      { proc: 'second', op: 'socket', sock: 's', type: 'tcp' },
      { proc: 'second', op: 'bind', sock: 's', ...everywhere },
      { proc: 'second', op: 'setsockopt', sock: 's', option: 'SO_REUSEADDR', value: 1 },
      { proc: 'second', op: 'bind', sock: 's', ...everywhere },
      { proc: 'second', op: 'listen', sock: 's', backlog: 5 },
    ]),
  },
  reuseaddr: {
    title: 'SO_REUSEADDR is no master key',
    about: 'Two programs both set SO_REUSEADDR and want the same port.',
    notes: {
      5: 'bind() succeeds: nobody listens yet.',
      6: 'The first listens …',
      7: '… and the second may not, whatever it has set.',
    },
    scenario: createScenario('reuseaddr', 'SO_REUSEADDR is no master key', [
      server('socket', tcp),
      server('setsockopt', { option: 'SO_REUSEADDR', value: 1 }),
      server('bind', everywhere),
      { proc: 'second', op: 'socket', sock: 's', type: 'tcp' },
      { proc: 'second', op: 'setsockopt', sock: 's', option: 'SO_REUSEADDR', value: 1 },
      { proc: 'second', op: 'bind', sock: 's', ...everywhere },
      server('listen', { backlog: 5 }),
      { proc: 'second', op: 'listen', sock: 's', backlog: 5 },
    ]),
  },
  'half-close': {
    title: 'One direction closed, the other open',
    about: 'The browser has said all and shuts its sending side. The answer still comes.',
    notes: {
      6: 'The FIN goes out, and the browser can still read.',
      7: 'The server reads the end of the data …',
      8: '… and answers all the same.',
      9: 'It arrives.',
    },
    scenario: createScenario('half-close', 'One direction closed, the other open', [
      ...connected,
      browser('shutdown', { how: 'wr' }),
      server('recv', { sock: 'x' }),
      server('send', { sock: 'x', data: 'still here' }),
      browser('recv'),
      server('close', { sock: 'x' }),
      browser('recv'),
    ]),
  },
  'reset-by-linger': {
    title: 'Hanging up with a reset',
    about:
      'SO_LINGER with no time makes close() throw everything away and send RST in place of FIN.',
    notes: {
      7: 'Gone at once: no FIN-WAIT, no TIME-WAIT, on neither machine.',
      8: 'The other end hears of it when it next asks.',
    },
    scenario: createScenario('reset-by-linger', 'Hanging up with a reset', [
      ...connected,
      server('setsockopt', { sock: 'x', option: 'SO_LINGER', value: [1, 0] }),
      server('close', { sock: 'x' }),
      browser('recv'),
    ]),
  },
} satisfies Record<string, TwinScenario>;

export type TwinId = keyof typeof twins;
export const isTwin = (id: string): id is TwinId => Object.hasOwn(twins, id);
