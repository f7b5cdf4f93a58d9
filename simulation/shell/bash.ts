/**
 * The program `bash` (bash(1), version 5.2): reads lines from a terminal, a pipe, a file or `-c`
 * and runs them. `createBash` is given the table of all programs, of which bash is one.
 */
import { formatErrno } from '../host/error-text';
import type { Program, ProgramContext, ProgramTable, Routine } from '../host/program';
import { createLineReader, print, printError, readFile, sys } from '../host/system';
import { builtins } from './builtins';
import { runList, runText } from './execute';
import { type Fork, readFork } from './fork';
import { homeOf } from './home';
import { interact } from './interactive';
import { type ParsedOptions, parseOptions } from './options';
import { runCompound } from './run-compound';
import { runScript, textReader } from './run-script';
import { runArguments } from './run-simple';
import type { Shell } from './shell';
import type { Variable } from './shell-state';
import { type ShellState, standardDescriptors } from './shell-state';
import { runExitTrap } from './traps';
import { bashUsage, bashVersion } from './usage-texts';

const style = {
  stopAtOperand: true,
  unsupported: 'bhkmprtvBDEHPTO',
  options: [
    { short: 'c', help: 'run the first operand as a command line' },
    { short: 'i', help: 'interactive: prompt and history' },
    { short: 'l', long: 'login', help: 'be a login shell' },
    { short: 's', help: 'read from standard input' },
    { short: 'a', help: 'export every variable that is set' },
    { short: 'e', help: 'leave when a command fails' },
    { short: 'f', help: 'leave file patterns as they are' },
    { short: 'n', help: 'read commands without running them' },
    { short: 'u', help: 'take an unset variable for a mistake' },
    { short: 'x', help: 'print each command before it runs' },
    { short: 'C', help: 'do not overwrite files with >' },
    { long: 'norc', help: 'read no start-up file' },
    { long: 'noprofile', help: 'read no profile' },
    { long: 'noediting', help: 'read lines as the terminal gives them' },
    { long: 'help', help: 'display this help' },
    { long: 'version', help: 'display the version' },
  ],
} as const;

export function createBash(programs: () => ProgramTable): Program {
  return {
    name: 'bash',
    usage: 'bash [-c COMMANDS] [FILE [ARGUMENT]...]',
    summary: 'the shell: reads command lines and runs them',
    handles: ['SIGINT', 'SIGTERM'],
    main: function* (context) {
      const { told, env } = readFork(context);
      const parsed = parseOptions(told ? [] : context.argv.slice(1), style);
      if (!parsed.ok) {
        yield* printError(`bash: ${wrongOption(parsed)}\n${bashUsage}`);
        return 2;
      }
      if (parsed.options.has('version')) {
        yield* print(bashVersion);
        return 0;
      }
      if (parsed.options.has('help')) {
        yield* print(`GNU bash, version 5.2.15(1)-release-(x86_64-pc-linux-gnu)\n${bashUsage}`);
        return 0;
      }
      const terminal = yield* sys.isatty(0);
      const reads = parsed.operands.length === 0 || parsed.options.has('s');
      const wanted = parsed.options.has('i') || (reads && terminal.ok && terminal.value);
      const interactive = !told && !parsed.options.has('c') && wanted;
      const state = yield* createState(context, env, told);
      const login = parsed.options.has('l') || context.argv[0]?.startsWith('-') === true;
      Object.assign(state, { interactive, login });
      for (const letter of 'aefnuxC') if (parsed.options.has(letter)) state.options.add(letter);
      const standard = standardDescriptors();
      const run = { runList, runCompound, runText, runArguments };
      const shell: Shell = { state, programs, builtins, standard, ...run };
      if (!interactive) yield* sys.signal('SIGTERM', false);
      if (told) return yield* runFork(shell, told, context.pid);
      if (parsed.options.has('c')) return yield* runCommandLine(shell, parsed.operands);
      if (interactive) {
        for (const signal of ['SIGTSTP', 'SIGQUIT'] as const) yield* sys.signal(signal, true);
        state.title = 'bash';
        state.control = yield* findControl(context.pid);
        state.aliasing = true;
        return yield* runExitTrap(shell, yield* interact(shell));
      }
      return yield* runFile(shell, reads ? null : parsed.operands);
    },
  };
}

