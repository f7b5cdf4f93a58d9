/** What docker remembers of its containers, and the rules of translation that publish their ports. */
import type { NatRule } from '@/contract/action';
import type { Routine } from '../../host/program';
import { readFile, sys, writeFile } from '../../host/system';
import { isInPrefix, networkAddress, parsePrefix } from '../../packet/address';

export type Published = { addr: string; hostPort: number; port: number };
export type Container = {
  id: string;
  name: string;
  /** Which machine it is. */
  host: string;
  addr: string;
  image: string;
  command: string;
  created: number;
  started: number | null;
  stopped: number | null;
  ports: Published[];
  proxies: number[];
};

const STATE = '/var/lib/docker/containers.json';

export function* loadContainers(): Routine<Container[]> {
  const text = yield* readFile(STATE);
  if (!text.ok) return [];
  try {
    return JSON.parse(text.value) as Container[];
  } catch {
    return [];
  }
}

export function* saveContainers(containers: readonly Container[]): Routine {
  for (const folder of ['/var/lib', '/var/lib/docker']) yield* sys.mkdir(folder);
  yield* writeFile(STATE, JSON.stringify(containers));
}

/** `[ADDR:]HOSTPORT:PORT[/tcp]`; two entries where no address is given: one for each family. */
export function parsePublish(text: string): Published[] | string {
  const match =
    /^(?:(\[[0-9a-f:]+\]|\d+(?:\.\d+){3}):)?(?:(\d{1,5}):)?(\d{1,5})(?:\/(tcp|udp))?$/i.exec(text);
  const [, addr, hostPort, port = '', proto = 'tcp'] = match ?? [];
  if (!match) return `invalid containerPort: ${text.split(':').at(-1) ?? text}`;
  if (hostPort === undefined)
    return "a port of the host of docker's own choice is not in this simulation";
  if (proto !== 'tcp') return 'publishing ports of UDP is not in this simulation';
  if (Number(hostPort) > 65535) return `invalid hostPort: ${hostPort}`;
  if (Number(port) > 65535 || Number(port) < 1) return `invalid containerPort: ${port}`;
  const addrs = addr === undefined ? ['0.0.0.0', '::'] : [addr.replace(/[[\]]/g, '')];
  return addrs.map((one) => ({ addr: one, hostPort: Number(hostPort), port: Number(port) }));
}

const wildcard = (addr: string) => addr === '0.0.0.0' || addr === '::';
export const shownAddress = (addr: string) => (addr.includes(':') ? `[${addr}]` : addr);

/** Whether two published ports of the host are in each other's way. */
export function isClash(a: Published, b: Published): boolean {
  const six = (one: Published) => one.addr.includes(':');
  if (a.hostPort !== b.hostPort || six(a) !== six(b)) return false;
  return a.addr === b.addr || wildcard(a.addr) || wildcard(b.addr);
}

/** The rules that Docker writes for the ports of one container (chain DOCKER, nat table). */
export function publishRules({
  addr: inside,
  ports,
}: Pick<Container, 'addr' | 'ports'>): NatRule[] {
  const four = ports.filter(({ addr }) => !addr.includes(':'));
  return four.flatMap(({ addr, hostPort, port }): NatRule[] => {
    const to = { addr: inside, port };
    const rule = { proto: 'tcp', dport: hostPort, local: true, to } as const;
    if (wildcard(addr)) {
      return [
        { chain: 'prerouting', ...rule },
        { chain: 'output', dst: '!127.0.0.0/8', ...rule },
      ];
    }
    const exact: NatRule = { chain: 'prerouting', dst: addr, ...rule };
    // What a host says to its own loopback address is the proxy's to hand on.
    return addr.startsWith('127.') ? [exact] : [exact, { ...exact, chain: 'output' }];
  });
}

const isRule = (a: NatRule) => (b: NatRule) => JSON.stringify(a) === JSON.stringify(b);

/** Adds or takes away a container's rules; what leaves the bridge is masqueraded from then on. */
export function* changeRules(container: Container, published: boolean): Routine {
  const now = yield* sys.nat();
  if (!now.ok) return;
  const own = publishRules(container);
  // The kernel keeps rules as they were given, so equal ones are the same.
  const others = now.value.rules.filter((rule) => !own.some(isRule(rule)));
  if (!published) {
    yield* sys.nat(others);
    return;
  }
  const bridge = yield* bridgeOf(container.addr);
  const masquerade: NatRule[] = bridge
    ? [
        {
          chain: 'postrouting',
          src: bridge.net,
          iface: bridge.name,
          notIface: true,
          to: 'masquerade',
        },
      ]
    : [];
  const missing = masquerade.filter((rule) => !others.some(isRule(rule)));
  yield* sys.nat([...others, ...missing, ...own]);
}

function* bridgeOf(addr: string): Routine<{ name: string; net: string } | null> {
  const rows = yield* sys.interfaces();
  for (const { name, addrs } of rows.ok ? rows.value : []) {
    for (const own of addrs) {
      const prefix = parsePrefix(`${own.addr}/${own.prefix}`);
      if (name === 'lo' || !prefix || !isInPrefix(addr, prefix)) continue;
      return { name, net: `${networkAddress(prefix)}/${prefix.length}` };
    }
  }
  return null;
}
