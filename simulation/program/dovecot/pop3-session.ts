/** POP3 after the login (RFC 1939), in the words of Dovecot 2.3. */
import { decodeText } from '../../host/bytes';
import type { Routine } from '../../host/program';
import { type Inbox, receiveLine, say } from '../socket-io';
import { loadMailbox, type Mail, splitMail, storeMailbox } from './mailbox';

/** A text with leading dots doubled and the lone dot after it. */
export function formatDotted(text: string): string {
  const whole = text === '' || text.endsWith('\r\n') ? text : `${text}\r\n`;
  return `${whole.replace(/^\./gm, '..')}.\r\n`;
}

function uidl({ uid, received }: Mail): string {
  const hex = (value: number) => (value >>> 0).toString(16).padStart(8, '0');
  return hex(uid) + hex(Math.floor(received / 1000));
}

export function* servePop3(inbox: Inbox, path: string): Routine {
  const mails = yield* loadMailbox(path);
  const gone = new Set<number>();
  for (;;) {
    const line = yield* receiveLine(inbox, 8192);
    if (!line.ok || !line.value.endsWith('\n')) return;
    const [word = '', ...args] = decodeText(line.value).trim().split(/\s+/);
    const name = word.toUpperCase();
    if (name === 'QUIT') {
      const kept = mails.filter((_, index) => !gone.has(index));
      if (gone.size > 0) yield* storeMailbox(path, kept);
      yield* say(inbox, `+OK Logging out${gone.size > 0 ? ', messages deleted' : ''}.\r\n`);
      return;
    }
    if (!(yield* say(inbox, answer(name, args, mails, gone))).ok) return;
  }
}

/** The reply to one command; DELE and RSET change `gone`. */
function answer(name: string, args: string[], mails: readonly Mail[], gone: Set<number>): string {
  const left = mails.flatMap((mail, index) =>
    gone.has(index) ? [] : [{ mail, number: index + 1 }],
  );
  const one = left.find(({ number }) => String(number) === args[0]);
  const missing = `-ERR There's no message ${args[0] ?? ''}.\r\n`;
  const size = left.reduce((sum, { mail }) => sum + mail.text.length, 0);
  const rows = (value: (mail: Mail) => string | number) =>
    left.map(({ mail, number }) => `${number} ${value(mail)}\r\n`).join('');
  switch (name) {
    case 'STAT':
      return `+OK ${left.length} ${size}\r\n`;
    case 'LIST':
      if (args.length > 0) return one ? `+OK ${one.number} ${one.mail.text.length}\r\n` : missing;
      return `+OK ${left.length} messages:\r\n${rows(({ text }) => text.length)}.\r\n`;
    case 'UIDL':
      if (args.length > 0) return one ? `+OK ${one.number} ${uidl(one.mail)}\r\n` : missing;
      return `+OK\r\n${rows(uidl)}.\r\n`;
    case 'RETR':
      return one ? `+OK ${one.mail.text.length} octets\r\n${formatDotted(one.mail.text)}` : missing;
    case 'TOP': {
      if (!one) return missing;
      const { header, body } = splitMail(one.mail.text);
      const lines = body
        .split('\r\n')
        .slice(0, Math.max(0, Number.parseInt(args[1] ?? '', 10) || 0));
      return `+OK\r\n${formatDotted(header + lines.map((line) => `${line}\r\n`).join(''))}`;
    }
    case 'DELE':
      if (!one) return missing;
      gone.add(one.number - 1);
      return '+OK Marked to be deleted.\r\n';
    case 'RSET':
      gone.clear();
      return '+OK\r\n';
    case 'NOOP':
      return '+OK\r\n';
    default:
      return `-ERR Unknown command: ${name}\r\n`;
  }
}
