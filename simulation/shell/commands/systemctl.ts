/** `systemctl` of systemd 252, for the services of the course and for switching the machine off. */
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { readDisabled } from '../../program/systemd/unit-state';
import { findUnit, type Unit } from '../../program/systemd/units';
import { enableUnit, reloadUnit, standingOf, startUnit, stopUnit } from './systemctl-jobs';
import { listUnits, showStatus } from './systemctl-status';
import { printLogError, systemdVersion } from './systemd-log';

const changing = ['start', 'stop', 'restart', 'reload', 'enable', 'disable', 'reload-or-restart'];
const asking = ['status', 'is-active', 'is-enabled', 'is-failed'];

/** Verbs of the real one that are not here. */
const others =
  /^(add-requires|add-wants|bind|cancel|cat|clean|condreload|condrestart|daemon-reexec|default|edit|emergency|exit|force-reload|freeze|get-default|halt|help|hibernate|hybrid-sleep|import-environment|is-system-running|isolate|kexec|kill|link|list-automounts|list-dependencies|list-jobs|list-machines|list-paths|list-sockets|list-timers|list-unit-files|log-level|log-target|mask|mount-image|preset|preset-all|reboot|reenable|rescue|reset-failed|revert|service-log-level|service-watchdogs|set-default|set-environment|set-property|show|show-environment|suspend|suspend-then-hibernate|switch-root|thaw|try-reload-or-restart|try-restart|unmask|unset-environment)$/;

type Options = { all: boolean; failed: boolean; now: boolean; quiet: boolean; lines: number };

/** A complaint of getopt's or of this simulation as text, one of systemd's own as `log`. */
type Complaint = string | { log: string };

/** Types and load states that the real one takes after `-t`. */
const types =
  /^(service|mount|swap|socket|target|device|automount|timer|path|slice|scope|help|stub|loaded|not-found|bad-setting|error|merged|masked)$/;

function readOptions(
  words: readonly string[],
): { options: Options; operands: string[] } | { complaint: Complaint } {
  const wrong = (complaint: Complaint) => ({ complaint });
  const options: Options = { all: false, failed: false, now: false, quiet: false, lines: 10 };
  const operands: string[] = [];
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (!word.startsWith('-')) operands.push(word);
    else if (word === '--all' || word === '-a') options.all = true;
    else if (word === '--failed') options.failed = true;
    else if (word === '--now') options.now = true;
    else if (word === '--quiet' || word === '-q') options.quiet = true;
    else if (word === '-n' || word.startsWith('--lines=')) {
      const given = word === '-n' ? rest.shift() : word.slice(8);
      if (given === undefined) return wrong("systemctl: option requires an argument -- 'n'\n");
      if (!/^\d{1,6}$/.test(given)) return wrong({ log: `Failed to parse lines '${given}'` });
      options.lines = Number(given);
    } else if (/^(-t|--type(=.*)?)$/.test(word)) {
      const type = word.startsWith('--type=') ? word.slice(7) : rest.shift();
      if (type === undefined) {
        const which =
          word === '-t' ? "requires an argument -- 't'" : "'--type' requires an argument";
        return wrong(`systemctl: option ${which}\n`);
      }
      if (!types.test(type)) {
        const log = `Unknown unit type or load state '${type}'.`;
        return wrong({ log: `${log}\nUse -t help to see a list of allowed values.` });
      }
      if (type !== 'service')
        return wrong(`systemctl: units of type "${type}" are not in this simulation\n`);
    } else if (/^--state=/.test(word)) {
      if (word.slice(8) !== 'failed')
        return wrong(`systemctl: ${word} is not in this simulation\n`);
      options.failed = true;
    } else if (word === '--version') {
      operands.unshift(word);
    } else if (!/^(--no-pager|-l|--full|--system|--no-legend|--no-ask-password)$/.test(word)) {
      return wrong(
        word.startsWith('--')
          ? `systemctl: unrecognized option '${word}'\n`
          : `systemctl: invalid option -- '${word.charAt(1)}'\n`,
      );
    }
  }
  return { options, operands };
}

export const systemctl: Program = {
  name: 'systemctl',
  usage:
    'systemctl start|stop|restart|reload|status|is-active SERVICE...\n' +
    'systemctl enable|disable|is-enabled [--now] SERVICE...\n' +
    'systemctl [list-units] [--type=service] [--all] [--failed]\nsystemctl poweroff',
  summary: 'start and stop services, see how they are, or switch the machine off',
  handles: ['SIGTERM'],
  main,
};

