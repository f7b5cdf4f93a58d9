/**
 * The shell's own programs, and the table of all: `createProgramTable` is given the rows of the
 * network commands and servers. `help`, `man`, `which` and bash's `type` are derived from it.
 */
import type { Program, ProgramTable } from '../host/program';
import { createBash } from './bash';
import { awk } from './commands/awk';
import { basename, dirname } from './commands/basename';
import { cat } from './commands/cat';
import { chmod } from './commands/chmod';
import { clear } from './commands/clear';
import { cp } from './commands/cp';
import { cut } from './commands/cut';
import { date } from './commands/date';
import { echo } from './commands/echo';
import { env, printenv } from './commands/env';
import { find } from './commands/find';
import { grep } from './commands/grep';
import { head } from './commands/head';
import { createHelp } from './commands/help';
import { hostname } from './commands/hostname';
import { id } from './commands/id';
import { kill } from './commands/kill';
import { killall } from './commands/killall';
import { less, more } from './commands/less';
import { ls } from './commands/ls';
import { createMan } from './commands/man';
import { mkdir } from './commands/mkdir';
import { mv } from './commands/mv';
import { nano } from './commands/nano';
import { nohup } from './commands/nohup';
import { pgrep, pkill } from './commands/pkill';
import { printf } from './commands/printf';
import { ps } from './commands/ps';
import { pwd } from './commands/pwd';
import { rm } from './commands/rm';
import { rmdir } from './commands/rmdir';
import { sed } from './commands/sed';
import { seq } from './commands/seq';
import { sleep } from './commands/sleep';
import { sort } from './commands/sort';
import { sudo } from './commands/sudo';
import { tail } from './commands/tail';
import { tee } from './commands/tee';
import { bracket, test } from './commands/test';
import { timeout } from './commands/timeout';
import { touch } from './commands/touch';
import { tr } from './commands/tr';
import { falseProgram, trueProgram } from './commands/true';
import { uname } from './commands/uname';
import { uniq } from './commands/uniq';
import { emacs, vi, vim } from './commands/vi';
import { wc } from './commands/wc';
import { createWhich } from './commands/which';
import { whoami } from './commands/whoami';
import { xargs } from './commands/xargs';

const own: readonly Program[] = [
  ...[bracket, cat, clear, cp, date, echo, env, falseProgram, grep, head, hostname, id, kill, ls],
  ...[
    mkdir,
    mv,
    nano,
    pgrep,
    pkill,
    printenv,
    printf,
    ps,
    pwd,
    rm,
    rmdir,
    sed,
    sleep,
    sudo,
    tail,
    tee,
  ],
  ...[test, touch, trueProgram, wc, whoami],
  ...[awk, basename, chmod, cut, dirname, emacs, find, killall, less, more, nohup, seq, sort],
  ...[timeout, tr, uname, uniq, vi, vim, xargs],
];

/** Programs by name: the shell's own and `others`, which win where a name is in both. */
export function createProgramTable(others: readonly Program[]): ProgramTable {
  const table: Record<string, Program> = {};
  const programs = () => table;
  const bash = createBash(programs);
  const tools = [...own.map(({ name }) => name), 'bash', 'help', 'man', 'sh', 'which'];
  const sh = { ...bash, name: 'sh', usage: bash.usage.replace('bash', 'sh') };
  const help = createHelp(programs, tools);
  const derived = [bash, help, createMan(programs), sh, createWhich(programs)];
  for (const program of [...own, ...derived, ...others]) table[program.name] = program;
  return table;
}
