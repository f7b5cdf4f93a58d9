import { formatErrno } from '../../host/error-text';
import { print, printError } from '../../host/system';
import { gnuCommand } from '../gnu-command';
import { curlyQuote } from '../quote';
import { runProgram } from '../run-program';

export const env = gnuCommand({
  name: 'env',
  usage: '[OPTION]... [-] [NAME=VALUE]... [COMMAND [ARG]...]',
  summary: 'show the environment, or run a program in a changed one',
  version: 'env (GNU coreutils) 9.1',
  usageStatus: 125,
  stopAtOperand: true,
  unsupported: '0CSv',
  options: [
    { short: 'i', long: 'ignore-environment', help: 'start with an empty environment' },
    { short: 'u', long: 'unset', value: 'NAME', help: 'remove a variable' },
  ],
  run: function* (context, options, operands) {
    const variables = new Map(options.has('i') ? [] : Object.entries(context.env));
    for (const name of options.all('u')) variables.delete(name);
    const rest = [...operands];
    if (rest[0] === '-') {
      rest.shift();
      variables.clear();
    }
    for (let word = rest[0]; word?.includes('='); word = rest[0]) {
      const equals = word.indexOf('=');
      variables.set(word.slice(0, equals), word.slice(equals + 1));
      rest.shift();
    }
    if (rest.length === 0) {
      const lines = [...variables].map(([name, value]) => `${name}=${value}\n`);
      if (lines.length > 0) yield* print(lines.join(''));
      return 0;
    }
    const ended = yield* runProgram(rest, { env: Object.fromEntries(variables) });
    if (!ended.ok) {
      yield* printError(`env: ${curlyQuote(rest[0] ?? '')}: ${formatErrno(ended.errno)}\n`);
      return ended.errno === 'ENOENT' ? 127 : 126;
    }
    return ended.value;
  },
});

export const printenv = gnuCommand({
  name: 'printenv',
  usage: '[VARIABLE]...',
  summary: 'print variables of the environment',
  version: 'printenv (GNU coreutils) 9.1',
  usageStatus: 2,
  unsupported: '0',
  run: function* (context, _options, operands) {
    if (operands.length === 0) {
      for (const [name, value] of Object.entries(context.env)) yield* print(`${name}=${value}\n`);
      return 0;
    }
    let status = 0;
    for (const name of operands) {
      const value = Object.hasOwn(context.env, name) ? context.env[name] : undefined;
      if (value === undefined) status = 1;
      else yield* print(`${value}\n`);
    }
    return status;
  },
});