function* main(context: ProgramContext): Routine<number> {
  const read = readOptions(context.argv.slice(1));
  if ('complaint' in read) {
    const { complaint } = read;
    if (typeof complaint === 'string') yield* printError(complaint);
    else yield* printLogError(complaint.log);
    return 1;
  }
  const { options, operands } = read;
  const [verb = 'list-units', ...names] = operands;
  if (verb === '--version') {
    yield* print(systemdVersion);
    return 0;
  }
  if (verb === 'poweroff') {
    yield* sys.powerOff();
    return 0;
  }
  if (verb === 'list-units') return yield* listUnits(options);
  if (verb === 'daemon-reload') return 0;
  if (!changing.includes(verb) && !asking.includes(verb)) {
    if (others.test(verb)) {
      yield* printError(`systemctl: the command "${verb}" is not in this simulation\n`);
    } else yield* printLogError(`Unknown command verb ${verb}.`);
    return 1;
  }
  if (names.length === 0) {
    if (verb === 'status') {
      yield* printError('systemctl: the status of the whole machine is not in this simulation\n');
    } else yield* printLogError('Too few arguments.');
    return 1;
  }
  let status = 0;
  for (const [at, name] of names.entries()) {
    const known = findUnit(name);
    if (at > 0 && verb === 'status') yield* print('\n');
    const result = changing.includes(verb)
      ? yield* change(context, verb, name, known, options)
      : yield* tell(context, verb, name, known, options);
    status = result === 0 ? status : result;
  }
  return status;
}

const serviceName = (name: string) => (/\.\w+$/.test(name) ? name : `${name}.service`);

function* change(
  context: ProgramContext,
  verb: string,
  name: string,
  unit: Unit | null,
  options: Options,
): Routine<number> {
  const full = serviceName(name);
  const onDisk = verb === 'enable' || verb === 'disable';
  if (context.user !== 'root') {
    const what = verb === 'reload-or-restart' ? 'restart' : verb;
    yield* printError(
      onDisk
        ? `Failed to ${verb} unit: Interactive authentication required.\n`
        : `Failed to ${what} ${full}: Interactive authentication required.\n` +
            `See system logs and 'systemctl status ${full}' for details.\n`,
    );
    return 1;
  }
  if (!unit) {
    yield* printError(
      onDisk
        ? `Failed to ${verb} unit: Unit file ${full} does not exist.\n`
        : `Failed to ${verb} ${full}: Unit ${full} not found.\n`,
    );
    return onDisk ? 1 : 5;
  }
  switch (verb) {
    case 'start':
      return yield* startUnit(unit);
    case 'stop':
      return yield* stopUnit(unit);
    case 'restart':
      yield* stopUnit(unit);
      return yield* startUnit(unit);
    case 'reload':
      return yield* reloadUnit(unit);
    case 'reload-or-restart': {
      const { active } = yield* standingOf(unit);
      if (active === 'active' && unit.reload !== null) return yield* reloadUnit(unit);
      yield* stopUnit(unit);
      return yield* startUnit(unit);
    }
    default: {
      const result = yield* enableUnit(unit, verb === 'enable');
      if (!options.now || result !== 0) return result;
      return verb === 'enable' ? yield* startUnit(unit) : yield* stopUnit(unit);
    }
  }
}

function* tell(
  context: ProgramContext,
  verb: string,
  name: string,
  unit: Unit | null,
  { lines, quiet }: Options,
): Routine<number> {
  const full = serviceName(name);
  const say = (text: string) => (quiet ? print('') : print(`${text}\n`));
  if (verb === 'status') {
    if (unit) return yield* showStatus(context, unit, lines);
    yield* printError(`Unit ${full} could not be found.\n`);
    return 4;
  }
  if (verb === 'is-enabled') {
    if (!unit) {
      yield* printError(`Failed to get unit file state for ${full}: No such file or directory\n`);
      return 1;
    }
    const disabled = (yield* readDisabled()).includes(unit.name);
    yield* say(disabled ? 'disabled' : 'enabled');
    return disabled ? 1 : 0;
  }
  const active = unit ? (yield* standingOf(unit)).active : 'inactive';
  yield* say(active);
  if (verb === 'is-failed') return active === 'failed' ? 0 : 1;
  return active === 'active' ? 0 : unit ? 3 : 4;
}
