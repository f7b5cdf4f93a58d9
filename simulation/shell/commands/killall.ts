import { formatErrno } from '../../host/error-text';
import type { Program } from '../../host/program';
import { parseSignal } from '../../host/signal';
import { print, printError, sys } from '../../host/system';
import { type Option, parseOptions } from '../options';
import { killallUsage } from '../usage-texts';

const options: readonly Option[] = [
  { short: 'e', long: 'exact', help: '' },
  { short: 'I', long: 'ignore-case', help: '' },
  { short: 'l', long: 'list', help: '' },
  { short: 'q', long: 'quiet', help: '' },
  { short: 's', long: 'signal', value: 'SIGNAL', help: '' },
  { short: 'u', long: 'user', value: 'USER', help: '' },
  { short: 'v', long: 'verbose', help: '' },
  { short: 'V', long: 'version', help: '' },
];

const signalNames =
  'HUP INT QUIT ILL TRAP ABRT BUS FPE KILL USR1 SEGV USR2 PIPE ALRM TERM STKFLT\n' +
  'CHLD CONT STOP TSTP TTIN TTOU URG XCPU XFSZ VTALRM PROF WINCH POLL PWR SYS\n';

/** killall of psmisc 23.6: ends processes by the exact name of their program. */
export const killall: Program = {
  name: 'killall',
  usage: 'killall [-SIGNAL] NAME...',
  summary: 'send a signal to all processes of a name',
  main: function* (context) {
    const args = context.argv.slice(1);
    const at = args.findIndex((arg) => /^-\w/.test(arg) && parseSignal(arg.slice(1)) !== null);
    const name = at < 0 ? null : (args.splice(at, 1)[0] ?? '').slice(1);
    const parsed = parseOptions(args, { options, unsupported: 'giorwynZ' });
    if (!parsed.ok) {
      yield* printError(`killall: ${parsed.message}\n${killallUsage}`);
      return 1;
    }
    const { options: given, operands } = parsed;
    if (given.has('V', 'l')) {
      yield* print(given.has('l') ? signalNames : 'killall (PSmisc) 23.6\n');
      return 0;
    }
    const wanted = name ?? given.get('s') ?? 'TERM';
    const signal = parseSignal(wanted);
    if (!signal) {
      yield* printError(`${wanted}: unknown signal; killall -l lists signals.\n`);
      return 1;
    }
    if (operands.length === 0) {
      yield* printError(killallUsage);
      return 1;
    }
    const rows = yield* sys.processes();
    let status = 0;
    for (const operand of operands) {
      const plain = (text: string) => (given.has('I') ? text.toLowerCase() : text);
      const found = (rows.ok ? rows.value : []).filter((row) => {
        if (row.pid === context.pid || row.state === 'Z') return false;
        if (given.has('u') && row.user !== given.get('u')) return false;
        return plain(row.program.slice(0, 15)) === plain(operand.replace(/^.*\//, '').slice(0, 15));
      });
      if (found.length === 0) {
        status = 1;
        if (!given.has('q')) yield* printError(`${operand}: no process found\n`);
      }
      for (const { pid } of found) {
        const sent = yield* sys.kill(pid, signal);
        if (sent.ok && given.has('v')) {
          yield* printError(
            `Killed ${operand}(${pid}) with signal ${wanted.replace(/^SIG/, '')}\n`,
          );
        }
        if (sent.ok) continue;
        status = 1;
        yield* printError(`${operand}(${pid}): ${formatErrno(sent.errno)}\n`);
      }
    }
    return status;
  },
};
