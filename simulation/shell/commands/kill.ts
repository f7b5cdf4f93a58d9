import { formatErrno } from '../../host/error-text';
import type { Program } from '../../host/program';
import { parseSignal, signalNumber } from '../../host/signal';
import { print, printError, sys } from '../../host/system';
import { formatSignalTable } from '../signal-table';

const usage = `
Usage:
 kill [options] <pid> [...]

Options:
 <pid> [...]            send signal to every <pid> listed
 -<signal>, -s, --signal <signal>
                        specify the <signal> to be sent
 -q, --queue <value>    integer value to be sent with the signal
 -l, --list=[<signal>]  list all signal names, or convert one to a name
 -L, --table            list all signal names in a nice table

 -h, --help     display this help and exit
 -V, --version  output version information and exit

For more details see kill(1).
`;

/** The program of procps 4, which `sudo kill` runs; bash has a builtin of its own. */
export const kill: Program = {
  name: 'kill',
  usage: 'kill [-SIGNAL] PID...',
  summary: 'send a signal to processes',
  main: function* (context) {
    const args = context.argv.slice(1);
    const [first = ''] = args;
    let name = 'TERM';
    if (first === '-h' || first === '--help') {
      yield* print(usage);
      return 0;
    }
    if (first === '-V' || first === '--version') {
      yield* print('kill from procps-ng 4.0.2\n');
      return 0;
    }
    if (first === '-l' || first === '-L' || first === '--list' || first === '--table') {
      const wanted = args[1];
      const signal = wanted === undefined ? null : parseSignal(wanted);
      const row =
        signal && /^\d/.test(wanted ?? '') ? signal.slice(3) : signal && signalNumber(signal);
      yield* print(row === null ? formatSignalTable() : `${row}\n`);
      return 0;
    }
    if (first === '-s' || first === '--signal') {
      args.shift();
      name = args.shift() ?? '';
    } else if (/^-(?!-)./.test(first)) {
      args.shift();
      name = first.slice(1);
    }
    if (args[0] === '--') args.shift();
    const signal = parseSignal(name);
    if (!signal && name !== '0') {
      yield* printError(`kill: invalid argument ${name.charAt(0)}\n${usage}`);
      return 1;
    }
    if (args.length === 0) {
      yield* printError(usage);
      return 1;
    }
    let status = 0;
    for (const text of args) {
      if (!/^-?\d{1,9}$/.test(text)) {
        yield* printError(`kill: failed to parse argument: '${text}'\n`);
        status = 1;
        continue;
      }
      const pid = Number(text);
      const rows = signal ? null : yield* sys.processes();
      const there = rows?.ok && rows.value.some((row) => row.pid === pid);
      const sent = signal
        ? yield* sys.kill(Math.abs(pid), signal, pid < 0)
        : ({ ok: there === true, errno: 'ESRCH' } as const);
      if (sent.ok) continue;
      yield* printError(`kill: (${text}): ${formatErrno(sent.errno)}\n`);
      status = 1;
    }
    return status;
  },
};
