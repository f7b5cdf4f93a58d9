/** Real clients of the mail server: nodemailer sends, imapflow reads. */
import { ImapFlow } from 'imapflow';
import { createTransport } from 'nodemailer';
import { openLines } from '../line-client';
import type { Guest } from '../service';
import { ADDRESS, DOMAIN, HOST, PASSWORD, USER } from './mailbox';
import { decodedText } from './message-text';

type Sending = {
  door: 'smtp' | 'submission' | 'smtps';
  to?: string;
  password?: string;
  subject?: string;
  text?: string;
};

/**
 * Puts nodemailer's own record of commands and replies into the story, in pairs: several commands
 * may go out before the first of their replies.
 */
function storyOf(guest: Guest) {
  const asked = ['connect'];
  return (entry: { tnx?: string }, line: unknown) => {
    const text = String(line);
    // Where the password was, the library writes something else, in base64 again.
    if (entry.tnx === 'client') asked.push(text.replace(/^(AUTH PLAIN) .*/, '$1 ********'));
    else if (entry.tnx === 'message') asked.push('the mail, and a line with a full stop alone');
    else if (entry.tnx === 'server') {
      guest.tell(asked.shift() ?? '', text.replace(/\r?\n/g, ' / '));
    }
  };
}

async function send(guest: Guest, sending: Sending) {
  const { door, to = ADDRESS, password, subject = 'Tea', text = 'The kettle is on.' } = sending;
  const tell = storyOf(guest);
  const ignore = () => {};
  const transport = createTransport({
    host: guest.address,
    port: guest.port(door),
    secure: door === 'smtps',
    ignoreTLS: door === 'smtp',
    requireTLS: door === 'submission',
    name: `client.${DOMAIN}`,
    tls: { ca: guest.shared.authority ?? '', servername: HOST },
    ...(password !== undefined && { auth: { user: USER, pass: password } }),
    disableFileAccess: true,
    disableUrlAccess: true,
    transactionLog: true,
    logger: {
      level: ignore,
      trace: ignore,
      debug: tell,
      info: tell,
      warn: ignore,
      error: ignore,
      fatal: ignore,
    },
  });
  guest.signal.addEventListener('abort', () => transport.close());
  try {
    await transport.sendMail({ from: `Ben <ben@${DOMAIN}>`, to, subject, text });
  } finally {
    transport.close();
  }
}

async function read(guest: Guest, door: 'imap' | 'imaps', password: string) {
  const client = new ImapFlow({
    host: guest.address,
    port: guest.port(door),
    secure: door === 'imaps',
    doSTARTTLS: false,
    servername: HOST,
    tls: { ca: guest.shared.authority ?? '', servername: HOST },
    auth: { user: USER, pass: password },
    logger: false,
    disableAutoIdle: true,
  });
  client.on('error', () => {});
  guest.signal.addEventListener('abort', () => client.close());
  const login = `LOGIN ${USER} ${password}`;
  try {
    await client.connect().catch((error: { response?: unknown }) => {
      const { response } = error;
      // Without the tag, which the library chose.
      if (typeof response === 'string') guest.tell(login, response.replace(/^\S+ /, ''));
      throw error;
    });
    guest.tell(login, 'OK');
    const box = await client.mailboxOpen('INBOX');
    guest.tell('SELECT INBOX', `${box.exists} ${box.exists === 1 ? 'mail' : 'mails'}`);
    const mail = await client.fetchOne('*', { envelope: true, source: true });
    if (mail) {
      const from = mail.envelope?.from?.[0]?.address ?? 'nobody';
      const text = decodedText(mail.source ?? Buffer.alloc(0));
      guest.tell(`FETCH ${mail.seq}`, `From ${from}: “${mail.envelope?.subject ?? ''}”. ${text}`);
    }
    await client.logout();
    guest.tell('LOGOUT', 'BYE');
  } finally {
    client.close();
  }
}

async function withoutHello(guest: Guest) {
  const client = openLines(guest, guest.port('smtp'));
  try {
    guest.tell('connect', await client.reply());
    await client.ask(`MAIL FROM:<ben@${DOMAIN}>`);
    await client.ask('QUIT');
  } finally {
    client.close();
  }
}

export const mailExchanges: Record<string, (guest: Guest) => Promise<void>> = {
  send: (guest) => {
    const { subject = '', text = '' } = guest.input;
    return send(guest, { door: 'smtp', subject, text });
  },
  'unknown-user': (guest) => send(guest, { door: 'smtp', to: `nobody@${DOMAIN}` }),
  'relay-refused': (guest) => send(guest, { door: 'smtp', to: 'carol@far.example' }),
  'no-hello': withoutHello,
  starttls: (guest) => send(guest, { door: 'submission', password: PASSWORD }),
  'wrong-password': (guest) => send(guest, { door: 'submission', password: 'coffee' }),
  'tls-from-start': (guest) => send(guest, { door: 'smtps', password: PASSWORD }),
  read: (guest) => read(guest, 'imap', PASSWORD),
  'read-inside-tls': (guest) => read(guest, 'imaps', PASSWORD),
  'read-wrong-password': (guest) => read(guest, 'imap', 'coffee'),
};
