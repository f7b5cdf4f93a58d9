/** Debian 12's vsftpd 3.0.3: its configuration without comments. */
import type { ServerPackage } from '../../host/package';

export const vsftpdPackage: ServerPackage = {
  users: { ftp: { id: 106, home: '/srv/ftp' } },
  folders: {
    '/srv/ftp': { owner: 'ftp' },
    '/var/run/vsftpd/empty': {},
  },
  files: {
    '/etc/vsftpd.conf': `listen=NO
listen_ipv6=YES
anonymous_enable=NO
local_enable=YES
dirmessage_enable=YES
use_localtime=YES
xferlog_enable=YES
connect_from_port_20=YES
secure_chroot_dir=/var/run/vsftpd/empty
pam_service_name=vsftpd
rsa_cert_file=/etc/ssl/certs/ssl-cert-snakeoil.pem
rsa_private_key_file=/etc/ssl/private/ssl-cert-snakeoil.key
ssl_enable=NO
`,
  },
};
