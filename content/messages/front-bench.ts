/**
 * Words of the small bench on the front page: three addresses Django may be bound to, three who
 * ask, and, for each wrong guess, the belief behind it and what is true instead.
 */

export const binds = ['127.0.0.1', '0.0.0.0', '192.168.1.20'] as const;
export type Bind = (typeof binds)[number];

export const callers = [
  { id: 'laptop-loopback', host: 'laptop', who: 'the same laptop', target: '127.0.0.1' },
  { id: 'laptop-own', host: 'laptop', who: 'the same laptop', target: '192.168.1.20' },
  { id: 'phone-own', host: 'phone', who: 'a phone', target: '192.168.1.20' },
] as const;
export type Caller = (typeof callers)[number];
export type CallerId = Caller['id'];

/** What a learner may guess, and what may happen. */
export type Guess = 'answers' | 'refused' | 'silent';

export const guessWords: Record<Guess, string> = {
  answers: 'answers',
  refused: 'refused',
  silent: 'no answer',
};

export type Belief = { belief: string; truth: string };

/** The belief behind guessing `guess` where `outcome` was observed; null when the guess was right. */
export function explainGuess(
  bind: Bind,
  caller: CallerId,
  guess: Guess,
  outcome: Guess,
): Belief | null {
  if (guess === outcome) return null;
  if (outcome === 'refused') return guess === 'silent' ? awake : answersEverywhere[caller];
  if (outcome === 'answers') return refusedTooMuch(bind, caller);
  return { belief: 'every question gets some answer', truth: 'Nothing came back at all.' };
}

const awake: Belief = {
  belief: 'where nobody listens, the caller waits in vain',
  truth:
    'The laptop is awake, so its kernel says no at once. Silence takes a firewall, or a machine that is off.',
};

const answersEverywhere: Record<CallerId, Belief> = {
  'laptop-loopback': {
    belief: '127.0.0.1 reaches every program on this machine',
    truth:
      'It reaches those bound to 127.0.0.1 or to 0.0.0.0. This one is bound to another address.',
  },
  'laptop-own': {
    belief: 'a program on this laptop answers on all of its addresses',
    truth: 'It answers on the address it was bound to, and the laptop has more than one.',
  },
  'phone-own': {
    belief: 'a server that runs can be reached from the network',
    truth: 'Only on an address that the network can reach. 127.0.0.1 never leaves its own machine.',
  },
};

function refusedTooMuch(bind: Bind, caller: CallerId): Belief {
  if (bind === '0.0.0.0') {
    return {
      belief: '0.0.0.0 is an address of its own',
      truth: 'In bind() it stands for every IPv4 address of this machine, 127.0.0.1 included.',
    };
  }
  if (caller === 'phone-own') {
    return {
      belief: 'binding decides who may call',
      truth: 'It decides which address answers. Whoever can reach that address may call.',
    };
  }
  if (caller === 'laptop-own') {
    return {
      belief: 'a machine cannot call its own address',
      truth: 'It can. Its kernel hands the packets straight back, and no cable sees them.',
    };
  }
  return {
    belief: '127.0.0.1 is some other machine, or is closed',
    truth: 'It is this very machine, on every machine, and here somebody listens on it.',
  };
}

/** What the whole round shows, after all three have asked. */
export const lessons: Record<Bind, Belief> = {
  '127.0.0.1': {
    belief: 'Refused is an answer.',
    truth:
      'The laptop is awake; nobody listens on that address. Change the address and fire again.',
  },
  '0.0.0.0': {
    belief: 'One socket, every address.',
    truth: 'That is handy, and it is also how a test server ends up open to the whole café.',
  },
  '192.168.1.20': {
    belief: 'The phone gets in, 127.0.0.1 does not.',
    truth: 'Binding chooses which of my addresses answers, not who may call.',
  },
};
