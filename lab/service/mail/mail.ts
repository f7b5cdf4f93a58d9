/** A mail server: SMTP takes mail in, IMAP lets its owner read it, over one mailbox in memory. */
import { createSecureContext } from 'node:tls';
import { annotateTls } from '../https/annotate-tls';
import { createAuthority } from '../https/certificates';
import type { Service } from '../service';
import { annotateImap } from './annotate-imap';
import { annotateSmtp } from './annotate-smtp';
import { mailExchanges } from './clients';
import { serveImap } from './imap';
import { createMailbox, HOST, welcomeMail } from './mailbox';
import { insideTls, openSmtp } from './smtp';

export const mail: Service = {
  async start(house) {
    const authority = await createAuthority(Date.now());
    house.share('authority', authority.cert);
    const cert = await authority.issue([HOST], { from: -1, to: 90 });
    const context = createSecureContext({ ...cert, minVersion: 'TLSv1.2' });
    const mailbox = createMailbox();
    mailbox.deliver(welcomeMail, new Date());
    await openSmtp(house, mailbox, cert, context);
    await house.listen('imap', (stream) => serveImap(stream, mailbox, house.log));
    await house.listen('imaps', (stream, inside) =>
      insideTls(house, context, stream, (secure) => serveImap(inside(secure), mailbox, house.log)),
    );
  },
  exchanges: mailExchanges,
  annotate({ purpose, layer, turns }) {
    const implicit = purpose === 'smtps' || purpose === 'imaps';
    if (implicit && layer === 'on the wire') return turns.map(({ bytes }) => annotateTls(bytes));
    return purpose.startsWith('imap') ? annotateImap(turns) : annotateSmtp(turns);
  },
};
