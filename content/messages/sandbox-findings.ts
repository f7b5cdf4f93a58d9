/** What the builder of worlds says about a world, in sentences for a beginner. */
import type { FaultIdea, Finding, FindingPath, Lack } from '@/contract/sandbox';
import type { Goal, SimpleCheck } from '@/contract/scenario';

/**
 * `stop`: no bench can be made of it. `wrong`: something in it cannot work. `note`: it may be meant
 * so.
 */
type Weight = 'stop' | 'wrong' | 'note';
export type Told = { say: string; weight: Weight };

const things = { host: 'host', network: 'network', goal: 'goal', question: 'question' } as const;

/** Whose place in the scenario it is, to begin a sentence with. */
function speakerOf(path: FindingPath, goals: readonly Pick<Goal, 'text'>[]): string {
  const [room, which] = path;
  const number = typeof which === 'number' ? which : 0;
  switch (room) {
    case 'goals':
      return `The goal “${goals[number]?.text ?? number + 1}”`;
    case 'faults':
      return `Way to break it ${number + 1}`;
    case 'solutions':
      return 'The solution';
    case 'hints':
      return `Hint ${number + 1}`;
    case 'steps':
      return `Step ${number + 1}`;
    case 'suggestions':
      return `Suggested command ${number + 1}`;
    case 'hosts':
      return String(which);
    default:
      return 'This world';
  }
}

/** A finding as a sentence that says what is missing and what to do. */
export function tellFinding(finding: Finding, goals: readonly Pick<Goal, 'text'>[]): Told {
  const wrong = (say: string): Told => ({ say, weight: 'wrong' });
  const stop = (say: string): Told => ({ say, weight: 'stop' });
  switch (finding.kind) {
    case 'unknown': {
      const who = speakerOf(finding.path, goals);
      const say =
        finding.what === 'question'
          ? `${who} asks a question. Answers are checked in lessons only: give it another condition.`
          : `${who} names a ${things[finding.what]} that is gone: “${finding.word}”. Choose another, or take it out.`;
      return finding.path.includes('container') ? stop(say) : wrong(say);
    }
    case 'twice':
      return wrong(`Two ${finding.what}s have the id “${finding.word}”. Give each its own.`);
    case 'pattern':
      return wrong(
        `${speakerOf(finding.path, goals)} has a pattern that cannot be read: ${finding.reason}.`,
      );
    case 'unproved':
      return {
        say: 'There are goals, but nothing proves that they can be reached. Record a solution.',
        weight: 'note',
      };
    case 'time':
      return stop(`“${finding.word}” is no time to start at. Write one like 2026-11-23T13:10:49Z.`);
    case 'no-hosts':
      return { say: 'The sheet is empty. Add a laptop or a phone.', weight: 'note' };
    case 'no-interface':
      return wrong(`${finding.host} is plugged into no network. Plug it into one.`);
    case 'empty-network':
      return { say: `Nobody is on the network “${finding.lan}”.`, weight: 'note' };
    case 'no-address':
      return stop(
        finding.addr.trim() === ''
          ? `${finding.host} has no address on ${finding.lan}.`
          : `“${finding.addr}” of ${finding.host} is no address. Write it with the length of its network, like 192.168.1.20/24.`,
      );
    case 'address-twice':
      return wrong(
        finding.host === finding.other
          ? `${finding.host} has ${finding.addr} twice.`
          : `Two hosts have ${finding.addr}: ${finding.other} and ${finding.host}. Give one of them another.`,
      );
    case 'reserved-address':
      return wrong(
        finding.as === 'loopback'
          ? `${finding.addr} always means the machine itself, so ${finding.host} cannot be reached by it.`
          : finding.as === 'network'
            ? `${finding.addr} is the name of the whole network. Give ${finding.host} a later one.`
            : `${finding.addr} means every host of the network. Give ${finding.host} an earlier one.`,
      );
    case 'other-network':
      return wrong(
        `${finding.host} has ${finding.addr} on ${finding.lan}, where the others are in ${finding.usual}. They take each other for far away.`,
      );
    case 'bad-prefix':
      return wrong(
        `A ${finding.in === 'nat' ? 'translation' : finding.in === 'route' ? 'route' : 'firewall rule'} of ${finding.host} speaks of “${finding.word}”, which is no address and no network like 10.0.0.0/24.`,
      );
    case 'bad-gateway':
      return wrong(
        finding.why === 'no-address'
          ? `A route of ${finding.host} leads over “${finding.via}”, which is no address.`
          : finding.why === 'far'
            ? `A route of ${finding.host} leads over ${finding.via}, which is on none of its own networks.`
            : `A route of ${finding.host} leads over ${finding.via}, and nobody has that address.`,
      );
    case 'idle-gateway':
      return wrong(
        `${finding.host} sends through ${finding.gateway}, but ${finding.gateway} does not forward packets. Switch forwarding on there.`,
      );
    case 'no-route':
      return {
        say: `No route from ${finding.from} to ${finding.to} (${finding.addr}). That may be what you want; if not, give ${finding.from} a route over a router.`,
        weight: 'note',
      };
    case 'bad-name-address':
      return wrong(`${finding.host} knows names for “${finding.word}”, which is no address.`);
    case 'unknown-program':
      return wrong(
        `${finding.host} is to start “${finding.program}”, and there is no such program here.`,
      );
    case 'no-command':
      return wrong(`${finding.host} has an empty command line among its programs.`);
    case 'bad-file':
      return wrong(
        `“${finding.word}” of ${finding.host} is no path of a file. Begin with / and end with a name.`,
      );
  }
}

