/** `tail -f`: lines as they come, names of several files, and a file that becomes shorter. */
import { expect, test } from 'vitest';
import { homeScenario, Session } from '../../scenario/scenario-fixtures';

test('tail -f prints what is added, by file, and tells of a file that was emptied', () => {
  const files = { '/home/you/a': 'a1\n', '/home/you/b': 'b1\n' };
  const session = new Session(homeScenario({ laptop: { files } }));
  expect(session.type('laptop', 'tail -f -n1 a b')).toBe('==> a <==\na1\n\n==> b <==\nb1\n');
  session.type('laptop', 'echo b2 >> b', 1);
  expect(session.read('laptop')).toBe('b2\n');
  session.type('laptop', 'echo a2 >> a', 1);
  expect(session.read('laptop')).toBe('\n==> a <==\na2\n');
  session.type('laptop', 'echo z > a', 1);
  expect(session.read('laptop')).toBe('tail: a: file truncated\nz\n');
  expect(session.key('laptop', 'C')).toBe('^C\n');
});
