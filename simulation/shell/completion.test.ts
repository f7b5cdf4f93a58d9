import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type CompletionSource, completeLine } from './completion';

const folders: Record<string, string[]> = {
  '/': ['etc/', 'home/', 'root/', 'tmp/'],
  '/etc': ['hostname', 'hosts', 'passwd', 'nginx/'],
  '/home/you': ['shop/', '.bashrc', 'my notes.txt'],
  '/home/you/shop': ['manage.py', 'shop/', 'notes.txt'],
  '/home/you/shop/shop': ['settings.py', 'urls.py'],
};
const source: CompletionSource = {
  commands: ['cat', 'cd', 'curl', 'grep', 'ping', 'python', 'python3', 'ssh', 'sudo', 'kill', 'nc'],
  hosts: ['laptop', 'phone', 'localhost'],
  jobs: 2,
  variables: ['HOME', 'HOSTNAME', 'USER'],
  cwd: '/home/you/shop',
  home: '/home/you',
  list: (folder) => folders[folder] ?? [],
};

/** The cursor is where `|` stands. */
function tab(typed: string): string {
  const cursor = typed.indexOf('|');
  const done = completeLine(typed.replace('|', ''), cursor, source);
  const shown = `${done.line.slice(0, done.cursor)}|${done.line.slice(done.cursor)}`;
  return done.options.length > 0 ? `${shown} (${done.options.join(' ')})` : shown;
}

test.each([
  ['gr|', 'grep |'],
  ['pyt|', 'python| (python python3)'],
  ['c|', 'c| (cat cd curl)'],
  ['sudo ki|', 'sudo kill |'],
  ['cat notes.txt | gr|', null],
  ['cat n|', 'cat notes.txt |'],
  ['cat sh|', 'cat shop/|'],
  ['cat shop/s|', 'cat shop/settings.py |'],
  ['cat shop/|', 'cat shop/| (settings.py urls.py)'],
  ['cat ../.b|', 'cat ../.bashrc |'],
  ['cat ~/my|', 'cat ~/my\\ notes.txt |'],
  ['cat "../my|', 'cat "../my notes.txt" |'],
  ['cat /etc/ho|', 'cat /etc/host| (hostname hosts)'],
  ['ssh ph|', 'ssh phone |'],
  ['ssh you@la|', 'ssh you@laptop |'],
  ['ping l|', 'ping l| (laptop localhost)'],
  ['curl http://ph|', 'curl http://phone |'],
  ['kill %|', 'kill %| (%1 %2)'],
  ['echo $US|', 'echo $USER |'],
  ['nothing-like-this|', 'nothing-like-this|'],
  ['cat n| more', 'cat notes.txt| more'],
])('Tab after %s', (typed, expected) => {
  if (expected !== null) expect(tab(typed)).toBe(expected);
});

test('a command after a pipe is completed', () => {
  const line = 'cat notes.txt | gr';
  expect(completeLine(line, line.length, source).line).toBe('cat notes.txt | grep ');
});

test('completing never takes away what was typed and never leaves the line', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), fc.integer(), (line, cursor) => {
      const done = completeLine(line, cursor, source);
      const at = Math.max(0, Math.min(line.length, cursor));
      expect(done.line.startsWith(line.slice(0, at))).toBe(true);
      expect(done.line.endsWith(line.slice(at))).toBe(true);
      expect(done.cursor).toBe(at + done.line.length - line.length);
    }),
  );
});
