/** Whatever is typed, every command of the shell comes to an end of its own. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FakeKernel } from './fake-kernel.test-helper';
import { createProgramTable } from './registry';

const programs = createProgramTable([]);
const files = {
  '/home/you/shop/notes.txt': 'apple\nBanana\ncherry\n',
  '/home/you/shop/shop/settings.py': 'ALLOWED_HOSTS = []\n',
};

const word = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom(...['-n', '-e', '-i', '-r', '-l', '-a', '-c', '-v', '-o', '-p', '-u', '--', '-']),
  fc.constantFrom(...['notes.txt', 'shop', 'missing', '/etc/passwd', '/', '..', '5', '-1', '0']),
  fc.constantFrom(
    ...['s/a/b/', '$p', '/x/d', '--help', '--version', '%d', '*', '[a-', '\\(', 'a*'],
  ),
);

function finish(kernel: FakeKernel, pid: number): number | null {
  for (let round = 0; round < 20 && kernel.status(pid) === null; round += 1) {
    kernel.key('D');
    kernel.pass(1000);
  }
  if (kernel.status(pid) === null) kernel.key('C');
  return kernel.status(pid);
}

test.each(Object.keys(programs))('%s ends for any arguments', (name) => {
  fc.assert(
    fc.property(fc.array(word, { maxLength: 5 }), (args) => {
      const kernel = new FakeKernel(programs, files);
      const status = finish(kernel, kernel.start([name, ...args]));
      expect(status).toBeGreaterThanOrEqual(0);
      expect(status).toBeLessThanOrEqual(255);
    }),
    { numRuns: 60 },
  );
});

test('a line of anything brings the prompt back, or waits to be ended', () => {
  const piece = fc.oneof(
    word,
    fc.constantFrom(
      ...['|', '&&', '||', ';', '&', '>', '<', '2>&1', '$(', ')', '"', "'", '`', '!!'],
    ),
    fc.constantFrom(
      ...Object.keys(programs),
      'cd',
      'jobs',
      'fg',
      'export',
      'history',
      ...['for', 'done', 'case', 'in', 'esac', ';;', '[[', ']]', '((', '))', 'f() {', '}', 'f'],
      ...[
        'set -e',
        'set -x',
        'set -u',
        'trap',
        'exec',
        'local',
        'return',
        'a=(1 2)',
        '${a[@]}',
        'time',
      ],
      ...[
        'read',
        'while',
        'do',
        'break',
        '${x:?}',
        '${x##*/}',
        '$((x++))',
        'declare',
        'source',
        'eval',
      ],
    ),
  );
  fc.assert(
    fc.property(fc.array(fc.array(piece, { maxLength: 8 }), { maxLength: 4 }), (lines) => {
      const kernel = new FakeKernel(programs, files);
      const pid = kernel.start(['bash']);
      for (const line of lines) {
        kernel.type(line.join(' '));
        kernel.pass(100);
      }
      for (let round = 0; round < 8; round += 1) kernel.key('C');
      kernel.pass(100_000);
      if (kernel.status(pid) !== null) return;
      kernel.screen = '';
      kernel.type('echo still here');
      expect(kernel.screen).toContain('still here');
    }),
    { numRuns: 300 },
  );
});
