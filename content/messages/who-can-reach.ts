/**
 * Words of the widget "Who can reach me?": the addresses a program may be bound to, the callers,
 * the ways to break it with the lines that do it, and everything that its parts say.
 */
import { formatDuration } from './duration';

export const port = 8000;

/** Addresses that Django is bound to, in the order of the rows. */
export const binds = ['127.0.0.1', '::1', '192.168.1.20', '0.0.0.0', '::'] as const;
export type Bind = (typeof binds)[number];

/** `[::1]:8000`, `127.0.0.1:8000`, `localhost:8000`. */
export const place = (addr: string): string =>
  addr.includes(':') ? `[${addr}]:${port}` : `${addr}:${port}`;

/** What starts Django on an address; the interface's name is no part of it. */
export const serverLine = (bind: Bind): string => `python manage.py runserver ${place(bind)}`;

/** Who calls what, in the order of the columns. `tty` is a terminal that is free on that host. */
export const callers = [
  { id: 'name', host: 'laptop', tty: 1, target: 'localhost' },
  { id: 'loopback', host: 'laptop', tty: 1, target: '127.0.0.1' },
  { id: 'own', host: 'laptop', tty: 1, target: '192.168.1.20' },
  { id: 'other', host: 'laptop-2', tty: 0, target: '192.168.1.20' },
  { id: 'inside', host: 'container', tty: 0, target: 'localhost' },
  { id: 'gateway', host: 'container', tty: 0, target: '172.17.0.1' },
  { id: 'stranger', host: 'stranger', tty: 0, target: '203.0.113.7' },
] as const;
export type Caller = (typeof callers)[number];
export type CallerId = Caller['id'];
export type CallerHost = Caller['host'];

/** How a caller's machine is called where it stands alone, and inside a sentence. */
export const hostWords: Record<CallerHost, { short: string; long: string }> = {
  laptop: { short: 'the laptop itself', long: 'the laptop itself' },
  'laptop-2': { short: 'another laptop', long: 'another laptop on the same network' },
  container: { short: 'a container on it', long: 'a container on the laptop' },
  stranger: { short: 'the internet', long: 'a stranger on the internet' },
};

/** The line that makes a call: connect, say nothing, hang up. */
export const callLine = ({ target }: Pick<Caller, 'target'>): string => `nc -zv ${target} ${port}`;

/** Other lines that show the same: as a browser would ask, and what listens on the laptop. */
export const otherLines = (target: string): { host: 'caller' | 'laptop'; line: string }[] => [
  { host: 'caller', line: `curl -v http://${target}:${port}/` },
  { host: 'laptop', line: `ss -tln 'sport = :${port}'` },
];

/**
 * Ways to break it. `line` is typed on `host` in terminal `tty`, before Django starts or, where
 * `after` says so, when it runs; no line: Ctrl-C in that terminal.
 */
export const switches = [
  {
    id: 'firewall',
    label: 'A firewall on the laptop',
    hint: 'It drops what comes in by the network and was not asked for.',
    ...{ host: 'laptop', tty: 1, line: 'sudo ufw enable', after: false },
  },
  {
    id: 'v6only',
    label: 'IPv6 sockets take IPv6 only',
    hint: 'A setting of the laptop’s kernel, for sockets that are bound from now on.',
    ...{ host: 'laptop', tty: 1, line: 'sudo sysctl -w net.ipv6.bindv6only=1', after: false },
  },
  {
    id: 'published',
    label: 'The port is published on the router',
    hint: 'The router hands calls for its port 8000 on to 192.168.1.20.',
    ...{ host: 'router', tty: 0, after: false },
    line: `nft add rule ip published pre iif wan0 tcp dport ${port} dnat to 192.168.1.20:${port}`,
  },
  {
    id: 'stopped',
    label: 'Django is stopped',
    hint: 'Ctrl-C in its terminal. The laptop stays awake.',
    ...{ host: 'laptop', tty: 0, line: null, after: true },
  },
] as const;
type Switch = (typeof switches)[number];
export type SwitchId = Switch['id'];

/** What can come of a call here, and what may be said of it beforehand. */
export const results = ['open', 'refused', 'timeout'] as const;
export type Result = (typeof results)[number];
export const guesses = [...results, 'unsure'] as const;
export type Guess = (typeof guesses)[number];

export const resultWords: Record<Guess, string> = {
  open: 'answered',
  refused: 'refused',
  timeout: 'no answer',
  unsure: 'not sure',
};

/** What a result means to the caller, and what to try next. */
export const resultHelp: Record<Result, { means: string; next: string }> = {
  open: {
    means: 'The handshake was completed: a socket listens there.',
    next: 'Try the same caller with another address in the left column.',
  },
  refused: {
    means: 'A kernel sent RST: it is awake, and no socket of its table fits.',
    next: 'Run ss -tln on the machine that refused, and compare the address with the one that was called.',
  },
  timeout: {
    means: 'Nothing came back. The caller’s kernel asked again and again, then gave up.',
    next: 'Look for a rule that drops: on the laptop first, then on the router between.',
  },
};

/** One place that a call passes, as the trace tells of it. */
export type Station =
  | { kind: 'asks' | 'passes-on'; host: string; via: string; addr: string }
  | { kind: 'arrives' | 'answers' | 'refuses'; host: string; addr: string }
  | { kind: 'dropped'; host: string };

/** A call and what became of it, as far as sentences speak of it. */
export type Told = {
  bind: Bind;
  caller: Caller;
  outcome: Result;
  errno: string | null;
  /** Simulated milliseconds from the first SYN of the last attempt to what decided it. */
  took: number;
};

