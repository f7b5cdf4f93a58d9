/**
 * The six ways in which trying a port can end: word, meaning, what the usual tools print, and
 * what to try next. `{addr}` and `{port}` stand for what was dialled. Texts of curl 7.88.1
 * (with -v), netcat-openbsd 1.219, Chromium and OpenSSH 9.2, word for word.
 */

export type Outcome = 'open' | 'refused' | 'timeout' | 'reset' | 'unreachable' | 'noname';

export type OutcomeWords = {
  /** The badge's word. */
  word: string;
  /** Errno of the call that told the program; null when the call succeeded or never happened. */
  errno: string | null;
  sentence: string;
  /** How long it takes to find out. */
  pace: string;
  prints: { curl: string; nc: string; browser: string; ssh: string };
  /** What this result proves, and the next thing to try. */
  next: string;
};

export const outcomes: Record<Outcome, OutcomeWords> = {
  open: {
    word: 'open',
    errno: null,
    sentence: 'The handshake was completed: some socket listens at that address and port.',
    pace: 'at once',
    prints: {
      curl: '* Connected to {addr} ({addr}) port {port} (#0)',
      nc: 'Connection to {addr} {port} port [tcp/*] succeeded!',
      browser: 'a page, or an error page written by the server itself',
      ssh: 'a question about the host key or a password, if an SSH server is there',
    },
    next: 'The network has done its part. Whatever is wrong now is said by the program: read its answer and its log.',
  },
  refused: {
    word: 'refused',
    errno: 'ECONNREFUSED',
    sentence:
      'A kernel answered at once, and the answer is no: nobody listens at that address and port, or a firewall rejects the call.',
    pace: 'at once',
    prints: {
      curl: '* connect to {addr} port {port} failed: Connection refused',
      nc: 'nc: connect to {addr} port {port} (tcp) failed: Connection refused',
      browser: '{addr} refused to connect. ERR_CONNECTION_REFUSED',
      ssh: 'ssh: connect to host {addr} port {port}: Connection refused',
    },
    next: 'You reached a live machine, or a firewall that answers for it. Run ss -tlnp there: is the server running, on that port, on that address?',
  },
  timeout: {
    word: 'no answer',
    errno: 'ETIMEDOUT',
    sentence: 'Nothing came back: not a yes, not a no.',
    pace: 'after many seconds, when the caller gives up',
    prints: {
      curl: 'curl: (28) Failed to connect to {addr} port {port} after 3001 ms: Timeout was reached',
      nc: 'nc: connect to {addr} port {port} (tcp) timed out: Operation now in progress',
      browser: '{addr} took too long to respond. ERR_CONNECTION_TIMED_OUT',
      ssh: 'ssh: connect to host {addr} port {port}: Connection timed out',
    },
    next: 'Something swallows the packets. Check the address, then the firewalls on the way, then whether the server’s accept queue is full (ss -tln, Recv-Q above Send-Q).',
  },
  reset: {
    word: 'reset',
    errno: 'ECONNRESET',
    sentence: 'The connection had begun, and then the other side cut it off with RST.',
    pace: 'after connecting',
    prints: {
      curl: 'curl: (56) Recv failure: Connection reset by peer',
      nc: 'nothing: nc ends without a message',
      browser: 'The connection was reset. ERR_CONNECTION_RESET',
      ssh: 'kex_exchange_identification: read: Connection reset by peer',
    },
    next: 'Something did listen. Look in the server’s log: it crashed, closed early, or is a proxy whose own connection failed.',
  },
  unreachable: {
    word: 'unreachable',
    errno: 'EHOSTUNREACH',
    sentence:
      'The packet had no way to go: no route leads there, or no machine on the network answers to that address.',
    pace: 'at once without a route; after about three seconds when the machine is missing',
    prints: {
      curl: '* connect to {addr} port {port} failed: No route to host',
      nc: 'nc: connect to {addr} port {port} (tcp) failed: No route to host',
      browser: '{addr} is unreachable. ERR_ADDRESS_UNREACHABLE',
      ssh: 'ssh: connect to host {addr} port {port}: No route to host',
    },
    next: 'Check the address for a slip, whether that machine is on, and whether both of you are on the same network (ip -br addr on both).',
  },
  noname: {
    word: 'name not found',
    errno: null,
    sentence: 'The name could not be turned into an address, so no packet was sent to any server.',
    pace: 'before any connection',
    prints: {
      curl: 'curl: (6) Could not resolve host: {addr}',
      nc: 'nc: getaddrinfo for host "{addr}" port {port}: Name or service not known',
      browser: '{addr}’s server IP address could not be found. DNS_PROBE_FINISHED_NXDOMAIN',
      ssh: 'ssh: Could not resolve hostname {addr}: Name or service not known',
    },
    next: 'Check the spelling, then ask the system itself: getent hosts and the name. The port plays no part yet.',
  },
};

/** `{addr}` and `{port}` of a text in {@link outcomes} filled in. */
export function fillOutcome(text: string, target: { addr: string; port: number | string }): string {
  return text.replaceAll('{addr}', target.addr).replaceAll('{port}', String(target.port));
}
