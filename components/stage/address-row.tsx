import { Cable, Repeat2, Unplug } from 'lucide-react';
import { stageWords } from '@/content/messages/interface';
import type { HostView } from '@/simulation/world/view';
import styles from './address-row.module.css';
import { anchorName } from './packet-path';
import {
  answeringAt,
  bare,
  type InterfaceView,
  isListening,
  isLoopbackInterface,
  isWildcard,
} from './world-reading';

function portsAt(host: HostView, iface: InterfaceView): { key: string; label: string }[] {
  const found = new Map<string, string>();
  for (const addr of iface.addrs.map(bare)) {
    for (const row of answeringAt(host, addr)) {
      const proto = row.proto === 'udp' ? '/udp' : '';
      found.set(`${row.local.port}${proto}`, `:${row.local.port}${proto}`);
    }
  }
  return [...found].map(([key, label]) => ({ key, label }));
}

function Door({ host, iface }: { host: HostView; iface: InterfaceView }) {
  const loopback = isLoopbackInterface(iface);
  const ports = portsAt(host, iface);
  const Icon = loopback ? Repeat2 : iface.up ? Cable : Unplug;
  return (
    <li
      className={styles.door}
      data-kind={loopback ? 'loopback' : 'lan'}
      data-down={!iface.up || undefined}
      data-anchor={anchorName.iface(host.name, iface.name)}
      title={loopback ? stageWords.loopbackTip : undefined}
    >
      <span className={styles.name}>
        <Icon size={12} aria-hidden /> {iface.name}
        {!iface.up && <b> {stageWords.cableOut}</b>}
      </span>
      {iface.addrs
        .filter((addr, index) => index === 0 || !addr.startsWith('fe80'))
        .map((addr) => (
          <span key={addr} className={styles.addr}>
            {bare(addr)}
          </span>
        ))}
      <span className={styles.ports}>
        {ports.map(({ key, label }) => (
          <span key={key} className={styles.lit}>
            {label}
          </span>
        ))}
      </span>
    </li>
  );
}

/**
 * A host's addresses. A listener lights the addresses it answers at; one on the wildcard is an
 * umbrella over all of this host's, and of no other's.
 */
export function AddressRow({
  host,
  loopbackFirst,
}: {
  host: HostView;
  /** Which end of the row the loopback takes: the one away from the wire. */
  loopbackFirst: boolean;
}) {
  const umbrellas = host.sockets.filter((row) => isListening(row) && isWildcard(row.local.addr));
  // The loopback stands away from the wire: nothing ever leaves by it.
  const order = loopbackFirst ? -1 : 1;
  const doors = [...host.interfaces].sort(
    (one, other) => order * (Number(isLoopbackInterface(one)) - Number(isLoopbackInterface(other))),
  );
  return (
    <div className={styles.addresses}>
      {umbrellas.length > 0 && (
        <div className={styles.umbrella}>
          <svg viewBox="0 0 200 20" preserveAspectRatio="none" aria-hidden>
            <path d="M2 19 C 30 -4, 170 -4, 198 19" />
          </svg>
          <span>
            {umbrellas.map((row) => (
              <span key={row.id}>
                {stageWords.wildcard(
                  `${row.local.addr === '::' ? '[::]' : row.local.addr}:${row.local.port}`,
                )}
              </span>
            ))}
          </span>
        </div>
      )}
      <ul className={styles.doors}>
        {doors.map((iface) => (
          <Door key={iface.name} host={host} iface={iface} />
        ))}
      </ul>
    </div>
  );
}
