/** Debian 12's dnsmasq 2.90, whose configuration is one long comment. */
import type { ServerPackage } from '../../host/package';

export const dnsmasqPackage: ServerPackage = {
  users: { dnsmasq: { id: 110, home: '/var/lib/misc' } },
  folders: {
    '/etc/dnsmasq.d': {},
  },
  files: {
    '/etc/dnsmasq.conf': `# Configuration file for dnsmasq.
#
# Format is one option per line, legal options are the same
# as the long options legal on the command line. See
# "/usr/sbin/dnsmasq --help" or "man 8 dnsmasq" for details.
`,
  },
};
