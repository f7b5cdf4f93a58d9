/** How nmap asks ports: by connections of the kernel's, or by SYNs of its own. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import type { Errno } from '../../host/system-call';
import { type Frame, isNeighbourMessage } from '../../packet/packet';

export type PortState = 'open' | 'closed' | 'filtered';
export type Question = { addr: string; port: number };
export type PortAnswer = { port: number; state: PortState; reason: string; ttl?: number };
/** `ms`: how long the fastest answer took, null where none came. */
export type ScanResult = { answers: PortAnswer[]; ms: number | null };

/** Connections, or SYNs, that are under way at the same time. */
const AT_ONCE = 100;
/** How long an answer is waited for before one is known to come, and after that. */
const FIRST_WAIT = 1000;
const LATER_WAIT = 100;

const meanings: Readonly<Partial<Record<Errno, [PortState, string]>>> = {
  ECONNREFUSED: ['closed', 'conn-refused'],
  EHOSTUNREACH: ['filtered', 'host-unreach'],
  ENETUNREACH: ['filtered', 'net-unreach'],
  EACCES: ['filtered', 'admin-prohibited'],
};

/** Scans ports by connect(2); what stays silent is tried a second time. */
export function* scanByConnect(addr: string, ports: readonly number[]): Routine<ScanResult> {
  const answers = new Map<number, PortAnswer>();
  let ms: number | null = null;
  let left = ports;
  for (let round = 0; round < 2 && left.length > 0; round += 1) {
    for (let from = 0; from < left.length; from += AT_ONCE) {
      const wait = round === 0 || ms === null ? FIRST_WAIT : LATER_WAIT;
      const asked = left.slice(from, from + AT_ONCE).map((port) => ({ addr, port }));
      const tried = yield* connectAll(asked, wait);
      for (const answer of tried.answers) answers.set(answer.port, answer);
      if (tried.ms !== null) ms = Math.min(ms ?? tried.ms, tried.ms);
    }
    left = ports.filter((port) => !answers.has(port));
  }
  return { answers: inOrder(ports, answers), ms };
}

function inOrder(ports: readonly number[], answers: ReadonlyMap<number, PortAnswer>) {
  return ports.map(
    (port): PortAnswer => answers.get(port) ?? { port, state: 'filtered', reason: 'no-response' },
  );
}

type AddressAnswer = PortAnswer & Question;

/** Asks all at the same time, and no longer than `wait`. */
export function* connectAll(
  questions: readonly Question[],
  wait: number,
): Routine<{ answers: AddressAnswer[]; ms: number | null }> {
  const answers: AddressAnswer[] = [];
  const open = new Map<number, Question>();
  const begun = yield* time();
  let ms: number | null = null;
  const judge = (question: Question, errno: Errno | null) => {
    const [state, reason] = errno === null ? ['open', 'syn-ack'] : (meanings[errno] ?? []);
    if (state && reason) answers.push({ ...question, state: state as PortState, reason });
  };
  for (const question of questions) {
    const made = yield* sys.socket('tcp');
    if (!made.ok) continue;
    yield* sys.setsockopt(made.value, 'O_NONBLOCK', 1);
    const tried = yield* sys.connect(made.value, question.addr, question.port);
    if (!tried.ok && tried.errno === 'EINPROGRESS') open.set(made.value, question);
    else {
      judge(question, tried.ok ? null : tried.errno);
      yield* sys.close(made.value);
    }
  }
  while (open.size > 0) {
    const now = yield* time();
    const left = begun + wait - now;
    const fds = [...open.keys()];
    const ready = yield* sys.poll(
      fds,
      Math.max(0, left),
      fds.map(() => 'OUT' as const),
    );
    if (!ready.ok || ready.value.length === 0) break;
    for (const fd of ready.value) {
      const error = yield* sys.socketError(fd);
      const question = open.get(fd);
      if (!question) continue;
      const errno = error.ok ? error.value : null;
      judge(question, errno);
      // Only who is asked answers with a connection or a refusal.
      if (errno === null || errno === 'ECONNREFUSED') ms ??= (yield* time()) - begun;
      open.delete(fd);
      if (errno === null) yield* sys.setsockopt(fd, 'SO_LINGER', [1, 0]);
      yield* sys.close(fd);
    }
  }
  for (const fd of open.keys()) yield* sys.close(fd);
  return { answers, ms };
}

function* time(): Routine<number> {
  const now = yield* sys.now();
  return now.ok ? now.value : 0;
}

const icmpReasons: Readonly<Record<string, string>> = {
  'port-unreachable': 'port-unreach',
  'host-unreachable': 'host-unreach',
  'net-unreachable': 'net-unreach',
  'admin-prohibited': 'admin-prohibited',
};

/** What a packet says about a port that was sent a SYN from `sport`; null: nothing. */
function readSynAnswer(packet: Frame, addr: string, sport: number): PortAnswer | null {
  if (isNeighbourMessage(packet)) return null;
  const { ttl } = packet;
  if (packet.proto === 'tcp') {
    if (packet.src.addr !== addr || packet.dst.port !== sport) return null;
    const { port } = packet.src;
    if (packet.flags.rst) return { port, state: 'closed', reason: 'reset', ttl };
    if (packet.flags.syn && packet.flags.ack)
      return { port, state: 'open', reason: 'syn-ack', ttl };
    return null;
  }
  if (packet.proto !== 'icmp' || packet.about?.proto !== 'tcp') return null;
  const { about } = packet;
  const reason = icmpReasons[packet.type];
  if (!reason || about.dst.addr !== addr || about.src.port !== sport) return null;
  return { port: about.dst.port, state: 'filtered', reason, ttl };
}

/** Scans ports by SYNs; the kernel itself resets the connections that nobody wanted. */
export function* scanBySyn(addr: string, ports: readonly number[]): Routine<ScanResult> {
  const tap = yield* sys.tap('any');
  if (!tap.ok) return { answers: inOrder(ports, new Map()), ms: null };
  const answers = new Map<number, PortAnswer>();
  const drawn = yield* sys.random(30_000);
  const sport = 33_000 + (drawn.ok ? drawn.value : 0);
  let ms: number | null = null;
  let left = ports;
  for (let round = 0; round < 2 && left.length > 0; round += 1) {
    for (let from = 0; from < left.length; from += AT_ONCE) {
      const part = left.slice(from, from + AT_ONCE);
      const begun = yield* time();
      const seq = yield* sys.random(2 ** 31);
      for (const port of part) {
        yield* sys.rawSyn({ addr, port, sport: sport + round, seq: seq.ok ? seq.value : 0 });
      }
      const end = begun + (round === 0 || ms === null ? FIRST_WAIT : LATER_WAIT);
      while (part.some((port) => !answers.has(port))) {
        const now = yield* time();
        const ready = yield* sys.poll([tap.value], Math.max(0, end - now));
        if (!ready.ok || ready.value.length === 0) break;
        const seen = yield* sys.seen(tap.value);
        if (!seen.ok) break;
        if (seen.value.out) continue;
        const answer = readSynAnswer(seen.value.packet, addr, sport + round);
        if (!answer || answers.has(answer.port)) continue;
        answers.set(answer.port, answer);
        ms ??= (yield* time()) - begun;
      }
    }
    left = ports.filter((port) => !answers.has(port));
  }
  yield* sys.close(tap.value);
  return { answers: inOrder(ports, answers), ms };
}
