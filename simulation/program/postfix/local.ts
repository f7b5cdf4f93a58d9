/** local(8): puts a message into a mailbox file (mbox) or, with home_mailbox, a Maildir. */
import { formatErrno } from '../../host/error-text';
import type { ProgramContext, Routine } from '../../host/program';
import { sys, writeFile } from '../../host/system';
import { findAccount } from '../secret/passwords';
import { splitAddress } from './address';
import { createAgent, type Result } from './agent';
import { formatAsctime, timeNow } from './mail-log';
import type { Message, Recipient } from './queue';
import { readMainCf, readParameter } from './settings';

/** The lines that local puts before a message. */
function formatEnvelope(sender: string, { address, original }: Recipient): string {
  return `Return-Path: <${sender}>\nX-Original-To: ${original}\nDelivered-To: ${address}\n`;
}

/** A message as a part of an mbox file: `From ` begins it, and an empty line ends it. */
export function formatMbox(sender: string, text: string, ms: number): string {
  const from = `From ${sender || 'MAILER-DAEMON'}  ${formatAsctime(ms)} ${new Date(ms).getUTCFullYear()}`;
  const body = text.endsWith('\n') || text === '' ? text : `${text}\n`;
  return `${from}\n${body.replace(/^(>*From )/gm, '>$1')}\n`;
}

function* deliver(
  context: ProgramContext,
  message: Message,
  recipient: Recipient,
): Routine<Result> {
  const found = yield* readMainCf();
  const name = splitAddress(recipient.address).local.toLowerCase();
  const user = name === 'postmaster' ? 'root' : name;
  const account = yield* findAccount(user);
  if (!account) {
    return { status: 'bounced', relay: 'local', dsn: '5.1.1', reason: `unknown user: "${name}"` };
  }
  const read = (key: string) => readParameter(found?.parameters ?? {}, key);
  const text = formatEnvelope(message.sender, recipient) + message.content;
  const now = yield* timeNow();
  const home = read('home_mailbox');
  const path = home === '' ? `${read('mail_spool_directory')}/${user}` : `${account.home}/${home}`;
  if (!path.endsWith('/')) {
    yield* sys.mkdir(read('mail_spool_directory'));
    const written = yield* writeFile(path, formatMbox(message.sender, text, now), 'a');
    if (written.ok) return sent('delivered to mailbox');
    return refused(
      `cannot update mailbox ${path} for user ${user}. unable to write: ${formatErrno(written.errno)}`,
    );
  }
  const folder = path.slice(0, -1);
  for (const part of ['', '/tmp', '/new', '/cur']) yield* sys.mkdir(folder + part);
  const file = `${folder}/new/${Math.floor(now / 1000)}.${message.id}M${now % 1000}.${context.host}`;
  const written = yield* writeFile(file, text);
  if (written.ok) return sent('delivered to maildir');
  return refused(
    `maildir delivery failed: create maildir file ${file}: ${formatErrno(written.errno)}`,
  );
}

function sent(reason: string): Result {
  return { status: 'sent', relay: 'local', dsn: '2.0.0', reason };
}

function refused(reason: string): Result {
  return { status: 'deferred', relay: 'local', dsn: '4.2.0', reason };
}

export const local = createAgent(
  'local',
  'put a message into a mailbox of this host, for Postfix',
  deliver,
);
