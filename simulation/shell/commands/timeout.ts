/** `timeout` of coreutils 9.1: runs a command and ends it after a while. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { parseSignal, signalNumber } from '../../host/signal';
import { printError, sys } from '../../host/system';
import type { Signal } from '../../host/system-call';
import { gnuCommand, tryHelp, usageError } from '../gnu-command';
import { curlyQuote } from '../quote';
import { startProgram } from '../run-program';
import { parseDuration } from './sleep';

/** What the thread that waits for the end of time has to know. */
type Limit = {
  pid: number;
  name: string;
  ms: number;
  signal: Signal;
  /** Milliseconds until SIGKILL follows; null for never. */
  killAfter: number | null;
  group: boolean;
  verbose: boolean;
};

function* send(context: ProgramContext, limit: Limit, signal: Signal): Routine {
  if (limit.verbose) {
    const word = signal.replace('SIG', '');
    yield* printError(`timeout: sending signal ${word} to command ${curlyQuote(limit.name)}\n`);
  }
  yield* sys.kill(limit.pid, signal);
  // What the command has started is of the same group, and so are we.
  if (limit.group) yield* sys.kill(context.pid, signal, true);
}

function* keepLimit(context: ProgramContext, limit: Limit): Routine {
  yield* sys.sleep(limit.ms);
  yield* send(context, limit, limit.signal);
  if (limit.killAfter === null) return;
  yield* sys.sleep(limit.killAfter);
  yield* send(context, limit, 'SIGKILL');
}

const base = gnuCommand({
  name: 'timeout',
  usage: '[OPTION] DURATION COMMAND [ARG]...',
  summary: 'run a command and end it if it still runs after so many seconds (or m, h, d)',
  version: 'timeout (GNU coreutils) 9.1',
  usageStatus: 125,
  stopAtOperand: true,
  options: [
    { long: 'preserve-status', help: 'exit with the status of COMMAND, even when it times out' },
    { long: 'foreground', help: 'do not time out the children of COMMAND' },
    { short: 'k', long: 'kill-after', value: 'DURATION', help: 'send KILL so long after that' },
    { short: 's', long: 'signal', value: 'SIGNAL', help: 'the signal to be sent on timeout' },
    { short: 'v', long: 'verbose', help: 'tell of any signal that is sent' },
  ],
  run: function* (context, options, operands) {
    const later = options.get('k');
    const wrongTime = (text: string) =>
      usageError('timeout', `invalid time interval ${curlyQuote(text)}`, 125);
    const killAfter = later === undefined ? null : parseDuration(later);
    if (later !== undefined && killAfter === null) return yield* wrongTime(later);
    const word = options.get('s') ?? 'TERM';
    const signal = parseSignal(word);
    if (!signal) {
      return yield* usageError('timeout', `${curlyQuote(word)}: invalid signal`, 125);
    }
    const [text, ...command] = operands;
    const [name] = command;
    if (text === undefined || name === undefined) {
      yield* printError(tryHelp('timeout'));
      return 125;
    }
    const ms = parseDuration(text);
    if (ms === null) return yield* wrongTime(text);
    const started = yield* startProgram(command, {});
    if (!started.ok) {
      const missing = started.errno === 'ENOENT';
      const why = missing ? 'No such file or directory' : formatErrno(started.errno);
      yield* printError(`timeout: failed to run command ${curlyQuote(name)}: ${why}\n`);
      return missing ? 127 : 126;
    }
    const begun = yield* sys.now();
    for (const one of new Set<Signal>(['SIGTERM', signal])) yield* sys.signal(one, true);
    const limit: Limit = {
      ...{ pid: started.value, name, ms, signal, killAfter: killAfter === 0 ? null : killAfter },
      ...{ group: !options.has('foreground'), verbose: options.has('v') },
    };
    if (ms > 0) yield* sys.thread('limit', limit);
    for (;;) {
      const change = yield* sys.wait({ pid: started.value });
      const now = yield* sys.now();
      const late = ms > 0 && now.ok && begun.ok && now.value - begun.value >= ms;
      if (!change.ok) {
        if (change.errno !== 'EINTR') return 125;
        if (!late && change.signal) yield* sys.kill(started.value, change.signal);
        continue;
      }
      const { value } = change;
      if (value?.change !== 'exited' && value?.change !== 'killed') continue;
      const status = value.change === 'exited' ? value.status : 128 + signalNumber(value.signal);
      if (!late || options.has('preserve-status')) return status;
      return value.change === 'killed' && value.signal === 'SIGKILL' ? 137 : 124;
    }
  },
});

export const timeout: Program = { ...base, threads: { limit: keepLimit } };
