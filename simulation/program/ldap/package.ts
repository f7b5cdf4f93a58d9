/** Debian 12's slapd 2.5.13 on a host without a domain: its one entry, and its settings as slapd.conf has them. */
import type { ServerPackage } from '../../host/package';

export const slapdPackage: ServerPackage = {
  users: { openldap: { id: 114, home: '/var/lib/ldap' } },
  folders: {
    '/var/lib/ldap': { owner: 'openldap', mode: 0o755 },
    '/run/slapd': { owner: 'openldap' },
  },
  files: {
    '/etc/ldap/ldap.conf': `TLS_CACERT	/etc/ssl/certs/ca-certificates.crt
`,
    '/etc/ldap/slapd.conf': {
      ...{ owner: 'openldap', mode: 0o640 },
      text: `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/nis.schema
include /etc/ldap/schema/inetorgperson.schema
pidfile /var/run/slapd/slapd.pid
argsfile /var/run/slapd/slapd.args
modulepath /usr/lib/ldap
moduleload back_mdb
database mdb
suffix "dc=nodomain"
rootdn "cn=admin,dc=nodomain"
directory /var/lib/ldap
index objectClass eq
`,
    },
    '/var/lib/ldap/data.ldif': {
      ...{ owner: 'openldap', mode: 0o600 },
      text: `dn: dc=nodomain
objectClass: top
objectClass: dcObject
objectClass: organization
o: nodomain
dc: nodomain
`,
    },
  },
};
