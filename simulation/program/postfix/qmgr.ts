/** qmgr(8): takes messages out of the queue and has each recipient served; what fails waits. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { sys } from '../../host/system';
import { splitAddress } from './address';
import { type Result, runAgent } from './agent';
import { createBounce } from './bounce';
import { logMail, timeNow } from './mail-log';
import {
  createQueueId,
  listMessages,
  type Message,
  removeMessage,
  storeMessage,
  wireSize,
} from './queue';
import { readMainCf, readParameter, splitList } from './settings';

/** minimal_backoff_time and maximal_backoff_time, milliseconds. */
const BACKOFF = { least: 300_000, most: 4_000_000 };

function* main(context: ProgramContext): Routine<number> {
  for (;;) {
    for (const message of yield* listMessages('incoming')) yield* handle(context, message);
    const now = yield* timeNow();
    const waiting = yield* listMessages('deferred');
    const due = waiting.filter(({ retryAt = 0 }) => retryAt <= now);
    for (const message of due) {
      yield* removeMessage('deferred', message.id);
      yield* handle(context, message);
    }
    if (due.length > 0) continue;
    const next = Math.min(...waiting.map(({ retryAt = 0 }) => retryAt));
    const ready = yield* sys.poll([3], Number.isFinite(next) ? next - now : null);
    if (!ready.ok) return 0;
    const word = ready.value.length > 0 ? yield* sys.read(3) : null;
    if (word && (!word.ok || word.value === '')) return 0;
    if (word?.ok && word.value.includes('F')) yield* flush();
  }
}

/** Makes all deferred mail due at once (postqueue -f). */
function* flush(): Routine {
  for (const message of yield* listMessages('deferred'))
    yield* storeMessage('deferred', { ...message, retryAt: 0 });
}

function seconds(ms: number): string {
  const value = ms / 1000;
  return value < 10 ? String(Number(value.toFixed(2))) : String(Math.floor(value));
}

function* handle(context: ProgramContext, message: Message): Routine {
  const { id, sender, content, recipients } = message;
  const log = (tag: string, text: string, pid = context.pid) =>
    logMail({ ...context, pid }, tag, `${id}: ${text}`);
  yield* log(
    'qmgr',
    `from=<${sender}>, size=${wireSize(content)}, nrcpt=${recipients.length} (queue active)`,
  );
  const found = yield* readMainCf();
  const parameters = found?.parameters ?? {};
  const domains = splitList(readParameter(parameters, 'mydestination').toLowerCase());
  const outcomes: { recipient: Message['recipients'][number]; result: Result }[] = [];
  for (const recipient of recipients) {
    const { local, domain } = splitAddress(recipient.address);
    const here = domain === null || domains.includes(domain);
    const agent = here ? 'local' : 'smtp';
    // A mailbox in somebody's home is written as that person.
    const owner = here && readParameter(parameters, 'home_mailbox') !== '' ? local : undefined;
    const { pid, result } = yield* runAgent(agent, { ...message, recipients: [recipient] }, owner);
    const delay = seconds((yield* timeNow()) - message.arrived);
    const origin = recipient.original.includes('@') ? '' : ` orig_to=<${recipient.original}>,`;
    yield* log(
      agent,
      `to=<${recipient.address}>,${origin} relay=${result.relay}, delay=${delay}, delays=${delay}/0/0/0, ` +
        `dsn=${result.dsn}, status=${result.status} (${result.reason})`,
      pid,
    );
    outcomes.push({ recipient, result });
  }
  const bounced = outcomes.filter(({ result }) => result.status === 'bounced');
  if (bounced.length > 0 && sender !== '') {
    const hostname = readParameter(parameters, 'myhostname');
    const own = yield* createQueueId();
    const notice = createBounce(message, bounced, hostname, own, yield* timeNow());
    yield* logMail(context, 'cleanup', `${own}: message-id=${findId(notice)}`);
    yield* log('bounce', `sender non-delivery notification: ${own}`);
    yield* removeMessage('incoming', id);
    yield* handle(context, notice);
  }
  const late = outcomes.filter(({ result }) => result.status === 'deferred');
  yield* removeMessage('incoming', id);
  if (late.length === 0) return yield* log('qmgr', 'removed');
  const attempts = (message.attempts ?? 0) + 1;
  const wait = Math.min(BACKOFF.most, BACKOFF.least * 2 ** (attempts - 1));
  const left = late.map(({ recipient, result }) => ({ ...recipient, reason: result.reason }));
  const retryAt = (yield* timeNow()) + wait;
  yield* storeMessage('deferred', { ...message, recipients: left, attempts, retryAt });
}

function findId({ content }: Message): string {
  return /^Message-Id: (.*)$/m.exec(content)?.[1] ?? '<>';
}

export const qmgr: Program = {
  name: 'qmgr',
  usage: 'qmgr (started by master)',
  summary: 'watch the mail queue of Postfix and have messages delivered',
  main,
};