/** The button that breaks something, in the words on it. */
export function faultText({ fault, on, iface, program }: Omit<FaultIdea, 'actions'>): string {
  switch (fault) {
    case 'lossy':
      return `${on} loses 30 % of all packets`;
    case 'slow':
      return `${on} takes 400 ms each way`;
    case 'wavering':
      return `${on} delivers packets late and out of order`;
    case 'unplugged':
      return `Pull the cable ${iface ?? ''} of ${on}`;
    case 'crash':
      return `${program ?? 'The program'} on ${on} dies`;
    case 'off':
      return `Switch ${on} off`;
    case 'cut':
      return `${on} loses power and starts again`;
  }
}

/** Why something that was done cannot be done again. */
export function lackText({ lack, name, host }: Lack): string {
  switch (lack) {
    case 'host':
      return `there is no ${name} any more`;
    case 'network':
      return `there is no network ${name} any more`;
    case 'interface':
      return `${host ?? 'it'} has no ${name} any more`;
    case 'terminal':
      return `${host ?? 'it'} has no terminal ${name} any more`;
    case 'browser':
      return `${host ?? 'it'} has no browser any more`;
  }
}

const outcomes = {
  open: 'reaches',
  refused: 'is refused by',
  timeout: 'gets no answer from',
  reset: 'is cut off by',
  unreachable: 'has no way to',
  noname: 'does not find the name of',
} as const;

/** A goal's words, made of its condition. */
export function goalText(check: SimpleCheck): string {
  if ('listening' in check) {
    const { host, port, addr, program } = check.listening;
    return `${program ?? 'A program'} listens on ${addr ? `${addr}:` : ''}${port} of ${host}`;
  }
  if ('free' in check) return `Port ${check.free.port} of ${check.free.host} is free`;
  if ('established' in check) {
    const { host, port, atLeast } = check.established;
    return atLeast === 1
      ? `A connection to port ${port} of ${host} is open`
      : `${atLeast} connections to port ${port} of ${host} are open`;
  }
  if ('probe' in check) {
    const { from, to, port, is } = check.probe;
    return `${from} ${outcomes[is]} ${to}:${port}`;
  }
  if ('http' in check) return `${check.http.from} gets ${check.http.status} from ${check.http.url}`;
  if ('ran' in check) return `Somebody types ${check.ran.pattern}`;
  if ('printed' in check) return `A terminal prints ${check.printed.pattern}`;
  if ('queued' in check) {
    const { host, port, atLeast } = check.queued;
    return `At least ${atLeast} wait to be accepted at port ${port} of ${host}`;
  }
  if ('file' in check) return `${check.file.path} on ${check.file.host} says ${check.file.matches}`;
  if ('resolve' in check) {
    const { host, name, addr } = check.resolve;
    return `${host} takes ${name} for ${addr}`;
  }
  if ('process' in check) {
    const { host, program, running } = check.process;
    return `${program} ${running ? 'runs' : 'does not run'} on ${host}`;
  }
  return 'The question is answered';
}
