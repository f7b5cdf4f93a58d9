/** What a listener's program does with a connection it accepted. */
import type { Behaviour } from '@/contract/lab';
import type { Endpoint } from '@/contract/trace';

/** What a behaviour may do to its connection. */
export type Talk = {
  local: Endpoint;
  peer: Endpoint;
  send: (text: string) => void;
  /** FIN, after everything has been sent. */
  end: () => void;
  /** SO_LINGER 0, then close: the kernel answers with RST. */
  reset: () => void;
};

type Program = {
  /** False: the program never calls accept(), so the kernel's queue keeps the connection. */
  accepts: boolean;
  opened?: (talk: Talk) => void;
  /** `heard` is everything received so far, one character a byte; `fresh` the last piece. */
  data?: (talk: Talk, heard: string, fresh: string) => void;
};

function httpAnswer(talk: Talk, heard: string) {
  const end = heard.indexOf('\r\n\r\n');
  if (end < 0) return;
  const requestLine = heard.slice(0, heard.indexOf('\r\n')).slice(0, 200);
  const parsed = /^([A-Z]{1,16}) (\S+) HTTP\/1\.[01]$/.exec(requestLine);
  const body = parsed
    ? `You came from ${talk.peer.addr}:${talk.peer.port} to ${talk.local.addr}:${talk.local.port}.\n`
    : 'That is not an HTTP/1.1 request line.\n';
  const status = parsed ? '200 OK' : '400 Bad Request';
  talk.send(
    `HTTP/1.1 ${status}\r\nServer: portside-lab\r\nContent-Type: text/plain\r\n` +
      `Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n` +
      (parsed?.[1] === 'HEAD' ? '' : body),
  );
  talk.end();
}

export const programs: Record<Exclude<Behaviour, 'bind-only'>, Program> = {
  http: { accepts: true, data: httpAnswer },
  banner: { accepts: true, opened: (talk) => talk.send('220 lab.example ready\r\n') },
  echo: { accepts: true, data: (talk, _heard, fresh) => talk.send(fresh) },
  silent: { accepts: true },
  'reset-after-accept': { accepts: true, opened: (talk) => talk.reset() },
  'never-accept': { accepts: false },
};
