/** `python manage.py ...`: Django 5.2's commands that the course uses, and the names of the rest. */
import type { ProgramContext, Routine } from '../../host/program';
import { print, printError } from '../../host/system';
import { readHelpWidth } from '../argparse-text';
import { loadProject } from './load-project';
import {
  commandGroups,
  commandNames,
  formatRunserverHelp,
  formatRunserverUsage,
} from './manage-help';
import { migrate } from './migrations';
import { DJANGO_VERSION } from './pages';
import { suggestName } from './python-names';
import { runserver } from './runserver';
import { parseServerPlace } from './runserver-arguments';
import { printFailure, styled } from './style';

/** `manage` is the absolute path of manage.py, `args` what follows it. */
export function* runManage(
  context: ProgramContext,
  manage: string,
  args: string[],
): Routine<number> {
  const [command = 'help', ...rest] = args;
  if (command === 'help' || command === '--help' || command === '-h') {
    if (rest[0] === 'runserver') {
      yield* print(formatRunserverHelp(yield* readHelpWidth(context.columns)));
      return 0;
    }
    return yield* showHelp();
  }
  if (command === '--version' || command === 'version') {
    yield* print(`${DJANGO_VERSION}\n`);
    return 0;
  }
  const loaded = yield* loadProject(manage, context.env, command);
  if (!loaded.ok) {
    yield* printError(loaded.text);
    return 1;
  }
  switch (command) {
    case 'runserver':
      return yield* startServer(context, loaded.project, rest);
    case 'check':
      yield* print('System check identified no issues (0 silenced).\n');
      return 0;
    case 'migrate':
      return yield* migrate(loaded.project.root, loaded.project.settings);
    default:
      return yield* unknownCommand(command);
  }
}

function* unknownCommand(command: string): Routine<number> {
  if (commandNames.includes(command)) {
    yield* printError(`manage.py ${command}: this command is not in the simulation\n`);
    return 1;
  }
  const near = nearCommand(command);
  const guess = near ? `. Did you mean ${near}?` : '';
  yield* printError(`Unknown command: '${command}'${guess}\nType 'manage.py help' for usage.\n`);
  return 1;
}

function nearCommand(command: string): string | null {
  const near = suggestName(command, commandNames);
  return near && commandNames.includes(near) ? near : null;
}

function* showHelp(): Routine<number> {
  const lines = [
    '',
    "Type 'manage.py help <subcommand>' for help on a specific subcommand.",
    '',
    'Available subcommands:',
  ];
  for (const [app, names] of Object.entries(commandGroups)) {
    lines.push('', yield* styled(1, 'notice', `[${app}]`), ...names.map((name) => `    ${name}`));
  }
  yield* print(`${lines.join('\n')}\n`);
  return 0;
}

const flags = ['--nostatic', '--insecure', '--no-color', '--force-color', '--skip-checks'];

function* startServer(
  context: ProgramContext,
  project: Parameters<typeof runserver>[1],
  args: readonly string[],
): Routine<number> {
  const options = { reload: true, threading: true };
  const extra: string[] = [];
  let ipv6 = false;
  let where: string | undefined;
  for (const arg of args) {
    if (arg === '-h' || arg === '--help') {
      yield* print(formatRunserverHelp(yield* readHelpWidth(context.columns)));
      return 0;
    }
    if (arg === '--noreload') options.reload = false;
    else if (arg === '--nothreading') options.threading = false;
    else if (arg === '-6' || arg === '--ipv6') ipv6 = true;
    else if (flags.includes(arg)) continue;
    else if (arg.startsWith('-') || where !== undefined) extra.push(arg);
    else where = arg;
  }
  if (extra.length > 0) {
    const usage = formatRunserverUsage(yield* readHelpWidth(context.columns));
    yield* printError(
      `${usage}manage.py runserver: error: unrecognized arguments: ${extra.join(' ')}\n`,
    );
    return 2;
  }
  const reading = parseServerPlace(where, ipv6);
  if (!reading.ok) {
    yield* printFailure(`CommandError: ${reading.message}`);
    return 1;
  }
  return yield* runserver(context, project, reading.place, options);
}
