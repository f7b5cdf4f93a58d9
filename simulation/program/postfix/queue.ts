/**
 * The mail queue under /var/spool/postfix: one file a message, in `incoming` until it is delivered
 * or in `deferred` until it is tried again. (The real files hold binary records; these hold JSON.)
 */
import type { Routine } from '../../host/program';
import { readFile, sys, writeFile } from '../../host/system';

export const SPOOL = '/var/spool/postfix';
export type QueueName = 'incoming' | 'deferred' | 'maildrop';

/** `address` is where it goes, `original` what the sender had written. */
export type Recipient = { address: string; original: string; reason?: string };
export type Message = {
  id: string;
  /** Unix time in ms at which it came. */
  arrived: number;
  /** Empty for a notification, to which nobody may answer. */
  sender: string;
  recipients: Recipient[];
  /** Header and body with `\n` at line ends, one character a byte. */
  content: string;
  /** Unix time in ms of the next attempt. */
  retryAt?: number;
  attempts?: number;
};

/** A queue id as Postfix makes it: microseconds and a file's number, in hexadecimal. */
export function* createQueueId(): Routine<string> {
  const micro = yield* sys.random(0xfffff);
  const inode = yield* sys.random(0xfff);
  const hex = (value: number, width: number) =>
    value.toString(16).toUpperCase().padStart(width, '0');
  return `${hex(micro.ok ? micro.value : 0, 5)}${hex(0x242000 + (inode.ok ? inode.value : 0), 6)}`;
}

/** Makes the folders that the package brings. */
export function* createSpool(): Routine {
  const folders = ['/var/spool', SPOOL, `${SPOOL}/incoming`, `${SPOOL}/deferred`];
  for (const path of [
    ...folders,
    `${SPOOL}/maildrop`,
    `${SPOOL}/public`,
    `${SPOOL}/pid`,
    '/var/log',
  ])
    yield* sys.mkdir(path);
}

export function* storeMessage(queue: QueueName, message: Message): Routine<boolean> {
  const path = `${SPOOL}/${queue}/${message.id}`;
  return (yield* writeFile(path, `${JSON.stringify(message)}\n`)).ok;
}

export function* removeMessage(queue: QueueName, id: string): Routine {
  yield* sys.unlink(`${SPOOL}/${queue}/${id}`);
}

/** A message's file as text, or null where it is none. */
export function parseMessage(text: string): Message | null {
  try {
    const value = JSON.parse(text) as Partial<Message> | null;
    const whole =
      value !== null &&
      typeof value === 'object' &&
      typeof value.id === 'string' &&
      typeof value.arrived === 'number' &&
      typeof value.sender === 'string' &&
      typeof value.content === 'string' &&
      Array.isArray(value.recipients) &&
      value.recipients.every(
        (one) => typeof one?.address === 'string' && typeof one?.original === 'string',
      );
    return whole ? (value as Message) : null;
  } catch {
    return null;
  }
}

/** Bytes of a message as they go on the wire, where a line ends with two. */
export function wireSize(content: string): number {
  return content.length + content.split('\n').length - 1;
}

/** The messages of a queue, oldest first. */
export function* listMessages(queue: QueueName): Routine<Message[]> {
  const names = yield* sys.readdir(`${SPOOL}/${queue}`);
  const messages: Message[] = [];
  for (const name of names.ok ? names.value : []) {
    const text = yield* readFile(`${SPOOL}/${queue}/${name}`);
    const message = text.ok ? parseMessage(text.value) : null;
    if (message && message.id === name) messages.push(message);
  }
  return messages.sort((a, b) => a.arrived - b.arrived);
}
