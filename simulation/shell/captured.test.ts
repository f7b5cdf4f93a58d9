/** Lines and sessions of fixtures/, against what the real tools of Debian 12 printed. */
import { expect, test } from 'vitest';
import { FakeKernel } from './fake-kernel.test-helper';
import captured from './fixtures/captured.json';
import language from './fixtures/language.json';
import sudo from './fixtures/sudo.json';
import tools from './fixtures/tools.json';
import { createProgramTable } from './registry';

const programs = createProgramTable([]);

const files = Object.fromEntries(
  Object.entries(captured.files).map(([path, text]) => [
    `/home/you/${path}`,
    // The files were written byte by byte.
    new TextDecoder().decode(Uint8Array.from(text, (letter) => letter.charCodeAt(0))),
  ]),
);

/** Lines whose answer differs, and why. */
const different: Record<string, string> = {
  'ls -ld /home': 'the date is that of the capture',
  'grep -z': 'a real option that is said to be missing here',
  'sed -z': 'a real option that is said to be missing here',
  'head -z1 /dev/null': 'a real option that is said to be missing here',
  'kill -0 1': 'bash itself was process 1',
  'kill 1': 'bash itself was process 1',
  ps: 'the real bash replaced itself by ps',
  'ps -o user,args -p 1 --no-headers | wc -l': 'bash itself was process 1',
  export: 'TZ was set for the capture; OLDPWD has no value yet',
  'type -a echo': 'there is one folder of programs',
  'help nosuchtopic': 'help is our own',
  'ulimit -n': 'limits are not simulated',
  'hostname -h': 'a wish for help is no failure here',
  'grep --color=auto apple notes.txt': 'no colours',
  hash: 'nothing is hashed here',
  'echo $SECONDS': 'in a subshell of the test nothing takes time',
  'sort -z9': 'a real option that is said to be missing here',
  awk: 'captured with gawk, whose list of options is its own',
  "awk '{print $1}' missing.txt": 'captured with gawk; ours is the message of mawk, Debian’s awk',
  '[[ -f ]]': 'with -c the real bash ends with status 0, as if nothing had been wrong',
  '[[ a b ]]': 'with -c the real bash ends with status 0, as if nothing had been wrong',
  '[[ a == ]]': 'with -c the real bash ends with status 0, as if nothing had been wrong',
  'f() { break; }; for i in 1 2; do f; echo $i; done': 'the real bash names a file "environment"',
  "trap 'echo a' EXIT INT; trap -p": 'signals that were ignored before the capture are listed',
  'select x in a b; do echo $x; break; done < /dev/null': 'refused by name',
  'echo ${x@Q}': 'refused by name',
  'diff <(echo a) <(echo a); echo $?': 'refused by name',
  'coproc cat': 'refused by name',
  'shopt -s nullglob': 'refused by name',
  'getopts a x': 'refused by name',
};

const cases = [...captured.cases, ...language.cases, ...tools.cases];

test.each(cases.filter(({ line }) => !(line in different)))('$line', (row) => {
  const kernel = new FakeKernel(programs, files);
  const pid = kernel.start(['bash', '-c', row.line, 'bash']);
  kernel.pass(10_000);
  // Folders of a real disk are in no order that one could know.
  const order = (text: string) =>
    row.line.startsWith('find') ? text.split(/\n| (?=\.\/|$)/).sort() : text;
  expect({ output: order(kernel.screen), status: kernel.status(pid) }).toEqual({
    output: order(row.output),
    status: row.status,
  });
});

test.each(sudo.cases)('$line', ({ line, output, status }) => {
  const kernel = new FakeKernel(programs, files);
  const pid = kernel.start(['bash', '-c', line]);
  kernel.pass(1000);
  // The machine of the capture did not find its own name.
  const named = output.replace(/ on localhost:/g, ' on laptop:');
  expect({ output: kernel.screen, status: kernel.status(pid) }).toEqual({ output: named, status });
});

test('no line is said to differ that does not', () => {
  const lines = cases.map(({ line }) => line);
  expect(Object.keys(different).filter((line) => !lines.includes(line))).toEqual([]);
});

test.each(captured.sessions)('a session that begins with $lines.0', ({ lines, output }) => {
  const kernel = new FakeKernel(programs, files);
  kernel.start(['bash']);
  kernel.type("PS1='$ '");
  kernel.screen = '$ ';
  for (const line of lines) {
    const key = /^\^([CZD])$/.exec(line)?.[1];
    const pause = /^wait ([\d.]+)$/.exec(line)?.[1];
    if (key) kernel.key(key as 'C' | 'Z' | 'D');
    else if (pause) kernel.pass(Number(pause) * 1000);
    else kernel.type(line);
  }
  expect(kernel.screen).toBe(output);
});
