/** Debian 12's dovecot-imapd 2.3.19: what its files say together, in one, without its certificate, which is made on each host. */
import type { ServerPackage } from '../../host/package';

export const dovecotPackage: ServerPackage = {
  users: { dovecot: { id: 115, home: '/usr/lib/dovecot' } },
  folders: {
    '/etc/dovecot/conf.d': {},
    '/etc/dovecot/private': { mode: 0o700 },
    '/var/mail': {},
  },
  files: {
    '/etc/dovecot/dovecot.conf': `protocols = imap
mail_location = mbox:~/mail:INBOX=/var/mail/%u
mail_privileged_group = mail
namespace inbox {
  inbox = yes
}
passdb {
  driver = pam
}
userdb {
  driver = passwd
}
ssl = yes
ssl_client_ca_dir = /etc/ssl/certs
`,
  },
};
