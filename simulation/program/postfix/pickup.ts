/** pickup(8) and postdrop(1): mail that people of this host give in by sendmail. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, readAllText, sys, writeFile } from '../../host/system';
import { splitAddress } from './address';
import { formatStamp } from './bounce';
import { formatMailDate, logMail, timeNow } from './mail-log';
import {
  createQueueId,
  listMessages,
  type Message,
  parseMessage,
  removeMessage,
  SPOOL,
  storeMessage,
  wireSize,
} from './queue';
import { readMainCf, readParameter } from './settings';

const TRIGGER = `${SPOOL}/public/pickup`;

/** Adds what a message of a person lacks: Message-Id, Date, From (cleanup(8)). */
function completeMessage(message: Message, user: string, hostname: string, now: number): Message {
  const date = `${formatMailDate(now)} (UTC)`;
  const uid = user === 'root' ? 0 : 1000;
  const at = message.content.indexOf('\n\n');
  const plain = /^[\w-]+:/.test(message.content);
  const head = plain ? (at < 0 ? message.content.trimEnd() : message.content.slice(0, at)) : '';
  const body = plain ? (at < 0 ? '\n' : message.content.slice(at + 1)) : `\n${message.content}`;
  const has = (name: string) => new RegExp(`^${name}:`, 'im').test(head);
  const lines = [
    `Received: by ${hostname} (Postfix, from userid ${uid})`,
    `\tid ${message.id}; ${date}`,
    ...(head === '' ? [] : [head]),
    ...(has('Message-Id') ? [] : [`Message-Id: <${formatStamp(now)}.${message.id}@${hostname}>`]),
    ...(has('Date') ? [] : [`Date: ${date}`]),
    ...(has('From')
      ? []
      : [`From: ${user === 'root' ? `root <${message.sender}>` : message.sender}`]),
  ];
  return { ...message, content: `${lines.join('\n')}\n${body}` };
}

function* main(context: ProgramContext): Routine<number> {
  for (;;) {
    for (const message of yield* listMessages('maildrop')) {
      const found = yield* readMainCf();
      const hostname = readParameter(found?.parameters ?? {}, 'myhostname');
      const origin = readParameter(found?.parameters ?? {}, 'myorigin');
      const user = splitAddress(message.sender).local;
      const full = (address: string) => (address.includes('@') ? address : `${address}@${origin}`);
      const whole = completeMessage(
        {
          ...message,
          sender: full(message.sender),
          recipients: message.recipients.map((one) => ({ ...one, address: full(one.original) })),
        },
        user,
        hostname,
        yield* timeNow(),
      );
      const id = message.id;
      yield* logMail(
        context,
        'pickup',
        `${id}: uid=${user === 'root' ? 0 : 1000} from=<${message.sender}>`,
      );
      const messageId = /^message-id:\s*(<.*?>)/im.exec(whole.content)?.[1] ?? '<>';
      yield* logMail(context, 'cleanup', `${id}: message-id=${messageId}`);
      yield* storeMessage('incoming', whole);
      yield* removeMessage('maildrop', id);
      yield* sys.write(3, 'W');
    }
    const told = yield* sys.watch([TRIGGER]);
    if (!told.ok) return 0;
    const word = yield* sys.stat(`${SPOOL}/public/flush`);
    if (!word.ok) continue;
    yield* sys.unlink(`${SPOOL}/public/flush`);
    yield* sys.write(3, 'F');
  }
}

export const pickup: Program = {
  name: 'pickup',
  usage: 'pickup (started by master)',
  summary: 'take up mail that people of this host have given to Postfix',
  main,
};

/** Set-group-id in Postfix: reads a message as JSON and puts it where pickup looks. */
function* drop(): Routine<number> {
  const text = yield* readAllText(0);
  const message = text.ok ? parseMessage(text.value) : null;
  if (!message) return 1;
  const id = yield* createQueueId();
  if (!(yield* storeMessage('maildrop', { ...message, id, arrived: yield* timeNow() }))) return 1;
  // Told again until it is taken: pickup may be busy with another message at this moment.
  for (let attempt = 0; attempt < 5; attempt += 1) {
    yield* writeFile(TRIGGER, 'W');
    yield* sys.sleep(10);
    if (!(yield* sys.stat(`${SPOOL}/maildrop/${id}`)).ok) break;
  }
  return 0;
}

export const postdrop: Program = {
  name: 'postdrop',
  usage: 'postdrop (started by sendmail)',
  summary: 'put a message into the mail queue',
  main: drop,
};

/** Has qmgr try all deferred mail now. */
export function* requestFlush(): Routine<boolean> {
  const asked = yield* writeFile(`${SPOOL}/public/flush`, 'F');
  return asked.ok && (yield* writeFile(TRIGGER, 'F')).ok;
}

/** mailq(1). A star marks what is being delivered now. */
export function formatQueue(messages: readonly Message[], date: (ms: number) => string): string {
  if (messages.length === 0) return 'Mail queue is empty\n';
  let text = '-Queue ID-  --Size-- ----Arrival Time---- -Sender/Recipient-------\n';
  for (const { id, content, arrived, sender, recipients, attempts } of messages) {
    text += `${(attempts === undefined ? `${id}*` : id).padEnd(11)}${String(wireSize(content)).padStart(8)} ${date(arrived)}  ${sender || 'MAILER-DAEMON'}\n`;
    for (const { address, reason } of recipients) {
      if (reason !== undefined) text += `${`(${reason})`.padStart(78)}\n`;
      text += `${' '.repeat(41)}${address}\n`;
    }
    text += '\n';
  }
  const bytes = messages.reduce((sum, { content }) => sum + wireSize(content), 0);
  const plural = messages.length === 1 ? 'Request' : 'Requests';
  return `${text}-- ${Math.floor(bytes / 1024)} Kbytes in ${messages.length} ${plural}.\n`;
}

export function* printQueue(date: (ms: number) => string): Routine<number> {
  const all = [...(yield* listMessages('incoming')), ...(yield* listMessages('deferred'))];
  yield* print(formatQueue(all, date));
  return 0;
}
