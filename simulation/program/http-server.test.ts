/** python3 -m http.server over the simulated network, against captures of Python 3.11. */
import { describe, expect, test } from 'vitest';
import { type Capture, loadCaptures, tidy } from '../scenario/captures.test-helper';
import { homeScenario, Session } from '../scenario/scenario-fixtures';

const captures = loadCaptures('http-server');

function site(): Session {
  const files = { '/home/you/site/hello.txt': 'hello\n', '/home/you/site/a b&.txt': 'x' };
  const session = new Session(homeScenario({ laptop: { files } }));
  session.type('laptop', 'cd site; mkdir img', 1);
  session.type('laptop', 'cd site');
  return session;
}

describe('command lines that do not serve', () => {
  // Tracebacks are compared with 3.11.7 below; the captures' lines are those of 3.11.2.
  const words = captures.filter(
    ({ command, status, terminal }) =>
      /^python3/.test(command) &&
      status !== 'killed' &&
      !/Traceback|Serving|^usage: python3/.test(terminal ?? '') &&
      !/ -h$| -c | -y$| -m$|^python3 (--version|-V)/.test(command) &&
      terminal !== undefined,
  );
  test.each(words)('$command', ({ command, terminal, status }) => {
    const session = new Session();
    const expected = terminal?.replaceAll('/usr/bin/', '/usr/local/bin/');
    expect(session.type('laptop', command)).toBe(expected);
    expect(Number(session.type('laptop', 'echo $?'))).toBe(status);
  });
});

test('help is what Python prints', () => {
  const help = captures.find(({ command }) => command === 'python3 -m http.server -h');
  expect(new Session().type('laptop', 'python3 -m http.server -h')).toBe(help?.terminal);
});

test.each([
  ['80', 'PermissionError: [Errno 13] Permission denied'],
  ['--bind 10.9.9.9 8000', 'OSError: [Errno 99] Cannot assign requested address'],
  ['--bind nosuch.example', 'socket.gaierror: [Errno -2] Name or service not known'],
])('-m http.server %s ends in a traceback with %s', (words, last) => {
  const session = new Session();
  const text = session.type('laptop', `python3 -m http.server ${words}`);
  expect(text.startsWith('Traceback (most recent call last):\n  File "<frozen runpy>"')).toBe(true);
  expect(text.trimEnd().split('\n').at(-1)).toBe(last);
  expect(session.type('laptop', 'echo $?')).toBe('1\n');
});

describe('a log on a terminal', () => {
  const logs = captures.filter(({ terminal }) =>
    /^Serving HTTP on[^]*interrupt/.test(terminal ?? ''),
  );
  test.each(logs)('$command', (log) => {
    const session = site();
    session.type('laptop', log.command);
    const place = captures.indexOf(log);
    // What was asked while it ran stands before the log.
    const asked: Capture[] = [];
    for (
      let at = place - 1;
      at >= 0 && /^(curl|printf|ss)/.test(captures[at]?.command ?? '');
      at -= 1
    ) {
      asked.unshift(...captures.slice(at, at + 1));
    }
    for (const { command, terminal = '' } of asked) {
      if (command.startsWith('ss')) continue;
      const line = command.replaceAll(/(http:\S*[%?[]\S*)/g, "'$1'");
      expect(tidy(session.type('laptop', line, 1))).toBe(tidy(terminal));
    }
    session.key('laptop', 'C');
    const text = session.terminal('laptop').text;
    const shown = text.slice(text.indexOf('Serving HTTP')).replace(/you@laptop:\S*\$ $/, '');
    const port = /port (?!8000|8001)\d+ \(http:\/\/0\.0\.0\.0:\d+\//;
    const random = (body: string) => body.replace(port, 'port N (http://0.0.0.0:N/');
    expect(random(tidy(shown))).toBe(random(tidy(log.terminal ?? '')));
  });
});

test('what it prints into a pipe comes at its end', () => {
  const session = site();
  session.type('laptop', 'python3 -m http.server 8000 > out');
  session.type('phone', 'curl -s -o /dev/null http://laptop:8000/hello.txt');
  expect(session.type('laptop', 'cat out', 1)).toBe('');
  session.key('laptop', 'C');
  expect(session.type('laptop', 'cat out', 1)).toBe(
    'Serving HTTP on 0.0.0.0 port 8000 (http://0.0.0.0:8000/) ...\n\nKeyboard interrupt received, exiting.\n',
  );
});

test('ss shows its backlog of 5 and its name', () => {
  const session = site();
  session.type('laptop', 'python3 -m http.server 8000 &');
  expect(session.type('laptop', 'ss -Htlnp | cat', 1)).toMatch(
    /^LISTEN 0 {6}5 +0\.0\.0\.0:8000 +0\.0\.0\.0:\* +users:\(\("python3",pid=\d+,fd=3\)\)\n$/,
  );
});
