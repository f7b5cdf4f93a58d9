/** Debian 12's postgresql-15 with the cluster 15/main: configuration without comments and without SSL, an empty cluster. */
import type { ServerPackage } from '../../host/package';

export const postgresPackage: ServerPackage = {
  users: { postgres: { id: 111, home: '/var/lib/postgresql' } },
  folders: {
    '/etc/postgresql/15/main': { owner: 'postgres' },
    '/etc/postgresql/15/main/conf.d': { owner: 'postgres' },
    '/var/lib/postgresql/15/main': { owner: 'postgres', mode: 448 },
    '/var/log/postgresql': { owner: 'postgres' },
    '/run/postgresql': { owner: 'postgres' },
    '/var/run/postgresql': { owner: 'postgres' },
  },
  files: {
    '/etc/postgresql/15/main/postgresql.conf': {
      owner: 'postgres',
      mode: 0o644,
      text: `data_directory = '/var/lib/postgresql/15/main'
hba_file = '/etc/postgresql/15/main/pg_hba.conf'
ident_file = '/etc/postgresql/15/main/pg_ident.conf'
external_pid_file = '/var/run/postgresql/15-main.pid'
#listen_addresses = 'localhost'		# what IP address(es) to listen on;
port = 5432				# (change requires restart)
max_connections = 100
unix_socket_directories = '/var/run/postgresql'
ssl = off
ssl_cert_file = '/etc/ssl/certs/ssl-cert-snakeoil.pem'
ssl_key_file = '/etc/ssl/private/ssl-cert-snakeoil.key'
shared_buffers = 128MB
dynamic_shared_memory_type = posix
max_wal_size = 1GB
min_wal_size = 80MB
log_line_prefix = '%m [%p] %q%u@%d '
log_timezone = 'Etc/UTC'
cluster_name = '15/main'
datestyle = 'iso, mdy'
timezone = 'Etc/UTC'
lc_messages = 'C.UTF-8'
lc_monetary = 'C.UTF-8'
lc_numeric = 'C.UTF-8'
lc_time = 'C.UTF-8'
default_text_search_config = 'pg_catalog.english'
include_dir = 'conf.d'
`,
    },
    '/etc/postgresql/15/main/pg_hba.conf': {
      owner: 'postgres',
      mode: 0o640,
      text: `local   all             postgres                                peer
local   all             all                                     peer
host    all             all             127.0.0.1/32            scram-sha-256
host    all             all             ::1/128                 scram-sha-256
local   replication     all                                     peer
host    replication     all             127.0.0.1/32            scram-sha-256
host    replication     all             ::1/128                 scram-sha-256
`,
    },
    '/etc/postgresql/15/main/pg_ident.conf': { owner: 'postgres', mode: 0o640, text: `` },
    '/etc/postgresql/15/main/start.conf': {
      owner: 'postgres',
      mode: 0o644,
      text: `auto
`,
    },
    '/var/lib/postgresql/15/main/PG_VERSION': {
      owner: 'postgres',
      mode: 0o600,
      text: `15
`,
    },
  },
};
