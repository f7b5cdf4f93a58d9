/** Everything that the parts of the collision lab say. */
import { explainErrno } from '../errors';
import type { Guess, Order } from './cases';

type Failure = { who: 'first' | 'second' | 'visitor'; call: string; errno: string };

const names = { first: 'The first program', second: 'The second program', visitor: 'The visitor' };
const titles = { first: 'First program', second: 'Second program' };
const processes = { first: 'app-1', second: 'app-2' };

const guessWords: Record<Guess, string> = {
  both: 'Both get what they ask for',
  bind: 'The bind() of the second fails',
  listen: 'Its bind() works, and its listen() fails',
};

export const collisionWords = {
  label: 'Collision lab',
  tabs: { lab: 'Collision lab', bench: 'The forgotten dev server' },
  opening: 'Starting the machines …',
  failed: (reason: string) => `The experiment could not be run: ${reason}. Try again.`,

  caseOf: (number: number, total: number) => `Case ${number} of ${total}`,
  chooser: 'Cases',
  chip: (number: number, title: string, right: boolean | null) =>
    `Case ${number}: ${title}${right === null ? '' : right ? ', as you said' : ', not as you said'}`,
  score: (right: number, said: number) =>
    said === 0 ? 'None tried so far.' : `${said} tried, ${right} as you said.`,
  previous: 'Previous case',
  next: 'Next case',

  program: (role: keyof typeof titles, host: string) =>
    `${titles[role]}: ${processes[role]} on the ${host}`,
  again: (host: string) => `It starts again: app-2 on the ${host}`,
  lineStates: { ahead: 'not yet', done: 'done', failed: 'fails' },
  between: {
    'in-turn': null,
    'binds-first': 'Both bind. Then the first calls listen(), then the second.',
    'server-closed': 'A phone connects. app-1 closes the connection first, and ends.',
    'client-closed':
      'A phone connects. The phone closes the connection first; app-1 closes, and ends.',
  } satisfies Record<Order, string | null>,

  ask: 'What happens?',
  guesses: guessWords,
  fire: 'Let them try',
  sayFirst: 'Say what you expect first. It costs nothing.',
  free: 'A prediction is welcome, and not needed here.',
  repeat: 'Clear and try again',

  said: (guess: Guess) => `You said: ${guessWords[guess]}.`,
  right: 'As you said.',
  belief: (says: string) => `The belief behind it: ${says}.`,
  why: 'Why',
  tryNext: 'Next thing to try:',
  result: (failure: Failure | null, udp: boolean) =>
    failure === null
      ? udp
        ? 'Both get what they ask for. No call fails.'
        : 'Both listen. No call fails.'
      : `${names[failure.who]} fails: ${failure.call}() returns ${failure.errno}.`,
  nextOwnerless:
    'Look for it with ss -tan, since no listener is left. Wait a minute, or let the program set SO_REUSEADDR before each bind().',
  explain: ({ call, errno }: Failure) => explainErrno(errno, call),

  tables: 'Where the kernel looked',
  tableOf: (host: string) => `Sockets that hold a place on the ${host}`,
  empty: 'No socket holds a place here.',
  elsewhere: 'A table of its own: nobody looks in here now.',
  idle: 'Nobody looks into the table at this moment.',
  looks: (program: string, call: string, proto: string, local: string, errno: string | null) =>
    `${program} calls ${call}() for ${proto.toUpperCase()} ${local}: ${errno ?? 'granted'}.`,
  columns: {
    proto: 'Protocol',
    local: 'Address and port',
    peer: 'Other end',
    state: 'State',
    owner: 'Owner',
    asks: 'Options',
    found: 'In the way?',
  },
  waiting: (count: number) => (count === 1 ? '1 caller waits' : `${count} callers wait`),
  noPeer: 'any',
  noOwner: 'no program',
  noOption: 'none',
  found: {
    asking: 'this is the one that asks',
    protocol: 'no: other protocol',
    port: 'no: other port',
    address: 'no: no address in common',
    shared: 'no: both may be there',
    clash: 'yes: stands in the way',
  },
  time: 'Call by call',
  picture: 'The machines and their packets',

  acts: 'And now?',
  endFirst: 'End app-1, then let app-2 try again',
  waitMinute: 'Wait a minute, then let app-2 try again',
  callers: (port: number) => `Send ten callers from the phone to 192.168.1.20:${port}`,
  calls: (first: number, second: number, refused: number) =>
    `Of ten callers ${first} came to app-1, ${second} to app-2${refused === 0 ? '' : `, and ${refused} were refused`}.`,
  retried: (worked: boolean) =>
    worked ? 'Now app-2 gets what it asks for.' : 'app-2 fails once more. Step back to see why.',

  builder: 'Build your own pair',
  builderAbout:
    'Choose what each program asks for, and let them try. Nothing here is stored: the simulated kernel decides.',
  copy: 'Take this case apart below',
  copied: (title: string) => `“${title}” stands in the builder.`,
  field: {
    host: 'Machine',
    proto: 'Protocol',
    addr: 'Address',
    port: 'Port',
    options: 'Options',
    order: 'In which order',
  },
  orders: {
    'in-turn': 'The first is ready before the second begins',
    'binds-first': 'Both bind, then both listen',
    'server-closed': 'The first serves a phone, hangs up first, and ends',
    'client-closed': 'The first serves a phone that hangs up first, and ends',
  } satisfies Record<Order, string>,

  bench: {
    title: 'That port is already in use.',
    story:
      'You want to go on with your project, and python manage.py runserver says that the port is in use. Some window that you closed long ago had started it. Find out who holds port 8000, ask it to stop, and start your server.',
    kill: 'Why not kill -9?',
    killWhy:
      'kill sends SIGTERM, a request. The program can finish what it writes, end its children and go; the kernel then takes its socket out of the table, and the port is free. SIGKILL frees the port no sooner. It leaves no time to tidy up: keep it for a program that does not answer SIGTERM, and look first whether it was stopped (a T in ps).',
    failed: 'The bench could not be loaded.',
    retry: 'Try again',
  },
} as const;
