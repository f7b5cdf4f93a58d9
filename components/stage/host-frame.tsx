import { Container, Cpu, Laptop, PowerOff, Router, Server, Smartphone } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import { benchTexts } from '@/content/messages/bench';
import { stageWords } from '@/content/messages/interface';
import type { HostView } from '@/simulation/world/view';
import type { Selection } from '@/store/simulation-session';
import { AddressRow } from './address-row';
import { BrowserWindow } from './browser-window';
import { FirewallStrip } from './firewall-strip';
import styles from './host-frame.module.css';
import { anchorName } from './packet-path';
import { formatEndpoint } from './packet-words';
import { ProcessCard } from './process-card';
import { SocketCard } from './socket-card';
import type { StageActions } from './stage-actions';
import type { StageFocus } from './stage-focus';
import { shownProcesses } from './world-reading';

const icons = {
  laptop: Laptop,
  phone: Smartphone,
  server: Server,
  router: Router,
  container: Container,
  device: Cpu,
} as const;

/**
 * A host: its programs above, its kernel below, the addresses at the edge that faces the wire.
 * Drawn again only when something about this host has changed: of twelve, one or two a step.
 */
export const HostFrame = memo(function HostFrame({
  host,
  focus,
  selection,
  actions,
  menuFor,
  side,
}: {
  host: HostView;
  /** What `focusAt` leaves of the moment's focus, and of the selection what is of this host. */
  focus: StageFocus;
  selection: Selection | null;
  actions: StageActions | undefined;
  /** What can be done to the machine; drawn at the frame's corner. */
  menuFor?: ((host: HostView) => ReactNode) | undefined;
  side: 'start' | 'end' | 'alone';
}) {
  const Icon = icons[host.kind as keyof typeof icons] ?? Cpu;
  const off = host.power === 'off';
  const processes = shownProcesses(host);
  const missed = focus.noRow.get(host.name);
  const call = focus.calls.get(host.name);
  const nothing = processes.length === 0 && host.browser === null;
  return (
    <article
      className={styles.host}
      data-off={off || undefined}
      data-side={side}
      aria-label={host.name}
    >
      <header className={styles.head}>
        <Icon size={16} aria-hidden />
        <h4>{host.name}</h4>
        {off && (
          <span className={styles.off}>
            <PowerOff size={13} aria-hidden /> {stageWords.off}
          </span>
        )}
        {menuFor?.(host)}
      </header>
      <div className={styles.layers}>
        <div
          role="group"
          className={styles.programs}
          aria-label={`${host.name}: ${stageWords.programs}`}
        >
          <h5>{stageWords.programs}</h5>
          {host.browser !== null && (
            <BrowserWindow
              host={host.name}
              page={host.browser}
              onBrowse={
                actions && ((url) => actions.dispatch({ do: 'browse', host: host.name, url }))
              }
            />
          )}
          {processes.map((row) => (
            <ProcessCard
              key={row.pid}
              row={row}
              woken={focus.woken.has(`${host.name}/${row.pid}`)}
            />
          ))}
          {nothing && !off && <p className={styles.empty}>{stageWords.noPrograms}</p>}
        </div>
        <div className={styles.border}>
          {call !== undefined && (
            <span className={styles.call} data-failed={call.failed ?? undefined}>
              {call.text}
            </span>
          )}
        </div>
        <div
          role="group"
          className={styles.kernel}
          aria-label={`${host.name}: ${stageWords.kernel}`}
          data-anchor={anchorName.kernel(host.name)}
        >
          <h5>{stageWords.kernel}</h5>
          <ul className={styles.table}>
            {host.sockets.map((row) => (
              <SocketCard
                key={row.id}
                host={host.name}
                row={row}
                lit={focus.rows.has(`${host.name}/${row.id}`)}
                selected={
                  selection?.kind === 'socket' &&
                  selection.host === host.name &&
                  selection.id === row.id
                }
                actions={actions}
              />
            ))}
            <li
              className={styles.noRow}
              data-anchor={anchorName.noRow(host.name)}
              data-missed={missed === undefined ? undefined : true}
              title={stageWords.noRowTip}
            >
              {missed === undefined
                ? host.sockets.length === 0
                  ? benchTexts.noRows
                  : benchTexts.otherPorts
                : benchTexts.noRowFor(formatEndpoint(missed))}
            </li>
          </ul>
          <FirewallStrip
            host={host.name}
            rules={host.firewall}
            struck={focus.struck.has(host.name)}
          />
          <AddressRow host={host} loopbackFirst={side !== 'end'} />
        </div>
      </div>
    </article>
  );
});
