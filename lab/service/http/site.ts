/** A small site, the same behind every web service of the lab. */
import type { IncomingMessage, ServerResponse } from 'node:http';

const LARGEST_BODY = 16 * 1024;

const page = (title: string, text: string) =>
  `<!doctype html>\n<html lang="en">\n<title>${title}</title>\n<h1>${title}</h1>\n<p>${text}</p>\n</html>\n`;

const escapeText = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.codePointAt(0)};`);

type Answer = { status: number; type: string; body: string; headers?: Record<string, string> };
type Asked = { method: string; path: string; body: string; peer: string };

const html = (status: number, title: string, text: string): Answer => ({
  status,
  type: 'text/html; charset=utf-8',
  body: page(title, text),
});

/** Pure: what the site says to a request. */
function answerSite({ method, path, body, peer }: Asked): Answer {
  if (path === '/' && (method === 'GET' || method === 'HEAD')) {
    return html(200, 'Tea shop', `Welcome. You come from ${escapeText(peer)}.`);
  }
  if (path === '/old') {
    return { ...html(301, 'Moved', 'The shop has moved to /.'), headers: { location: '/' } };
  }
  if (path === '/orders') {
    if (method !== 'POST') {
      return {
        ...html(405, 'Method not allowed', 'Send an order with POST.'),
        headers: { allow: 'POST' },
      };
    }
    const tea = new URLSearchParams(body).get('tea') ?? '';
    return html(201, 'Ordered', `One ${escapeText(tea || 'tea')}, coming up.`);
  }
  return html(404, 'Not found', `There is nothing at ${escapeText(path)}.`);
}

/** Reads the body, bounded, and answers. `log` gets a line in the form of web servers. */
export async function serveSite(
  request: IncomingMessage,
  response: ServerResponse,
  log: (line: string) => void,
) {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += (piece as Buffer).length;
    if (size > LARGEST_BODY) return void response.writeHead(413).end();
    pieces.push(piece as Buffer);
  }
  const { method = 'GET', url = '/', socket } = request;
  const path = url.split('?')[0] ?? '/';
  const peer = `${socket.remoteAddress}:${socket.remotePort}`;
  const answer = answerSite({ method, path, body: Buffer.concat(pieces).toString('utf8'), peer });
  const length = Buffer.byteLength(answer.body);
  response.writeHead(answer.status, {
    server: 'portside-lab',
    'content-type': answer.type,
    'content-length': length,
    ...answer.headers,
  });
  response.end(method === 'HEAD' ? undefined : answer.body);
  log(
    `${socket.remoteAddress} "${method} ${url} HTTP/${request.httpVersion}" ${answer.status} ${length}`,
  );
}
