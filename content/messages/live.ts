/** Words of the live panel. */
import type { Behaviour, EndReason } from '@/contract/lab';

export const behaviourWords: Record<Behaviour, { label: string; about: string }> = {
  http: { label: 'a web server', about: 'Reads a request and answers 200 OK.' },
  banner: { label: 'a greeter', about: 'Speaks first, as mail and FTP servers do.' },
  echo: { label: 'an echo', about: 'Sends back whatever it hears.' },
  silent: { label: 'a silent one', about: 'Accepts, and never says a word.' },
  'reset-after-accept': {
    label: 'one that hangs up hard',
    about: 'Accepts, then closes with SO_LINGER 0: the kernel sends RST.',
  },
  'never-accept': {
    label: 'one that never accepts',
    about: 'Listens and sleeps. Connections wait in the kernel’s queue.',
  },
  'bind-only': {
    label: 'one that forgot listen()',
    about: 'Binds the address and stops there.',
  },
};

export const endWords: Record<EndReason, string> = {
  idle: 'Your sandbox was not used for a while, so it was thrown away.',
  life: 'Your sandbox has lived its hour and was thrown away.',
  closed: 'Your sandbox was thrown away.',
  crashed: 'Your sandbox ended unexpectedly.',
  operator: 'Whoever runs this site closed it. You can open a new one.',
  'lab-down': 'The lab stopped and is being started again.',
  'not-read': 'This page was too slow to read its events.',
};

export const liveWords = {
  title: 'Real sockets on this server',
  netns: 'private network · no way out',
  loopback: 'own addresses on the server’s loopback',
  open: 'Open my sandbox',
  again: 'Open a new one',
  close: 'Throw it away',
  on: 'On',
  listenOn: 'Listen on',
  port: 'Port',
  backlog: 'Backlog',
  behave: 'Behave like',
  start: 'Start listening',
  callFrom: 'Call from',
  callAt: 'at',
  call: 'Call',
  say: 'and say',
  sayings: { nothing: 'nothing, only listen', http: 'GET / HTTP/1.1', line: 'hello' },
  keep: 'stay connected',
  probe: 'Probe',
  listening: 'Open now',
  stop: 'Close',
  events: 'What the kernel was asked, and what it said',
  noEvents: 'Nothing has happened yet. Start a listener, or call a port where nobody listens.',
  tableTitle: (readAt: string | null) =>
    readAt === null
      ? 'Sockets of your sandbox'
      : `Sockets of your sandbox, as its kernel listed them at ${readAt}`,
  byHand: 'By hand',
  full: (position: number) =>
    `All places in the lab are taken. You are ${position === 1 ? 'the next' : `number ${position}`} in line. Your sandbox opens here by itself when a place is free; the buttons below work from then on.`,
  leave: 'Leave the line',
  offInLab:
    'Every lesson is complete without it, and your own connection to this site can still be looked at.',
  offInLesson:
    'The lesson is complete without it: the bench above shows the same experiment on paper, marked SIM.',
  offline: 'The server does not answer. Check the connection; this page tries again by itself.',
  gaveUp: (seconds: string) =>
    `The lab stopped waiting after ${seconds}. The kernel would have gone on asking for about two minutes, and then said ETIMEDOUT.`,
  notUsable: 'cannot be shown here',
  minutesLeft: (ms: number) => {
    const minutes = Math.max(0, Math.round(ms / 60_000));
    return minutes === 1 ? '1 minute left' : `${minutes} minutes left`;
  },
} as const;
