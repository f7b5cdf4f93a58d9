/** The shell on the real kernel of the simulation: terminals, jobs, signals, files, undo. */
import { expect, test } from 'vitest';
import type { Action } from '@/contract/action';
import { createWorld, performAction, viewWorld } from '../scenario/engine';
import { completeAtTerminal } from './complete-at-terminal';
import { createProgramTable } from './registry';

const programs = createProgramTable([]);
const host = (addr: string, user: string) => ({
  ...{ kind: 'laptop' as const, user, interfaces: { eth0: { lan: 'home', addr } } },
  files: { [`${user === 'root' ? '' : '/home'}/${user}/shop/notes.txt`]: 'apple\nBanana\n' },
  ...{ terminals: 1, browser: false, firewall: [], forward: false, sysctl: {} },
});
const start = createWorld(
  {
    id: 'shell',
    startsAt: '2026-11-23T13:10:49Z',
    lans: ['home'],
    hosts: { laptop: host('192.168.1.20/24', 'you'), gate: host('192.168.1.1/24', 'root') },
  },
  1,
  programs,
);

function doIn(actions: Action[], name = 'laptop') {
  let world = start;
  for (const action of actions)
    world = performAction(world, action, programs).at(-1)?.world ?? world;
  const terminal = viewWorld(world).hosts.find((one) => one.name === name)?.terminals[0];
  return { world, text: terminal?.text ?? '', terminal };
}

function type(line: string, name = 'laptop'): Action {
  return { do: 'type', host: name, tty: 0, line };
}
const key = (letter: 'C' | 'Z' | 'D'): Action => ({
  do: 'key',
  host: 'laptop',
  tty: 0,
  key: letter,
});

test('the prompt tells user, host and folder', () => {
  expect(doIn([]).terminal?.prompt).toBe('you@laptop:~$ ');
  expect(doIn([type('cd shop')]).terminal).toMatchObject({
    prompt: 'you@laptop:~/shop$ ',
    cwd: '/home/you/shop',
  });
  expect(doIn([], 'gate').terminal?.prompt).toBe('root@gate:~# ');
});

test('a program in the foreground holds the terminal until Ctrl-C', () => {
  const held = doIn([type('cat')]);
  expect(held.terminal).toMatchObject({ prompt: null, running: 'cat' });
  expect(doIn([type('cat'), key('C'), type('echo $?')]).text).toBe(
    'you@laptop:~$ cat\n^C\nyou@laptop:~$ echo $?\n130\nyou@laptop:~$ ',
  );
});

test('Ctrl-Z stops a job, bg and fg move it, kill ends it', () => {
  const { text } = doIn([
    ...[type('cat'), key('Z'), type('jobs'), type('fg'), type('line'), key('Z')],
    ...[type('kill %1'), type('echo over')],
  ]);
  expect(text).toBe(`you@laptop:~$ cat
^Z
[1]+  Stopped                 cat
you@laptop:~$ jobs
[1]+  Stopped                 cat
you@laptop:~$ fg
cat
line
line
^Z
[1]+  Stopped                 cat
you@laptop:~$ kill %1

[1]+  Stopped                 cat
you@laptop:~$ echo over
over
[1]+  Terminated              cat
you@laptop:~$ `);
});

test('a near miss is answered with the name that was meant', () => {
  expect(doIn([type('grpe x')]).text).toContain(
    'bash: grpe: command not found\nDid you mean: grep?\n',
  );
});

test('sudo runs as root; without it the folder of root is closed', () => {
  const { text } = doIn([
    ...[type('whoami; sudo whoami'), type('ls /root'), type('sudo ls -d /root')],
    ...[type('sudo cd /'), type('sudo -u nobody7 ls'), type('sudo nosuch')],
  ]);
  expect(text).toContain('\nyou\nroot\n');
  expect(text).toContain("ls: cannot open directory '/root': Permission denied\n");
  expect(text).toContain('sudo ls -d /root\n/root\n');
  expect(text).toContain('sudo: cd: command not found\n');
  expect(text).toContain('sudo: unknown user nobody7\n');
  expect(text).toContain('sudo: nosuch: command not found\n');
});

test('nano opens the editor; what is saved is in the file, a cancelled edit changes nothing', () => {
  const open = doIn([type('nano shop/notes.txt')]);
  expect(open.terminal?.editing).toEqual({ path: 'shop/notes.txt', text: 'apple\nBanana\n' });
  const edit = (text: string | null): Action => ({ do: 'edit', host: 'laptop', tty: 0, text });
  const look = type('cat shop/notes.txt');
  expect(doIn([type('nano shop/notes.txt'), edit('new'), look]).text).toContain('txt\nnew\nyou@');
  expect(doIn([type('nano shop/notes.txt'), edit(null), look]).text).toContain('apple\nBanana\n');
  expect(doIn([type('nano /etc/hosts'), edit('x')]).text).toContain(
    '[ Error writing /etc/hosts: Permission denied ]\n',
  );
});

