/** One mailbox in memory, filled by SMTP and read by IMAP. */

export type Mail = {
  /** Never given twice (RFC 9051, 2.3.1.1). */
  uid: number;
  flags: Set<string>;
  /** When it was delivered. */
  date: Date;
  /** The whole mail, as RFC 5322 writes it: header lines, an empty line, the text. */
  raw: Buffer;
};

export type Mailbox = {
  /** Oldest first: place 0 is IMAP's message number 1. */
  all(): readonly Mail[];
  deliver(raw: Buffer, date: Date): void;
  /** Calls back after each delivery, until the returned function is called. */
  watch(tell: () => void): () => void;
  nextUid(): number;
};

export const DOMAIN = 'shop.example';
export const HOST = `mail.${DOMAIN}`;
export const USER = 'ann';
export const PASSWORD = 'earl-grey';
export const ADDRESS = `${USER}@${DOMAIN}`;

/** Bytes of one mail; SMTP announces it as SIZE. */
export const LARGEST_MAIL = 16_384;
/** Older mails go when there are more. */
const KEPT_MAILS = 50;

export const rightPassword = (user: string, password: string) =>
  (user === USER || user === ADDRESS) && password === PASSWORD;

export function createMailbox(): Mailbox {
  let mails: Mail[] = [];
  let uid = 1;
  const watchers = new Set<() => void>();
  return {
    all: () => mails,
    deliver(raw, date) {
      mails = [...mails.slice(1 - KEPT_MAILS), { uid: uid++, flags: new Set(), date, raw }];
      for (const tell of watchers) tell();
    },
    watch(tell) {
      watchers.add(tell);
      return () => void watchers.delete(tell);
    },
    nextUid: () => uid,
  };
}

/** What waits in the mailbox when the service starts. */
export const welcomeMail = Buffer.from(
  [
    `From: The tea shop <shop@${DOMAIN}>`,
    `To: Ann <${ADDRESS}>`,
    'Subject: Welcome',
    `Message-ID: <welcome@${HOST}>`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Your mailbox is ready.',
    '',
  ].join('\r\n'),
);
