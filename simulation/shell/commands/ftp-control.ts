/** ftp's first connection: commands out, replies in and on the screen (RFC 959, section 4.2). */
import { decodeText, encodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { type LineReader, print, sys } from '../../host/system';
import { receiveReply } from '../../program/postfix/smtp-reply';
import { type Inbox, sendAll } from '../../program/socket-io';

export type FtpClient = {
  /** The control connection. */
  inbox: Inbox | null;
  host: string;
  passive: boolean;
  binary: boolean;
  reader: LineReader;
  /** The last line of the last reply. */
  last?: string;
};

/** Hears a reply and shows it; 421 where the connection has ended. */
export function* hear(client: FtpClient, quiet = false): Routine<number> {
  if (!client.inbox) return 421;
  const reply = yield* receiveReply(client.inbox);
  if (!reply) {
    yield* print('421 Service not available, remote server has closed connection.\n');
    yield* sys.close(client.inbox.fd);
    client.inbox = null;
    return 421;
  }
  client.last = reply.lines.at(-1) ?? '';
  // Lines between the first and the last of a long reply carry no number.
  let { code } = reply;
  if (!quiet) for (const line of reply.lines) yield* print(`${decodeText(line)}\n`);
  while (code === 0) code = yield* hear(client, quiet);
  return code;
}

export function* say(client: FtpClient, line: string, quiet = false): Routine<number> {
  if (!client.inbox) return 421;
  yield* sendAll(client.inbox.fd, encodeText(`${line}\r\n`));
  return yield* hear(client, quiet);
}
