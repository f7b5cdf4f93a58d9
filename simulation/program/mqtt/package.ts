/** Debian 12's mosquitto 2.0.11, without include_dir, which the simulated broker has not. */
import type { ServerPackage } from '../../host/package';

export const mosquittoPackage: ServerPackage = {
  users: { mosquitto: { id: 107, home: '/var/lib/mosquitto' } },
  folders: {
    '/etc/mosquitto/conf.d': {},
    '/var/lib/mosquitto': { owner: 'mosquitto' },
    '/var/log/mosquitto': { owner: 'mosquitto' },
    '/run/mosquitto': { owner: 'mosquitto' },
  },
  files: {
    '/etc/mosquitto/mosquitto.conf': `# Place your local configuration in /etc/mosquitto/conf.d/
#
# A full description of the configuration file is at
# /usr/share/doc/mosquitto/examples/mosquitto.conf.example

pid_file /run/mosquitto/mosquitto.pid

persistence true
persistence_location /var/lib/mosquitto/

log_dest file /var/log/mosquitto/mosquitto.log
`,
  },
};
