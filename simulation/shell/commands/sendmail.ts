/** `sendmail` and `mailq` of Postfix: give in a message, look at the queue. */
import { encodeText } from '../../host/bytes';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { createLineReader, print, printError, readLine, sys } from '../../host/system';
import { formatAsctime } from '../../program/postfix/mail-log';
import { printQueue, requestFlush } from '../../program/postfix/pickup';
import type { Message } from '../../program/postfix/queue';
import { writeAll } from '../../program/socket-io';
import { parseOptions } from '../options';

const options = [
  ...[...'itvnGUmq'].map((short) => ({ short, help: '' })),
  ...[...'BbCFfhNOopRrVXL'].map((short) => ({ short, value: 'VALUE', help: '' })),
];

/** Addresses in To, Cc and Bcc of a header, without names. */
function findRecipients(content: string): string[] {
  const head = (content.split('\n\n')[0] ?? '').replace(/\n[ \t]+/g, ' ');
  return [...head.matchAll(/^(?:to|cc|bcc):(.*)$/gim)].flatMap((match) =>
    (match[1] ?? '')
      .split(',')
      .map((one) => /<([^<>\s]*)>/.exec(one)?.[1] ?? one.trim())
      .filter((one) => one !== '' && !/\s/.test(one)),
  );
}

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options });
  if (!parsed.ok) {
    // It reads its options twice, and complains each time.
    const complaint = `sendmail: ${parsed.message}\n`;
    yield* printError(`${complaint}${complaint}sendmail: fatal: usage: sendmail [options]\n`);
    return 75;
  }
  const given = parsed.options;
  const mode = given.get('b') ?? 'm';
  if (mode === 'p') return yield* printQueue(formatAsctime);
  if (given.has('q')) return (yield* requestFlush()) ? 0 : 75;
  if (mode !== 'm') {
    yield* printError(`sendmail: fatal: -b${mode} is not in this simulation\n`);
    return 75;
  }
  const reader = createLineReader(0);
  let content = '';
  for (;;) {
    const line = yield* readLine(reader);
    if (!line.ok || line.value === null) break;
    if (line.value === '.\n' && !given.has('i') && given.get('o') !== 'i') break;
    content += line.value;
  }
  const named = given.has('t') ? findRecipients(content) : [];
  const recipients = [...parsed.operands, ...named].map((original) => ({
    address: original,
    original,
  }));
  const wrong = recipients.find(({ address }) => /[\s<>]/.test(address) || address === '');
  if (recipients.length === 0 || wrong) {
    yield* printError(
      'sendmail: fatal: Recipient addresses must be specified on the command line or via the -t option\n',
    );
    return 64;
  }
  const message: Message = {
    ...{ id: 'new', arrived: 0, recipients, content: encodeText(content) },
    sender: given.get('f') ?? given.get('r') ?? context.user,
  };
  const pipe = yield* sys.pipe();
  if (!pipe.ok) return 75;
  const [out, into] = pipe.value;
  const child = yield* sys.spawn({
    ...{ program: 'postdrop', argv: ['postdrop', '-r'], fds: { 0: out }, user: 'root' },
  });
  yield* sys.close(out);
  yield* writeAll(into, encodeText(JSON.stringify(message)));
  yield* sys.close(into);
  if (!child.ok) return 75;
  const ended = yield* sys.wait({ pid: child.value });
  if (given.has('v')) {
    yield* print(`Mail Delivery Status Report will be mailed to <${context.user}>.\n`);
  }
  if (ended.ok && ended.value?.change === 'exited' && ended.value.status === 0) return 0;
  yield* printError('sendmail: fatal: queue file write error: is Postfix running?\n');
  return 75;
}

export const sendmail: Program = {
  name: 'sendmail',
  usage: 'sendmail [-itv] [-f SENDER] [RECIPIENT...]',
  summary: 'give a message from standard input to the mail server of this host',
  main,
};

export const mailq: Program = {
  name: 'mailq',
  usage: 'mailq',
  summary: 'list the mail that waits to be delivered',
  main: () => printQueue(formatAsctime),
};
