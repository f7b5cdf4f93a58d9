/** Programs of mail, files and directory: servers, and the commands that speak to them. */
import type { Program } from '../host/program';
import { dovecot, imap, pop3 } from '../program/dovecot/dovecot';
import { identity } from '../program/identity/identity';
import { slapd } from '../program/ldap/slapd';
import { local } from '../program/postfix/local';
import { master } from '../program/postfix/master';
import { pickup, postdrop } from '../program/postfix/pickup';
import { qmgr } from '../program/postfix/qmgr';
import { smtp } from '../program/postfix/smtp';
import { smtpd } from '../program/postfix/smtpd';
import { vsftpd } from '../program/vsftpd/vsftpd';
import { ftp } from '../shell/commands/ftp';
import { ldapsearch, ldapwhoami } from '../shell/commands/ldapsearch';
import { postfix } from '../shell/commands/postfix';
import { mailq, sendmail } from '../shell/commands/sendmail';
import { swaks } from '../shell/commands/swaks';
import { telnet } from '../shell/commands/telnet';

export const mailPrograms: readonly Program[] = [
  ...[ftp, identity, vsftpd],
  ...[dovecot, imap, pop3, ldapsearch, ldapwhoami, slapd],
  ...[local, mailq, master, pickup, postdrop, postfix, qmgr, sendmail, smtp, smtpd, swaks, telnet],
];
