/** A client by hand for protocols whose replies are `250 words`, after lines of `250-words`. */
import { connect, type Socket } from 'node:net';
import type { Guest } from './service';

export type LineClient = {
  socket: Socket;
  /** The next whole reply, its lines joined by ` / `. Rejects when the connection ends first. */
  reply(): Promise<string>;
  /** Sends a line and waits for its reply; both go into the story. */
  ask(line: string): Promise<string>;
  close(): void;
};

const LONGEST = 16_384;
/** RFC 5321, 4.2.1 and RFC 959, 4.2: the last line of a reply has a space after its code. */
const whole = /^(?:(?!\d{3} ).*\r?\n)*\d{3} .*\r?\n/;

export function openLines(guest: Guest, port: number, localAddress?: string): LineClient {
  const socket = connect({ host: guest.address, port, ...(localAddress && { localAddress }) });
  let heard = '';
  let wake = () => {};
  let failure: Error | null = null;
  const fail = (error: Error) => {
    failure ??= error;
    wake();
  };
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    heard += text;
    if (heard.length > LONGEST) socket.destroy(new Error('the reply is too long'));
    wake();
  });
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('The server closed the connection.')));
  guest.signal.addEventListener('abort', () => socket.destroy());

  const client: LineClient = {
    socket,
    async reply() {
      for (;;) {
        const found = whole.exec(heard)?.[0];
        if (found !== undefined) {
          heard = heard.slice(found.length);
          return found.trim().replace(/\r?\n/g, ' / ');
        }
        if (failure) throw failure;
        await new Promise<void>((resolve) => (wake = resolve));
      }
    },
    async ask(line) {
      socket.write(`${line}\r\n`);
      const reply = await client.reply();
      guest.tell(line, reply);
      return reply;
    },
    close: () => void socket.destroy(),
  };
  return client;
}
