/**
 * What a result of "Who can reach me?" shows, by what decided it: the idea that it tests, and for
 * a wrong guess the belief behind it. What decided is read off the simulation, never told here.
 */
import { type Bind, type Caller, type Guess, hostWords, place, type Result } from './who-can-reach';

/** What decided about a call. */
export const causes = [
  'exact',
  'every-address',
  'dual-stack',
  'first-address',
  'second-address',
  'published',
  'other-address',
  'six-only',
  'nobody',
  'own-loopback',
  'laptop-drops',
  'router-drops',
] as const;
export type Cause = (typeof causes)[number];

/** The idea that each cause is an example of. */
export const ideas: Record<Cause, string> = {
  exact: 'A listener answers at the address it is bound to, whoever calls.',
  'every-address': 'Bound to 0.0.0.0, one socket answers at every IPv4 address of its machine.',
  'dual-stack': 'Bound to ::, a socket on Linux takes IPv4 callers, too.',
  'first-address': 'localhost is a name. The first address it gives here is ::1, not 127.0.0.1.',
  'second-address': 'A caller that is refused at a name’s first address tries the next one.',
  published: 'A published port is handed on by the router; the listener still has to be there.',
  'other-address': 'A number is bound on one address. At another one the kernel says no at once.',
  'six-only': 'Whether :: takes IPv4 callers is a setting, and it can be off.',
  nobody: 'No program is needed for a refusal. The kernel gives it.',
  'own-loopback': 'Each container has a localhost of its own.',
  'laptop-drops': 'A rule that drops comes before the listener, and says nothing.',
  'router-drops': 'A router that was told nothing about a port keeps the call.',
};

/** The result that goes with each cause; a test holds it to the simulation. */
export const resultOf: Record<Cause, Result> = {
  exact: 'open',
  'every-address': 'open',
  'dual-stack': 'open',
  'first-address': 'open',
  'second-address': 'open',
  published: 'open',
  'other-address': 'refused',
  'six-only': 'refused',
  nobody: 'refused',
  'own-loopback': 'refused',
  'laptop-drops': 'timeout',
  'router-drops': 'timeout',
};

/** `code` is of content/misconceptions.yaml; null where none of those is meant. */
export type Belief = { code: string | null; belief: string; truth: string };

/**
 * The belief behind a wrong guess, read as "you said X, as if BELIEF. TRUTH"; null where the guess
 * was right, or was no guess.
 */
export function explainGuess(
  guess: Guess,
  cause: Cause,
  bind: Bind,
  caller: Caller,
): Belief | null {
  const outcome = resultOf[cause];
  if (guess === outcome || guess === 'unsure') return null;
  if (outcome === 'open') return guess === 'timeout' ? wasLetIn : refusedTooMuch(cause, caller);
  if (outcome === 'refused')
    return guess === 'timeout' ? isAwake(cause) : answeredTooMuch(cause, bind, caller);
  return guess === 'refused' ? saysNothing(cause) : droppedOnTheWay(cause, bind);
}

const wasLetIn: Belief = {
  code: 'M27',
  belief: 'a call is swallowed unless something was opened for it',
  truth:
    'Without a rule that drops, packets arrive. Here nothing dropped them, and a socket fitted.',
};

function refusedTooMuch(cause: Cause, { id, host, target }: Caller): Belief {
  switch (cause) {
    case 'every-address':
      return {
        code: 'M09',
        belief: '0.0.0.0 is an address of its own',
        truth: `For bind() it stands for every IPv4 address of the machine, so ${target} is one of them.`,
      };
    case 'dual-stack':
      return {
        code: null,
        belief: 'a socket of IPv6 cannot take a caller of IPv4',
        truth:
          'On Linux a socket bound to :: takes both. An IPv4 caller is shown to it as ::ffff: and its address.',
      };
    case 'first-address':
    case 'second-address':
      return {
        code: 'M11',
        belief: 'localhost is one address, and another one than Django’s',
        truth:
          'It is a name with two addresses on this laptop. nc asks ::1 first and, if that is refused, 127.0.0.1.',
      };
    case 'published':
      return {
        code: null,
        belief: 'a router at home turns every call away',
        truth:
          'It was told to hand this port on, and wrote 192.168.1.20 on the packet as its target.',
      };
    default:
      break;
  }
  if (id === 'own') {
    return {
      code: null,
      belief: 'a machine cannot call its own network address',
      truth: 'It can. Its kernel hands the packets straight back over lo, and no cable sees them.',
    };
  }
  if (id === 'loopback') {
    return {
      code: 'M10',
      belief: '127.0.0.1 is some other machine',
      truth: 'It is this very machine, on every machine, and here Django is bound to it.',
    };
  }
  return {
    code: null,
    belief: 'binding decides who may call',
    truth: `It decides which address answers. ${capital(hostWords[host].long)} called exactly that address.`,
  };
}

