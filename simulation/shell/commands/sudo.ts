import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { parseOptions } from '../options';
import { runProgram } from '../run-program';
import { findUser } from '../users';
import { formatSudoHelp, formatSudoRights, formatSudoUsage } from './sudo-usage';

const builtinOnly = ['cd', 'export', 'fg', 'bg', 'jobs', 'history', 'alias', 'source', 'exit'];

/**
 * sudo 1.9.13. As on many course machines no password is asked. The program runs as `root`, or
 * as the user of `-u`, with a clean environment.
 */
export const sudo: Program = {
  name: 'sudo',
  usage: 'sudo [-u USER] COMMAND [ARG]...',
  summary: 'run a program as root or as another user',
  handles: ['SIGINT', 'SIGQUIT', 'SIGTERM'],
  main: function* (context) {
    const parsed = parseOptions(context.argv.slice(1), {
      stopAtOperand: true,
      unsupported: 'ABbCDegNPpRrtTU',
      options: [
        { short: 'E', help: 'keep the environment' },
        { short: 'H', help: 'set HOME' },
        { short: 'h', long: 'help', help: 'show this help' },
        { short: 'i', long: 'login', help: 'run a login shell' },
        { short: 'K', help: 'forget the password' },
        { short: 'k', help: 'forget the password' },
        { short: 'l', long: 'list', help: 'tell what may be run' },
        { short: 'n', help: 'never ask' },
        { short: 'S', help: 'read the password from standard input' },
        { short: 's', long: 'shell', help: 'run a shell' },
        { short: 'u', long: 'user', value: 'USER', help: 'run as this user' },
        { short: 'V', long: 'version', help: 'show the version' },
        { short: 'v', help: 'renew the password' },
      ],
    });
    if (!parsed.ok) {
      yield* printError(`sudo: ${parsed.message}\n${formatSudoUsage(context.columns)}`);
      return 1;
    }
    const { options } = parsed;
    if (options.has('h') || options.has('V')) {
      yield* print(options.has('V') ? 'Sudo version 1.9.13p3\n' : formatSudoHelp(context.columns));
      return 0;
    }
    if (options.has('l')) {
      yield* print(formatSudoRights(context.user, context.host, context.columns));
      return 0;
    }
    const user = options.get('u') ?? 'root';
    if (!(yield* findUser(user))) {
      yield* printError(
        `sudo: unknown user ${user}\nsudo: error initializing audit plugin sudoers_audit\n`,
      );
      return 1;
    }
    const { env, argv } = splitAssignments(parsed.operands);
    const shell = options.has('i', 's');
    if (argv.length === 0 && !shell) {
      if (options.has('K', 'k', 'v')) return 0;
      yield* printError(formatSudoUsage(context.columns));
      return 1;
    }
    const line = shell ? (argv.length > 0 ? ['bash', '-c', argv.join(' ')] : ['bash']) : argv;
    return yield* runAs(line, user, { ...(options.has('E') ? context.env : {}), ...env }, context);
  },
};

function* runAs(
  argv: string[],
  user: string,
  kept: Record<string, string>,
  { user: from, env: around }: ProgramContext,
): Routine<number> {
  const caller = yield* findUser(from);
  const { LANG = 'C.UTF-8', TERM = 'xterm-256color' } = around;
  const path = (argv[0] ?? '').includes('/') ? argv[0] : `/usr/bin/${argv[0]}`;
  const env = {
    ...{ LANG, TERM },
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    ...{ MAIL: `/var/mail/${user}`, LOGNAME: user, USER: user },
    HOME: user === 'root' ? '/root' : `/home/${user}`,
    SHELL: '/bin/bash',
    SUDO_COMMAND: [path, ...argv.slice(1)].join(' '),
    SUDO_USER: from,
    SUDO_UID: String(caller?.id ?? 0),
    SUDO_GID: String(caller?.groups[0]?.id ?? 0),
    ...kept,
  };
  const ended = yield* runProgram(argv, { env, user });
  if (ended.ok) return ended.value;
  const [name = ''] = argv;
  if (builtinOnly.includes(name)) {
    yield* printError(
      `sudo: ${name}: command not found\nsudo: "${name}" is a shell built-in command, it cannot be run directly.\n` +
        'sudo: the -s option may be used to run a privileged shell.\n' +
        (name === 'cd'
          ? 'sudo: the -D option may be used to run a command in a specific directory.\n'
          : ''),
    );
  } else if (ended.errno === 'ENOENT' || name.includes('/')) {
    yield* printError(`sudo: ${name}: command not found\n`);
  } else yield* printError(`sudo: unable to execute ${name}: ${formatErrno(ended.errno)}\n`);
  return 1;
}

function splitAssignments(operands: string[]) {
  const env: Record<string, string> = {};
  const argv = [...operands];
  for (let word = argv[0]; word !== undefined && /^[A-Za-z_]\w*=/.test(word); word = argv[0]) {
    env[word.slice(0, word.indexOf('='))] = word.slice(word.indexOf('=') + 1);
    argv.shift();
  }
  return { env, argv };
}