const who = (caller: Caller): string => hostWords[caller.host].long;
const call = (bind: Bind, caller: Caller): string =>
  `${who(caller)} calls ${place(caller.target)}, Django is bound to ${place(bind)}`;
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

export const reachWords = {
  title: 'Who can reach me?',
  intro:
    'You started Django on your laptop, 192.168.1.20. Each row binds it to another address. Say what each caller gets, then send the packets.',
  breakIt: 'Break it',
  onHost: (host: string) => `on ${host}:`,
  ctrlC: 'Ctrl-C',
  bound: 'Django is bound to',
  calls: 'Who calls, and what',
  row: (bind: Bind) => `Django bound to ${place(bind)}`,
  guessFor: (bind: Bind, caller: Caller) => `Your guess: ${call(bind, caller)}`,
  noGuess: 'guess …',
  fire: 'Send',
  fireCell: (bind: Bind, caller: Caller) => `Send: ${call(bind, caller)}`,
  fireRow: 'Send row',
  fireRowOf: (bind: Bind) => `Send all calls to Django bound to ${place(bind)}`,
  fireAll: 'Send all packets',
  restUnsure: 'Not sure about the rest',
  again: 'Guess again',
  guessFirst: 'Say first what you expect. “Not sure” is an answer, too.',
  busy: 'Packets are under way …',
  count: (fired: number, total: number) => `${fired} of ${total} sent.`,
  /** A result's cell, whole, for who cannot see the rest of it. */
  cell: (told: Told, guess: Guess) =>
    `${capital(call(told.bind, told.caller))}: ${resultWords[told.outcome]}${told.errno === null ? '' : `, ${told.errno}`}, after ${formatDuration(told.took)}. ${reachWords.judged(told.outcome, guess)}. Show its packets`,
  judged: (outcome: Result, guess: Guess) => {
    if (guess === 'unsure') return 'you were not sure';
    return guess === outcome ? 'as you said' : `you said ${resultWords[guess]}`;
  },
  /** The same as a sentence. */
  verdict: (outcome: Result, guess: Guess) => `${capital(reachWords.judged(outcome, guess))}.`,
  passed: (count: number) => `“Not sure” is your answer for the other ${count}. Now send them.`,
  fresh: 'All guesses and results under these conditions are cleared.',
  sent: (done: number, right: number, wrong: number, left: number) =>
    [
      `The last ${done}: ${right} as you said, ${wrong} otherwise.`,
      left === 0 ? '' : `${left} still ${left === 1 ? 'waits' : 'wait'} for a guess.`,
    ]
      .filter(Boolean)
      .join(' '),
  nothingToSend: 'Nothing was sent: every pair here has been sent, or waits for a guess of yours.',
  said: (told: Told) => `${capital(call(told.bind, told.caller))}: ${resultWords[told.outcome]}.`,
  failed: (reason: string) => `The packets could not be sent: ${reason}. Try again.`,

  callTitle: ({ caller }: Told) => `${capital(who(caller))} → ${place(caller.target)}`,
  callBound: (bind: Bind, lines: readonly string[]) =>
    `Django was started with ${place(bind)}${lines.length === 0 ? '' : `; ${lines.join('; ')}`}.`,
  after: (took: number) => `after ${formatDuration(took)}`,
  asIf: (belief: string) => `as if ${belief}.`,
  belief: (code: string) => `Belief ${code}`,
  stations: 'Its way',
  commands: 'See it yourself',
  typed: (host: string) => `Typed on ${host}`,
  alsoCaller: (host: string) => `Or on ${host}, as a browser would ask`,
  alsoLaptop: 'And on the laptop, what listens there',
  layers: 'What the caller knows now, layer by layer',
  replay: (told: Told) => `Packets: ${call(told.bind, told.caller)}`,
  back: 'Back to the pairs',
  loading: 'Setting the scene …',
  pick: 'Send a call, and its packets can be followed here.',

  ideas: 'Which ideas hold',
  ideasNone: 'Each result tests one idea. They gather here as you meet them.',
  ideasLeft: (left: number) =>
    left === 0
      ? 'You have met every idea of this page.'
      : `${left} more ${left === 1 ? 'idea waits' : 'ideas wait'} in other rows and behind the switches.`,
  held: (right: number, said: number) =>
    said === 0 ? 'no guess so far' : `${right} of ${said} as you said`,
  states: { holds: 'holds', shaky: 'shaky', seen: 'seen' },
} as const;

/** A station of a call's way, in a sentence. */
export function tellStation(station: Station): string {
  const host = capital(nameHost(station.host));
  switch (station.kind) {
    case 'asks':
      return station.via === 'lo'
        ? `${host} sends a SYN to ${place(station.addr)}, by lo: it never leaves this machine.`
        : `${host} sends a SYN to ${place(station.addr)}, out into ${lanWords[station.via] ?? station.via}.`;
    case 'passes-on':
      return `${host} writes ${place(station.addr)} on it as the target and hands it on, into ${lanWords[station.via] ?? station.via}.`;
    case 'arrives':
      return `${host} gets it. Its kernel looks for a listener that fits ${place(station.addr)}.`;
    case 'dropped':
      return `${host} drops it: a rule of its firewall swallows it before any socket is asked.`;
    case 'answers':
      return `${host} finds one. Its kernel answers SYN-ACK.`;
    case 'refuses':
      return `${host} finds none. Its kernel answers RST at once.`;
  }
}

const lanWords: Record<string, string> = {
  home: 'the home network',
  bridge: 'the bridge between the laptop and its containers',
  internet: 'the internet',
};

const nameHost = (host: string): string =>
  host === 'laptop-2' ? 'the other laptop' : `the ${host}`;
