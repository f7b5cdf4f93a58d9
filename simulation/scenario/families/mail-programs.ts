/** Mail: the parts of Postfix, Dovecot, and what speaks to them. */
import type { Program } from '../../host/program';
import { dovecot, imap, pop3 } from '../../program/dovecot/dovecot';
import { local } from '../../program/postfix/local';
import { master } from '../../program/postfix/master';
import { pickup, postdrop } from '../../program/postfix/pickup';
import { qmgr } from '../../program/postfix/qmgr';
import { smtp } from '../../program/postfix/smtp';
import { smtpd } from '../../program/postfix/smtpd';
import { postfix } from '../../shell/commands/postfix';
import { mailq, sendmail } from '../../shell/commands/sendmail';
import { swaks } from '../../shell/commands/swaks';
import { telnet } from '../../shell/commands/telnet';

export const mailPrograms: readonly Program[] = [
  ...[
    dovecot,
    imap,
    local,
    mailq,
    master,
    pickup,
    pop3,
    postdrop,
    postfix,
    qmgr,
    sendmail,
    smtp,
    smtpd,
    swaks,
    telnet,
  ],
];
