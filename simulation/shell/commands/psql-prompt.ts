/** psql's main loop: lines gathered to statements, with the prompt that says how far it has come. */
import type { Routine } from '../../host/program';
import { type LineReader, print, printError, readLine } from '../../host/system';
import { connectToServer } from '../../program/postgres/client';
import { needsServer, runBackslash, type Shell, showQuery } from './psql-run';
import { type ScanState, scanInput } from './psql-scan';

const HELP = `You are using psql, the command-line interface to PostgreSQL.
Type:  \\copyright for distribution terms
       \\h for help with SQL commands
       \\? for help with psql commands
       \\g or terminate with semicolon to execute query
       \\q to quit
`;

function promptOf(shell: Shell, mark: ScanState['mark']): string {
  if (!shell.open) return `!${mark === '=' ? '?' : mark}> `;
  const end = shell.connection.parameters.is_superuser === 'on' ? '#' : '>';
  const transaction = { T: '*', E: '!' }[shell.connection.status] ?? '';
  return `${shell.target.database}${mark}${transaction}${end} `;
}

/** From standard input up to its end, or `\q`; mistakes in SQL do not change the exit status. */
export function* runPrompt(
  shell: Shell,
  reader: LineReader,
  interactive: boolean,
): Routine<number> {
  let state: ScanState = { statements: [], rest: '', mark: '=' };
  for (;;) {
    if (interactive) yield* print(promptOf(shell, state.mark));
    const line = yield* readLine(reader);
    if (!line.ok) {
      if (line.errno !== 'EINTR') return 0;
      if (!interactive) return 130;
      yield* print('\n');
      state = { statements: [], rest: '', mark: '=' };
      continue;
    }
    if (line.value === null) {
      if (interactive) yield* print('\n\\q\n');
      else if (state.rest !== '') yield* ask(shell, state.rest.trim(), false);
      return shell.open ? 0 : 2;
    }
    const done = yield* takeLine(shell, state, line.value, interactive);
    if (done === 'quit') return 0;
    state = done;
    if (!shell.open && !interactive) return 2;
  }
}

function* takeLine(
  shell: Shell,
  state: ScanState,
  line: string,
  interactive: boolean,
): Routine<ScanState | 'quit'> {
  const word = line.trim().replace(/;$/, '').toLowerCase();
  if (state.mark === '=' && interactive && (word === 'quit' || word === 'exit')) return 'quit';
  if (state.mark === '=' && interactive && word === 'help') {
    yield* print(HELP);
    return state;
  }
  const command = line.indexOf('\\');
  const before = scanInput(state.rest + (command < 0 ? line : line.slice(0, command)));
  const quoted = before.mark === "'" || before.mark === '"' || before.mark === '*';
  const isCommand = command >= 0 && !quoted;
  const scanned = isCommand ? before : scanInput(state.rest + line);
  for (const statement of scanned.statements) yield* ask(shell, statement, interactive);
  if (!isCommand) return scanned;
  const done = yield* runCommand(shell, line.slice(command).trim(), interactive);
  return done === 'quit' ? 'quit' : scanned;
}

function* runCommand(shell: Shell, line: string, interactive: boolean): Routine<number | 'quit'> {
  const asks = needsServer(line);
  if (asks && !shell.open) {
    yield* printError('You are currently not connected to a database.\n');
    return 1;
  }
  const done = yield* runBackslash(shell, line, interactive);
  if (done === 1 && interactive && !asks && !/^\\(c|connect|conninfo|pset|[atx])\b/.test(line)) {
    yield* printError('Try \\? for help.\n');
  }
  return done;
}

function* ask(shell: Shell, statement: string, interactive: boolean): Routine<number> {
  if (!shell.open) {
    yield* printError('You are currently not connected to a database.\n');
    return 1;
  }
  const status = yield* showQuery(shell, statement);
  if (!shell.open && interactive) yield* reset(shell);
  return status;
}

/** One try to reach the server again; psql says it twice where that fails. */
function* reset(shell: Shell): Routine {
  const text = 'The connection to the server was lost. Attempting reset: ';
  const again = yield* connectToServer(shell.target);
  if (again.ok) {
    shell.connection = again.connection;
    shell.open = true;
    yield* printError(`${text}Succeeded.\n`);
  } else yield* printError(`${text}Failed.\n${text}Failed.\n`);
}

/** The lines of a file. */
export function* runLines(shell: Shell, lines: readonly string[]): Routine<number> {
  let state: ScanState = { statements: [], rest: '', mark: '=' };
  for (const line of lines) {
    const done = yield* takeLine(shell, state, line, false);
    if (done === 'quit') return 0;
    state = done;
    if (!shell.open) return 2;
  }
  if (state.rest !== '') yield* ask(shell, state.rest.trim(), false);
  return 0;
}
