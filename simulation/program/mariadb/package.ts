/** Debian 12's mariadb-server 10.11: configuration without comments. */
import type { ServerPackage } from '../../host/package';

export const mariadbPackage: ServerPackage = {
  users: { mysql: { id: 112, home: '/nonexistent' } },
  folders: {
    '/etc/mysql/conf.d': {},
    '/var/lib/mysql': { owner: 'mysql' },
    '/var/log/mysql': { owner: 'mysql' },
    '/run/mysqld': { owner: 'mysql' },
  },
  files: {
    '/etc/mysql/my.cnf': `[client-server]
socket = /run/mysqld/mysqld.sock
!includedir /etc/mysql/conf.d/
!includedir /etc/mysql/mariadb.conf.d/
`,
    '/etc/mysql/mariadb.conf.d/50-server.cnf': `[server]
[mysqld]
pid-file                = /run/mysqld/mysqld.pid
basedir                 = /usr
bind-address            = 127.0.0.1
expire_logs_days        = 10
character-set-server  = utf8mb4
collation-server      = utf8mb4_general_ci
[embedded]
[mariadb]
[mariadb-10.11]
`,
  },
};
