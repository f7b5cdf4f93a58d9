/** Numbers, names and words of signal(7) on Linux x86-64. */
import type { Signal } from './system-call';

const table: Readonly<Record<Signal, readonly [number, string]>> = {
  SIGHUP: [1, 'Hangup'],
  SIGINT: [2, 'Interrupt'],
  SIGQUIT: [3, 'Quit'],
  SIGKILL: [9, 'Killed'],
  SIGUSR1: [10, 'User defined signal 1'],
  SIGPIPE: [13, 'Broken pipe'],
  SIGTERM: [15, 'Terminated'],
  SIGCONT: [18, 'Continued'],
  SIGSTOP: [19, 'Stopped (signal)'],
  SIGTSTP: [20, 'Stopped'],
  SIGTTIN: [21, 'Stopped (tty input)'],
  SIGTTOU: [22, 'Stopped (tty output)'],
};
const signals = Object.keys(table) as Signal[];

export function signalNumber(signal: Signal): number {
  return table[signal][0];
}

/** strsignal(3). */
export function formatSignal(signal: Signal): string {
  return table[signal][1];
}

/** `9`, `KILL`, `SIGKILL` or `kill`; null for what is no signal of the simulation. */
export function parseSignal(text: string): Signal | null {
  const name = text.toUpperCase();
  return (
    signals.find((signal) => signal === name || signal === `SIG${name}`) ??
    signals.find((signal) => String(table[signal][0]) === text) ??
    null
  );
}
