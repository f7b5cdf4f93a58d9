import { formatErrno } from '../../host/error-text';
import type { Program } from '../../host/program';
import { print, printError, readAllText, readFile } from '../../host/system';
import { type AwkRecord, parseAwk, runRules } from '../awk-program';
import { unescapeFormat } from '../escapes';

const usage = `Usage: awk [-F fs] [-v var=value] 'program' [file ...]
`;

/** awk for what it is used for most: fields of lines, printed where a pattern holds. */
export const awk: Program = {
  name: 'awk',
  usage: "awk [-F SEP] '{print $1}' [FILE]...",
  summary: 'print fields of lines (patterns and print; no other part of the language)',
  main: function* (context) {
    const rest = context.argv.slice(1);
    let separator = ' ';
    for (let arg = rest[0]; arg !== undefined && /^-./.test(arg); arg = rest[0]) {
      rest.shift();
      if (arg === '--') break;
      if (!arg.startsWith('-F')) {
        yield* printError(`awk: option ${arg} is not in this simulation, only -F is\n`);
        return 2;
      }
      const value = arg.slice(2) || rest.shift();
      if (value === undefined) {
        yield* printError(usage);
        return 2;
      }
      separator = value === 't' ? '\t' : unescapeFormat(value).bytes;
    }
    const [source, ...paths] = rest;
    if (source === undefined) {
      yield* printError(usage);
      return 2;
    }
    const program = parseAwk(source);
    if (!program.ok) {
      yield* printError(`awk: ${program.message}\n`);
      return 2;
    }
    let number = 0;
    let status = 0;
    let record: AwkRecord = { text: '', fields: [], number };
    const begin = runRules(program.rules, 'begin', record);
    if (begin !== '') yield* print(begin);
    const only = program.rules.every(({ when }) => when.kind === 'begin');
    for (const path of only ? [] : paths.length > 0 ? paths : ['-']) {
      const text = path === '-' ? yield* readAllText(0) : yield* readFile(path);
      if (!text.ok) {
        yield* printError(`awk: cannot open "${path}" (${formatErrno(text.errno)})\n`);
        status = 2;
        continue;
      }
      const lines = text.value === '' ? [] : text.value.replace(/\n$/, '').split('\n');
      let out = '';
      for (const line of lines) {
        number += 1;
        record = { text: line, fields: splitRecord(line, separator), number };
        out += runRules(program.rules, 'line', record);
      }
      if (out !== '' && !(yield* print(out))) return 2;
    }
    const end = runRules(program.rules, 'end', record);
    if (end !== '') yield* print(end);
    return status;
  },
};

function splitRecord(line: string, separator: string): string[] {
  if (separator === ' ') return line.match(/[^ \t\n]+/g) ?? [];
  if (line === '') return [];
  return line.split(separator);
}
