/**
 * What an attempt to reach a program rules out: names of the layers, of the verdicts, and for each
 * piece of evidence a sentence about what the client saw. No sentence knows more than the client.
 */
import { formatDuration } from './duration';

/** What sentences may speak of: what is known of the attempt. */
export type ProbeFacts = {
  host: string;
  proto: 'tcp' | 'udp' | 'ping';
  name: string | null;
  addr: string | null;
  port: number | null;
  tries: number;
  /** Milliseconds until it was decided, or until now. */
  waited: number;
  icmp: { type: string; from: string } | null;
  errno: string | null;
  heard: string;
  status: number | null;
  distrust: string | null;
};

const place = ({ addr, port }: Pick<ProbeFacts, 'addr' | 'port'>): string => {
  if (addr === null) return '';
  if (port === null) return addr;
  return addr.includes(':') ? `[${addr}]:${port}` : `${addr}:${port}`;
};

const firstLine = (text: string): string => {
  const line = (text.split(/[\r\n]/)[0] ?? '').replace(/[^ -~]/g, '·');
  return line.length > 48 ? `${line.slice(0, 47)}…` : line;
};

const asked = ({ tries, waited }: ProbeFacts): string =>
  `asked ${tries === 1 ? 'once' : `${tries} times`} in ${formatDuration(waited)}`;

export const probeWords = {
  title: 'What we know',
  none: 'Nothing has been tried yet. Each attempt to reach a port is put here, with the layers it rules out.',
  earlier: (count: number) => `Earlier attempts (${count})`,
  heading: (program: string, host: string) => `${program} on ${host} →`,
  someone: 'a program',
  target: (facts: Pick<ProbeFacts, 'name' | 'addr' | 'port'>) =>
    facts.addr === null ? (facts.name ?? 'an unknown name') : place(facts),
  protos: { tcp: 'TCP', udp: 'UDP', ping: 'ping' },
  list: 'Layer by layer',
  layers: {
    name: 'Name',
    route: 'Route',
    firewall: 'Firewall',
    listener: 'Listener',
    protocol: 'Protocol',
    app: 'App',
  },
  verdicts: {
    passed: 'works',
    failed: 'stopped here',
    unknown: 'not known',
    unused: 'not needed',
  },
  /** The score: names of the layers that are ruled out as the cause, and of the one that failed. */
  score: (out: readonly string[], stopped: string | null) => {
    const ruled = out.length === 0 ? '' : `Ruled out: ${out.join(', ').toLowerCase()}. `;
    return stopped === null
      ? ruled || 'Nothing is ruled out.'
      : `${ruled}Stopped at: ${stopped.toLowerCase()}.`;
  },
  allPassed: 'Every layer that it needs works.',
} as const;

/** By reason: what the client saw, in a sentence or two. */
export const probeReasons = {
  literal: (facts: ProbeFacts) => `${facts.addr} is an address already.`,
  resolved: (facts: ProbeFacts) => `${facts.name} was turned into ${facts.addr}.`,
  'no-such-name': (facts: ProbeFacts) =>
    `No address was found for ${facts.name ?? 'the name'}, so nothing was sent to it.`,
  'no-resolver': (facts: ProbeFacts) =>
    `No name server that was asked could say whether ${facts.name ?? 'the name'} exists, so nothing was sent to it.`,
  'not-reached': () => 'Not reached.',
  'not-sent': (facts: ProbeFacts) =>
    `The kernel of ${facts.host} sent nothing: ${facts.errno ?? 'the call failed'}.`,
  'no-route': (facts: ProbeFacts) =>
    `${facts.host} has no way to ${facts.addr} (${facts.errno ?? 'no route'}), so nothing was sent.`,
  'nobody-there': (facts: ProbeFacts) =>
    `Nobody on the network answers to ${facts.addr}: a wrong address, or a machine that is off or unplugged.`,
  'icmp-route': (facts: ProbeFacts) =>
    `${facts.icmp?.from} answered with ICMP ${facts.icmp?.type}: the way ends there.`,
  'own-host': (facts: ProbeFacts) =>
    `${facts.addr} is ${facts.host} itself, so no packet leaves it.`,
  answered: (facts: ProbeFacts) =>
    `${facts.icmp?.from ?? facts.addr} answered: packets get there and back.`,
  waiting: (facts: ProbeFacts) => `No answer yet, ${asked(facts)}.`,
  silence: (facts: ProbeFacts) =>
    `Silence, ${asked(facts)}. No way, a rule that drops, a machine without power, a full accept queue: they cannot be told apart from here.`,
  'same-silence': () => 'The same silence: it may be this layer, too.',
  'own-silence': (facts: ProbeFacts) =>
    `Silence, ${asked(facts)}. A rule that drops or a full accept queue: they cannot be told apart from here.`,
  forbidden: (facts: ProbeFacts) =>
    `A rule of ${facts.host} itself forbids sending this (${facts.errno}).`,
  'icmp-reject': (facts: ProbeFacts) =>
    `${facts.icmp?.from} answered with ICMP ${facts.icmp?.type}. A kernel without a listener sends RST, so a rule rejects here; the program sees only the error.`,
  'not-dropped': () =>
    'No rule drops it, since an answer came. A rule that rejects would look the same.',
  'let-through': () => 'Both directions were let through.',
  'echo-only': () => 'Echo is let through. A rule for one port would not show here.',
  refused: (facts: ProbeFacts) =>
    `RST came back after ${formatDuration(facts.waited)}: no socket listens at ${place(facts)}, unless a rule rejects in its name. ss -tln over there tells.`,
  'port-unreachable': (facts: ProbeFacts) =>
    `ICMP port-unreachable came back: no socket is bound to UDP ${place(facts)}, unless a rule rejects in its name.`,
  handshake: (facts: ProbeFacts) =>
    `The handshake was completed: a socket listens at ${place(facts)}.`,
  'datagram-answered': (facts: ProbeFacts) =>
    `A datagram came back, so a socket is bound to ${place(facts)}.`,
  'udp-silence': () =>
    'UDP has no handshake: no reply is what delivery looks like, and loss as well.',
  'kernel-only': () => 'ping asks the kernel, not a program.',
  'nothing-said': () =>
    'Neither side has said anything yet. A connection alone proves no program awake.',
  'no-reply': () => 'The client has spoken, and no reply has come. The kernel’s ACK is none.',
  'own-words': () => 'The client expects no protocol: it shows whatever comes.',
  http: () => 'The reply is HTTP, as was asked for.',
  tls: () => 'The reply is TLS, as was asked for.',
  untrusted: (facts: ProbeFacts) =>
    `The client does not believe the certificate and hangs up: ${facts.distrust}.`,
  sealed: () => 'What came after the greeting is sealed, and the client has shown none of it.',
  ssh: (facts: ProbeFacts) => `The reply is SSH: ${firstLine(facts.heard)}`,
  'wrong-protocol': (facts: ProbeFacts) =>
    `Something answers in another protocol: ${firstLine(facts.heard)}`,
  status: (facts: ProbeFacts) => `The program answered with status ${facts.status}.`,
  'error-status': (facts: ProbeFacts) =>
    `The program itself said no: ${facts.heard.startsWith('HTTP/') ? firstLine(facts.heard) : `status ${facts.status}`}. Read its page and its log.`,
  said: (facts: ProbeFacts) => `The program answered: ${firstLine(facts.heard)}`,
  'greeting-only': () => 'Only the greeting has come so far.',
  'hung-up': () => 'The other side hung up (FIN) without a word.',
  'cut-off': () =>
    'The other side cut the connection (RST): its program ended, or closed without reading.',
} as const;
