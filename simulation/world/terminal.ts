/** Terminals: entered lines, the keys Ctrl-C, Ctrl-Z and Ctrl-D, and what runs (termios(3)). */
import { encodeText } from '../host/bytes';
import { reopenTerminals } from './boot';
import { raiseGroup } from './signal';
import { isAtPrompt } from './view-world';
import { answerCall, wakeTerminal } from './wake';
import { changeTerminal, machineOf, tell, threadOf, type Work } from './work';

/** A line is typed and entered: it is echoed, and whoever reads the terminal gets it. */
export function typeLine(work: Work, host: string, tty: number, line: string): void {
  const machine = machineOf(work, host);
  const terminal = machine.terminals[tty];
  if (!terminal) return;
  const input = [...terminal.input, encodeText(`${line}\n`)];
  const prompting = isAtPrompt(machine, terminal);
  // A program that was ended while it asked for a password leaves the shell's own prompt as it was.
  const shown = prompting || !terminal.silent ? `${line}\n` : '';
  const text = terminal.text + shown;
  if (prompting) {
    const history = line.trim() === '' ? terminal.history : [...terminal.history, line];
    changeTerminal(work, host, tty, {
      input,
      text,
      history,
      running: line,
      status: null,
      silent: false,
    });
    tell(work, host, { kind: 'command', tty: `pts/${tty}`, line, change: 'started' });
  } else changeTerminal(work, host, tty, { input, text });
  wakeTerminal(work, host, tty);
}

export function pressKey(work: Work, host: string, tty: number, key: 'C' | 'Z' | 'D'): void {
  const terminal = machineOf(work, host).terminals[tty];
  if (!terminal) return;
  if (key === 'D') {
    changeTerminal(work, host, tty, { input: [...terminal.input, ''] });
    return wakeTerminal(work, host, tty);
  }
  // ECHOCTL is a kind of ECHO: a program that hides what is typed hides the key as well.
  const hidden = terminal.silent && !isAtPrompt(machineOf(work, host), terminal);
  const shown = hidden ? '' : `^${key}`;
  changeTerminal(work, host, tty, { text: terminal.text + shown, input: [] });
  const pid = terminal.foreground;
  if (!hidden) tell(work, host, { kind: 'output', tty: `pts/${tty}`, pid, text: shown });
  raiseGroup(work, host, terminal.foreground, key === 'C' ? 'SIGINT' : 'SIGTSTP');
}

/** The editor of a terminal is closed; `text` is null where nothing was saved. */
export function closeEditor(work: Work, host: string, tty: number, text: string | null): void {
  const editing = machineOf(work, host).terminals[tty]?.editing;
  if (!editing) return;
  changeTerminal(work, host, tty, { editing: null });
  answerCall(work, host, editing.pid, editing.tid, { ok: true, value: text });
}

/** After every step, on the hosts it touched: commands that have ended are told, shells that have ended start anew. */
export function tidyTerminals(work: Work): void {
  const { hostNumbers } = work.world;
  const touched = [...work.machines.keys()];
  touched.sort((a, b) => (hostNumbers[a] ?? 0) - (hostNumbers[b] ?? 0));
  for (const host of touched) {
    reopenTerminals(work, host);
    const machine = machineOf(work, host);
    for (const terminal of Object.values(machine.terminals)) {
      const { tty, running: line, input, status, editing } = terminal;
      if (editing && !threadOf(work, host, editing.pid, editing.tid)) {
        changeTerminal(work, host, tty, { editing: null });
      }
      if (line === null || input.length > 0 || !isAtPrompt(machine, terminal)) continue;
      changeTerminal(work, host, tty, { running: null });
      const ended = status === null ? {} : { status };
      tell(work, host, { kind: 'command', tty: `pts/${tty}`, line, change: 'finished', ...ended });
    }
  }
}
