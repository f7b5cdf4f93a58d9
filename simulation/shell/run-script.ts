/** Lines that nobody types: run one by one, so that a late mistake spares what is before it. */
import { encodeText } from '../host/bytes';
import type { Routine } from '../host/program';
import { createLineReader, type LineReader, printError, readLine } from '../host/system';
import { parse } from './parse';
import type { Shell } from './shell';
import { isLeaving } from './shell-state';
import { runTraps } from './traps';

/** A text as if it were read from a descriptor. */
export function textReader(text: string): LineReader {
  return { ...createLineReader(0), ahead: encodeText(text), ended: true };
}

/** `name` stands before `: line N:` in complaints about grammar. */
export function* runScript(shell: Shell, reader: LineReader, name: string): Routine {
  const { state } = shell;
  const base = state.title.replace(/: line \d+$/, '');
  let part = '';
  let first = 1;
  for (let number = 1; !isLeaving(state); number += 1) {
    const read = yield* readLine(reader);
    const line = read.ok ? read.value : null;
    if (line === null && part === '') return;
    if (line !== null) part = (part === '' ? '' : `${part}\n`) + line.replace(/\n$/, '');
    const parsed = parse(part, first);
    if (parsed.ok) {
      state.title = `${base}: line ${first}`;
      yield* shell.runList(shell, parsed.list, shell.standard);
      yield* runTraps(shell, shell.standard);
      // Of a script only the lines read so far are dropped, of a `-c` argument all.
      if (state.dropped) state.status = 1;
      if (!state.commandLine) state.dropped = false;
      part = '';
      first = number + 1;
      continue;
    }
    if (parsed.reason === 'incomplete' && line !== null) continue;
    const ended = parsed.reason === 'incomplete' ? parsed.waitsFor : undefined;
    // An end of several lines is never found.
    if (ended && !part.endsWith(`\n${ended.end}\n`)) {
      part += yield* endHereText(base, number - 1, ended);
      continue;
    }
    yield* complain(shell, parsed.message, `${name}: line ${first}`, part);
    if (/: bad substitution$/.test(parsed.message)) state.status = 1;
    else state.status = 2;
    return;
  }
}

/** A here-document may end with the script; bash says so and goes on. The line to add. */
function* endHereText(
  base: string,
  last: number,
  { end, line }: { end: string; line: number },
): Routine<string> {
  const text = `warning: here-document at line ${line} delimited by end-of-file (wanted \`${end}')`;
  yield* printError(`${base}: line ${last}: ${text}\n`);
  return `\n${end}\n`;
}

/** An unclosed quote is told of the line it began in, an unclosed list of the line after the last. */
function* complain(shell: Shell, message: string, place: string, text: string): Routine {
  if (message.endsWith(': bad substitution')) {
    yield* printError(`${shell.state.title}: ${message}\n`);
    return;
  }
  const after = place.replace(/\d+$/, (number) => String(Number(number) + text.split('\n').length));
  const end = /end of file$|matching `\)'$/.test(message);
  for (const line of message.split('\n')) {
    yield* printError(`${end ? after : place}: ${line}\n`);
  }
  if (message.startsWith('syntax error near')) {
    yield* printError(`${place}: \`${text.split('\n').at(-1)}'\n`);
  }
}
