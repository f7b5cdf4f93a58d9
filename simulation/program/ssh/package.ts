/** Debian 12's openssh-server 9.2: its configuration without comments. */
import type { ServerPackage } from '../../host/package';

export const sshdPackage: ServerPackage = {
  users: { sshd: { id: 116, home: '/run/sshd' } },
  folders: {
    '/etc/ssh/sshd_config.d': {},
    '/run/sshd': {},
  },
  files: {
    '/etc/ssh/sshd_config': `Include /etc/ssh/sshd_config.d/*.conf
KbdInteractiveAuthentication no
UsePAM yes
X11Forwarding yes
PrintMotd no
AcceptEnv LANG LC_*
Subsystem	sftp	/usr/lib/openssh/sftp-server
`,
  },
};
