/** Node's own HTTP client, and how its answers are told. */
import { type Agent, type IncomingMessage, type RequestOptions, request } from 'node:http';
import type { Guest } from '../service';

export type Heard = { status: string; headers: IncomingMessage['headers']; body: string };

type Asking = RequestOptions & { body?: string; agent?: Agent | false };

const LONGEST = 64 * 1024;

/** One request. Rejects with the socket's own error. */
export function ask(guest: Guest, options: Asking, send = request): Promise<Heard> {
  return new Promise((resolve, reject) => {
    const asked = send(
      {
        host: guest.address,
        signal: guest.signal,
        agent: false,
        ...options,
        headers: { 'user-agent': `Node.js/${process.versions.node}`, ...options.headers },
      },
      (response) => {
        const pieces: Buffer[] = [];
        let size = 0;
        response.on('data', (piece: Buffer) => {
          size += piece.length;
          if (size <= LONGEST) pieces.push(piece);
        });
        response.on('error', reject);
        response.on('end', () =>
          resolve({
            status: `HTTP/${response.httpVersion} ${response.statusCode} ${response.statusMessage}`,
            headers: response.headers,
            body: Buffer.concat(pieces).toString('utf8'),
          }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(options.body);
  });
}

/** The answer's first line and, where there is one, its body's text. */
export function tellAnswer(guest: Guest, did: string, { status, body }: Heard) {
  const text = body
    .replace(/<title>.*?<\/title>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  guest.tell(did, text === '' ? status : `${status}: ${text}`);
}
