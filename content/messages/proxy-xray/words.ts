/** What the parts of the widget "Proxy X-ray" say. */
import { formatDuration } from '../duration';
import type { Setting } from './setting';

type Part = keyof Setting;

/** The switches: what each is about, and its values in words, with the line that sets them. */
export const switchWords: {
  readonly [P in Part]: { label: string; values: Record<Setting[P], string> };
} = {
  app: {
    label: 'The app',
    values: {
      runs: 'runs',
      stopped: 'is stopped (Ctrl-C)',
      hangs: 'hangs (pkill -STOP gunicorn)',
    },
  },
  nginx: { label: 'Nginx', values: { runs: 'runs', stopped: 'is stopped (nginx -s stop)' } },
  port: {
    label: 'proxy_pass',
    values: { right: 'names port 8000', wrong: 'names port 8001' },
  },
  headers: {
    label: 'proxy_set_header',
    values: { passed: 'for Host and X-Forwarded-For', 'left out': 'is left out' },
  },
  machines: {
    label: 'The app is on',
    values: { one: 'Nginx’s machine', two: 'a machine of its own' },
  },
  visit: {
    label: 'The visitor',
    values: {
      browser: 'comes with a browser',
      lies: 'lies about its address (curl -H)',
      twice: 'asks twice (curl, two addresses)',
    },
  },
};

const logPaths = {
  access: 'Nginx, /var/log/nginx/access.log',
  error: 'Nginx, /var/log/nginx/error.log',
  app: 'The app, gunicorn’s own terminal',
} as const;

/** What the visitor got, by the answer that came: errno, one sentence, the next thing to try. */
export const resultWords: Record<
  string,
  { title: string; errno: string | null; where: string; means: string; next: string }
> = {
  'app-200': {
    title: 'The page, written by the app',
    errno: null,
    where: '',
    means: 'Both pipes were made. The app wrote the page, and Nginx passed it on.',
    next: 'Open both pipes and compare their ends, then break something.',
  },
  'nginx-502': {
    title: '502 Bad Gateway, written by Nginx',
    errno: 'ECONNREFUSED',
    where: 'on the second pipe.',
    means: 'Nginx works. It called the app, was refused, and told the visitor so in its own words.',
    next: 'Read the last line of error.log. It names the address that was refused. Then see with ss -tlnp who listens there.',
  },
  'nginx-504': {
    title: '504 Gateway Time-out, written by Nginx',
    errno: 'ETIMEDOUT',
    where: 'on the second pipe, by Nginx’s own clock.',
    means:
      'The second pipe was made, and no byte came back. After proxy_read_timeout, 60 s, Nginx gave up.',
    next: 'Look at the app, not at the network: ps shows whether it is stopped (T), its own log where it stands.',
  },
  refused: {
    title: 'Connection refused',
    errno: 'ECONNREFUSED',
    where: 'on the first pipe.',
    means:
      'Nobody listens at 192.168.1.20:80, so the server’s kernel refused. No program wrote a byte, or a log line.',
    next: 'On the server, see with ss -tlnp whether anybody listens on port 80. Then start nginx.',
  },
};

export const xrayWords = {
  title: 'Proxy X-ray',
  intro:
    'A visitor asks Nginx at 192.168.1.20:80. Nginx passes the request on to an app, a Django project in gunicorn on port 8000. Choose what is different, say what you expect, then send the visit.',
  choose: 'What is different?',
  own: 'Your own mixture, from the switches below',
  tried: (right: boolean) => (right ? 'seen, as you said' : 'seen, came otherwise'),
  breakIt: 'Break it yourself',
  breakNote: 'Each switch is a line typed on the machine before the visit. Mix them as you like.',
  ask: 'Before you send it',
  send: 'Send the visit',
  sayFirst: 'Say what you expect first. It costs nothing.',
  opening: 'Starting both programs and sending …',
  failed: (reason: string) => `The visit could not be made: ${reason} Send it again.`,
  again: 'Ask me again',
  said: (text: string) => `You said: ${text}.`,
  came: (text: string) => `It is: ${text}.`,
  right: 'As you said.',
  belief: 'The belief behind it:',
  got: 'The visitor gets',
  took: (ms: number) => `after ${formatDuration(ms)}`,
  next: 'Next:',
  announce: (right: boolean, came: string, result: string) =>
    `${right ? 'As you said.' : 'Not as you said.'} It is: ${came}. The visitor gets: ${result}.`,
  screen: 'The visitor’s screen',
  picture: 'The pipes at this moment',
  pictureNote:
    'Choose a pipe to look into it. The slider below moves through the visit, packet by packet.',
  places: { visitor: 'Visitor', nginx: 'Nginx', app: 'App' },
  listens: (place: string) => `listens on ${place}`,
  notListening: 'does not listen',
  pipe: (index: number) => `Pipe ${index + 1}`,
  way: { outer: 'visitor to Nginx', inner: 'Nginx to app' },
  noPipe: { outer: 'no connection yet', inner: 'no connection to the app' },
  states: {
    asking: 'SYN sent',
    refused: 'refused',
    open: 'open',
    closed: 'closed again',
  },
  traffic: (requests: number, responses: number) =>
    `${requests} request${requests === 1 ? '' : 's'}, ${responses} answer${responses === 1 ? '' : 's'}`,
  waiting: (ms: number) => `waiting for ${formatDuration(ms)}`,
  ends: { client: 'Client’s end', server: 'Server’s end' },
  bytes: 'What goes through it',
  noBytes: {
    asking: 'Nothing yet. The handshake is under way.',
    refused: 'Nothing. The kernel at the other end answered the SYN with RST.',
    open: 'Nothing yet. The connection is made.',
    closed: 'Nothing.',
  },
  request: 'Request',
  response: 'Answer',
  body: (bytes: number) => `and ${bytes} bytes of page`,
  byNginx: 'by Nginx',
  lost: (fields: string) => `Left out by Nginx: ${fields}.`,
  logs: 'What this side writes into its log',
  logPaths,
  noLine: 'no line',
  pipeLabel: (name: string, way: string) => `${name}, ${way}`,
  belongs: {
    outer: 'Nginx is the server of this pipe, so it writes the visitor’s address into its log.',
    inner: 'The app is the server of this pipe. To it, Nginx is the client, and so says its log.',
  },
  knows: 'What the app knows of its client',
  knowsNone: 'Nothing. It has not read a request.',
  remote: 'REMOTE_ADDR, the other end of its connection',
  forwarded: 'X-Forwarded-For, a line in the request',
  host: 'Host, a line in the request',
  nothing: 'not there',
  knowsNote:
    'The first is a fact of the connection. The other two are text that somebody wrote: trust of it only what your own proxy has added, which is the last entry.',
  replay: 'The visit, packet by packet',
  network: 'The same moment in the network: machines, programs, sockets',
} as const;
