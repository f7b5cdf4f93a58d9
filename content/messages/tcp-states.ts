/** Words of the widget "The states of TCP". What happens is the simulation's, and the table's. */
import type { TcpStateName } from '@/contract/trace';
import { formatDuration } from './duration';

/** Lives that a connection can have, in the order of the list. `breaks`: something goes wrong. */
export const storyWords = {
  client: { title: 'The client closes first', breaks: false },
  server: { title: 'The server closes first', breaks: false },
  both: { title: 'Both close at the same moment', breaks: false },
  half: { title: 'The client stops talking, but goes on listening', breaks: false },
  lost: { title: 'The first SYN is lost', breaks: true },
  refused: { title: 'Nobody listens', breaks: true },
  reset: { title: 'The server cuts the connection off', breaks: true },
  crash: { title: 'The server’s program ends without reading', breaks: true },
} as const;
export type StoryId = keyof typeof storyWords;
export const storyIds = Object.keys(storyWords) as StoryId[];

/** Which socket: the client’s, the server’s listener, or the server’s end of the connection. */
export type Socket = 'client' | 'listener' | 'server';

/** A letter and a name; the shape is the picture’s. */
export const socketWords: Record<Socket, { letter: string; name: string; shape: string }> = {
  client: { letter: 'C', name: 'The client’s socket', shape: 'a circle' },
  server: { letter: 'S', name: 'The server’s end of the connection', shape: 'a square' },
  listener: { letter: 'L', name: 'The server’s listener', shape: 'a diamond' },
};

/** What it means to stand in a state. */
export const stateWords: Record<TcpStateName, string> = {
  CLOSED: 'There is no connection: no row in the table.',
  LISTEN: 'Takes whoever calls. It stays so while others come and go.',
  'SYN-SENT': 'Has asked for a connection, and waits for the answer.',
  'SYN-RECEIVED': 'Was asked and has answered. The third packet of the handshake is missing.',
  ESTABLISHED: 'The handshake is over. Bytes may go both ways.',
  'FIN-WAIT-1': 'Has said goodbye first. Nobody has confirmed it yet.',
  'FIN-WAIT-2': 'Its goodbye is confirmed. It listens on until the other end says goodbye too.',
  'CLOSE-WAIT':
    'The other end has said goodbye. It is the program’s turn to close, and it may take as long as it likes.',
  CLOSING: 'Both have said goodbye, and neither goodbye was confirmed yet.',
  'LAST-ACK': 'Has said goodbye as the second. It waits for the last confirmation.',
  'TIME-WAIT':
    'Both goodbyes are done. The kernel remembers the pair for a minute, so that late packets find nobody new.',
};

/** Events of the table, as sentences about the socket that they happen to. */
export const eventWords: Record<string, string> = {
  'passive OPEN': 'Its program calls listen().',
  'active OPEN': 'Its program calls connect().',
  'receive SYN': 'A SYN comes in.',
  'receive SYN,ACK': 'A SYN,ACK comes in: the answer to its SYN.',
  'receive ACK of SYN': 'An ACK of its SYN comes in.',
  'receive FIN': 'A FIN comes in: the other end says goodbye.',
  'receive ACK of FIN': 'An ACK of its FIN comes in.',
  'receive RST': 'A RST comes in.',
  'receive data after CLOSE': 'Data comes in that nobody will ever read.',
  'receive ICMP error': 'A note comes in that nothing can be delivered.',
  CLOSE: 'Its program calls close(), or shutdown() for writing.',
  ABORT: 'It is ended without a goodbye, and sends RST.',
  timeout: 'Its patience is over: nothing was confirmed.',
  'keepalive timeout': 'The other end shows no sign of life.',
  'FIN-WAIT-2 timeout': 'The other end’s goodbye never came.',
  'TIME-WAIT timeout': 'A minute has passed.',
};

/** What one may have a program do, and what may happen to the cable or the clock. */
export const endActs = ['send', 'shutdown', 'close', 'reset'] as const;
export const worldActs = ['lose', 'mend', 'wait'] as const;
export type ActId = (typeof endActs)[number] | (typeof worldActs)[number];

export const actWords: Record<ActId, string> = {
  send: 'send()',
  shutdown: 'shutdown() for writing',
  close: 'close()',
  reset: 'close() with a reset',
  lose: 'Lose every packet from here on',
  mend: 'Lose none any more',
  wait: 'Let a minute pass',
};

/** `code` is of content/misconceptions.yaml; null where none of those is meant. */
export type StateBelief = { code: string | null; says: string; truth: string };

