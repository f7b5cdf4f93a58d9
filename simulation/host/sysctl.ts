/** Kernel parameters: names, defaults of Linux 6.18, and what TCP makes of them. */
import type { Settings } from '../tcp/tcb';
import type { PortRange } from './bind-law';
import type { SocketOptions } from './socket';

const defaults: Readonly<Record<string, string>> = {
  'net.core.somaxconn': '4096',
  'net.core.rmem_default': '212992',
  'net.ipv4.ip_forward': '0',
  'net.ipv4.ip_local_port_range': '32768\t60999',
  'net.ipv4.ip_local_reserved_ports': '',
  'net.ipv4.ip_nonlocal_bind': '0',
  'net.ipv4.ip_unprivileged_port_start': '1024',
  'net.ipv4.ip_default_ttl': '64',
  'net.ipv4.icmp_echo_ignore_all': '0',
  'net.ipv4.icmp_ratelimit': '1000',
  'net.ipv4.tcp_abort_on_overflow': '0',
  'net.ipv4.tcp_fin_timeout': '60',
  'net.ipv4.tcp_keepalive_intvl': '75',
  'net.ipv4.tcp_keepalive_probes': '9',
  'net.ipv4.tcp_keepalive_time': '7200',
  'net.ipv4.tcp_max_syn_backlog': '1024',
  'net.ipv4.tcp_orphan_retries': '0',
  'net.ipv4.tcp_retries1': '3',
  'net.ipv4.tcp_retries2': '15',
  'net.ipv4.tcp_rfc1337': '0',
  'net.ipv4.tcp_rmem': '4096\t131072\t6291456',
  'net.ipv4.tcp_syn_linear_timeouts': '4',
  'net.ipv4.tcp_syn_retries': '6',
  'net.ipv4.tcp_synack_retries': '5',
  'net.ipv4.tcp_syncookies': '1',
  'net.ipv4.tcp_tw_reuse': '2',
  'net.ipv4.tcp_wmem': '4096\t16384\t4194304',
  'net.ipv4.neigh.default.mcast_solicit': '3',
  'net.ipv4.neigh.default.retrans_time_ms': '1000',
  'net.ipv6.bindv6only': '0',
  'net.ipv6.ip_nonlocal_bind': '0',
};

type Sysctl = Readonly<Record<string, string>>;

/** The value of a parameter, or null where there is none of that name. */
export function readSysctl(sysctl: Sysctl, name: string): string | null {
  const value = sysctl[name] ?? defaults[name];
  if (value !== undefined || !name.includes('/')) return value ?? null;
  return readSysctl(sysctl, name.replaceAll('/', '.'));
}

export function numberSysctl(sysctl: Sysctl, name: string): number {
  const value = Number.parseInt(readSysctl(sysctl, name) ?? '', 10);
  return Number.isNaN(value) ? 0 : value;
}

export function portRange(sysctl: Sysctl): PortRange {
  const [low = 32768, high = 60999] = (readSysctl(sysctl, 'net.ipv4.ip_local_port_range') ?? '')
    .split(/\s+/)
    .map(Number);
  return [low, high];
}

/** Whether the kernel never picks a port by itself: a list such as `8080,9000-9100`. */
export function isReservedPort(sysctl: Sysctl, port: number): boolean {
  const list = readSysctl(sysctl, 'net.ipv4.ip_local_reserved_ports') ?? '';
  return list.split(/[,\s]+/).some((part) => {
    const [low, high = low] = part.split('-').map(Number);
    return part !== '' && low !== undefined && port >= low && port <= (high ?? low);
  });
}

/** What parameters and options mean to TCP; kept by the two, once they are frozen. */
const known = new WeakMap<Sysctl, WeakMap<SocketOptions, Settings>>();

export function tcpSettings(sysctl: Sysctl, options: SocketOptions): Settings {
  const old = known.get(sysctl)?.get(options);
  if (old) return old;
  const { userTimeout, keepalive } = options;
  const settings: Settings = {
    ...readSettings(sysctl),
    userTimeout,
    keepalive: keepalive.on ? readKeepalive(sysctl, keepalive) : null,
  };
  if (Object.isFrozen(sysctl) && Object.isFrozen(options)) {
    const byOptions = known.get(sysctl) ?? new WeakMap<SocketOptions, Settings>();
    known.set(sysctl, byOptions.set(options, settings));
  }
  return settings;
}

/** What a socket has not set for itself is the host's to say (tcp(7)). */
function readKeepalive(
  sysctl: Sysctl,
  { idle, interval, probes }: SocketOptions['keepalive'],
): NonNullable<Settings['keepalive']> {
  const number = (name: string) => numberSysctl(sysctl, `net.ipv4.tcp_keepalive_${name}`);
  return {
    idle: idle || number('time') * 1000,
    interval: interval || number('intvl') * 1000,
    probes: probes || number('probes'),
  };
}

function readSettings(sysctl: Sysctl): Omit<Settings, 'userTimeout' | 'keepalive'> {
  const seconds = (name: string) => numberSysctl(sysctl, name) * 1000;
  const number = (name: string) => numberSysctl(sysctl, `net.ipv4.${name}`);
  const field = (name: string, at: number) =>
    Number((readSysctl(sysctl, `net.ipv4.${name}`) ?? '').split(/\s+/)[at]);
  return {
    synRetries: number('tcp_syn_retries'),
    synLinearTimeouts: number('tcp_syn_linear_timeouts'),
    synAckRetries: number('tcp_synack_retries'),
    retries2: number('tcp_retries2'),
    orphanRetries: number('tcp_orphan_retries'),
    finTimeout: seconds('net.ipv4.tcp_fin_timeout'),
    receiveBuffer: field('tcp_rmem', 1) || 131_072,
    sendBuffer: field('tcp_wmem', 2) || 4_194_304,
    abortOnOverflow: number('tcp_abort_on_overflow') === 1,
    keepTimeWait: number('tcp_rfc1337') === 1,
  };
}
