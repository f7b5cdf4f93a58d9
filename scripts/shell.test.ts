import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it, vi } from 'vitest';
import { scenario } from '@/contract/scenario';
import { readYaml } from '@/course/read-yaml';
import { createWorld, performAction, viewWorld } from '@/simulation/scenario/engine';

// Each test starts a Node of its own or two.
vi.setConfig({ testTimeout: 60_000 });

const root = fileURLToPath(new URL('..', import.meta.url));

function shell(words: string[], lines: string[] = []) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['scripts/run-typescript.mjs', 'shell', ...words],
    { cwd: root, input: lines.map((line) => `${line}\n`).join(''), encoding: 'utf8' },
  );
  return { status, stdout, stderr };
}

it('prints what the terminal of the bench shows, prompts included', () => {
  const lines = ['cd shop', 'python manage.py runserver', '\u0003', 'ss -tan', 'echo $?'];
  const file = 'content/lessons/which-address/scenarios/which-address.yaml';
  const read = readYaml(file, readFileSync(root + file, 'utf8'), scenario);
  if (!read.ok) throw new Error('the scenario cannot be read');
  let world = createWorld(read.value, read.value.seed);
  for (const line of lines) {
    const at = { host: 'laptop', tty: 0 };
    const stops = performAction(
      world,
      line === '\u0003' ? { do: 'key', ...at, key: 'C' } : { do: 'type', ...at, line },
    );
    world = stops.at(-1)?.world ?? world;
  }
  const bench = viewWorld(world).hosts.find(({ name }) => name === 'laptop')?.terminals[0]?.text;
  const { status, stdout } = shell(['which-address'], lines);
  expect(stdout).toBe(bench);
  expect(stdout).toMatch(
    /^you@laptop:~\$ cd shop\nyou@laptop:~\/shop\$ python manage\.py runserver\n/,
  );
  expect(stdout).toContain('Starting development server at http://127.0.0.1:8000/');
  expect(status).toBe(0);
});

it('takes host, tab and width', () => {
  const words = ['which-address/three-by-three', '--host', 'phone', '--columns', '120'];
  const { stdout } = shell(words, ['ss -tln']);
  const [prompt, head] = stdout.split('\n');
  expect(prompt).toBe('you@phone:~$ ss -tln');
  // ss fills the width of the terminal.
  expect(head).toHaveLength(120);
});

it('closes an editor, which needs a screen, and says so', () => {
  const { stdout, stderr } = shell(['which-address'], ['nano new.txt', 'ls new.txt']);
  expect(stderr).toContain('new.txt was opened in an editor');
  expect(stdout).toContain("ls: cannot access 'new.txt': No such file or directory");
});

it.each([
  [['no-such-lesson'], 'There is no scenario "no-such-lesson".'],
  [['which-address/none'], 'This lesson has which-address/three-by-three'],
  [['which-address', '--host', 'moon'], '"moon" has no terminal; hosts with one: laptop, phone.'],
  [['which-address', '--columns', 'wide'], '--columns takes a whole number from 20 to 500'],
  [['which-address', '--tab', '4'], '"laptop" has 2 terminal(s), no --tab 4.'],
  [['which-address', '--fast'], "Unknown option '--fast'"],
  [[], 'One scenario, please.'],
])('answers %j with a sentence', (words, sentence) => {
  const { status, stdout, stderr } = shell(words);
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
  expect(stderr).toContain(sentence);
  expect(stderr).not.toContain('    at ');
});

it('points into a scenario file that is wrong', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'portside-')), 'bad.yaml');
  writeFileSync(file, 'id: bad\nversion: one\n');
  const { status, stderr } = shell([file]);
  expect(status).toBe(2);
  expect(stderr).toMatch(/bad\.yaml:2:1 `version` must be a number, not "one"\./);
});