/** Beliefs behind a guess: by the state in which the socket stood, the event, and what was said. */
export const stateBeliefs: Record<string, StateBelief> = {
  'LISTEN/receive SYN/CLOSED': {
    code: 'M05',
    says: 'a listener is used up by its first caller',
    truth: 'It stays in LISTEN for the next one. This caller gets a socket of its own.',
  },
  'FIN-WAIT-2/receive FIN/CLOSED': {
    code: 'M17',
    says: 'after both goodbyes there is nothing to wait for',
    truth:
      'Its own last ACK may be lost, and late packets may still be under way. So the end that said goodbye first waits in TIME-WAIT.',
  },
  'CLOSING/receive ACK of FIN/CLOSED': {
    code: 'M17',
    says: 'after both goodbyes there is nothing to wait for',
    truth: 'Both said goodbye first here, so both wait in TIME-WAIT.',
  },
  'ESTABLISHED/CLOSE/CLOSED': {
    code: null,
    says: 'close() ends a connection',
    truth: 'It ends the sending of one end. The other end may still have something to say.',
  },
  'ESTABLISHED/receive FIN/CLOSED': {
    code: null,
    says: 'a FIN ends the connection for both',
    truth: 'It says that nothing more will come. This end may go on sending until it closes too.',
  },
  'CLOSE-WAIT/CLOSE/CLOSED': {
    code: null,
    says: 'the second goodbye needs no confirmation',
    truth: 'A FIN is sent again until it is confirmed, like every byte.',
  },
  'ESTABLISHED/receive RST/CLOSE-WAIT': {
    code: null,
    says: 'a reset is a goodbye',
    truth: 'A goodbye waits for an answer. A reset leaves nothing to wait for.',
  },
  'ESTABLISHED/ABORT/FIN-WAIT-1': {
    code: null,
    says: 'whoever leaves says goodbye',
    truth: 'A connection can be thrown away. Then RST goes out in place of FIN, and nobody waits.',
  },
  'SYN-SENT/receive RST/SYN-RECEIVED': {
    code: null,
    says: 'any answer is a step towards a connection',
    truth: 'RST is the answer of a kernel that has nobody to give the call to.',
  },
};

export const statesWords = {
  label: 'The states of TCP',
  intro:
    'A client’s program at 192.168.1.50 and a server’s at 192.168.1.10. Their kernels keep a state for each socket. Choose a life for the connection, then go through it state by state.',
  opening: 'Playing it …',
  failed: (reason: string) => `It could not be played: ${reason} Choose it again.`,
  choose: 'How does the connection live?',
  breaks: 'broken',
  next: 'What comes next',
  nextOf: (name: string, state: string) => `${name} stands in ${state}.`,
  listenerAsked: 'The listener stays as it is; a new socket for this caller begins in LISTEN.',
  which: 'Which state comes next? You may pass.',
  onlyOne: 'There is one way on.',
  step: 'Step to the next state',
  back: 'Back',
  done: 'That was its whole life. Go back, or choose another.',
  notYet: 'Nothing has happened yet.',
  position: (done: number, all: number) => `${done} of ${all} changes of state`,
  moved: (name: string, from: string, to: string) => `${name}: ${from} → ${to}.`,
  said: (state: string) => `You said ${state}.`,
  right: 'As you said.',
  wouldTake: (from: string, said: string, events: string) =>
    `From ${from}, ${said} is reached by: ${events}.`,
  belief: 'The belief behind it:',
  act: 'Or do something yourself',
  actNote: 'It is done at this moment, and what the story had for later is dropped. Then step on.',
  actBy: {
    client: 'The client’s program',
    server: 'The server’s program',
    world: 'Cable and clock',
  },
  cannot: {
    client: 'It holds no end now: that is so before connect() and after close().',
    server: 'It holds no end now: that is so before accept() and after close().',
  },
  actDone: (act: string, left: number) =>
    `Done: ${act}. ${left === 0 ? 'No state changes by it.' : `${left} change${left === 1 ? '' : 's'} of state to step through.`}`,
  actFailed: (reason: string) => `That could not be done: ${reason}`,
  pictureSays: (standing: string) => `State diagram of TCP. ${standing}`,
  stands: (name: string, state: string) => `${name} stands in ${state}.`,
  twoClosed: 'CLOSED is drawn twice, above for before and below for after.',
  shortCuts:
    'Dashed lines cut a life short. They are drawn when they happen; the table below has all.',
  standing: 'Where they stand',
  none: 'not there yet',
  path: 'The way so far',
  at: (ms: number) => `after ${formatDuration(ms)}`,
  table: 'The whole table, with its sections of the RFC',
  tableNote: 'Rows of the present states are marked.',
  columns: ['From', 'Event', 'To', 'Rule'],
  here: 'now',
  replay: 'Packet by packet',
  network: 'The same moment in the network: machines, programs, sockets',
} as const;
