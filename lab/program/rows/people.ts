/** Mail, a directory of people, and a broker: programs that know who calls. */
import { pbkdf2Sync } from 'node:crypto';
import { ANN, PASSWORD as ANNS_PASSWORD, BASE, entries } from '../../service/ldap/directory';
import {
  PASSWORD as MAIL_PASSWORD,
  USER as MAIL_USER,
  welcomeMail,
} from '../../service/mail/mailbox';
import { PASSWORD as HOME_PASSWORD, USER as HOME_USER } from '../../service/mqtt/account';
import type { Place, ProgramRow } from '../program';

/** Every one of its many processes as the one account that there is. */
const dovecotConf = ({ address }: Place) => `
protocols = imap
listen = ${address}
base_dir = /run/base
state_dir = /run/state
log_path = /dev/stderr
info_log_path = /dev/stderr
auth_verbose = yes
default_internal_user = nobody
default_internal_group = nogroup
default_login_user = nobody
default_vsz_limit = 0
default_process_limit = 12
default_client_limit = 60
first_valid_uid = 1
first_valid_gid = 1
mail_uid = nobody
mail_gid = nogroup
mail_location = maildir:/run/mail/%u
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
service anvil {
  chroot =
}
service imap-login {
  chroot =
  inet_listener imaps {
    port = 0
  }
}
passdb {
  driver = passwd-file
  args = scheme=plain username_format=%n /run/users
}
userdb {
  driver = static
  args = uid=nobody gid=nogroup home=/run/mail/%u
}
`;

/** RFC 2849 */
const ldif = entries
  .map(({ dn, attributes }) =>
    [
      `dn: ${dn}`,
      ...Object.entries(attributes).flatMap(([name, values]) =>
        values.map((value) => `${name}: ${value}`),
      ),
      ...(dn === ANN ? [`userPassword: ${ANNS_PASSWORD}`] : []),
      '',
    ].join('\n'),
  )
  .join('\n');

const slapdConf = `
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile /run/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
threads 4
sizelimit 100
idletimeout 60
sockbuf_max_incoming 16384
database mdb
maxsize 4194304
suffix "${BASE}"
directory /run/entries
access to attrs=userPassword by anonymous auth by * none
access to attrs=mail by users read by * none
access to * by * read
`;

/** As mosquitto_passwd writes it: PBKDF2 with SHA-512, 101 rounds. */
function mosquittoPassword(user: string, password: string): string {
  const salt = Buffer.from('portside-lab');
  const hash = pbkdf2Sync(password, salt, 101, 64, 'sha512');
  return `${user}:$7$101$${salt.toString('base64')}$${hash.toString('base64')}\n`;
}

export const peopleRows: readonly ProgramRow[] = [
  {
    id: 'dovecot',
    service: 'mail',
    parts: [{ name: 'Dovecot', file: '/usr/sbin/dovecot', package: 'dovecot-imapd' }],
    purposes: ['imap'],
    covers: 'IMAP, without TLS',
    exchanges: ['read', 'read-wrong-password'],
    megabytes: 8,
    files: (place) => ({
      'dovecot.conf': dovecotConf(place),
      users: `${MAIL_USER}:{PLAIN}${MAIL_PASSWORD}\n`,
      [`mail/${MAIL_USER}/new/1.welcome`]: welcomeMail.toString('latin1'),
    }),
    run: ({ binaries }) => [
      `mkdir -p base state mail/${MAIL_USER}/cur mail/${MAIL_USER}/tmp`,
      `exec ${binaries[0]} -F -c /run/dovecot.conf`,
    ],
  },
  {
    id: 'slapd',
    service: 'ldap',
    parts: [{ name: 'OpenLDAP slapd', file: '/usr/sbin/slapd', package: 'slapd' }],
    purposes: ['directory'],
    megabytes: 16,
    files: () => ({ 'slapd.conf': slapdConf, 'people.ldif': ldif }),
    run: ({ address, binaries }) => [
      'mkdir entries',
      '/usr/sbin/slapadd -q -f /run/slapd.conf -l /run/people.ldif',
      // 256: what clients ask and what they get.
      `exec ${binaries[0]} -f /run/slapd.conf -h ldap://${address}:389/ -d 256`,
    ],
  },
  {
    id: 'mosquitto',
    service: 'mqtt',
    parts: [{ name: 'Mosquitto', file: '/usr/sbin/mosquitto', package: 'mosquitto' }],
    purposes: ['broker'],
    megabytes: 4,
    files: ({ address }) => ({
      'mosquitto.conf': `
listener 1883 ${address}
allow_anonymous false
password_file /run/passwords
persistence false
max_connections 30
max_packet_size 16384
max_queued_messages 50
memory_limit 8388608
log_dest stderr
log_type all
`,
      passwords: mosquittoPassword(HOME_USER, HOME_PASSWORD),
    }),
    run: ({ binaries }) => [`exec ${binaries[0]} -c /run/mosquitto.conf`],
  },
];