function isAwake(cause: Cause): Belief {
  return {
    code: 'M12',
    belief: 'where nobody listens, the caller waits in vain',
    truth:
      cause === 'own-loopback'
        ? 'The container’s own kernel is awake and says no at once. Silence takes a rule that drops, or a machine that is off.'
        : 'The laptop’s kernel is awake and says no at once. Silence takes a rule that drops, or a machine that is off.',
  };
}

function answeredTooMuch(cause: Cause, bind: Bind, { id, target }: Caller): Belief {
  switch (cause) {
    case 'own-loopback':
      return {
        code: 'M26',
        belief: 'the container’s localhost is the laptop’s',
        truth:
          'The packets never left the container. It has a loopback of its own, and nobody listens there.',
      };
    case 'nobody':
      return {
        code: 'M01',
        belief: 'the port is there with or without a program',
        truth:
          'With Django gone its row is gone from the table, and the kernel has nobody to give the call to.',
      };
    case 'six-only':
      return {
        code: null,
        belief: ':: always means IPv4, too',
        truth: `With net.ipv6.bindv6only=1 it means IPv6 alone, and ${target} is of IPv4.`,
      };
    default:
      break;
  }
  if (bind === '::1' && id === 'loopback') {
    return {
      code: 'M11',
      belief: '127.0.0.1 and ::1 are one address, both called localhost',
      truth: 'They are two addresses of two families. Django is bound to ::1 alone.',
    };
  }
  if (bind === '192.168.1.20' && (id === 'loopback' || id === 'name')) {
    return {
      code: 'M10',
      belief: 'localhost reaches every program on this machine',
      truth:
        'It reaches those bound to a loopback address or to a wildcard. Django is bound to 192.168.1.20.',
    };
  }
  if (bind === '192.168.1.20') {
    return {
      code: 'M16',
      belief: 'a bound number counts for all addresses of a machine',
      truth: `It counts for 192.168.1.20. ${target} is another address of the same laptop, and no row has it.`,
    };
  }
  if (id === 'own') {
    return {
      code: 'M16',
      belief: 'a program answers at every address of its own machine',
      truth: `It answers at ${place(bind)}. ${target} is another address, though it is the same laptop.`,
    };
  }
  return {
    code: 'M10',
    belief: 'a program that runs can be reached from the network',
    truth: `Only at an address that the network can reach. ${bind} never leaves its own machine.`,
  };
}

function saysNothing(cause: Cause): Belief {
  return {
    code: 'M21',
    belief: 'no answer and refused are the same',
    truth:
      cause === 'laptop-drops'
        ? 'A refusal is a packet, and here none came back. The rule on the laptop drops without a word.'
        : 'A refusal is a packet, and here none came back. The router drops what nobody at home has asked for.',
  };
}

function droppedOnTheWay(cause: Cause, bind: Bind): Belief {
  if (cause === 'laptop-drops') {
    return {
      code: 'M27',
      belief: 'a program that listens opens the way to itself',
      truth: 'The firewall is asked before the socket table, and no listener can overrule it.',
    };
  }
  if (bind === '0.0.0.0' || bind === '::') {
    return {
      code: 'M09',
      belief: `${bind} means the whole internet`,
      truth:
        'It means the addresses of this laptop. The call went to the router, which keeps what it was told nothing about.',
    };
  }
  return {
    code: null,
    belief: 'the router’s address leads to the laptop by itself',
    truth: 'It leads to the router. Behind it may be many machines, and it was told to ask none.',
  };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
