/**
 * The programs of the course in families, each of which is fetched by itself. A row names what it
 * holds, so that a table can be complete in its names before the code is there. `core` is no row:
 * it comes with the engine. The rows and `program-table.ts` are compared by a test.
 */
import type { Program } from '../host/program';

export type ProgramFamily = {
  /** Names of its programs, in the order in which its module lists them. */
  names: readonly string[];
  load: () => Promise<readonly Program[]>;
};

export const programFamilies: Readonly<Record<string, ProgramFamily>> = {
  apache: {
    names: ['apache2', 'apache2ctl'],
    load: async () => (await import('./families/apache-programs')).apachePrograms,
  },
  directory: {
    names: ['identity', 'ldapsearch', 'ldapwhoami', 'slapd'],
    load: async () => (await import('./families/directory-programs')).directoryPrograms,
  },
  dns: {
    names: ['dig', 'dnsmasq', 'host', 'named', 'named-checkconf', 'named-checkzone', 'nslookup'],
    load: async () => (await import('./families/dns-programs')).dnsPrograms,
  },
  docker: {
    names: ['docker', 'docker-proxy'],
    load: async () => (await import('./families/docker-programs')).dockerPrograms,
  },
  firewall: {
    names: ['iptables', 'nft', 'ufw'],
    load: async () => (await import('./families/firewall-programs')).firewallPrograms,
  },
  ftp: {
    names: ['ftp', 'vsftpd'],
    load: async () => (await import('./families/ftp-programs')).ftpPrograms,
  },
  gunicorn: {
    names: ['gunicorn'],
    load: async () => (await import('./families/gunicorn-programs')).gunicornPrograms,
  },
  mail: {
    names: [
      'dovecot',
      'imap',
      'local',
      'mailq',
      'master',
      'pickup',
      'pop3',
      'postdrop',
      'postfix',
      'qmgr',
      'sendmail',
      'smtp',
      'smtpd',
      'swaks',
      'telnet',
    ],
    load: async () => (await import('./families/mail-programs')).mailPrograms,
  },
  mariadb: {
    names: ['mariadb', 'mariadbd', 'mysql', 'mysqld'],
    load: async () => (await import('./families/mariadb-programs')).mariadbPrograms,
  },
  mongodb: {
    names: ['mongod', 'mongosh'],
    load: async () => (await import('./families/mongodb-programs')).mongodbPrograms,
  },
  mqtt: {
    names: ['mosquitto', 'mosquitto_pub', 'mosquitto_sub'],
    load: async () => (await import('./families/mqtt-programs')).mqttPrograms,
  },
  nginx: {
    names: ['nginx'],
    load: async () => (await import('./families/nginx-programs')).nginxPrograms,
  },
  openssl: {
    names: ['openssl'],
    load: async () => (await import('./families/openssl-programs')).opensslPrograms,
  },
  postgres: {
    names: ['pg_ctlcluster', 'pg_isready', 'postgres', 'psql'],
    load: async () => (await import('./families/postgres-programs')).postgresPrograms,
  },
  probe: {
    names: ['nmap', 'tcpdump', 'traceroute'],
    load: async () => (await import('./families/probe-programs')).probePrograms,
  },
  python: {
    names: ['python', 'python3'],
    load: async () => (await import('./families/python-programs')).pythonPrograms,
  },
  redis: {
    names: ['redis-cli', 'redis-server'],
    load: async () => (await import('./families/redis-programs')).redisPrograms,
  },
  service: {
    names: ['journalctl', 'systemctl', 'systemd'],
    load: async () => (await import('./families/service-programs')).servicePrograms,
  },
  ssh: {
    names: ['ssh', 'ssh-keygen', 'sshd'],
    load: async () => (await import('./families/ssh-programs')).sshPrograms,
  },
  'web-client': {
    names: ['browser', 'curl'],
    load: async () => (await import('./families/web-client-programs')).webClientPrograms,
  },
  wget: {
    names: ['wget'],
    load: async () => (await import('./families/wget-programs')).wgetPrograms,
  },
};
