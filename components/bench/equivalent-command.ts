/** What one would type for something that was clicked; null where no command does it. Pure. */
import { formatEndpoint } from '@/components/stage/packet-words';
import type { Action, FirewallRule } from '@/contract/action';
import type { WorldView } from '@/simulation/world/view';
import { hostIn } from '@/store/session-view';
import type { Selection } from '@/store/simulation-session';

export type Equivalent = { host: string; line: string };

const targets: Record<FirewallRule['action'], string> = {
  accept: 'ACCEPT',
  drop: 'DROP',
  'reject-rst': 'REJECT --reject-with tcp-reset',
  'reject-port': 'REJECT --reject-with icmp-port-unreachable',
  'reject-host': 'REJECT --reject-with icmp-host-unreachable',
  'reject-net': 'REJECT --reject-with icmp-net-unreachable',
  'reject-admin': 'REJECT --reject-with icmp-admin-prohibited',
};
const chains = { in: 'INPUT', out: 'OUTPUT', forward: 'FORWARD' } as const;

function iptables(rule: FirewallRule): string {
  if (rule.policy) return `sudo iptables -P ${chains[rule.hook]} ${targets[rule.action]}`;
  const proto = rule.proto === undefined || rule.proto === 'any' ? '' : ` -p ${rule.proto}`;
  const parts = [
    rule.iface === undefined ? '' : ` ${rule.hook === 'out' ? '-o' : '-i'} ${rule.iface}`,
    proto,
    rule.src === undefined ? '' : ` -s ${rule.src}`,
    rule.dst === undefined ? '' : ` -d ${rule.dst}`,
    rule.sport === undefined ? '' : ` --sport ${rule.sport}`,
    rule.dport === undefined ? '' : ` --dport ${rule.dport}`,
  ];
  return `sudo iptables -A ${chains[rule.hook]}${parts.join('')} -j ${targets[rule.action]}`;
}

export function commandForAction(action: Action): Equivalent | null {
  switch (action.do) {
    case 'link':
      return { host: action.host, line: `sudo ip link set ${action.iface} ${action.state}` };
    case 'power':
      return action.state === 'off' ? { host: action.host, line: 'sudo poweroff' } : null;
    case 'firewall': {
      const last = action.rules.at(-1);
      const line = last === undefined ? 'sudo iptables -F' : iptables(last);
      return { host: action.host, line };
    }
    default:
      return null;
  }
}

/** The command that shows what is selected. */
export function commandForSelection(selection: Selection, view: WorldView): Equivalent | null {
  if (selection.kind === 'process')
    return { host: selection.host, line: `ps -p ${selection.pid} -f` };
  if (selection.kind === 'host') return { host: selection.host, line: 'ip -br addr' };
  if (selection.kind !== 'socket') return null;
  const row = hostIn(view, selection.host)?.sockets.find((one) => one.id === selection.id);
  if (row === undefined) return null;
  const kind = row.proto === 'udp' ? 'u' : 't';
  const which = row.tcpState === 'LISTEN' ? 'l' : row.proto === 'udp' ? 'a' : '';
  return { host: selection.host, line: `sudo ss -${kind}${which}np` };
}

/** Ends of the selected socket as ss prints them, for marking its line in a terminal. */
export function endpointsOfSelection(selection: Selection | null, view: WorldView): string[] {
  if (selection?.kind !== 'socket') return [];
  const row = hostIn(view, selection.host)?.sockets.find((one) => one.id === selection.id);
  if (row === undefined) return [];
  const local =
    row.local.addr === '::' && !row.v6only ? `*:${row.local.port}` : formatEndpoint(row.local);
  return row.peer === null ? [local] : [local, formatEndpoint(row.peer)];
}
