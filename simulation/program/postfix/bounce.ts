/** bounce(8): the notification that tells a sender what could not be delivered (RFC 3464). */
import { encodeText } from '../../host/bytes';
import type { Result } from './agent';
import { formatMailDate } from './mail-log';
import type { Message, Recipient } from './queue';

/** Words in lines of at most 79 columns; lines after the first begin with `indent`. */
function fold(text: string, indent = '    '): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > 79) {
      lines.push(line);
      line = indent + word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line].join('\n');
}

type Failure = { recipient: Recipient; result: Result };

/** The notification about `message`, from `hostname` with queue id `id`. */
export function createBounce(
  message: Message,
  failures: readonly Failure[],
  hostname: string,
  id: string,
  now: number,
): Message {
  const boundary = `${message.id}.${Math.floor(now / 1000)}/${hostname}`;
  const date = `${formatMailDate(now)} (UTC)`;
  const part = (description: string, type: string) =>
    `--${boundary}\nContent-Description: ${description}\nContent-Type: ${type}\n`;
  const eight = 'Content-Transfer-Encoding: 8bit\n';
  const head = [
    `Received: by ${hostname} (Postfix)`,
    `\tid ${id}; ${date}`,
    `Date: ${date}`,
    `From: Mail Delivery System <MAILER-DAEMON@${hostname}>`,
    'Subject: Undelivered Mail Returned to Sender',
    `To: ${message.sender}`,
    'Auto-Submitted: auto-replied',
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status;',
    `\tboundary="${boundary}"`,
    'Content-Transfer-Encoding: 8bit',
    `Message-Id: <${formatStamp(now)}.${id}@${hostname}>`,
    '',
    'This is a MIME-encapsulated message.',
    '',
  ];
  const words = [
    `This is the mail system at host ${hostname}.`,
    '',
    "I'm sorry to have to inform you that your message could not",
    "be delivered to one or more recipients. It's attached below.",
    '',
    'For further assistance, please send mail to postmaster.',
    '',
    'If you do so, please include this problem report. You can',
    'delete your own text from the attached returned message.',
    '',
    '                   The mail system',
    '',
    ...failures.map(({ recipient, result }) => fold(`<${recipient.address}>: ${result.reason}`)),
    '',
  ];
  const report = [
    `Reporting-MTA: dns; ${hostname}`,
    `X-Postfix-Queue-ID: ${message.id}`,
    `X-Postfix-Sender: rfc822; ${message.sender}`,
    `Arrival-Date: ${formatMailDate(message.arrived)} (UTC)`,
    '',
    ...failures.flatMap(({ recipient, result }) => [
      `Final-Recipient: rfc822; ${recipient.address}`,
      `Original-Recipient: rfc822;${recipient.original}`,
      'Action: failed',
      `Status: ${result.dsn}`,
      ...(result.remote === undefined ? [] : [`Remote-MTA: dns; ${result.remote}`]),
      fold(
        result.diagnostic === undefined
          ? `Diagnostic-Code: X-Postfix; ${result.reason}`
          : `Diagnostic-Code: smtp; ${result.diagnostic}`,
      ),
      '',
    ]),
  ];
  const text = [
    ...head,
    part('Notification', 'text/plain; charset=utf-8') + eight,
    ...words,
    part('Delivery report', 'message/delivery-status'),
    ...report,
    `${part('Undelivered Message', 'message/rfc822')}${eight}\nReturn-Path: <${message.sender}>`,
  ].join('\n');
  const content = `${encodeText(text)}\n${message.content}\n--${boundary}--\n`;
  const recipients = [{ address: message.sender, original: message.sender }];
  return { id, arrived: now, sender: '', recipients, content };
}

/** `20261126020002`. */
export function formatStamp(ms: number): string {
  return new Date(ms).toISOString().replace(/\D/g, '').slice(0, 14);
}
