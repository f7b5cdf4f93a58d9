import {
  type Caption,
  type CaptionContext,
  type EventOf,
  firstLine,
  programOf,
  quote,
  usedSockets,
} from './caption-context';
import { explainErrno } from './errors';

/** A program writes to a terminal. */
export function captionOutput(event: EventOf<'output'>, context: CaptionContext): Caption {
  const program = programOf(context, event.host, event.pid) ?? 'A program';
  if (/^\S+@\S+:.*[$#] $/.test(event.text)) return { say: `The prompt of ${event.host} is back.` };
  const line = firstLine(event.text);
  if (line === '^C') return { say: `Ctrl-C is pressed on ${event.host}.` };
  if (line === '^Z') return { say: `Ctrl-Z is pressed on ${event.host}.` };
  if (line === '') return { say: `${program} on ${event.host} prints an empty line.` };
  const known = printed.find(([pattern]) => pattern.test(event.text));
  if (!known) return { say: `${program} on ${event.host} prints ${quote(line)}` };
  const [pattern, why] = known;
  const telling = event.text.split('\n').find((text) => pattern.test(text)) ?? line;
  return { say: `${program} on ${event.host} prints ${quote(firstLine(telling))}`, why };
}

/** Lines that deserve a word of explanation wherever they appear. */
const printed: [RegExp, string][] = [
  [
    /Invalid HTTP_HOST header/,
    'Django read the request and turned it away: the Host is not in ALLOWED_HOSTS. The network did its part.',
  ],
  [
    /Starting development server at http:\/\/(0\.0\.0\.0|\[::\])/,
    'The line names the wildcard address. A browser elsewhere needs one of this host’s own addresses.',
  ],
  [
    /Starting development server at http:\/\/(127\.|localhost|\[::1\])/,
    'The line names a loopback address: only this host can reach it.',
  ],
  [
    /That port is already in use|Address already in use/,
    'Another socket holds this address and port. ss -tlnp names its owner.',
  ],
  [/Connection refused/, 'The answer is no: nobody listens there, or a firewall rejects the call.'],
  [/timed out/i, 'Nobody answered at all, which is something else than being refused.'],
  [/No route to host/, 'No machine on that network answers to the address.'],
  [/Network is unreachable/, 'This host has no way to that network. No packet left it.'],
  [/Connection reset by peer/, 'The connection had begun, and the other side cut it off.'],
  [/You don't have permission to access that port/, explainErrno('EACCES', 'bind').means],
  [/Connection received on/, 'nc has accepted a connection. The port it names is the client’s.'],
];

/** A process starts, stops or ends. */
export function captionProcess(event: EventOf<'process'>, context: CaptionContext): Caption {
  const { program, host, pid } = event;
  const hadSockets = usedSockets(context, host, pid);
  switch (event.change) {
    case 'started':
      return { say: `${program} starts on ${host} as process ${pid}.` };
    case 'exited': {
      const failed = event.status !== undefined && event.status !== 0;
      const say = failed
        ? `${program} on ${host} has ended with status ${event.status}.`
        : `${program} on ${host} has ended.`;
      return hadSockets ? { say, why: 'The kernel closes every socket it still held.' } : { say };
    }
    case 'killed': {
      const say = `${program} on ${host} is ended${event.signal ? ` by ${event.signal}` : ''}.`;
      return hadSockets
        ? { say, why: 'The kernel closes its sockets, so its ports are free again.' }
        : { say };
    }
    case 'stopped':
      return {
        say: `${program} on ${host} is stopped${event.signal ? ` by ${event.signal}` : ''}: it does nothing, but it is still there.`,
        why: 'Its sockets stay open. The kernel goes on taking connections for them.',
      };
    case 'continued':
      return { say: `${program} on ${host} runs again.` };
  }
}

/** A command is entered, or its prompt comes back. */
export function captionCommand(event: EventOf<'command'>): Caption {
  const { host, status } = event;
  const line = firstLine(event.line);
  if (event.change === 'started')
    return {
      say: line === '' ? `Someone presses Enter on ${host}.` : `${line} is entered on ${host}.`,
    };
  const what = line === '' ? 'The empty line' : line;
  if (status === undefined || status === 0) return { say: `${what} is done on ${host}.` };
  return {
    say: `${what} is done on ${host}, with exit status ${status}.`,
    why: 'Anything but 0 means: it did not work as asked.',
  };
}

/** A file was written. */
export function captionFile(event: EventOf<'file'>, context: CaptionContext): Caption {
  const program = programOf(context, event.host, event.pid);
  return {
    say: program
      ? `${program} writes ${event.path} on ${event.host}.`
      : `${event.path} on ${event.host} changes.`,
  };
}

/** `home loss 30% delay 200ms 0ms`, as simulation/world/link.ts tells it. */
function captionSegment(detail: string): Caption {
  const [lan = 'network', , loss = '0%', , delay = '1ms', jitter = '0ms'] = detail.split(' ');
  const share = loss === '0%' ? 'loses nothing' : `loses ${loss.replace('%', ' %')} of all packets`;
  const time = `takes ${delay.replace('ms', ' ms')} each way`;
  const more = jitter === '0ms' ? '' : `, up to ${jitter.replace('ms', ' ms')} more at times`;
  return {
    say: `From now on the network “${lan}” ${share} and ${time}${more}.`,
    why: 'The kernels at both ends are not told. They see only what arrives, and when.',
  };
}

/** Somebody changes the machine itself, or uses its browser. */
export function captionMachine(event: EventOf<'machine'>): Caption {
  const { host, change } = event;
  const detail = firstLine(event.detail);
  const about = detail === '' ? '' : `: ${detail}`;
  switch (change) {
    case 'firewall':
      return {
        say: `The firewall of ${host} is changed${about}.`,
        why: 'Its rules see every packet before the socket table does.',
      };
    case 'nat':
      return {
        say: `The address translation of ${host} is changed${about}.`,
        why: 'It rewrites addresses before the firewall of the host sees a packet.',
      };
    case 'link':
      return detail.endsWith('down')
        ? {
            say: `The network cable of ${host} comes out${about}.`,
            why: 'Nobody is told. Those at the other end notice only that no answer comes.',
          }
        : { say: `The network cable of ${host} is in again${about}.` };
    case 'segment':
      return captionSegment(detail);
    case 'power':
      return detail === 'on'
        ? { say: `${host} is switched on.` }
        : detail === 'shut down'
          ? {
              say: `${host} shuts down and switches itself off.`,
              why: 'Its programs were told to end first, so what they held open was closed.',
            }
          : {
              say: `The power of ${host} is cut.`,
              why: 'No program could close anything, so no goodbye was sent to anybody.',
            };
    case 'browse':
      return { say: `Someone opens ${detail === '' ? 'an address' : detail} on ${host}.` };
    case 'tamper':
      return {
        say: `Somebody on the way changes a packet that ${host} has sent${about}.`,
        why: 'Neither end knows. What becomes of it is decided by its bytes alone.',
      };
    case 'ignored':
      return { say: `Nothing happens${about}.` };
    case 'sysctl':
      return { say: `A setting of ${host}’s kernel is changed${about}.` };
    default:
      return { say: `${host}, ${change}${about}.` };
  }
}

/** The browser shows a page or an error. */
export function captionPage(event: EventOf<'page'>): Caption {
  const { host, url, status, error } = event;
  if (error !== undefined) {
    const why = pageErrors[error];
    const say = `${host}’s browser shows ${error} for ${url}.`;
    return why === undefined ? { say } : { say, why };
  }
  if (status === undefined) return { say: `${host}’s browser opens ${url}.` };
  if (status < 400) return { say: `${host}’s browser shows the page of ${url}: status ${status}.` };
  return {
    say: `${host}’s browser shows an error page of the server at ${url}: status ${status}.`,
    why: 'A server answered, so name, network, port and listener are all right. The program said no.',
  };
}

const pageErrors: Record<string, string> = {
  ERR_CONNECTION_REFUSED:
    'The answer came at once: nobody listens there, or a firewall rejects the call.',
  ERR_CONNECTION_TIMED_OUT: 'Nothing came back at all.',
  ERR_CONNECTION_RESET: 'The connection had begun and was cut off.',
  ERR_EMPTY_RESPONSE: 'The connection was made, and closed again without an answer.',
  ERR_ADDRESS_UNREACHABLE: 'No machine on that network answers to the address.',
  ERR_INTERNET_DISCONNECTED: 'This host has no way to any network.',
  ERR_NAME_NOT_RESOLVED:
    'The name could not be turned into an address, so no web server was asked.',
  DNS_PROBE_FINISHED_NXDOMAIN:
    'The resolver answered that there is no such name, so no web server was asked.',
  ERR_INVALID_HTTP_RESPONSE: 'Something answered, but not in HTTP.',
};
