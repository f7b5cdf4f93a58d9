/** `nmap -sV`: what the program behind a port says of itself, when it is listened to and asked. */
import type { Routine } from '../../host/program';
import { sys } from '../../host/system';
import { connectInTime } from '../../program/connect-in-time';
import type { Found } from './nmap-report';
import { nmapServiceName } from './nmap-table';

/** How long a program may take to speak first (nmap-service-probes, NULL: totalwaitms). */
const SILENCE = 6000;
const PATIENCE = 5000;

type Pattern = { match: RegExp; service: string; version: (found: RegExpExecArray) => string };

const first = (found: RegExpExecArray) => found[1] ?? '';

/** Greetings, and answers to `GET / HTTP/1.0`. */
const patterns: readonly Pattern[] = [
  {
    match: /^SSH-([\d.]+)-OpenSSH_(\S+) (Debian-\S+)/,
    service: 'ssh',
    version: ([, proto = '', own = '', debian = '']) =>
      `OpenSSH ${own} ${debian.replace('Debian-', 'Debian ')} (protocol ${proto})`,
  },
  {
    match: /\r\nServer: SimpleHTTP\/([\d.]+) Python\/([\d.]+)/,
    service: 'http',
    version: ([, own = '', python = '']) => `SimpleHTTPServer ${own} (Python ${python})`,
  },
  {
    match: /\r\nServer: WSGIServer\/([\d.]+) C?Python\/([\d.]+)/,
    service: 'http',
    version: ([, own = '', python = '']) => `WSGIServer ${own} (Python ${python})`,
  },
  { match: /\r\nServer: nginx\/(\S+)/, service: 'http', version: (at) => `nginx ${first(at)}` },
  { match: /\r\nServer: nginx\r/, service: 'http', version: () => 'nginx' },
  { match: /\r\nServer: gunicorn/, service: 'http', version: () => 'Gunicorn' },
  { match: /^220 \(vsFTPd ([\d.]+)\)/, service: 'ftp', version: (at) => `vsftpd ${first(at)}` },
  { match: /^220 \S+ ESMTP Postfix/, service: 'smtp', version: () => 'Postfix smtpd' },
];

/** What `data` tells; null where no pattern fits. */
function readService(data: string): Found | null {
  for (const { match, service, version } of patterns) {
    const found = match.exec(data);
    if (found) return { service, version: version(found) };
  }
  return /^HTTP\/1\.[01] \d{3}/.test(data) ? { service: 'http', version: '' } : null;
}

/** Waits for a greeting, else asks by HTTP. A question mark after the name: nothing was recognised. */
export function* askForVersion(addr: string, port: number): Routine<Found> {
  const greeting = yield* converse(addr, port, null);
  const known = readService(greeting);
  if (known) return known;
  const answer = greeting === '' ? yield* converse(addr, port, 'GET / HTTP/1.0\r\n\r\n') : '';
  return readService(answer) ?? { service: `${nmapServiceName(port)}?`, version: '' };
}

function* converse(addr: string, port: number, question: string | null): Routine<string> {
  const made = yield* sys.socket('tcp');
  if (!made.ok) return '';
  const fd = made.value;
  let heard = '';
  if ((yield* connectInTime(fd, addr, port, PATIENCE)).ok) {
    if (question !== null) yield* sys.send(fd, question);
    const ready = yield* sys.poll([fd], question === null ? SILENCE : PATIENCE);
    if (ready.ok && ready.value.length > 0) {
      const got = yield* sys.recv(fd);
      heard = got.ok ? got.value : '';
    }
  }
  yield* sys.close(fd);
  return heard;
}
