/** How `ip addr` and `ip link` show interfaces. */
import type { InterfaceRow } from '../../host/system-call';
import { isAddress6, isLoopback } from '../../packet/address';

export type NumberedInterface = InterfaceRow & { index: number };
type Shape = { family: 0 | 4 | 6; brief: boolean; oneLine: boolean };

function flagsOf({ name, state }: InterfaceRow): string {
  if (name === 'lo') return '<LOOPBACK,UP,LOWER_UP>';
  if (state === 'DOWN') return '<BROADCAST,MULTICAST>';
  return '<BROADCAST,MULTICAST,UP,LOWER_UP>';
}

function fits(addr: string, family: 0 | 4 | 6): boolean {
  return family === 0 || (family === 6) === isAddress6(addr);
}

function headline(row: NumberedInterface, mode: string): string {
  return (
    `${row.index}: ${row.name}: ${flagsOf(row)} mtu ${row.mtu} qdisc noqueue ` +
    `state ${row.state} ${mode}group default qlen 1000`
  );
}

function hardware({ name, mac }: InterfaceRow): string {
  return name === 'lo'
    ? `    link/loopback ${mac} brd 00:00:00:00:00:00`
    : `    link/ether ${mac} brd ff:ff:ff:ff:ff:ff`;
}

function scopeOf(addr: string): string {
  if (isLoopback(addr)) return 'host';
  return addr.startsWith('fe80:') ? 'link' : 'global';
}

export function formatAddresses(rows: readonly NumberedInterface[], shape: Shape): string {
  const shown = rows.flatMap((row) => {
    const addrs = row.addrs.filter(({ addr }) => fits(addr, shape.family));
    return shape.family !== 0 && addrs.length === 0 ? [] : [{ ...row, addrs }];
  });
  if (shape.brief) {
    return shown
      .map(({ name, state, addrs }) => {
        const list = addrs.map(({ addr, prefix }) => `${addr}/${prefix} `).join('');
        return `${name.padEnd(16)} ${state.padEnd(14)} ${list}\n`;
      })
      .join('');
  }
  const lifetime = '       valid_lft forever preferred_lft forever';
  const lines: string[] = [];
  for (const row of shown) {
    if (!shape.oneLine) {
      const six = `${row.index}: ${row.name}: ${flagsOf(row)} mtu ${row.mtu} state ${row.state} qlen 1000`;
      lines.push(shape.family === 6 ? six : headline(row, ''));
      if (shape.family === 0) lines.push(hardware(row));
    }
    for (const { addr, prefix } of row.addrs) {
      const six = isAddress6(addr);
      const label = six ? '' : row.name;
      const text = `inet${six ? '6' : ''} ${addr}/${prefix} scope ${scopeOf(addr)} ${label}`;
      if (shape.oneLine) lines.push(`${row.index}: ${row.name}    ${text}\\${lifetime}`);
      else lines.push(`    ${text}`, lifetime);
    }
  }
  return lines.map((line) => `${line}\n`).join('');
}

export function formatLinks(rows: readonly NumberedInterface[], shape: Shape): string {
  return rows
    .map((row) => {
      if (shape.brief) {
        return `${row.name.padEnd(16)} ${row.state.padEnd(14)} ${row.mac} ${flagsOf(row)} \n`;
      }
      const [first, second] = [headline(row, 'mode DEFAULT '), hardware(row)];
      return shape.oneLine ? `${first}\\${second}\n` : `${first}\n${second}\n`;
    })
    .join('');
}
