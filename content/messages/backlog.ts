/** Words of the backlog widget: what one may believe of a listener's queue, and what is true. */

/** How many of six clients a learner may say: none, the backlog, one more than that, all. */
export function backlogGuesses(backlog: number): number[] {
  return [...new Set([0, backlog, Math.min(backlog + 1, 6), 6])];
}

type Belief = { says: string; truth: string };

const beliefs: Record<'none' | 'exact' | 'all', Belief> = {
  none: {
    says: 'accept() makes the connection',
    truth:
      'The kernel shakes hands by itself, as soon as somebody listens. accept() only hands out a connection that is already there.',
  },
  exact: {
    says: 'as many wait as the backlog says',
    truth:
      'On Linux one more gets in: the kernel refuses a place only when more than that many are waiting.',
  },
  all: {
    says: 'a listening port takes whoever calls',
    truth:
      'Those who wait are kept in a queue, and the queue has an end. Once it is full, the kernel drops every further SYN without a word.',
  },
};

/** The belief behind a guess; null where it was right. */
export function explainCount(guess: number, found: number, backlog: number): Belief | null {
  if (guess === found) return null;
  if (guess === 0) return beliefs.none;
  return guess === backlog ? beliefs.exact : beliefs.all;
}

export const backlogWords = {
  label: 'A queue that fills',
  heading: 'Six clients, and nobody says accept()',
  opening: 'Starting the server …',
  question: (backlog: number) =>
    `listen() was given a backlog of ${backlog}. Six clients connect, and the program never calls accept(). How many get through the handshake?`,
  guess: (count: number) => ['none', 'one', 'two', 'three', 'four', 'five', 'all six'][count],
  send: 'Send six clients',
  sayFirst: 'Say what you expect first. It costs nothing.',
  again: 'Start over',
  truth: (count: number) =>
    `${count} ${count === 1 ? 'client is' : 'clients are'} connected, and the program has not called accept() once.`,
  right: 'As you said.',
  said: 'You said',
  belief: (says: string) => `The belief behind it: ${says}.`,
  gauge: {
    accept: 'Accept queue',
    acceptHelp: 'shaken hands, waiting for accept()',
    handshake: 'SYN queue',
    handshakeHelp: 'the handshake is not finished',
    served: 'With the program',
    servedHelp: 'accept() has returned them',
    dropped: (count: number) =>
      count === 0
        ? 'Nothing has been dropped.'
        : `${count} packet${count === 1 ? '' : 's'} found no room and ${count === 1 ? 'was' : 'were'} dropped, without an answer.`,
    gone: 'Nobody listens any more.',
    level: (waiting: number, limit: number) => `${waiting} of ${limit + 1} places`,
  },
  table: {
    label: 'The clients',
    columns: ['Client', 'Its port', 'Its own kernel says', 'The server’s kernel has it'],
    believes: {
      asking: (again: number) =>
        again === 0 ? 'SYN-SENT: no answer yet' : `SYN-SENT: asked ${again + 1} times`,
      connected: () => 'ESTABLISHED',
      refused: (_: number, errno: string | null) => `failed: ${errno}`,
      'gave up': () => 'failed: ETIMEDOUT',
      ended: () => 'the connection was ended',
    },
    places: {
      handshake: 'in the SYN queue: to this kernel the handshake is not over',
      'accept queue': 'in the accept queue',
      accepted: 'with the program',
      unknown: 'not at all',
    },
  },
  acts: {
    label: 'What now?',
    retry: 'Until they ask again',
    retryNone: 'Nobody is asking any more.',
    accept: 'accept() once',
    resume: 'accept() until none waits',
    one: 'One more client',
  },
  breaks: {
    label: 'Break it',
    backlog: 'Backlog',
    reset: 'Overflow is answered with RST',
    resetHelp:
      'sysctl net.ipv4.tcp_abort_on_overflow=1: those who come too late are cut off, not left waiting.',
    end: 'End the program',
  },
  replay: 'What happened, packet by packet',
  say: (connected: number, waiting: number, places: number, asking: number) =>
    `${connected} clients believe to be connected, ${asking} are still asking. Accept queue: ${waiting} of ${places} places.`,
} as const;