function wrongOption(parsed: Extract<ParsedOptions, { ok: false }>): string {
  const letter = /^invalid option -- '(.)'$/.exec(parsed.message)?.[1];
  const long = /^unrecognized option '(.*)'$/.exec(parsed.message)?.[1];
  return letter || long ? `${letter ? `-${letter}` : long}: invalid option` : parsed.message;
}

function* runFork(shell: Shell, told: Fork, pid: number): Routine<number> {
  yield* runList(shell, told.list, shell.standard);
  if (shell.state.dropped) shell.state.status = 1;
  if (shell.state.interrupted) {
    // Dies as its last command did, so that the shell above sees it.
    yield* sys.signal('SIGINT', false);
    yield* sys.kill(pid, 'SIGINT');
  }
  return yield* leave(shell);
}

function* runCommandLine(shell: Shell, operands: string[]): Routine<number> {
  const [source, ...positional] = operands;
  if (source === undefined) {
    yield* printError('bash: -c: option requires an argument\n');
    return 2;
  }
  shell.state.positional = positional.length > 0 ? positional : ['bash'];
  shell.state.title = `${shell.state.positional[0]}: line 1`;
  shell.state.commandLine = true;
  yield* runScript(shell, textReader(source), `${shell.state.positional[0]}: -c`);
  return yield* leave(shell);
}

/** A script file, or standard input where `operands` is null. */
function* runFile(shell: Shell, operands: string[] | null): Routine<number> {
  const [path = 'bash'] = operands ?? [];
  if (!operands) {
    shell.state.title = 'bash: line 1';
    yield* runScript(shell, createLineReader(0), path);
    return yield* leave(shell);
  }
  const text = yield* readFile(path);
  if (!text.ok) {
    yield* printError(`bash: ${path}: ${formatErrno(text.errno)}\n`);
    return text.errno === 'ENOENT' ? 127 : 126;
  }
  shell.state.positional = operands;
  shell.state.title = `${path}: line 1`;
  yield* runScript(shell, textReader(text.value), path);
  return yield* leave(shell);
}

/** The status, or death by the signal that interrupted the last command. */
function* leave(shell: Shell): Routine<number> {
  const { state } = shell;
  return yield* runExitTrap(shell, state.interrupted ? 130 : (state.exit ?? state.status));
}

function* createState(
  context: ProgramContext,
  env: Record<string, string>,
  told: Fork | null,
): Routine<ShellState> {
  const home = homeOf(context.user);
  const defaults = {
    HOME: home,
    LANG: 'C.UTF-8',
    LOGNAME: context.user,
    PATH: '/usr/local/bin:/usr/bin:/bin',
    SHELL: '/bin/bash',
    SHLVL: '1',
    TERM: 'xterm-256color',
    USER: context.user,
  };
  const variables = new Map<string, Variable>();
  for (const [name, value] of Object.entries({ ...defaults, ...env, PWD: context.cwd })) {
    variables.set(name, { value, exported: true });
  }
  variables.set('HOSTNAME', { value: context.host, exported: false });
  for (const [name, variable] of told?.own ?? []) variables.set(name, variable);
  return {
    title: told?.title ?? 'bash',
    pid: told?.pid ?? context.pid,
    user: context.user,
    host: context.host,
    cwd: context.cwd,
    previousDirectory: null,
    variables,
    aliases: new Map(told?.aliases),
    aliasing: told?.aliasing ?? false,
    functions: new Map(told?.functions),
    calls: [],
    options: new Set(told?.options),
    traps: new Map(),
    trapped: [],
    tested: told?.tested ?? 0,
    depth: told?.depth ?? 0,
    pipeStatus: [],
    substituted: null,
    returning: false,
    dropped: false,
    sourcing: 0,
    commandLine: false,
    positional: told?.positional ?? ['bash'],
    status: told?.status ?? 0,
    lastBackground: null,
    interactive: false,
    control: null,
    jobs: told?.jobs ?? [],
    history: told?.history ?? [],
    exit: null,
    leave: null,
    interrupted: false,
    loops: 0,
    nesting: 0,
    login: false,
    warned: false,
  };
}

/** The terminal that this process may hand to its jobs; null without one. */
function* findControl(pid: number): Routine<ShellState['control']> {
  const rows = yield* sys.processes();
  const own = rows.ok ? rows.value.find((row) => row.pid === pid) : undefined;
  const number = /(\d+)$/.exec(own?.tty ?? '')?.[1];
  return own && number !== undefined ? { tty: Number(number), group: own.group } : null;
}
