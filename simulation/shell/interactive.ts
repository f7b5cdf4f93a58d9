/** bash with a person before it: prompt, continuation lines, history, news of jobs. */
import type { Routine } from '../host/program';
import { createLineReader, type LineReader, printError, readLine } from '../host/system';
import { expandHistory } from './history-expansion';
import { takeJobNews } from './jobs';
import { parse } from './parse';
import { reapChildren } from './run-pipeline';
import type { Shell } from './shell';
import type { ShellState } from './shell-state';
import { noteSignal, runTraps } from './traps';
import { getVariable, shortenHome } from './variables';

/** Reads and runs lines until `exit` or Ctrl-D; the exit status. */
export function* interact(shell: Shell): Routine<number> {
  const { state } = shell;
  const reader = createLineReader(0);
  while (state.exit === null) {
    const news = takeJobNews(state);
    if (news !== '') yield* printError(news);
    yield* readCommand(shell, reader);
  }
  return state.exit;
}

/** One command of one or more lines. */
function* readCommand(shell: Shell, reader: LineReader): Routine {
  const { state } = shell;
  let text = '';
  let prompt = formatPrompt(state);
  for (;;) {
    yield* printError(prompt);
    const read = yield* readLine(reader);
    if (!read.ok) {
      if (read.errno !== 'EINTR') {
        state.exit = 0;
        return;
      }
      if (noteSignal(state, read.signal)) {
        yield* runTraps(shell, shell.standard);
        if (state.exit !== null) return;
      }
      if (read.signal !== 'SIGINT') continue;
      yield* printError('\n');
      state.status = 130;
      return;
    }
    if (read.value === null) {
      reader.ended = false;
      yield* endOfInput(shell, text);
      return;
    }
    const line = yield* recall(state, read.value.replace(/\n$/, ''), text);
    if (line === null) return;
    // What has ended meanwhile is told of after this line, as bash does.
    yield* reapChildren(state);
    text = text === '' ? line : `${text}\n${line}`;
    const parsed = parse(text);
    if (!parsed.ok && parsed.reason === 'incomplete') {
      prompt = '> ';
      continue;
    }
    const warned = state.warned;
    state.interrupted = false;
    state.leave = null;
    state.dropped = false;
    if (parsed.ok) yield* shell.runList(shell, parsed.list, shell.standard);
    else {
      const bad = parsed.message.endsWith(': bad substitution');
      yield* printError(`bash: ${parsed.message}\n`);
      state.status = bad ? 1 : 2;
    }
    if (state.interrupted) state.status = 130;
    if (warned) state.warned = false;
    return;
  }
}

/** The line with `!!` and the like filled in, kept in the history; null where that failed. */
function* recall(state: ShellState, typed: string, before: string): Routine<string | null> {
  const expanded = expandHistory(typed, state.history);
  if (!expanded.ok) {
    yield* printError(`bash: ${expanded.message}\n`);
    return null;
  }
  if (expanded.changed) yield* printError(`${expanded.line}\n`);
  const entry = expanded.line;
  if (before !== '') state.history[state.history.length - 1] += `\n${entry}`;
  else if (entry.trim() !== '') state.history.push(entry);
  return entry;
}

/** Ctrl-D: the end of an unfinished command, or of the shell. */
function* endOfInput(shell: Shell, text: string): Routine {
  const { state } = shell;
  if (text === '') {
    yield* shell.runText(shell, 'exit', shell.standard);
    return;
  }
  const parsed = parse(text);
  const end = 'syntax error: unexpected end of file';
  if (!parsed.ok && parsed.message !== end) yield* printError(`bash: ${parsed.message}\n`);
  yield* printError(`bash: ${end}\n`);
  state.status = 2;
}

/** `you@laptop:~/shop$ `, or what PS1 says: \u \h \w \W \$ \n are known. */
function formatPrompt(state: ShellState): string {
  const short = shortenHome(state, state.cwd);
  const values: Record<string, string> = {
    u: state.user,
    h: state.host,
    H: state.host,
    w: short,
    W: short === '~' || short === '/' ? short : (short.split('/').at(-1) ?? short),
    $: state.user === 'root' ? '#' : '$',
    n: '\n',
    e: '\x1b',
    '[': '',
    ']': '',
    '\\': '\\',
  };
  const form = getVariable(state, 'PS1') ?? '\\u@\\h:\\w\\$ ';
  return form.replace(/\\([\s\S])/g, (whole, letter) => values[letter] ?? whole);
}
