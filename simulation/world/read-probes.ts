/** From what a client saw to what it rules out, layer by layer. Pure; nobody else's view is used. */
import type { TraceEvent } from '@/contract/trace';
import { gatherEvidence } from './gather-evidence';
import {
  type Evidence,
  type Finding,
  layers,
  type Probe,
  type Reason,
  type Verdict,
} from './probe';

type Said = readonly [Verdict, Reason];
/** Route, firewall, listener, protocol, app, as far as they were reached. */
type Chain = readonly Said[];

/** Every attempt that `events` (all up to the playhead) tell of, oldest first. */
export function readProbes(events: readonly TraceEvent[]): Probe[] {
  return gatherEvidence(events).map((evidence) => ({ ...evidence, findings: judge(evidence) }));
}

function judge(evidence: Evidence): Finding[] {
  const chain: Chain =
    evidence.addr === null
      ? [['failed', evidence.unresolved ? 'no-resolver' : 'no-such-name']]
      : [
          evidence.name === null ? ['unused', 'literal'] : ['passed', 'resolved'],
          ...judgeWay(evidence),
        ];
  return layers.map((layer, index) => {
    const [verdict, reason] = chain[index] ?? ['unknown', 'not-reached'];
    return { layer, verdict, reason };
  });
}

function judgeWay(evidence: Evidence): Chain {
  const { connected, refused, answers, icmp } = evidence;
  const way: Said = evidence.own ? ['passed', 'own-host'] : ['passed', 'answered'];
  if (evidence.proto === 'ping') return judgePing(evidence, way);
  if (evidence.proto === 'udp' && answers > 0) {
    return [
      way,
      ['passed', 'let-through'],
      ['passed', 'datagram-answered'],
      ...judgeTalk(evidence),
    ];
  }
  if (evidence.proto === 'tcp' && (connected || answers > 0)) {
    return [way, ['passed', 'let-through'], ['passed', 'handshake'], ...judgeTalk(evidence)];
  }
  if (refused) return [way, ['unknown', 'not-dropped'], ['failed', 'refused']];
  if (icmp !== null) return judgeIcmp(evidence, icmp, way);
  return judgeErrno(evidence) ?? judgeSilence(evidence);
}

/** Without a packet that came back, errno is all there is. */
function judgeErrno(evidence: Evidence): Chain | null {
  if (evidence.nobody) return [['failed', 'nobody-there']];
  switch (evidence.errno) {
    case 'ENETUNREACH':
    case 'EHOSTUNREACH':
    case 'EACCES':
      return [['failed', 'no-route']];
    case 'EPERM':
      return [
        ['unknown', 'not-sent'],
        ['failed', 'forbidden'],
      ];
    case 'EADDRNOTAVAIL':
      return [['unknown', 'not-sent']];
    default:
      return null;
  }
}

/**
 * Routers say that a way ends; a machine that is there and says so of itself has a rule that
 * rejects. Only for UDP is port-unreachable what a kernel answers where nobody listens
 * (RFC 1122, 4.1.3.1), and a rule can say the same.
 */
function judgeIcmp(evidence: Evidence, icmp: { type: string; from: string }, way: Said): Chain {
  if (evidence.nobody) return [['failed', 'nobody-there']];
  const ofRoute = icmp.type === 'host-unreachable' || icmp.type === 'net-unreachable';
  if (icmp.type === 'time-exceeded' || (ofRoute && icmp.from !== evidence.addr))
    return [['failed', 'icmp-route']];
  if (evidence.proto === 'udp' && icmp.type === 'port-unreachable')
    return [way, ['unknown', 'not-dropped'], ['failed', 'port-unreachable']];
  return [way, ['failed', 'icmp-reject']];
}

function judgeSilence(evidence: Evidence): Chain {
  const { own, proto, endedAt, tries } = evidence;
  if (proto === 'udp') return [own ? ['passed', 'own-host'] : ['unknown', 'udp-silence'], ...after];
  // The first SYN is repeated after a second: until then an answer may be on its way.
  const early = endedAt === null && tries < 2;
  if (own) return [['passed', 'own-host'], ['unknown', early ? 'waiting' : 'own-silence'], same];
  return [['unknown', early ? 'waiting' : 'silence'], ...after];
}

const same: Said = ['unknown', 'same-silence'];
const after: Chain = [same, same];

function judgePing(evidence: Evidence, way: Said): Chain {
  const rest: Chain = Array(3).fill(['unknown', 'kernel-only']);
  if (evidence.answers > 0) return [way, ['unknown', 'echo-only'], ...rest];
  const { icmp } = evidence;
  const [route, firewall] = icmp
    ? judgeIcmp(evidence, icmp, way)
    : (judgeErrno(evidence) ?? judgeSilence({ ...evidence, proto: 'tcp' }));
  const stopped: Said = ['unknown', 'not-reached'];
  return [route ?? stopped, firewall ?? stopped, ...rest];
}

const speech: readonly { asked: RegExp; heard: RegExp; reason: Reason }[] = [
  { asked: /^[A-Z]+ \S+ HTTP\//, heard: /^HTTP\//, reason: 'http' },
  // A TLS record begins with its type: 22 handshake, 21 alert (RFC 8446, 5.1).
  { asked: /^\x16\x03/, heard: /^[\x15\x16]\x03/, reason: 'tls' },
  { asked: /^SSH-/, heard: /^SSH-/, reason: 'ssh' },
];

/** Protocol and app. What the client says first tells which protocol it expects. */
function judgeTalk({ asked, heard, answers, status, ended, distrust }: Evidence): Chain {
  if (heard === '') {
    const quiet: Said = ['unknown', asked === '' ? 'nothing-said' : 'no-reply'];
    if (ended === 'RST') return [quiet, ['failed', 'cut-off']];
    return asked !== '' && ended === 'FIN' ? [quiet, ['failed', 'hung-up']] : [quiet, quiet];
  }
  const spoken = speech.find((one) => one.asked.test(asked));
  if (spoken === undefined)
    return [
      ['unused', 'own-words'],
      ['passed', 'said'],
    ];
  if (!spoken.heard.test(heard)) return [['failed', 'wrong-protocol']];
  const agreed: Said = ['passed', spoken.reason];
  if (distrust !== null) return [['failed', 'untrusted']];
  if (status !== null)
    return [agreed, status >= 400 ? ['failed', 'error-status'] : ['passed', 'status']];
  if (spoken.reason === 'http') return [agreed, ['unknown', 'no-reply']];
  // The greeting of TLS takes several segments, and what follows is for the client alone to read.
  if (spoken.reason === 'tls') return [agreed, ['unknown', 'sealed']];
  return [agreed, answers > 1 ? ['passed', 'said'] : ['unknown', 'greeting-only']];
}
