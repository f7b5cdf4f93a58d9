/** `sysctl` of procps 4.0: reads the kernel's parameters, and as root writes them. */
import { formatErrno } from '../../host/error-text';
import type { Program, ProgramContext, Routine } from '../../host/program';
import { print, printError, sys } from '../../host/system';
import { parseOptions } from '../options';
import { sysctlUsage } from './sysctl-usage';

const options = [
  { short: 'n', long: 'values', help: '' },
  { short: 'N', long: 'names', help: '' },
  { short: 'q', long: 'quiet', help: '' },
  { short: 'w', long: 'write', help: '' },
  { short: 'e', long: 'ignore', help: '' },
  { short: 'b', long: 'binary', help: '' },
  { short: 'h', long: 'help', help: '' },
  { short: 'd', help: '' },
  { short: 'V', long: 'version', help: '' },
  { short: 'o', help: '' },
  { short: 'x', help: '' },
];

function* main(context: ProgramContext): Routine<number> {
  const parsed = parseOptions(context.argv.slice(1), { options, unsupported: 'aAXprf' });
  if (!parsed.ok) {
    yield* printError(`sysctl: ${parsed.message}\n${sysctlUsage}`);
    return 0;
  }
  const given = parsed.options;
  if (given.has('V')) {
    yield* print('sysctl from procps-ng 4.0.2\n');
    return 0;
  }
  if (given.has('h', 'd') || parsed.operands.length === 0) {
    yield* given.has('h', 'd') ? print(sysctlUsage) : printError(sysctlUsage);
    return given.has('h', 'd') ? 0 : 1;
  }
  let status = 0;
  for (const operand of parsed.operands) {
    const equals = operand.indexOf('=');
    if (operand === '=') continue;
    if (equals === 0) {
      yield* printError(`sysctl: malformed setting "${operand}"\n`);
      status = 1;
      continue;
    }
    if (equals < 0 && given.has('w')) {
      yield* printError('sysctl: command line(0): invalid syntax, continuing...\n');
      status = 1;
      continue;
    }
    const name = (equals < 0 ? operand : operand.slice(0, equals)).trim().replaceAll('/', '.');
    const value = equals < 0 ? null : operand.slice(equals + 1).trim();
    const result = yield* sys.sysctl(
      name,
      value === null ? undefined : value.replace(/\s+/g, '\t'),
    );
    if (!result.ok) {
      if (result.errno === 'ENOENT' && given.has('e')) continue;
      yield* printError(complaint(name, result.errno, value !== null));
      status = 1;
      continue;
    }
    if (value !== null && given.has('q')) continue;
    const shown = value ?? result.value;
    const text = given.has('n') || given.has('b') ? shown : `${name} = ${shown}`;
    yield* print(given.has('N') ? `${name}\n` : given.has('b') ? text : `${text}\n`);
  }
  return status;
}

function complaint(
  name: string,
  errno: Parameters<typeof formatErrno>[0],
  writes: boolean,
): string {
  if (errno === 'ENOENT') {
    return `sysctl: cannot stat /proc/sys/${name.replaceAll('.', '/')}: ${formatErrno(errno)}\n`;
  }
  if (errno === 'EACCES' || errno === 'EPERM') {
    return `sysctl: permission denied on key "${name}"\n`;
  }
  return `sysctl: ${writes ? 'setting' : 'reading'} key "${name}": ${formatErrno(errno)}\n`;
}

export const sysctl: Program = {
  name: 'sysctl',
  usage: 'sysctl [-n] NAME...\nsysctl -w NAME=VALUE...',
  summary: "read or set the kernel's parameters",
  main,
};
