/** Every network command and server is total: any words end it, block it or are complained of. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { programTable } from './program-table';
import { Session } from './scenario-fixtures';

const start = new Session().world;
const names = 'curl getent ip lsof nc netstat ping python python3 ss ssh sshd sysctl browser';
const words = fc.oneof(
  fc.string({ maxLength: 10 }).map((text) => `'${text.replace(/['\n\r]/g, '')}'`),
  fc.constantFrom(
    ...[
      '-v',
      '-l',
      '-n',
      '-p',
      '-c',
      '1',
      '-m',
      'http.server',
      'phone',
      '192.168.1.50',
      '22',
      '::1',
    ],
    ...[
      'shop/manage.py',
      'runserver',
      '8000',
      '0.0.0.0:8000',
      '-h',
      '--',
      '-6',
      '-i',
      'hosts',
      '-w',
    ],
  ),
);

test.each(names.split(' '))('%s takes any words', (name) => {
  expect(programTable[name]?.name).toBe(name);
  fc.assert(
    fc.property(fc.array(words, { maxLength: 5 }), (args) => {
      const session = new Session();
      session.world = start;
      const text = session.type('laptop', `${name} ${args.join(' ')}`);
      expect(text).not.toContain('fault in the program');
      session.key('laptop', 'C');
      session.key('laptop', 'D');
    }),
    { numRuns: 25 },
  );
});
