'use client';

import {
  BrickWall,
  Cable,
  Ellipsis,
  Power,
  PowerOff,
  SquareTerminal,
  Unplug,
  Zap,
} from 'lucide-react';
import { type ReactNode, useId, useRef } from 'react';
import { benchTexts } from '@/content/messages/bench';
import type { FirewallRule } from '@/contract/action';
import type { HostView } from '@/simulation/world/view';
import styles from './host-menu.module.css';
import type { StageActions } from './stage-actions';
import { isListening, isLoopbackInterface } from './world-reading';

function Item({
  icon,
  children,
  onPick,
}: {
  icon: ReactNode;
  children: ReactNode;
  onPick: () => void;
}) {
  return (
    <li>
      <button type="button" onClick={onPick}>
        {icon} <span>{children}</span>
      </button>
    </li>
  );
}

/** Ports that a rule may be wanted for: those that something on the host listens on. */
function listenedPorts(host: HostView): number[] {
  const ports = host.sockets.filter((row) => row.proto === 'tcp' && isListening(row));
  return [...new Set(ports.map((row) => row.local.port))].slice(0, 3);
}

/** What can be done to a machine from outside: power, cables, firewall. A native popover of buttons. */
export function HostMenu({ host, actions }: { host: HostView; actions: StageActions }) {
  const id = useId();
  const menu = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);
  const { name } = host;
  const on = host.power === 'on';

  function place() {
    const box = button.current?.getBoundingClientRect();
    if (box === undefined || menu.current === null) return;
    const { style } = menu.current;
    style.left = `${Math.max(8, Math.min(box.right - 250, innerWidth - 258))}px`;
    // Near the lower edge of the window it opens upwards.
    const above = box.bottom > innerHeight * 0.6;
    style.top = above ? 'auto' : `${box.bottom + 4}px`;
    style.bottom = above ? `${innerHeight - box.top + 4}px` : 'auto';
  }

  function pick(deed: () => void) {
    menu.current?.hidePopover();
    button.current?.focus();
    deed();
  }

  function setRules(rules: FirewallRule[]) {
    pick(() => actions.dispatch({ do: 'firewall', host: name, rules }));
  }

  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.open}
        popoverTarget={id}
        aria-label={benchTexts.hostMenu(name)}
        onClick={place}
      >
        <Ellipsis size={17} aria-hidden />
      </button>
      <div ref={menu} id={id} popover="auto" className={styles.menu}>
        <ul aria-label={benchTexts.hostMenu(name)}>
          {host.terminals.length > 0 && on && (
            <Item
              icon={<SquareTerminal size={15} aria-hidden />}
              onPick={() => pick(() => actions.openTerminal(name))}
            >
              {benchTexts.openTerminal}
            </Item>
          )}
          {host.interfaces
            .filter((iface) => !isLoopbackInterface(iface))
            .map((iface) => (
              <Item
                key={iface.name}
                icon={iface.up ? <Unplug size={15} aria-hidden /> : <Cable size={15} aria-hidden />}
                onPick={() =>
                  pick(() =>
                    actions.dispatch({
                      do: 'link',
                      host: name,
                      iface: iface.name,
                      state: iface.up ? 'down' : 'up',
                    }),
                  )
                }
              >
                {iface.up ? benchTexts.pullCable(iface.name) : benchTexts.plugCable(iface.name)}
              </Item>
            ))}
          {listenedPorts(host).map((port) => (
            <Item
              key={port}
              icon={<BrickWall size={15} aria-hidden />}
              onPick={() =>
                setRules([
                  ...host.firewall,
                  { hook: 'in', proto: 'tcp', dport: port, action: 'drop' },
                ])
              }
            >
              {benchTexts.dropPort(port)}
            </Item>
          ))}
          <Item
            icon={<BrickWall size={15} aria-hidden />}
            onPick={() =>
              setRules([...host.firewall, { hook: 'in', proto: 'tcp', action: 'drop' }])
            }
          >
            {benchTexts.dropAll}
          </Item>
          {host.firewall.length > 0 && (
            <Item icon={<BrickWall size={15} aria-hidden />} onPick={() => setRules([])}>
              {benchTexts.clearRules}
            </Item>
          )}
          <Item
            icon={on ? <PowerOff size={15} aria-hidden /> : <Power size={15} aria-hidden />}
            onPick={() =>
              pick(() => actions.dispatch({ do: 'power', host: name, state: on ? 'off' : 'on' }))
            }
          >
            {on ? benchTexts.shutDown : benchTexts.switchOn}
          </Item>
          {on && (
            <Item
              icon={<Zap size={15} aria-hidden />}
              onPick={() => pick(() => actions.dispatch({ do: 'power', host: name, state: 'cut' }))}
            >
              {benchTexts.pullPlug}
            </Item>
          )}
        </ul>
      </div>
    </>
  );
}
