/** Certificates, keys and captures of the real tools, for tests. */
import { readFileSync } from 'node:fs';
import type { HostSpec, Scenario } from '@/contract/scenario';

type Fixture = {
  conf: string;
  files: Record<string, string>;
  hellos: Record<string, string>;
  flights: Record<string, number[]>;
  captures: { command: string; status: number; terminal: string }[];
};

export const tlsFixture: Fixture = JSON.parse(
  readFileSync('simulation/shell/fixtures/network/tls.json', 'utf8'),
);

/** A file by its name, e.g. `good.pem`: signed by ca.pem, for shop.example. */
export function pemFile(name: string): string {
  return tlsFixture.files[name] ?? '';
}

const plain = { firewall: [], forward: false, sysctl: {} };

/** The two machines of the captures: nginx on 192.168.1.20, and a client that knows its names. */
export function tlsScenario(): Pick<Scenario, 'id' | 'startsAt' | 'lans' | 'hosts'> {
  const kept = Object.entries(tlsFixture.files);
  const under = (folder: string) =>
    Object.fromEntries(kept.map(([name, text]) => [`${folder}/${name}`, text]));
  const laptop: HostSpec = {
    ...plain,
    kind: 'server',
    user: 'root',
    interfaces: { eth0: { lan: 'home', addr: '192.168.1.20/24' } },
    files: {
      '/tmp/tlscap/nginx.conf': tlsFixture.conf,
      '/tmp/tlscap/error.log': '',
      ...under('/tmp/tlscap/p'),
    },
    programs: [{ run: 'nginx -c /tmp/tlscap/nginx.conf' }],
    terminals: 1,
    browser: false,
  };
  const phone: HostSpec = {
    ...plain,
    kind: 'phone',
    user: 'you',
    interfaces: { eth0: { lan: 'home', addr: '192.168.1.50/24' } },
    names: { '192.168.1.20': ['shop.example', 'www.shop.example', 'old.example', 'a.old.example'] },
    files: { '/etc/ssl/certs/ca-certificates.crt': pemFile('ca.pem'), ...under('/home/you') },
    terminals: 1,
    browser: true,
  };
  const hosts = { laptop, phone };
  return { id: 'secret', startsAt: '2026-11-26T02:34:21Z', lans: ['home'], hosts };
}
