import { formatErrno } from '../../host/error-text';
import { printError, sys } from '../../host/system';
import { gnuCommand, usageError } from '../gnu-command';
import { runProgram } from '../run-program';

export const nohup = gnuCommand({
  name: 'nohup',
  usage: 'COMMAND [ARG]...',
  summary: 'run a command that goes on when its terminal is closed',
  version: 'nohup (GNU coreutils) 9.1',
  usageStatus: 125,
  stopAtOperand: true,
  run: function* (context, _options, operands) {
    const [name] = operands;
    if (name === undefined) return yield* usageError('nohup', 'missing operand', 125);
    const [input, output, errors] = [
      yield* sys.isatty(0),
      yield* sys.isatty(1),
      yield* sys.isatty(2),
    ];
    const typed = input.ok && input.value;
    const shown = output.ok && output.value;
    const nothing = typed ? yield* sys.open('/dev/null', 'r') : null;
    const file = shown ? yield* sys.open('nohup.out', 'a') : null;
    if (file && !file.ok) {
      yield* printError(`nohup: failed to open 'nohup.out': ${formatErrno(file.errno)}\n`);
      return 125;
    }
    const doing = [
      ...(typed ? ['ignoring input'] : []),
      ...(shown ? ["appending output to 'nohup.out'"] : []),
      ...(!shown && errors.ok && errors.value ? ['redirecting stderr to stdout'] : []),
    ];
    if (doing.length > 0) yield* printError(`nohup: ${doing.join(' and ')}\n`);
    const out = file?.ok ? file.value : 1;
    const err = errors.ok && errors.value ? out : 2;
    const fds = { 0: nothing?.ok ? nothing.value : 0, 1: out, 2: err };
    const ended = yield* runProgram(operands, { env: { ...context.env }, fds });
    if (ended.ok) return ended.value;
    const missing = ended.errno === 'ENOENT';
    const why = missing ? 'No such file or directory' : formatErrno(ended.errno);
    yield* printError(`nohup: failed to run command '${name}': ${why}\n`);
    return missing ? 127 : 126;
  },
});