test('a pipe runs both sides at once', () => {
  const { text } = doIn([type('cat | grep --line-buffered a'), type('banana'), type('xyz')]);
  expect(text).toBe('you@laptop:~$ cat | grep --line-buffered a\nbanana\nbanana\nxyz\n');
});

test('the shell of a terminal that was left starts anew', () => {
  expect(doIn([type('cd shop'), type('exit')]).text).toBe(
    'you@laptop:~$ cd shop\nyou@laptop:~/shop$ exit\nexit\nyou@laptop:~$ ',
  );
  expect(doIn([key('D')]).text).toBe('you@laptop:~$ exit\nyou@laptop:~$ ');
});

test('a loop without end is stopped and said so', () => {
  const { text } = doIn([type('while true; do true; done')]);
  expect(text).toContain('a loop was stopped after 1000 rounds');
});

test('the same lines give the same world', () => {
  const lines = ['ls | wc -l', 'sleep 1 &', 'echo $! $RANDOM', 'ps'].map((line) => type(line));
  expect(JSON.stringify(doIn(lines).world)).toBe(JSON.stringify(doIn(lines).world));
});

test('Tab completes from the world', () => {
  const { world } = doIn([type('cd shop')]);
  const at = { host: 'laptop', tty: 0 };
  expect(completeAtTerminal(world, programs, at, 'cat no', 6).line).toBe('cat notes.txt ');
  expect(completeAtTerminal(world, programs, at, 'ssh ga', 6).line).toBe('ssh gate ');
  expect(completeAtTerminal(world, programs, { host: 'nobody', tty: 3 }, 'l', 1).line).toBe('l');
});

test('ps marks who leads a session and who has the terminal', () => {
  const { text } = doIn([type('sleep 100'), key('Z'), type('ps -o stat,args')]);
  // Whether bash is seen asleep or just before it sleeps is chance.
  expect(text).toMatch(/STAT COMMAND\n[RS]s {3}bash\nT {4}sleep 100\nR\+ {3}ps -o stat,args\n/);
});

test('history reaches a pipe, and a name that is not known is a job in the background', () => {
  expect(doIn([type('echo one'), type('history | tail -1')]).text).toContain(
    '    2  history | tail -1\n',
  );
  const { text } = doIn([type('nosuch &'), type('echo on')]);
  expect(text).toMatch(/nosuch &\n\[1\] \d+\n/);
  expect(text).toContain('bash: nosuch: command not found\n');
  expect(text).toMatch(/\[1\]\+ {2}Exit 127 +nosuch\n/);
});

test('functions, lists and options live on from line to line, and reach subshells', () => {
  const { text } = doIn([
    ...[type('greet() { echo "hello $1"; }'), type('a=(one two)'), type('greet you | cat')],
    ...[type('(echo ${a[1]}; greet there)'), type('echo $(greet in)')],
    ...[type('set -u'), type('echo $nosuch; echo not'), type('echo still')],
  ]);
  expect(text).toContain('hello you\n');
  expect(text).toContain('two\nhello there\n');
  expect(text).toContain('hello in\n');
  expect(text).toContain('bash: nosuch: unbound variable\n');
  expect(text).toContain('\nstill\n');
  expect(text).not.toContain('\nnot\n');
});

test('Ctrl-C runs the trap of a script, and its end that on EXIT', () => {
  const script = `printf '%s\\n' "trap 'echo cut; exit 3' INT" "trap 'echo bye' EXIT" 'sleep 100' > s.sh`;
  const { text } = doIn([type(script), type('bash s.sh'), key('C'), type('echo $?')]);
  expect(text).toContain('^Ccut\nbye\n');
  expect(text).toContain('echo $?\n3\n');
});

test('cat does not read what it writes, and an empty name is none', () => {
  const lines = ['echo x > f', 'cat < f >> f', "mkdir ''", 'cat f'].map((line) => type(line));
  const { text } = doIn(lines);
  expect(text).toContain('cat: -: input file is output file\n');
  expect(text).toContain('mkdir: cannot create directory ‘’: No such file or directory\n');
  expect(text).toContain('cat f\nx\n');
});

test('less shows a screen and waits for keys', () => {
  const { terminal, text } = doIn([
    type('seq 50 | less'),
    type('/30'),
    type('q'),
    type('echo out'),
  ]);
  expect(text).toContain('\n23\n:');
  expect(text).toContain('\n30\n31\n');
  expect(text).toContain('echo out\nout\n');
  expect(terminal?.running).toBeNull();
});
