/** Words of the panel that runs real services, and of how what was done with them ended. */
import type { Reach, RunsAs } from '@/contract/lab-service';

const count = (n: number, one: string, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;

export const serviceWords = {
  title: 'Real services, real clients',
  choose: 'Service',
  anyPort: 'any port',
  listens: 'listening',
  loading: 'Asking the server which services it has…',
  noneKnown: 'This server has no services to offer.',
  off: 'What each service does can be read here; running it needs the lab.',
  answers: 'What answers',
  calls: 'What calls',
  nobody: (port: number | null) =>
    port === null ? 'Nothing listens yet.' : `Nothing listens on port ${port} yet.`,
  reach: 'Who may reach it',
  reaches: {
    everywhere: { label: 'everybody', about: 'It binds 0.0.0.0: every address of the laptop.' },
    'this-machine': {
      label: 'this machine only',
      about: 'It binds 127.0.0.1: the phone is refused.',
    },
  } satisfies Record<Reach, { label: string; about: string }>,
  runAs: 'What runs',
  kinds: {
    library: (name: string) => `in the lab: ${name}`,
    program: (name: string) => `installed on this server: ${name}`,
  } satisfies Record<RunsAs, (name: string) => string>,
  start: 'Start it',
  starting: 'Starting…',
  stop: 'Stop it',
  do: 'Let a client call it',
  doUnstarted: 'Call it while nothing listens',
  unstarted:
    'Nothing answers yet, and the refusal you get is a real one. Then start it, and call again.',
  from: 'From',
  asking: 'The client is calling…',
  watch: 'Watch: ',
  result: 'What happened',
  toResult: 'every byte of it',
  moreTalks: (n: number) => `${count(n, 'more conversation')}`,
  nothingYet:
    'Start the service, or call it while nobody listens. What the client told, and every byte that passed, comes to stand here.',
  story: 'What the client did, and what it got',
  storyDid: 'did',
  storyGot: 'got',
  ownWords: 'In the client’s own words:',
  log: 'Lines the server wrote into its log',
  conversations: (n: number) =>
    n === 0
      ? 'No connection came about, so no byte was said.'
      : `${count(n, 'conversation')} on the wire`,
  conversation: (purpose: string) => (purpose === '' ? 'Conversation' : `Conversation: ${purpose}`),
  ended: {
    'client closed': 'The client closed it.',
    'server closed': 'The server closed it.',
    reset: 'It was cut off with RST.',
    open: 'It was still open when this was read.',
  },
  layer: 'Which layer',
  layers: { 'inside TLS': 'inside TLS', 'on the wire': 'on the wire' },
  whoReads: {
    'inside TLS': 'Only the two programs can read this: it was encrypted before it left them.',
    'on the wire':
      'Anybody on the way can read this much: lengths, the handshake and who is called. The words are ciphertext.',
    plain: 'There is no TLS here: anybody on the way can read all of it, and change it.',
  },
  table: (readAt: string | null) =>
    readAt === null
      ? 'Sockets of your sandbox'
      : `Sockets of your sandbox, as its kernel listed them at ${readAt}`,
} as const;

/** How a deed ended: a big word and a sentence. */
export const serviceOutcomes = {
  answered: 'answered',
  refusedByServer: 'an error came back',
  noAnswer: 'no answer',
  listening: 'listening',
  stopped: 'stopped',
  stoppedSentence: 'Its sockets are closed. Who calls now is refused.',
  notStarted: 'could not start',
  lost: 'cut off',
  lostSentence:
    'The sandbox ended in the middle of this, so nobody knows how far it came. Nothing in it was kept: no service runs any more.',
  again: 'Start it again',
  againAndCall: 'Start it again, and repeat the call',
  libraryError:
    'The service was reached, and the client reports what it was told or what it missed.',
  timeout: 'The service did not answer in time, so the lab stopped the client.',
  holder: (who: string) => `It is held by ${who}.`,
  answeredSentence: (n: number, bytes: number) =>
    `${count(n, 'connection')}, ${bytes.toLocaleString('en-GB')} bytes in both directions.`,
} as const;
