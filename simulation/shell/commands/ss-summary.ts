/** `ss -s`: how many sockets there are. */
import type { SocketRow } from '../../host/system-call';

export function formatSsSummary(rows: readonly SocketRow[]): string {
  const count = (test: (row: SocketRow) => boolean) => rows.filter(test).length;
  const tcp = count((row) => row.proto === 'tcp');
  const estab = count((row) => row.state === 'ESTAB');
  const waiting = count((row) => row.state === 'TIME-WAIT');
  const orphaned = count(
    (row) =>
      row.proto === 'tcp' && row.owners.length === 0 && /^(FIN|LAST|CLOSING)/.test(row.state),
  );
  const line = (name: string, test: (row: SocketRow) => boolean) => {
    const four = count((row) => test(row) && row.family === 4);
    const six = count((row) => test(row) && row.family === 6);
    return `${name}\t  ${[four + six, four, six].map((number) => String(number).padEnd(9)).join(' ')}\n`;
  };
  const udp = (row: SocketRow) => row.proto === 'udp';
  const live = (row: SocketRow) => row.proto === 'tcp' && row.state !== 'TIME-WAIT';
  return [
    `Total: ${rows.length - waiting}\n`,
    `TCP:   ${tcp} (estab ${estab}, closed ${waiting}, orphaned ${orphaned}, timewait ${waiting})\n\n`,
    'Transport Total     IP        IPv6\n',
    line('RAW', () => false),
    line('UDP', udp),
    line('TCP', live),
    line('INET', (row) => udp(row) || live(row)),
    line('FRAG', () => false),
    '\n',
  ].join('');
}
